"""Reminders: when what a rule holds for is due, and what keeps a message from being sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from personas.hours import in_window, local_day
from personas.people import Person
from personas.rules import RULES
from personas.rules.rule import Rule, Settled
from personas.rules.subject import Subject

# The budget over all rules together.
WEEKLY_MOST = 2
# So many unanswered in a row, and it comes once a month.
UNANSWERED_MOST = 3
MONTH_DAYS = 30
# Nothing unasked in the first week of an installation.
FIRST_WEEK = timedelta(days=7)
# A message longer than this is put off whole; what is left out comes with the next one.
ITEMS_MOST = 4
# So far the days of two time zones lie apart, with a weekend between them.
AHEAD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Case:
    """Something a rule holds for. `spell` is when its waiting began: new evidence begins another one."""

    rule: Rule[Any]
    subject: Subject
    person: str
    spell: datetime

    @property
    def subject_id(self) -> int:
        """The id of what it is about."""
        return self.subject.id

    def ripe_on(self, tz: str) -> date:
        """From which of the recipient's days on it may be said."""
        return self.rule.ripe_on(self.subject, self.spell, tz)


@dataclass(frozen=True, slots=True)
class Track:
    """Where one rule stands for one subject and one person. `not_before` is a snooze."""

    rule: str
    subject_id: int
    person: str
    spell: datetime
    id: int = 0
    step: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    not_before: datetime | None = None
    closed_at: datetime | None = None
    answer: str = ""
    bundle_id: int | None = None

    def is_snoozed(self, now: datetime) -> bool:
        """Whether its person put it off until later."""
        return self.not_before is not None and self.not_before > now


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one person was told on one day. `message` is the bundle whose message it stands in."""

    id: int
    person: str
    day: date
    message: int
    made_at: datetime
    monthly: bool = False
    answered_at: datetime | None = None


class NextMessage(StrEnum):
    """How the next bundle reaches its person."""

    POST = "a new message"
    EDIT = "the last message, still unanswered, is brought up to date"
    WAIT = "once a month, since the last ones stayed unanswered"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a message, waiting since so many days. Without a subject it is settled, and `settled` says how."""

    track: Track
    label: str
    subject: Subject | None = None
    days: int = 0
    settled: Settled | None = None

    @property
    def rule(self) -> Rule[Any]:
        """The rule it came from."""
        return RULES[self.track.rule]


@dataclass(frozen=True, slots=True)
class Message:
    """What stands in a person's conversation with the app: a bundle with current values."""

    bundle: Bundle
    person: Person
    items: tuple[Item, ...]

    @property
    def open(self) -> tuple[Item, ...]:
        """What still waits for an answer."""
        return tuple(item for item in self.items if item.subject)


def track_of(case: Case, known: Track | None) -> Track:
    """The track of a case; one from an earlier spell begins anew."""
    if known and known.spell == case.spell:
        return known
    return Track(case.rule.id, case.subject_id, case.person, case.spell, id=known.id if known else 0)


def item_of(track: Track, subject: Subject | None, *, today: date, tz: str) -> Item:
    """What a track is about as it stands now: open with its subject, else how it came to rest."""
    rule = RULES[track.rule]
    if subject is None:
        return Item(track, f"That {rule.one}", settled=Settled.GONE)
    since = rule.since(subject)
    if track.closed_at or since != track.spell:
        ended = Settled(track.answer) if track.closed_at else rule.settled(subject)
        return Item(track, subject.label, settled=ended)
    return Item(track, subject.label, subject, (today - local_day(since, tz)).days)


def may_be_due(rule: Rule[Any], subject: Subject, now: datetime) -> bool:
    """Whether a rule may hold for somebody somewhere: days are counted where the recipient is, who may be ahead."""
    since = rule.since(subject)
    if since is None:
        return False
    return rule.at_home_at_once or rule.ripe_on(subject, since, "UTC") - AHEAD <= local_day(now, "UTC")


def is_due(case: Case, track: Track, *, now: datetime, tz: str, less: Sequence[str] = ()) -> bool:
    """Whether it is to be said on the person's day that it is now."""
    today = local_day(now, tz)
    if case.ripe_on(tz) > today:
        return False
    if track.not_before:
        return local_day(track.not_before, tz) <= today
    if track.step >= case.rule.most(less):
        return False
    return _said_again_on(case.rule, track, tz, track.step) <= today


def shows_at_home(case: Case, track: Track | None, *, now: datetime, tz: str) -> bool:
    """Whether a person's Home brings it up: not while they snoozed it, nor, mostly, before it may be said."""
    if track and track.is_snoozed(now):
        return False
    return case.rule.at_home_at_once or case.ripe_on(tz) <= local_day(now, tz)


def said(case: Case, track: Track, *, now: datetime, tz: str, bundle_id: int) -> Track:
    """The track after it was said now. A snoozed one was an extra: the days of the rhythm stay."""
    today = local_day(now, tz)
    told = replace(track, last_at=now, not_before=None, closed_at=None, answer="", bundle_id=bundle_id)
    if track.not_before and track.first_at:
        passed = sum(local_day(track.first_at, tz) + timedelta(days=n) <= today for n in case.rule.rhythm)
        return replace(told, step=max(track.step, passed))
    # Said late, because its person was away: what follows keeps its distance.
    late = timedelta(days=case.rule.rhythm[track.step])
    return replace(told, step=track.step + 1, first_at=now - late)


def next_message(last: Sequence[Bundle], today: date) -> NextMessage:
    """What the unanswered bundles of a person (newest first) mean for the next one."""
    unanswered = ignored(last)
    if unanswered == 0:
        return NextMessage.POST
    if unanswered < UNANSWERED_MOST:
        return NextMessage.EDIT
    return NextMessage.POST if today >= last[0].day + timedelta(days=MONTH_DAYS) else NextMessage.WAIT


def ignored(last: Iterable[Bundle]) -> int:
    """How many bundles in a row, newest first, were left unanswered."""
    count = 0
    for bundle in last:
        if bundle.answered_at:
            break
        count += 1
    return count


def why_not_now(person: Person, *, now: datetime, installed_at: datetime) -> str:
    """Why a person may not be written to now, whatever it is about; empty when they may."""
    reasons = (
        (not person.name, "not in the directory yet"),
        (not person.reachable, "deactivated, a bot, or of another organisation"),
        (person.guest, "a guest, who has no part in the record"),
        (person.stopped_at is not None, "asked not to be written to"),
        (person.muted(now), "muted"),
        (person.away, "away"),
        (now < installed_at + FIRST_WEEK, "the first week sends nothing unasked"),
        (not in_window(now, person.tz), "outside their hours"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def over_budget(today: date, *, told: Iterable[date], asked: Iterable[date]) -> str:
    """Why a person heard enough: bundles and questions count alike, over all rules."""
    days = [*told, *asked]
    if today in days:
        return "heard from me today already"
    week = sum(today - timedelta(days=7) < day <= today for day in days)
    return "heard from me twice this week" if week >= WEEKLY_MOST else ""


def recipient(wanted: Iterable[str], people: dict[str, Person]) -> str:
    """The first of these that can be written to at all, and may read the record."""
    known = ((user, people.get(user)) for user in wanted)
    return next((user for user, who in known if who and who.reachable and not who.guest), "")


def _said_again_on(rule: Rule[Any], track: Track, tz: str, step: int) -> date:
    return local_day(track.first_at, tz) + timedelta(days=rule.rhythm[step]) if track.first_at else date.min
