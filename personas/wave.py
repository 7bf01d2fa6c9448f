"""The course of a pulse: who is handed the question now, what is told on the way, and what ends it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from personas.hours import local_day
from personas.people import Person
from personas.pulse import (
    GRACE,
    Ask,
    AskState,
    Course,
    Given,
    Outcome,
    Pulse,
    Why,
    enough,
    held_until,
    outcome,
)

# Nobody waits for an answer of theirs any more.
IDLE = frozenset({AskState.STOPPED, AskState.DECLINED})


@dataclass(frozen=True, slots=True)
class Wave:
    """What becomes of people who are due: asked on a day of theirs, asked later, or not to be written to any more."""

    asked: Mapping[date, Sequence[Ask]]
    later: Mapping[datetime, Sequence[Ask]]
    gone: Sequence[Ask]


def is_asking(pulse: Pulse | None, now: datetime) -> bool:
    """Whether anybody may still be handed the question: its time may be up before it was closed."""
    return pulse is not None and pulse.open and pulse.closes_at > now


def wave(due: Iterable[Ask], people: Mapping[str, Person], now: datetime) -> Wave:
    """Whom of those who are due the question reaches now."""
    asked: dict[date, list[Ask]] = defaultdict(list)
    later: dict[datetime, list[Ask]] = defaultdict(list)
    gone: list[Ask] = []
    for ask in due:
        person = people.get(ask.user)
        if person is None or person.stopped_at or not person.reachable:
            gone.append(ask)
        elif until := held_until(person, now):
            later[until].append(ask)
        else:
            asked[local_day(now, person.tz)].append(ask)
    return Wave(asked, later, gone)


def closes_at(pulse: Pulse, *, answers: int, awaited: int, now: datetime) -> datetime | None:
    """When a pulse closes since nobody is left to wait for; None while somebody is."""
    done = enough(answers=answers, quota=pulse.quota, awaited=awaited)
    return min(pulse.closes_at, now + GRACE) if done else None


def why_closed(pulse: Pulse, result: Outcome, *, went_out: int, why: Why) -> Why:
    """What ended a pulse: its time, unless everybody it waited for had answered."""
    full = result.answers >= min(pulse.quota, went_out or 1)
    return Why.ENOUGH if why is Why.TIME and full else why


def course(
    pulse: Pulse, given: Sequence[Given], *, answers: int, asked: int, filed: tuple[str, str] = ("", "")
) -> Course:
    """How far a pulse is: a count while it is open in confidence, else what was said so far, and by whom."""
    if pulse.confidential:
        return Course(answers, asked, pulse.outcome, filed_as=filed[0], filed_on=filed[1])
    told = pulse.outcome or (outcome(pulse, given, asked=asked) if answers else None)
    names: dict[int, list[str]] = {}
    for each in given:
        if each.choice is not None:
            names.setdefault(each.choice, []).append(each.key)
    return Course(answers, asked, told, names, *filed)
