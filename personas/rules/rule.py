"""A reminder rule: what it looks at, since when it holds, who hears of it and how often, its words, its ways out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Self, TypeVar

from personas.rules.subject import Subject

S = TypeVar("S", bound=Subject)

ONCE, TWICE = 1, 2


class Settled(StrEnum):
    """How an item came to rest, and the words for it. A snoozed one comes back once."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        """A member, with its words beside the value that is stored."""
        member = str.__new__(cls, value)
        member._value_, member.words = value, words
        return member

    TRUE = "still true", ": still true, noted."
    SNOOZED = "snoozed", ": I'll ask once more {until}."
    EVIDENCE = "evidence", " has new evidence."
    RETIRED = "retired", " is retired."
    JUDGEMENT = "judgement call", " stands as a judgement call."
    LINKED = "linked", " cites evidence now."
    REVERSED = "reversed", " is taken back."
    SUPERSEDED = "superseded", " was replaced by a newer decision."
    GONE = "gone", " is not there any more."


class Effect(StrEnum):
    """What an answer does to the subject."""

    VERIFY = "verify"
    LINK = "link"
    JUDGE = "judge"
    REVERSE = "reverse"


@dataclass(frozen=True, slots=True)
class Answer:
    """One tap that settles an item."""

    effect: Effect
    settled: Settled


@dataclass(frozen=True, slots=True)
class Words:
    """A text with places for what people wrote, which the view fills in and escapes; a tuple is a row of names."""

    text: str
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    quotes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sure:
    """What is asked before an answer that is hard to take back."""

    title: str
    text: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One button under an item: an answer of its rule, a command to run, or a form to open."""

    label: str
    answer: str = ""
    choice: str = ""
    command: str = ""
    form: str = ""
    sure: Sure | None = None
    at_home: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[S]):
    """One rule over one kind of subject. What is stored are its `id` and the ids of its answers.

    `where` are columns of the subject's row that must hold these values: nothing else is read; `to_column` holds
    whom it goes to, where a column does. `since` is when the waiting
    began, None where there is nothing to wait for. With `to_column`, `at_home_at_once` shows all that `where` names in
    Home: nothing but columns may decide there. `rhythm` counts days from the first time it was said.
    """

    id: str
    subject: type[S]
    explained: str
    one: str
    many: str
    since: Callable[[S], datetime | None]
    ripe_on: Callable[[S, datetime, str], date]
    to: Callable[[S], tuple[str, ...]]
    rhythm: tuple[int, ...]
    settled: Callable[[S], Settled]
    lacks: Callable[[S, int], str]
    headline: str
    words: Callable[[S, int], Words]
    why: Callable[[Sequence[S]], Words]
    ways: Callable[[S], tuple[Way, ...]]
    answers: Mapping[str, Answer]
    where: Mapping[str, str] = field(default_factory=dict)
    to_column: str = ""
    snoozes: bool = False
    at_home_at_once: bool = False

    def most(self, less: Sequence[str]) -> int:
        """How often one thing is said to somebody who asked for less of this rule: once, then not at all."""
        return (len(self.rhythm), ONCE, 0)[min(less.count(self.id), TWICE)]
