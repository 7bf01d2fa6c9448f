"""Pulses: one short question to a few people, and what may be told of their answers."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from personas.hours import in_days, next_window
from personas.people import Person
from personas.permission import Viewer
from personas.persona import PersonaRef
from personas.redaction import mask

QUESTION_MAX = 150
ANSWER_MAX = 60
ANSWERS_MAX = 5
SENTENCE_MAX = 600
REASON_MAX = 150
QUOTA = 8
QUOTA_MAX = 1000
DAYS_OPEN, DAYS_MAX = 5, 30
# Fewer answers than this could be guessed back to people.
SHOWN_FROM = 5
# Whoever answered knows one answer, and could subtract it: where they may read totals, five others must be left.
SHARED_FROM = SHOWN_FROM + 1
REST = timedelta(days=30)
# When the last awaited answer is in, its giver can still change it or add a sentence.
GRACE = timedelta(minutes=2)
ROUNDS_MAX = 2


class Mode(StrEnum):
    """Whether the author learns who said what."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"


class Why(StrEnum):
    """What ended a pulse."""

    TIME = "its time was up"
    ENOUGH = "enough answers"
    HAND = "closed by hand"


class AskState(StrEnum):
    """How far one person is; never what they said."""

    WAITING = "waiting"
    ASKED = "asked"
    UNSURE = "unsure"  # the question went out, and nobody can find out whether it arrived
    LATER = "later"
    DECLINED = "declined"
    ANSWERED = "answered"
    STOPPED = "stopped"


