"""What a pulse does in one transaction: its people, its answers and the messages that show it, kept together."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Engine

from personas import pulse as rules
from personas import wave as waves
from personas.hours import after_working_days
from personas.pulse import Ask, AskState, Audience, Course, Given, Pulse, Why
from storage.pulse import ask_key
from storage.store import Reading, Writing

# People handed the question in one transaction: nobody else who writes waits for longer than that takes.
PAGE = 1_000


def audience_of(tx: Reading, pulse: Pulse, now: datetime) -> Audience:
    """Whom a draft would reach, looked up as things stand now."""
    users = [*pulse.picked, *pulse.members]
    lately = tx.pulses.asked_lately(users, since=(now - rules.REST).date())
    people = tx.people.some(users)
    return rules.audience(
        people, picked=pulse.picked, members=pulse.members, author=pulse.author, lately=lately,
        confidential=pulse.confidential, team=tx.people.team(pulse.members),
    )  # fmt: skip


def send(tx: Writing, pulse: Pulse, found: Audience, *, number: int, now: datetime) -> bool:
    """Turn a draft live: a number, an ask for everybody, and the author's living result.

    The first page is handed out at once, which keeps Slack busy for minutes; the clock comes with the others.
    """
    closes_at = after_working_days(now, tx.people.known(pulse.author).tz, pulse.days)
    if not tx.pulses.start(pulse, found, number=number, now=now, closes_at=closes_at):
        return False
    hand_out(tx, pulse.id, now)
    tx.deliveries.want("result", key=f"result:{pulse.id}", now=now, subject_id=pulse.id, person=pulse.author)
    return True


def hand_out(tx: Writing, pulse_id: int, now: datetime) -> bool:
    """Put the question to a page of those who are due and may be written to now; tells whether more may be due.

    Whoever is due and was not handed it stays due: a process that dies after any page has lost nothing.
    """
    if not waves.is_asking(tx.pulses.get(pulse_id), now):
        return False
    due = tx.pulses.due_asks(pulse_id, now, limit=PAGE)
    wave = waves.wave(due, tx.people.some(ask.user for ask in due), now)
    tx.pulses.leave_out(wave.gone)
    for until, asks in wave.later.items():
        tx.pulses.postpone(asks, until=until)
    for day, asks in wave.asked.items():
        _handed(tx, pulse_id, list(asks), day, now)
    return len(due) == PAGE


def _handed(tx: Writing, pulse_id: int, asks: list[Ask], day: date, now: datetime) -> None:
    """A question to many is a handful of statements."""
    tx.pulses.put_to(asks, day=day)
    rounds = {ask.user: ask.round + 1 for ask in asks}
    tx.deliveries.want_all(
        "ask", now=now, subject_id=pulse_id,
        keys={user: ask_key(pulse_id, user, number) for user, number in rounds.items()},
        notes={user: {"round": number} for user, number in rounds.items()},
    )  # fmt: skip


def take(tx: Writing, pulse: Pulse, user: str, *, choice: int | None, comment: str, now: datetime) -> None:
    """Take an answer, its words masked before they are kept."""
    given = Given("", choice, tx.people.masked(comment))
    tx.pulses.answer(pulse, user, choice=choice, comment=given.comment, day=now.date())
    done = rules.counts(pulse.options, given)
    tx.pulses.mark(pulse.id, user, AskState.ANSWERED if done else AskState.ASKED, again_at=None)
    settle(tx, pulse, now=now)


def settle(tx: Writing, pulse: Pulse, *, now: datetime) -> None:
    """Somebody answered or declined: when nobody is left to wait for, the pulse closes a little later."""
    if not pulse.open:
        return
    answers, _ = tx.pulses.progress(pulse)
    awaited = tx.pulses.how_many(pulse.id, besides=waves.IDLE)
    if closes_at := waves.closes_at(pulse, answers=answers, awaited=awaited, now=now):
        tx.pulses.ask_no_more(pulse.id)
        tx.pulses.change(pulse.id, closes_at=closes_at)


def course(reading: Reading, pulse: Pulse) -> Course:
    """How far a pulse is now, as its author may see it."""
    answers, asked = reading.pulses.progress(pulse)
    given = () if pulse.confidential else reading.pulses.given(pulse)
    told = waves.course(pulse, given, answers=answers, asked=asked, filed=_filed(reading, pulse))
    return replace(told, unsure=len(reading.pulses.unsure(pulse.id)) if pulse.open else 0)


def _filed(reading: Reading, pulse: Pulse) -> tuple[str, str]:
    """The number of the evidence that was made of it, and the claim it is about."""
    piece = reading.evidence.get(pulse.evidence_id) if pulse.evidence_id else None
    claim = reading.personas.claim(piece.claim_id) if piece and piece.claim_id else None
    return (piece.label if piece else "", claim.text if claim else "")


def ask_again(tx: Writing, pulse: Pulse, *, press: str, now: datetime) -> int:
    """Put the question once more to those whom it may not have reached; tells how many. `press` names the press."""
    unsure = tx.pulses.unsure(pulse.id)
    tx.deliveries.supersede("ask", pulse.id)
    tx.deliveries.want_all(
        "ask", now=now, subject_id=pulse.id,
        keys={ask.user: f"ask:{pulse.id}:{ask.user}:{ask.round}:{press}"[:160] for ask in unsure},
        notes={ask.user: {"round": ask.round} for ask in unsure},
    )  # fmt: skip
    for ask in unsure:
        tx.pulses.mark(pulse.id, ask.user, AskState.ASKED)
    return len(unsure)


def close(tx: Writing, pulse: Pulse, *, why: Why, now: datetime, by: str = "") -> None:
    """End a pulse: the result once, then nothing that leads to people; every message says so.

    `by` is whoever closed it by hand, its author or an admin; else the clock did.
    """
    went_out = tx.pulses.how_many(pulse.id, rounds=1)
    # Masked once more: the directory may name somebody now whom it did not when the sentence was written.
    given = [replace(each, comment=tx.people.masked(each.comment)) for each in tx.pulses.given(pulse)]
    result = rules.outcome(pulse, given, asked=went_out)
    reason = waves.why_closed(pulse, result, went_out=went_out, why=why)
    tx.pulses.end(pulse, result, why=reason, now=now, by=by)


def scrub(engine: Engine) -> None:
    """On SQLite, empty the write-ahead log: it may still hold a secret that was destroyed."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
