"""Asking: what a pulse does in one transaction, from who is asked to what is left at its close."""

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from personas import pulse as rules
from personas.hours import after_working_days, local_day
from personas.pulse import Ask, AskState, Audience, Course, Given, Pulse, Why
from personas.redaction import mask

if TYPE_CHECKING:
    from storage.store import Reading, Writing

IDLE = frozenset({AskState.STOPPED, AskState.DECLINED})
# People handed the question in one transaction: nobody else who writes waits for longer than that takes.
PAGE = 1_000


def audience_of(tx: "Reading", pulse: Pulse, now: datetime) -> Audience:
    """Whom a draft would reach, looked up as things stand now."""
    users = [*pulse.picked, *pulse.members]
    lately = tx.pulses.asked_lately(users, since=(now - rules.REST).date())
    people = tx.people.some(users)
    return rules.audience(
        people, picked=pulse.picked, members=pulse.members, author=pulse.author, lately=lately
    )


def send(tx: "Writing", pulse: Pulse, found: Audience, *, number: int, now: datetime) -> bool:
    """Turn a draft live: a number, an ask for everybody, and the author's living result.

    The first page is handed out at once, which keeps Slack busy for minutes; the clock comes with the others.
    """
    closes_at = after_working_days(now, tx.people.known(pulse.author).tz, pulse.days)
    if not tx.pulses.start(pulse, found, number=number, now=now, closes_at=closes_at):
        return False
    hand_out(tx, pulse.id, now)
    tx.deliveries.want("result", key=f"result:{pulse.id}", now=now, subject_id=pulse.id, person=pulse.author)
    return True


def hand_out(tx: "Writing", pulse_id: int, now: datetime) -> bool:
    """Put the question to a page of those who are due and may be written to now; tells whether more may be due.

    Whoever is due and was not handed it stays due: a process that dies after any page has lost nothing.
    """
    pulse = tx.pulses.get(pulse_id)
    if not (pulse and pulse.open and pulse.closes_at > now):
        return False
    due = tx.pulses.due_asks(pulse_id, now, limit=PAGE)
    people = tx.people.some(ask.user for ask in due)
    gone: list[Ask] = []
    held: dict[datetime, list[Ask]] = defaultdict(list)
    days: dict[date, list[Ask]] = defaultdict(list)
    for ask in due:
        person = people.get(ask.user)
        if person is None or person.stopped_at or not person.reachable:
            gone.append(ask)
        elif until := rules.held_until(person, now):
            held[until].append(ask)
        else:
            days[local_day(now, person.tz)].append(ask)
    tx.pulses.leave_out(gone)
    for until, asks in held.items():
        tx.pulses.postpone(asks, until=until)
    for day, asks in days.items():
        _handed(tx, pulse_id, asks, day, now)
    return len(due) == PAGE


def _handed(tx: "Writing", pulse_id: int, asks: list[Ask], day: date, now: datetime) -> None:
    """A question to many is a handful of statements; who was asked before sees the older message go."""
    tx.pulses.put_to(asks, day=day)
    rounds = {ask.user: ask.round + 1 for ask in asks}
    for user, number in rounds.items():
        if number > 1:
            tx.deliveries.refresh("ask", pulse_id, now=now, person=user)
    tx.deliveries.want_all(
        "ask", now=now, subject_id=pulse_id,
        keys={user: f"ask:{pulse_id}:{user}:{number}" for user, number in rounds.items()},
        notes={user: {"round": number} for user, number in rounds.items()},
    )  # fmt: skip


def take(tx: "Writing", pulse: Pulse, user: str, *, choice: int | None, comment: str, now: datetime) -> None:
    """Take an answer, its words masked before they are kept."""
    given = Given("", choice, mask(comment))
    tx.pulses.answer(pulse, user, choice=choice, comment=given.comment, day=now.date())
    done = rules.counts(pulse.options, given)
    tx.pulses.mark(pulse.id, user, AskState.ANSWERED if done else AskState.ASKED, again_at=None)
    settle(tx, pulse, now=now)


def settle(tx: "Writing", pulse: Pulse, *, now: datetime) -> None:
    """Somebody answered or declined: when nobody is left to wait for, the pulse closes a little later."""
    if not pulse.open:
        return
    answers, _ = tx.pulses.progress(pulse)
    awaited = tx.pulses.how_many(pulse.id, besides=IDLE)
    if rules.enough(answers=answers, quota=pulse.quota, awaited=awaited):
        tx.pulses.ask_no_more(pulse.id)
        tx.pulses.change(pulse.id, closes_at=min(pulse.closes_at, now + rules.GRACE))
    tx.deliveries.refresh("result", pulse.id, now=now)


def course(reading: "Reading", pulse: Pulse) -> Course:
    """How far a pulse is: a count while it is open in confidence, else what was said so far, and by whom."""
    answers, asked = reading.pulses.progress(pulse)
    filed = reading.evidence.get(pulse.evidence_id) if pulse.evidence_id else None
    label = filed.label if filed else ""
    if pulse.confidential:
        return Course(answers, asked, pulse.outcome, filed_as=label)
    given = reading.pulses.given(pulse)
    told = pulse.outcome or (rules.outcome(pulse, given, asked=asked) if answers else None)
    names: dict[int, list[str]] = {}
    for each in given:
        if each.choice is not None:
            names.setdefault(each.choice, []).append(each.key)
    return Course(answers, asked, told, names, label)


def close(tx: "Writing", pulse: Pulse, *, why: Why, now: datetime, by: str = "") -> None:
    """End a pulse: the result once, then nothing that leads to people; every message says so.

    `by` is whoever closed it by hand, its author or an admin; else the clock did.
    """
    went_out = tx.pulses.how_many(pulse.id, rounds=1)
    result = rules.outcome(pulse, tx.pulses.given(pulse), asked=went_out)
    reason = Why.ENOUGH if why is Why.TIME and result.answers >= min(pulse.quota, went_out or 1) else why
    if tx.pulses.end(pulse, result, why=reason, now=now, by=by):
        tx.deliveries.refresh("ask", pulse.id, now=now)
        tx.deliveries.refresh("result", pulse.id, now=now)


def scrub(engine: Engine) -> None:
    """On SQLite, empty the write-ahead log: it may still hold a secret that was destroyed."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
