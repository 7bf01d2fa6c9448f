"""Reminders: two rules as data, when each is due, and what keeps a message from being sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from personas.decision import Decision
from personas.evidence import COUNTED, SAID, Evidence
from personas.hours import after_working_days, in_window, local_day
from personas.people import Person
from personas.persona import Persona

# The budget over all rules together.
WEEKLY_MOST = 2
# So many unanswered in a row, and it comes once a month.
UNANSWERED_MOST = 3
MONTH_DAYS = 30
# Nothing unasked in the first week of an installation.
FIRST_WEEK = timedelta(days=7)
# A message longer than this is put off whole; what is left out comes with the next one.
ITEMS_MOST = 4
CANDIDATES = 2


class Action(StrEnum):
    """The cheap honest ways out of an item."""

    ASK = "ask users"
    ADD = "add evidence"
    TRUE = "nothing new, still true"
    SNOOZE = "snooze"
    LINK = "link a candidate"
    OTHER = "link other"
    JUDGEMENT = "a judgement call"
    REVERSE = "reverse"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when it holds, who hears of it, in what words, with which ways out, and how often.

    `first_after` is in working days; None is the subject's own interval. `rhythm` counts days from the first
    time it was said, so its length is how often it is said at most.
    """

    id: str
    condition: str
    recipient: str
    text: str
    why: str
    why_many: str
    actions: tuple[Action, ...]
    first_after: int | None
    rhythm: tuple[int, ...]

    def most(self, less: Sequence[str]) -> int:
        """How often one thing is said to somebody who asked for less of this rule: once, then not at all."""
        return (len(self.rhythm), 1, 0)[min(less.count(self.id), 2)]


AGEING = Rule(
    id="M1",
    condition="a persona without new evidence for its interval",
    recipient="its steward, else who edited it last, else who installed the app",
    text="*{name}*: {since}{gap}. Smallest step: one ticket or one question.",
    why="you look after {name}, which asks for something new every {interval} days",
    why_many="you look after {name}, which ask for something new every {interval} days",
    actions=(Action.ASK, Action.ADD, Action.TRUE, Action.SNOOZE),
    first_after=None,
    rhythm=(0, 7, 21),
)
UNCITED = Rule(
    id="M4",
    condition="an active decision that rests on nothing yet, three working days after it was logged",
    recipient="who logged it",
    text="*{label}* names {served} but no evidence yet. {candidates}",
    why="you logged {label} and left its evidence open",
    why_many="you logged {label} and left their evidence open",
    actions=(Action.LINK, Action.OTHER, Action.JUDGEMENT, Action.REVERSE),
    first_after=3,
    rhythm=(0, 7),
)
RULES: dict[str, Rule] = {rule.id: rule for rule in (AGEING, UNCITED)}


@dataclass(frozen=True, slots=True)
class Case:
    """Something a rule holds for. `spell` is when its waiting began: new evidence begins another one."""

    rule: Rule
    subject_id: int
    person: str
    spell: datetime
    interval_days: int = 0

    def ripe_on(self, tz: str) -> date:
        """From which of the recipient's days on it may be said."""
        if self.rule.first_after is None:
            return local_day(self.spell + timedelta(days=self.interval_days), tz)
        return local_day(after_working_days(self.spell, tz, self.rule.first_after), tz)


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


class Settled(StrEnum):
    """How an item came to rest. A snoozed one comes back once."""

    TRUE = "still true"
    SNOOZED = "snoozed"
    EVIDENCE = "evidence"
    RETIRED = "retired"
    JUDGEMENT = "judgement call"
    LINKED = "linked"
    REVERSED = "reversed"
    SUPERSEDED = "superseded"
    GONE = "gone"


class NextMessage(StrEnum):
    """How the next bundle reaches its person."""

    POST = "a new message"
    EDIT = "the last message, still unanswered, is brought up to date"
    WAIT = "once a month, since the last ones stayed unanswered"


@dataclass(frozen=True, slots=True)
class Ageing:
    """An M1 item as it stands now."""

    persona: Persona
    days: int
    confirmed: bool = False

    @property
    def gap(self) -> str:
        """The kind of source that was never heard."""
        heard = {tally.source for tally in self.persona.backing.tallies if tally.pieces}
        if not heard:
            return ""
        if not heard & COUNTED:
            return "never heard from support"
        return "" if heard & SAID else "never heard in their own words"


@dataclass(frozen=True, slots=True)
class Uncited:
    """An M4 item as it stands now, with what the record could give it."""

    decision: Decision
    candidates: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a message. Without `about` it is settled, and `settled` says how."""

    track: Track
    label: str
    about: Ageing | Uncited | None = None
    settled: Settled | None = None

    @property
    def rule(self) -> Rule:
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
        return tuple(item for item in self.items if item.about)


def track_of(case: Case, known: Track | None) -> Track:
    """The track of a case; one from an earlier spell begins anew."""
    if known and known.spell == case.spell:
        return known
    return Track(case.rule.id, case.subject_id, case.person, case.spell, id=known.id if known else 0)


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


def _said_again_on(rule: Rule, track: Track, tz: str, step: int) -> date:
    return local_day(track.first_at, tz) + timedelta(days=rule.rhythm[step]) if track.first_at else date.min
