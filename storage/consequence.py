"""What shows what: the messages, reminders and Homes in which a change is to be seen.

Whoever changes a thing need not know: the end of the transaction asks this table. A card or a list that somebody was
given as an answer stays as it was read; what lives on in Slack is a delivery, and is brought up to date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    bindparam,
    cast,
    exists,
    literal_column,
    or_,
    select,
    union_all,
)

from personas.evidence import State
from personas.pulse import AskState
from personas.rules import RULES
from personas.rules.subject import DecisionSubject, PersonaSubject
from storage import tables
from storage.changes import Changed, Changes
from storage.columns import Row
from storage.delivery import Deliveries, Progress
from storage.listed import number_of, word_of
from storage.pulse import ask_key
from storage.tenancy import TenantTable
from storage.unit_of_work import Act

RECEIPTS = ("decision", "decision_private", "decision_taken_back")
CARDS = ("result", "result_shared")
# Pressed in one of these, the answer puts the message as it stands now in its place.
ANSWERED_IN_PLACE = frozenset({"ask", "reminder"})
# The names under which a statement is given the rules that are about one kind of thing.
ABOUT_PERSONAS, ABOUT_DECISIONS = "rules_about_personas", "rules_about_decisions"

_D = tables.Delivery.__table__.c
_A, _B, _R = tables.Ask.__table__.c, tables.Bundle.__table__.c, tables.Reminder.__table__.c
_E, _G, _N = tables.Evidence.__table__.c, tables.Decision.__table__.c, tables.DecisionPersona.__table__.c
_C, _P, _Q = tables.DecisionEvidence.__table__.c, tables.Persona.__table__.c, tables.Pulse.__table__.c
_I, _W = tables.Installation.__table__.c, tables.Person.__table__.c


def _fixed(word: str) -> Any:
    """A word of ours that stands in the statement itself: whatever is bound each time has its price."""
    return literal_column(f"'{word}'", String)


# What was never said is said as things stand then.
_STANDS = or_(_D.shown > literal_column("0"), _D.state == _fixed(Progress.SENDING.value))


def _of(table: type[Row], column: Any, *where: Any) -> Select[Any]:
    """A column of a tenant's rows."""
    return select(column).where(table.__table__.c.tenant == bindparam("tenant"), *where)


def _among(column: Any, ids: Any) -> Any:
    """Joins a column with ids, listed or selected: SQLite makes a table of its own of each list that it looks in."""
    return column == (ids.subquery().c[0] if isinstance(ids, Select) else ids)


def _numbers(subject: Changed) -> Any:
    return number_of(subject.value)


def _words(subject: Changed) -> Any:
    return word_of(subject.value)


def _messages(kind: str, about: Any, *, waiting: bool = False) -> Select[Any]:
    """The messages of a kind about some ids; those that wait to be said look at themselves again where that is
    asked for: they may be said now, or not at all."""
    here = (_D.kind == _fixed(kind), _among(_D.subject_id, about))
    return _deliveries(*here, *(() if waiting else (_STANDS,)))


def _keyed(keys: Any) -> Select[Any]:
    return _deliveries(_among(_D.key, keys), _STANDS)


def _deliveries(*where: Any) -> Select[Any]:
    columns = (_D.id, _D.kind, _D.posted_channel, _D.ts)
    return select(*columns).where(_D.tenant == bindparam("tenant"), *where)


def _of_rules(rules: str) -> Any:
    return _among(_R.rule, word_of(rules))


def _reminders(rules: str, about: Any, *where: Any) -> Select[Any]:
    """The messages in which a rule brought something up."""
    here = (
        _of_rules(rules),
        _among(_R.subject_id, about),
        _R.bundle_id.is_not(None),
    )
    return _messages("reminder", _of(tables.Reminder, _R.bundle_id, *here, *where))


def _homes(users: Select[Any]) -> Select[Any]:
    """The Homes of some people, of those who ever opened theirs."""
    user = users.subquery().c[0]
    return _keyed(select(_fixed("home:") + user))


