"""Decisions, whom they serve and what they cite."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, func, literal_column, select

from personas.decision import Decision, Grounds, Proof, Validity
from personas.evidence import Evidence, State
from personas.permission import ANYBODY, Viewer
from personas.persona import PersonaRef, Type
from storage import audit, tables
from storage.counter import next_number
from storage.evidence import EvidenceItems
from storage.tenancy import TenantTable, is_seen_from_channel, prepared, prepared_by_ids

_D = tables.Decision.__table__.c
_P = tables.Persona.__table__.c
_DP = tables.DecisionPersona.__table__.c
_DE = tables.DecisionEvidence.__table__.c
_E = tables.Evidence.__table__.c
_ACTIVE = Validity.ACTIVE.value


_LATEST = (
    prepared(tables.Decision)
    .join(tables.DecisionPersona, (_DP.decision_id == _D.id) & (_DP.tenant == _D.tenant))
    .where(_DP.persona_id == bindparam("persona_id"), _DP.served.is_(True), _D.status == _ACTIVE)
    .where(is_seen_from_channel(_D.visibility))
    .order_by(_DP.decision_id.desc())
    .limit(1)
)


_ELSEWHERE = (
    prepared(tables.Decision, func.count(_D.id))
    .join(tables.DecisionPersona, (_DP.decision_id == _D.id) & (_DP.tenant == _D.tenant))
    .where(_DP.persona_id == bindparam("persona_id"), _DP.served.is_(True), _D.status == _ACTIVE)
    .where(~is_seen_from_channel(_D.visibility))
)

_OF_DECISION = (_DP.decision_id == _D.id) & (_DP.tenant == _D.tenant)
# What the viewer may read, by the parameters `channel` and `user`.
_READ = is_seen_from_channel(_D.visibility) | ((_D.logger == bindparam("user")) & (bindparam("user") != ""))
_LATELY = (_D.tenant == bindparam("tenant"), _D.status == _ACTIVE, _D.logged_at >= bindparam("since"))
_SERVED = select(_DP.decision_id).where(_OF_DECISION, _DP.served.is_(True)).correlate(tables.Decision)
# Evidence that was withdrawn since does not count. Looked for are the few that do not: not each piece's row is read.
_NOT_FILED = prepared(tables.Evidence, _E.id).where(
    _E.state.in_([each.value for each in State if each is not State.FILED])
)
_CITES_FILED = exists(
    select(_DE.decision_id)
    .where(_DE.decision_id == _D.id, _DE.tenant == _D.tenant, _DE.evidence_id.not_in(_NOT_FILED))
    .correlate(tables.Decision)
)
_NAMING = select(func.count(), func.coalesce(func.sum(case((_CITES_FILED, 1), else_=0)), 0)).where(
    *_LATELY, _READ, exists(_SERVED)
)
_LOGGED = select(func.count(), func.coalesce(func.sum(case((_READ, 1), else_=0)), 0)).where(*_LATELY)
# Grouped by a sum: by the column itself SQLite reads every decision there ever was, in the order of personas.
_BY_PERSONA = _DP.persona_id + literal_column("0")
_PER_PERSONA = (
    select(_BY_PERSONA, func.count())
    .join(tables.Decision, _OF_DECISION)
    .where(*_LATELY, _READ, _DP.served.is_(True))
    .group_by(_BY_PERSONA)
)
_SOME = prepared_by_ids(_D.id)
_NAMED = prepared_by_ids(_DP.decision_id)
_CITED = prepared_by_ids(_DE.decision_id)
_REF = (_P.id.label("ref_id"), _P.slug, _P.name, _P.type, _P.retired_at)
_REFS = prepared_by_ids(_P.id, *_REF)
_LIVING = prepared(tables.Persona, *_REF).where(_P.retired_at.is_(None)).order_by(_P.name)


class Decisions(TenantTable):
    """One tenant's decisions."""

    def log(self, decision: Decision) -> Decision:
        """Store a new decision under the next D number, with whom it names and what it cites."""
        number = decision.number or next_number(self, "decision")
        decision_id = self.add(tables.Decision, number=number, **_values(decision))
        for ref, served in [(ref, True) for ref in decision.served] + [
            (ref, False) for ref in decision.unserved
        ]:
            self.put(
                tables.DecisionPersona, {"decision_id": decision_id, "persona_id": ref.id}, served=served
            )
        self._cite(decision_id, (piece.id for piece in decision.cited))
        audit.note(
            self, "decision logged", f"decision:{decision_id}", by=decision.logger, at=decision.logged_at
        )
        return replace(decision, id=decision_id, number=number)

    def get(self, decision_id: int, *, viewer: Viewer = ANYBODY) -> Decision | None:
        """A whole decision by its id, with what it cites as far as the viewer may read it."""
        return next(iter(self.whole(self._many(_D.id == decision_id, limit=1), viewer=viewer)), None)

    def some(self, ids: Iterable[int]) -> list[Decision]:
        """These decisions, bare, the newest first."""
        rows = self.run(_SOME, ids=list(ids))
        return sorted(map(_decision, rows), key=lambda decision: -decision.id)

    def locked(self, decision_id: int, *, viewer: Viewer = ANYBODY) -> Decision | None:
        """A whole decision nobody else changes until this transaction ends."""
        self.connection.execute(
            self.select(tables.Decision, _D.id).where(_D.id == decision_id).with_for_update(key_share=True)
        )
        return self.get(decision_id, viewer=viewer)

    def numbered(self, number: int, *, viewer: Viewer = ANYBODY) -> Decision | None:
        """A whole decision by the number people say, with what it cites as far as the viewer may read it."""
        return next(iter(self.whole(self._many(_D.number == number, limit=1), viewer=viewer)), None)

    def of_persona(
        self, persona_id: int, *, viewer: Viewer = ANYBODY, limit: int = 20, served: bool = True
    ) -> list[Decision]:
        """Standing decisions that serve a persona (or not), newest first; bare, by one statement."""
        statement = (
            self.select(tables.Decision)
            .join(tables.DecisionPersona, (_DP.decision_id == _D.id) & (_DP.tenant == _D.tenant))
            .where(_DP.tenant == self.tenant, _DP.persona_id == persona_id, _DP.served.is_(served))
            .where(_D.status == _ACTIVE, _read_by(viewer))
            .order_by(_DP.decision_id.desc())
            .limit(limit)
        )
        return [_decision(row) for row in self.connection.execute(statement)]

    def latest_for(self, persona_id: int, *, channel: str = "") -> Decision | None:
        """The newest standing decision that serves a persona, bare: what every card shows."""
        row = self.run(_LATEST, persona_id=persona_id, channel=channel).first()
        return _decision(row) if row else None

    def elsewhere_for(self, persona_id: int, *, channel: str = "") -> int:
        """How many standing decisions serve a persona and are not shown in this channel: the number on every card."""
        return int(self.run(_ELSEWHERE, persona_id=persona_id, channel=channel).scalar_one())

    def recent(self, limit: int = 20, *, viewer: Viewer = ANYBODY) -> list[Decision]:
        """The latest decisions that the viewer may read, whole, newest first."""
        return self.whole(self._many(_read_by(viewer), limit=limit), viewer=viewer)

    def hidden(self, *, viewer: Viewer, persona_id: int = 0, since: datetime | None = None) -> int:
        """How many decisions the viewer may not read: all, standing ones that name a persona, or those of late."""
        where = [self.mine(tables.Decision), ~_read_by(viewer)]
        if persona_id:
            naming = self.select(tables.DecisionPersona, _DP.decision_id).where(_DP.persona_id == persona_id)
            where += [_D.id.in_(naming), _D.status == _ACTIVE]
        if since:
            where += [_D.logged_at >= since, _D.status == _ACTIVE]
        return self._count(select(func.count(_D.id)).where(*where))

    def facts(
        self, where: Mapping[str, str], *, besides: Collection[int] = (), limit: int | None = None
    ) -> list[Decision]:
        """Standing decisions whose columns hold these values, by their own rows, the oldest first."""
        fitting = self.select(tables.Decision).where(*_fitting(where, besides))
        rows = self.connection.execute(fitting.order_by(_D.logged_at, _D.id).limit(limit))
        return [_decision(row) for row in rows]

    def how_many_facts(self, where: Mapping[str, str], *, besides: Collection[int]) -> int:
        """How many decisions these are."""
        return self._count(self.select(tables.Decision, func.count()).where(*_fitting(where, besides)))

    def everything(self) -> list[Decision]:
        """Every decision, whole, by number: exports."""
        return sorted(self._joined(self._many()), key=lambda decision: decision.number)

    def whole(self, decisions: Sequence[Decision], *, viewer: Viewer = ANYBODY) -> list[Decision]:
        """The same decisions with the personas they name and the evidence they cite, as the viewer may read it."""
        return [decision.read_by(viewer) for decision in self._joined(decisions)]

    def _joined(self, decisions: Sequence[Decision]) -> list[Decision]:
        ids = [decision.id for decision in decisions]
        named, cited = (self._named(ids), self._cited(ids)) if ids else ({}, {})
        return [
            replace(
                decision,
                served=tuple(named.get((decision.id, True), ())),
                unserved=tuple(named.get((decision.id, False), ())),
                cited=tuple(cited.get(decision.id, ())),
            )
            for decision in decisions
        ]

    def link(self, decision_id: int, evidence_ids: Iterable[int], *, by: str, at: datetime) -> None:
        """Let a decision cite more evidence: that is what it rests on from then on."""
        self._cite(decision_id, evidence_ids)
        self._change(decision_id, "decision linked", by=by, at=at, grounds=Grounds.EVIDENCE.value)

    def settle_as_judgement(self, decision_id: int, *, by: str, at: datetime) -> None:
        """An honest answer: nothing is cited and nothing will be."""
        self._change(decision_id, "decision judged", by=by, at=at, grounds=Grounds.JUDGEMENT.value)

    def reverse(self, decision_id: int, *, by: str, at: datetime, why: str = "") -> None:
        """Take a decision back; it stays on record, with who did, when and why."""
        told = {"taken_back_by": by, "taken_back_at": at, "taken_back_why": why}
        self._change(decision_id, "decision reversed", by=by, at=at, status=Validity.REVERSED.value, **told)

    def put_back(self, decision_id: int, *, by: str, at: datetime) -> None:
        """Let a decision that was taken back stand again."""
        none = {"taken_back_by": "", "taken_back_at": None, "taken_back_why": ""}
        self._change(decision_id, "decision put back", by=by, at=at, status=_ACTIVE, **none)

    def proof(
        self, since: datetime, *, viewer: Viewer = ANYBODY, days: int = 0, per_persona: bool = True
    ) -> Proof:
        """Standing decisions since then: how many name a persona, cite evidence, and serve each persona."""
        lately = {"since": since, "channel": viewer.channel, "user": viewer.user}
        (naming, citing), (in_all, logged) = (
            self.run(_NAMING, **lately).one(),
            self.run(_LOGGED, **lately).one(),
        )
        return Proof(
            days=days,
            logged=int(logged),
            naming=naming,
            citing=int(citing),
            per_persona=self._per_persona(lately) if per_persona else (),
            hidden=in_all - int(logged),
        )

    def _per_persona(self, lately: Mapping[str, Any]) -> tuple[tuple[PersonaRef, int], ...]:
        counts = dict(self.run(_PER_PERSONA, **lately))
        return tuple((ref, counts.get(ref.id, 0)) for ref in self._living())

    def _many(self, *where: ColumnElement[bool], limit: int | None = None) -> list[Decision]:
        statement = (
            self.select(tables.Decision)
            .where(*where)
            .order_by(_D.logged_at.desc(), _D.id.desc())
            .limit(limit)
        )
        return [_decision(row) for row in self.connection.execute(statement)]

    def _named(self, ids: Sequence[int]) -> dict[tuple[int, bool], list[PersonaRef]]:
        rows = self.run(_NAMED, ids=list(ids)).all()
        refs = {row.ref_id: _ref(row) for row in self.run(_REFS, ids=list({row.persona_id for row in rows}))}
        found: dict[tuple[int, bool], list[PersonaRef]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: refs[row.persona_id].name):
            found[row.decision_id, bool(row.served)].append(refs[row.persona_id])
        return found

    def _cited(self, ids: Sequence[int]) -> dict[int, list[Evidence]]:
        pairs = [(row.decision_id, row.evidence_id) for row in self.run(_CITED, ids=list(ids))]
        scope = EvidenceItems(self.connection, self.tenant)
        pieces = scope.picked({evidence_id for _, evidence_id in pairs}) if pairs else []
        linked = set(pairs)
        filed = [piece for piece in pieces if piece.state is State.FILED]
        return {key: [piece for piece in filed if (key, piece.id) in linked] for key in ids}

    def _cite(self, decision_id: int, evidence_ids: Iterable[int]) -> None:
        for evidence_id in evidence_ids:
            self.put(tables.DecisionEvidence, {"decision_id": decision_id, "evidence_id": evidence_id})

    def _change(self, decision_id: int, what: str, *, by: str, at: datetime, **values: Any) -> None:
        here = _D.id == decision_id
        with audit.changing(self, tables.Decision, here, what, f"decision:{decision_id}", by=by, at=at):
            self.write(self.update(tables.Decision).where(here).values(edited_by=by, edited_at=at, **values))

    def _living(self) -> list[PersonaRef]:
        return [_ref(row) for row in self.run(_LIVING)]

    def _count(self, statement: Any) -> int:
        return int(self.connection.execute(statement).scalar_one())