class LeftOut(StrEnum):
    """Why somebody is not asked."""

    BOT = "bot"
    DEACTIVATED = "deactivated"
    STRANGER = "stranger"
    UNKNOWN = "unknown"
    GUEST = "guest"
    STOPPED = "stopped"
    RECENT = "recent"
    AUTHOR = "author"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is asked, and how many are not, by reason. `picked` were chosen by name."""

    asked: tuple[Person, ...] = ()
    picked: frozenset[str] = frozenset()
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a pulse. `shown` is False where too few answered for totals to be told."""

    asked: int
    answers: int
    shown: bool = True
    totals: tuple[int, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pulse:
    """P-3. The secret that keys confidential answers never leaves storage."""

    id: int
    number: int
    persona: PersonaRef
    question: str
    options: tuple[str, ...]
    mode: Mode
    author: str
    made_at: datetime
    closes_at: datetime
    quota: int = QUOTA
    days: int = DAYS_OPEN
    reason: str = ""
    channel: str = ""
    visibility: str = ""
    picked: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    closed_why: str = ""
    outcome: Outcome | None = None
    evidence_id: int | None = None

    @property
    def label(self) -> str:
        """The number people say."""
        return f"P-{self.number}" if self.number else "The draft"

    @property
    def open(self) -> bool:
        """Sent and not over."""
        return self.opened_at is not None and self.closed_at is None

    def seen_by(self, viewer: Viewer) -> bool:
        """Public ones anybody; those of a private channel only there, and whoever asked."""
        return viewer.can_read(self.visibility, self.author)

    @property
    def confidential(self) -> bool:
        """Whether only totals are told."""
        return self.mode is Mode.CONFIDENTIAL


@dataclass(frozen=True, slots=True)
class Ask:
    """That one person was asked. `round` is 0 until the question went out, 2 when it went out again."""

    pulse_id: int
    user: str
    state: AskState
    asked_on: date
    picked: bool = False
    round: int = 0
    again_at: datetime | None = None

    @property
    def answered(self) -> bool:
        """Whether they are done; they may still change it."""
        return self.state is AskState.ANSWERED


@dataclass(frozen=True, slots=True)
class Given:
    """One answer. `key` is the person in a named pulse and says nothing in a confidential one."""

    key: str
    choice: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """How far a pulse is, as its author may see it. `names` are the people behind each answer, named only."""

    answers: int
    asked: int
    outcome: Outcome | None = None
    names: Mapping[int, Sequence[str]] = field(default_factory=dict)
    filed_as: str = ""
    filed_on: str = ""
    unsure: int = 0


def answer_key(user: str, *, secret: str) -> str:
    """What an answer is kept under: the person, or, with a secret, something only the secret leads to."""
    return hmac.new(bytes.fromhex(secret), user.encode(), hashlib.sha256).hexdigest() if secret else user


def audience(
    people: Mapping[str, Person],
    *,
    picked: Sequence[str],
    members: Sequence[str],
    author: str,
    lately: Collection[str],
    confidential: bool = False,
    team: Collection[str] = (),
) -> Audience:
    """Everybody once. A guest, one of the `team` itself, or the author of a named pulse, only when picked by name.

    The author of a confidential pulse reads its totals, and could subtract an answer of their own: never asked.
    """
    asked: list[Person] = []
    left_out: Counter[LeftOut] = Counter()
    by_name = frozenset(picked)
    for user in dict.fromkeys([*picked, *members]):
        person = people.get(user)
        picked_themselves = user in by_name and not (confidential and user == author)
        reason = _left_out(user, person, author=author, by_name=picked_themselves, lately=lately, team=team)
        if reason:
            left_out[reason] += 1
        elif person:
            asked.append(person)
    return Audience(tuple(asked), by_name, dict(left_out))


def _left_out(
    user: str,
    person: Person | None,
    *,
    author: str,
    by_name: bool,
    lately: Collection[str],
    team: Collection[str],
) -> LeftOut | None:
    """The first reason that holds; whom the directory's mirror does not name yet is not asked."""
    if person is None:
        return LeftOut.UNKNOWN
    reasons = {
        LeftOut.BOT: person.is_bot,
        LeftOut.STRANGER: person.stranger,
        LeftOut.DEACTIVATED: person.deleted,
        LeftOut.GUEST: person.guest and not by_name,
        LeftOut.STOPPED: person.stopped_at is not None,
        LeftOut.AUTHOR: user == author and not by_name,
        LeftOut.TEAM: user in team and not by_name,
        LeftOut.RECENT: user in lately,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def held_until(person: Person, now: datetime) -> datetime | None:
    """When to try again with somebody who is not to be written to now; None when now is fine."""
    if person.muted_until and person.muted(now):
        return next_window(person.muted_until, person.tz)
    opens = next_window(now, person.tz)
    if opens > now:
        return opens
    return in_days(now, person.tz, 1) if person.away else None


def due_at(person: Person, now: datetime) -> datetime:
    """When somebody can get the question at the soonest."""
    return held_until(person, now) or now


def enough(*, answers: int, quota: int, awaited: int) -> bool:
    """Whether there is nothing left to wait for: the quota, or everybody who could still answer."""
    return answers > 0 and answers >= min(quota, awaited)


def outcome(pulse: Pulse, given: Iterable[Given], *, asked: int) -> Outcome:
    """Totals and, apart from them, sentences; the order says nothing. In confidence nothing under five.

    Where all of them said the same, everybody's answer is known, so their sentences are held back.
    """
    answers = [each for each in given if counts(pulse.options, each)]
    if pulse.confidential and len(answers) < SHOWN_FROM:
        return Outcome(asked, len(answers), shown=False)
    chosen = Counter(each.choice for each in answers)
    totals = tuple(chosen[place] for place in range(len(pulse.options)))
    all_alike = pulse.confidential and len(answers) in totals
    said = [mask(each.comment) for each in answers if each.comment and not all_alike]
    return Outcome(asked, len(answers), totals=totals, comments=tuple(sorted(said, key=str.casefold)))


def may_be_shared(pulse: Pulse, told: Outcome) -> bool:
    """Whether others than the author may read totals: some of them may have answered."""
    return told.shown and (not pulse.confidential or told.answers >= SHARED_FROM)


def counts(options: Sequence[str], given: Given) -> bool:
    """Whether this is an answer: a choice where there are choices, else a sentence."""
    return given.choice is not None if options else bool(given.comment)


def choice_in(options: Sequence[str], text: str) -> int | None:
    """The answer somebody typed instead of pressing it."""
    typed = text.strip().strip(".! ").casefold()
    return next((place for place, option in enumerate(options) if option.casefold() == typed), None)


def option_lines(text: str) -> tuple[str, ...]:
    """Answers as typed, one a line; empty lines do not count."""
    return tuple(line for line in (" ".join(each.split()) for each in text.splitlines()) if line)


def option_problem(options: Sequence[str]) -> str | None:
    """What is wrong with the answers, as a sentence for their field."""
    if len(options) == 1:
        return "One answer alone is no choice. Give two to five, one per line, or none for a free text."
    if len(options) > ANSWERS_MAX:
        return f"{len(options)} answers are too many to read in ten seconds. Keep at most {ANSWERS_MAX}."
    long = next((option for option in options if len(option) > ANSWER_MAX), None)
    if long:
        return f"“{long[:30]}…” has {len(long)} characters; an answer has room for {ANSWER_MAX}."
    keys = Counter(option.casefold() for option in options)
    double = next((option for option in options if keys[option.casefold()] > 1), None)
    return f"“{double}” stands there twice. Every answer needs its own words." if double else None


def quota_problem(quota: int | None, mode: Mode) -> str | None:
    """What is wrong with the number of answers to stop at."""
    if quota is None or quota < 1:
        return "Stop after how many answers? A whole number from 1 on."
    if quota > QUOTA_MAX:
        return f"Stop after {QUOTA_MAX} answers at most."
    if mode is Mode.CONFIDENTIAL and quota < SHOWN_FROM:
        return f"Confidential results are shown from {SHOWN_FROM} answers on: stop at {SHOWN_FROM} or more."
    return None


def most_said(pulse: Pulse) -> int | None:
    """The one answer given most often; None on a tie, for free text, and where nothing may be told."""
    if not pulse.outcome or not any(pulse.outcome.totals):
        return None
    ranked = Counter(dict(enumerate(pulse.outcome.totals))).most_common(2)
    tie = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
    return None if tie else ranked[0][0]
