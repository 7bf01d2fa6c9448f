"""What a person's Home shows, read from every table."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from personas.decision import Proof
from personas.evidence import Evidence
from personas.home import (
    DECISIONS_SHOWN,
    NEEDS_SHOWN,
    PERSONAS_READ,
    Asked,
    Doubtful,
    Draft,
    Home,
    Need,
    Running,
    Unposted,
)
from personas.hours import local_day, zone_of
from personas.people import Person
from personas.permission import Viewer
from personas.persona import Facet
from personas.pulse import AskState
from personas.reminder import Case, Item
from storage import tables
from storage.store import Reading

ASKED_SHOWN = 10
DRAFTS_LOOKED_AT = 20
UNANSWERED = frozenset({AskState.ASKED, AskState.UNSURE, AskState.LATER})

_A = tables.Ask.__table__.c


def home_of(reading: Reading, user: str, now: datetime) -> Home:
    """A person's Home as it stands now. Guests see what was asked of them, nothing of the team's.

    Slack does not say of which organisation somebody is who opens it: whom the directory does not name sees a sentence.
    """
    person, asked = reading.people.known(user), _asked(reading, user)
    if reading.people.met(user) is None:
        return Home(person, now, unmet=True)
    if person.guest or person.stranger:
        return Home(person, now, asked=asked)
    needs, more = _needs(reading, person, asked, now)
    return Home(
        person,
        now,
        asked=asked,
        needs=needs,
        more_needs=more,
        personas=tuple(reading.personas.lines(PERSONAS_READ)),
        how_many=reading.personas.how_many(),
        knows_first=reading.personas.says_anything(Facet.FIRST),
        month=_month(reading, person, now),
        recent=tuple(reading.decisions.recent(DECISIONS_SHOWN, viewer=Viewer(user=user))),
    )


def _needs(
    reading: Reading, person: Person, asked: tuple[Asked, ...], now: datetime
) -> tuple[tuple[Need, ...], int]:
    """Others waiting for an answer first, then one's own loose ends: those that are shown, and how many more there are."""
    questions = [each for each in asked if each.pulse.open and each.state in UNANSWERED]
    unposted = _unposted(reading, person.user)
    doubtful = [Doubtful(lost)] if person.admin and (lost := reading.deliveries.uncertain()) else []
    drafts = reading.evidence.drafts(person.user, limit=DRAFTS_LOOKED_AT)
    due, due_in_all = reading.reminders.at_home(person, now)
    running = _running(reading, person.user)
    before: list[Need] = [*questions, *unposted, *doubtful]
    before += _drafts(reading, drafts[: _room(before)])
    before += _items(reading, due[: _room(before)], now)
    shown = [*before, *running][:NEEDS_SHOWN]
    all_of_them = len(questions) + len(unposted) + len(doubtful) + len(drafts) + due_in_all + len(running)
    return tuple(shown), all_of_them - len(shown)


def _room(taken: Sequence[Need]) -> int:
    return max(0, NEEDS_SHOWN - len(taken))


def _drafts(reading: Reading, pieces: Sequence[Evidence]) -> list[Draft]:
    likely = reading.evidence.likely_about_each(pieces) if pieces else {}
    return [Draft(piece, likely[piece.id]) for piece in pieces]


def _items(reading: Reading, cases: Sequence[Case], now: datetime) -> list[Item]:
    shown = (reading.reminders.item(case, now, offers=False) for case in cases)
    return [item for item in shown if item.subject]


def _running(reading: Reading, user: str) -> list[Running]:
    mine = [
        pulse
        for pulse in reading.pulses.listed(user, viewer=Viewer(user=user))
        if pulse.open and pulse.author == user
    ]
    return [Running(pulse, *reading.pulses.progress(pulse)) for pulse in mine]


def _asked(reading: Reading, user: str) -> tuple[Asked, ...]:
    """Questions that went out to a person, the newest first."""
    people = reading.people
    rows = people.connection.execute(
        people.select(tables.Ask, _A.pulse_id, _A.state)
        .where(_A.user == user, _A.state != AskState.WAITING.value)
        .order_by(_A.pulse_id.desc())
        .limit(ASKED_SHOWN)
    ).all()
    found = ((reading.pulses.get(row.pulse_id), AskState(row.state)) for row in rows)
    return tuple(Asked(pulse, state) for pulse, state in found if pulse)


def _month(reading: Reading, person: Person, now: datetime) -> Proof:
    """Decisions since the first of the month, theirs."""
    first = local_day(now, person.tz).replace(day=1)
    since = datetime.combine(first, time(), zone_of(person.tz)).astimezone(UTC)
    days = (now - since).days + 1
    return reading.decisions.proof(since, viewer=Viewer(user=person.user), days=days, per_persona=False)


def _unposted(reading: Reading, user: str) -> list[Unposted]:
    """Their receipts of which nobody knows whether they were posted."""
    found = (reading.decisions.get(each) for each in reading.deliveries.may_be_unposted(user))
    return [Unposted(decision) for decision in found if decision and decision.stands]
