"""What a person's Home shows, read from every table."""

from dataclasses import replace
from datetime import UTC, datetime, time

from personas.decision import Proof
from personas.home import DECISIONS_SHOWN, Asked, Doubtful, Draft, Home, Need, Running
from personas.hours import local_day, zone_of
from personas.people import Person
from personas.permission import Viewer
from personas.pulse import AskState
from personas.reminder import Item, shows_at_home
from storage import tables
from storage.store import Reading

ASKED_SHOWN = 10
DRAFTS_LOOKED_AT = 20
UNANSWERED = frozenset({AskState.ASKED, AskState.LATER})

_A = tables.Ask.__table__.c


def home_of(reading: Reading, user: str, now: datetime) -> Home:
    """A person's Home as it stands now. Guests see what was asked of them, nothing of the team's.

    Slack does not say of which organisation somebody is who opens it: whom the directory does not name sees a sentence.
    """
    person, asked = reading.people.known(user), _asked(reading, user)
    if reading.people.is_unmet(user):
        return Home(person, now, unmet=True)
    if person.guest or person.stranger:
        return Home(person, now, asked=asked)
    return Home(
        person,
        now,
        asked=asked,
        needs=_needs(reading, person, asked, now),
        personas=tuple(reading.personas.all()),
        month=_month(reading, person, now),
        recent=tuple(reading.decisions.recent(DECISIONS_SHOWN, viewer=Viewer(user=user))),
    )


def _needs(reading: Reading, person: Person, asked: tuple[Asked, ...], now: datetime) -> tuple[Need, ...]:
    """Others waiting for an answer first, then one's own loose ends."""
    questions = [each for each in asked if each.pulse.open and each.state in UNANSWERED]
    drafts = [
        Draft(piece, tuple(reading.evidence.likely_about(piece)))
        for piece in reading.evidence.drafts(person.user, limit=DRAFTS_LOOKED_AT)
    ]
    doubtful = [Doubtful(lost)] if person.admin and (lost := reading.deliveries.uncertain()) else []
    due = _due(reading, person, now)
    return (*questions, *doubtful, *drafts, *due, *_running(reading, person.user))


def _due(reading: Reading, person: Person, now: datetime) -> list[Item]:
    """What the rules would bring up with them, loose ends first; what they snoozed is left alone."""
    tracks = reading.reminders.tracks(person.user)
    cases = [
        case
        for case in reading.reminders.cases(now, person=person.user)
        if shows_at_home(case, tracks.get((case.rule.id, case.subject_id)), now=now, tz=person.tz)
    ]
    cases.sort(key=lambda case: not case.rule.at_home_at_once)
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
    return replace(
        reading.decisions.proof(since, viewer=Viewer(user=person.user)), days=(now - since).days + 1
    )