def _read_by(viewer: Viewer) -> ColumnElement[bool]:
    seen = _D.visibility.in_({"", viewer.channel})
    return seen | (_D.logger == viewer.user) if viewer.user else seen


def _fitting(where: Mapping[str, str], besides: Collection[int]) -> list[ColumnElement[bool]]:
    values = [_D[column] == value for column, value in where.items()]
    return [_D.status == _ACTIVE, *values, *([_D.id.not_in(besides)] if besides else [])]


def _ref(row: Any) -> PersonaRef:
    return PersonaRef(row.ref_id, row.slug, row.name, Type(row.type), row.retired_at is not None)


def _values(decision: Decision) -> dict[str, Any]:
    return {
        "changed_from": decision.changed_from,
        "changed_to": decision.changed_to,
        "because": decision.because,
        "grounds": decision.grounds.value,
        "nobody_unserved": decision.nobody_unserved,
        "area": decision.area,
        "how_known": decision.how_known,
        "revisit_on": decision.revisit_on,
        "status": decision.validity.value,
        "logger": decision.logger,
        "logged_at": decision.logged_at,
        "channel": decision.channel,
        "thread_ts": decision.thread_ts,
        "visibility": decision.visibility,
        "edited_by": decision.edited_by,
        "edited_at": decision.edited_at,
        "taken_back_by": decision.taken_back_by,
        "taken_back_at": decision.taken_back_at,
        "taken_back_why": decision.taken_back_why,
    }


def _decision(row: Any) -> Decision:
    return Decision(
        id=row.id,
        number=row.number,
        changed_from=row.changed_from,
        changed_to=row.changed_to,
        because=row.because,
        grounds=Grounds(row.grounds),
        nobody_unserved=row.nobody_unserved,
        area=row.area,
        how_known=row.how_known,
        revisit_on=row.revisit_on,
        validity=Validity(row.status),
        logger=row.logger,
        logged_at=row.logged_at,
        channel=row.channel,
        thread_ts=row.thread_ts,
        visibility=row.visibility,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
        taken_back_by=row.taken_back_by,
        taken_back_at=row.taken_back_at,
        taken_back_why=row.taken_back_why,
    )