# Decisions and pulses that a change reaches by way of something else.
_CITING = _of(tables.DecisionEvidence, _C.decision_id, _among(_C.evidence_id, _numbers(Changed.EVIDENCE)))
_NAMING = _of(tables.DecisionPersona, _N.decision_id, _among(_N.persona_id, _numbers(Changed.NAME)))
_LOGGED_THERE = _of(tables.Decision, _G.id, _among(_G.channel, _words(Changed.CHANNEL)))
_PULSES_ABOUT = _of(tables.Pulse, _Q.id, _among(_Q.persona_id, _numbers(Changed.NAME)))
# Open reminders of decisions that serve a persona: they offer what the record holds about it.
_SERVES = exists().where(
    _N.tenant == _R.tenant, _N.decision_id == _R.subject_id, _N.served, _among(_N.persona_id, _numbers(Changed.PERSONA)),
)  # fmt: skip
_OFFERING = _of(
    tables.Reminder, _R.bundle_id, _of_rules(ABOUT_DECISIONS), _R.closed_at.is_(None), _R.bundle_id.is_not(None), _SERVES,
)  # fmt: skip
_TAKEN_BACK = _of(tables.Decision, _G.id, _among(_G.taken_back_by, _words(Changed.PERSON)))
# Reminders and questions somebody got.
_GOT = _of(tables.Bundle, _B.message, _among(_B.person, _words(Changed.PERSON)))
_UNANSWERED = or_(_A.state == _fixed(AskState.ASKED.value), _A.state == _fixed(AskState.LATER.value))
_TO_ANSWER = _of(
    tables.Ask,
    _fixed("ask:") + cast(_A.pulse_id, String) + _fixed(":") + _A.user + _fixed(":") + cast(_A.round, String),
    _among(_A.user, _words(Changed.PERSON)), _UNANSWERED,
)  # fmt: skip
# Who has something under "Needs you".
_REPORTERS = _of(tables.Evidence, _E.reporter, _among(_E.id, _numbers(Changed.EVIDENCE)))
_DRAFTED = _E.state == _fixed(State.DRAFT.value)
_LOGGERS = _of(tables.Decision, _G.logger, _among(_G.id, _numbers(Changed.DECISION)))
_ASKED = _of(tables.Ask, _A.user, _among(_A.pulse_id, _numbers(Changed.PULSE)), _UNANSWERED)
_CHANGED = _among(_P.id, _numbers(Changed.PERSONA))
_REACHABLE = exists().where(
    _W.tenant == _P.tenant, _W.user.in_((_P.steward, _P.edited_by)),
    ~or_(_W.is_bot, _W.deleted, _W.stranger, _W.guest),
)  # fmt: skip
_INSTALLER = _of(
    tables.Installation, _I.installer, exists().where(_P.tenant == _I.tenant, _CHANGED, ~_REACHABLE)
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Deliveries that show a subject, selected by the ids a statement is given under the subject's name."""

    subject: Changed
    deliveries: Select[Any]


def _each(subject: Changed, kinds: Iterable[str], about: Any, *, waiting: bool = False) -> tuple[Shown, ...]:
    """The same for several kinds."""
    return tuple(Shown(subject, _messages(kind, about, waiting=waiting)) for kind in kinds)


SHOWN = (
    # Receipts of decisions: their facts, the names in them, the evidence they cite, whether the channel takes them.
    *_each(Changed.DECISION, RECEIPTS, _numbers(Changed.DECISION)),
    *_each(Changed.NAME, RECEIPTS, _NAMING),
    *_each(Changed.EVIDENCE, RECEIPTS, _CITING),
    Shown(Changed.CHANNEL, _messages("decision_private", _LOGGED_THERE)),
    *_each(Changed.PERSON, RECEIPTS, _TAKEN_BACK),
    # The mark on a message that was filed.
    Shown(Changed.EVIDENCE, _messages("tick", _numbers(Changed.EVIDENCE))),
    # Questions, and the cards of their results.
    *_each(Changed.PULSE, ("ask", *CARDS), _numbers(Changed.PULSE), waiting=True),
    *_each(Changed.NAME, CARDS, _PULSES_ABOUT),
    *_each(Changed.RESULT, CARDS, _numbers(Changed.RESULT)),
    Shown(Changed.ASK, _keyed(_words(Changed.ASK))),
    Shown(Changed.PERSON, _keyed(_TO_ANSWER)),
    # Reminders: what each item is about, what the record offers for it, and how its person wants to be written to.
    Shown(Changed.REMINDER, _messages("reminder", _numbers(Changed.REMINDER))),
    Shown(Changed.PERSONA, _reminders(ABOUT_PERSONAS, _numbers(Changed.PERSONA))),
    Shown(Changed.PERSONA, _messages("reminder", _OFFERING)),
    Shown(Changed.NAME, _reminders(ABOUT_DECISIONS, _NAMING)),
    Shown(Changed.EVIDENCE, _reminders(ABOUT_DECISIONS, _CITING)),
    Shown(Changed.DECISION, _reminders(ABOUT_DECISIONS, _numbers(Changed.DECISION))),
    Shown(Changed.PERSON, _messages("reminder", _GOT, waiting=True)),
    # Homes of those who have it under "Needs you"; others see it when they open theirs.
    Shown(Changed.HOME, _keyed(_words(Changed.HOME))),
    Shown(Changed.EVIDENCE, _homes(_REPORTERS)),
    Shown(Changed.NAMES, _homes(_of(tables.Evidence, _E.reporter, _DRAFTED))),
    Shown(Changed.CHANNEL, _homes(_of(tables.Evidence, _E.reporter, _DRAFTED, _among(_E.channel, _words(Changed.CHANNEL))))),
    Shown(Changed.DECISION, _homes(_LOGGERS)),
    Shown(Changed.PULSE, _homes(_of(tables.Pulse, _Q.author, _among(_Q.id, _numbers(Changed.PULSE))))),
    Shown(Changed.PULSE, _homes(_ASKED)),
    Shown(Changed.RESULT, _homes(_of(tables.Pulse, _Q.author, _among(_Q.id, _numbers(Changed.RESULT))))),
    Shown(Changed.PERSONA, _homes(_of(tables.Persona, _P.steward, _CHANGED))),
    Shown(Changed.PERSONA, _homes(_of(tables.Persona, _P.edited_by, _CHANGED))),
    Shown(Changed.PERSONA, _homes(_INSTALLER)),
)  # fmt: skip


class Consequences(TenantTable):
    """What follows from one tenant's changes."""

    def apply(self, changes: Changes, by: Act) -> int:
        """Want anew whatever shows what was changed; tells how many messages and Homes that is."""
        if not changes:
            return 0
        if by.user:
            changes.note(Changed.HOME, [by.user])
        ids = {each.value: _ids(changes, each) for each in changes.subjects}
        shown = self.run(_union(changes.subjects), **_rules(), **ids)
        anew = {row.id: row.kind for row in shown if not _is_answered(row, by.message)}
        Deliveries(self.connection, self.tenant).again(anew, now=by.now)
        return len(anew)


@cache
def _union(subjects: frozenset[Changed]) -> CompoundSelect[Any]:
    """One statement for all that was changed."""
    return union_all(*(each.deliveries for each in SHOWN if each.subject in subjects))


def _rules() -> dict[str, list[str]]:
    """Which rules are about what."""
    kinds = {ABOUT_PERSONAS: PersonaSubject, ABOUT_DECISIONS: DecisionSubject}
    return {
        name: [each.id for each in RULES.values() if each.subject is kind] for name, kind in kinds.items()
    }


def _ids(changes: Changes, subject: Changed) -> list[Any]:
    """A subject's ids as the table is asked for them: people and questions go by the keys of what they see."""
    ids = changes[subject]
    match subject:
        case Changed.HOME:
            return sorted(f"home:{user}" for user in ids)
        case Changed.ASK:
            return sorted(
                ask_key(pulse, user, each) for pulse, user, last in ids for each in range(1, last + 1)
            )
        case Changed.NAMES:
            return []
        case _:
            return sorted(ids)


def _is_answered(row: Any, message: tuple[str, str]) -> bool:
    """Whether the answer itself shows this one, in place of the message that was pressed."""
    return row.kind in ANSWERED_IN_PLACE and bool(row.ts) and (row.posted_channel, row.ts) == message
