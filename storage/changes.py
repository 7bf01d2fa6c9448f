"""What a row is about: every write notes the subjects it changed, and the commit applies what follows from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import FromClause

from storage import tables
from storage.columns import Row


class Changed(StrEnum):
    """What can change, and by what it is identified."""

    PERSONA = "persona"  # what is known of it: facts, names, claims, evidence; persona id
    CARD = "card"  # the decisions counted on its card; persona id
    NAME = "name"  # what it is called; persona id
    NAMES = "names"  # which words lead to which persona, anywhere in the workspace; no id
    CHANNEL = "channel"  # what kind it is, and which personas it is bound to; Slack's id
    CLAIM = "claim"  # its words; claim id
    EVIDENCE = "evidence"  # evidence id
    DECISION = "decision"  # decision id
    PULSE = "pulse"  # its question and its end; pulse id
    RESULT = "result"  # its answers; pulse id
    ASK = "ask"  # one person who was asked; pulse id, Slack's id, and how often
    REMINDER = "reminder"  # one message of reminders; its first bundle's id
    PERSON = "person"  # what the directory says of somebody, and their settings; Slack's id
    HOME = "home"  # something under "Needs you"; the Slack id of who has it there


@dataclass(frozen=True, slots=True)
class Mark:
    """A subject, and the columns of a row that identify it; None where the workspace alone does."""

    subject: Changed
    columns: tuple[str, ...] = ()

    def identify(self, row: Mapping[Any, Any]) -> Any:
        """The subject's id in a row; None where the row names none."""
        found = tuple(row[column] for column in self.columns)
        return found[0] if len(found) == 1 else found


def _by(subject: Changed, *columns: str) -> Mark:
    return Mark(subject, columns)


_MARKS: dict[type[Row], tuple[Mark, ...]] = {
    tables.Persona: (_by(Changed.PERSONA, "id"),),
    tables.Alias: (_by(Changed.PERSONA, "persona_id"), _by(Changed.NAMES)),
    tables.Claim: (_by(Changed.PERSONA, "persona_id"), _by(Changed.CLAIM, "id")),
    tables.Tally: (_by(Changed.PERSONA, "persona_id"),),
    tables.ChannelPersona: (_by(Changed.CHANNEL, "channel"),),
    tables.Evidence: (_by(Changed.EVIDENCE, "id"), _by(Changed.PERSONA, "persona_id")),
    tables.Decision: (_by(Changed.DECISION, "id"),),
    tables.DecisionPersona: (_by(Changed.DECISION, "decision_id"), _by(Changed.CARD, "persona_id")),
    tables.DecisionEvidence: (_by(Changed.DECISION, "decision_id"),),
    tables.Pulse: (_by(Changed.PULSE, "id"),),
    tables.Ask: (
        _by(Changed.ASK, "pulse_id", "user", "round"),
        _by(Changed.RESULT, "pulse_id"),
        _by(Changed.HOME, "user"),
    ),
    tables.Answer: (_by(Changed.RESULT, "pulse_id"),),
    tables.Reminder: (_by(Changed.REMINDER, "bundle_id"), _by(Changed.HOME, "person")),
    tables.Bundle: (_by(Changed.REMINDER, "message"),),
    tables.Person: (_by(Changed.PERSON, "user"), _by(Changed.HOME, "user")),
}
MARKS: dict[FromClause, tuple[Mark, ...]] = {row.__table__: marks for row, marks in _MARKS.items()}
# Rows that no message, Home or card shows. `Channel` is noted where what Slack says of it differs from what we know.
UNSHOWN: frozenset[type[Row]] = frozenset({
    tables.Allowance, tables.Audit, tables.Capture, tables.Channel, tables.ChannelPost, tables.Counter, tables.Delivery,
    tables.Erasure, tables.FilingHint, tables.PersonName,
    tables.Heard, tables.Installation, tables.InstallState, tables.Version, tables.Witness,
    tables.SearchPosting, tables.SearchWord,
})  # fmt: skip


class Changes:
    """What one transaction changed so far: ids by subject."""

    def __init__(self) -> None:
        self._ids: dict[Changed, set[Any]] = defaultdict(set)

    def __bool__(self) -> bool:
        return any(self._ids.values())

    def __getitem__(self, subject: Changed) -> set[Any]:
        return self._ids.get(subject, set())

    @property
    def subjects(self) -> frozenset[Changed]:
        """Which kinds of things were changed."""
        return frozenset(subject for subject, ids in self._ids.items() if ids)

    def note(self, subject: Changed, ids: Iterable[Any] = ((),)) -> None:
        """Remember that these changed."""
        self._ids[subject].update(each for each in ids if each is not None)

    def note_rows(self, marks: Iterable[Mark], rows: Sequence[Mapping[Any, Any]]) -> None:
        """Remember what these rows of one table are about."""
        for mark in marks:
            self.note(mark.subject, map(mark.identify, rows))


def columns_of(table: FromClause) -> list[str]:
    """The columns that a write on this table has to hand back."""
    return list(dict.fromkeys(name for mark in MARKS.get(table, ()) for name in mark.columns))
