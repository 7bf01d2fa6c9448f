"""What is asked over many personas: what is new, how many people were talked to, what they complain about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from personas.decision import Validity
from personas.evidence import Evidence, Kind, Source, State, Tally
from personas.overview import News
from personas.permission import ANYBODY, Viewer
from personas.persona import PersonaRef
from storage import tables
from storage.decision import Decisions
from storage.evidence import EvidenceItems
from storage.persona import WHOLE, Personas
from storage.tenancy import TenantTable

Span = tuple[datetime, datetime]
# More than so many pieces are not counted: nobody reads on.
COUNTED_MOST, SHOWN = 1000, 5

_E, _D, _T, _P = (
    table.__table__.c for table in (tables.Evidence, tables.Decision, tables.Tally, tables.Persona)
)
_DP = tables.DecisionPersona.__table__.c


class Overview(TenantTable):
    """One tenant's record, over all personas or for one, in a span of time or at all."""

    def news(self, span: Span, *, viewer: Viewer = ANYBODY, persona_id: int = 0) -> News:
        """What came in the span: evidence, decisions and personas, with the newest of each."""
        first, end = span
        filed = [_E.state == State.FILED.value, _E.filed_at >= first, _E.filed_at < end, _reads(_E, viewer)]
        filed += [_E.persona_id == persona_id] if persona_id else []
        logged = [_D.status == Validity.ACTIVE.value, _D.logged_at >= first, _D.logged_at < end]
        logged += [_reads(_D, viewer, owner=_D.logger)]
        if persona_id:
            naming = self.select(tables.DecisionPersona, _DP.decision_id).where(_DP.persona_id == persona_id)
            logged += [_D.id.in_(naming)]
        made = [_P.retired_at.is_(None), _P.created_at >= first, _P.created_at < end]
        made += [_P.id == persona_id] if persona_id else []
        scope = Decisions(self.connection, self.tenant)
        pieces = self._newest(tables.Evidence, filed, order=_E.filed_at)
        decisions = self._newest(tables.Decision, logged, order=_D.logged_at)
        personas = set(self._newest(tables.Persona, made, order=_P.created_at))
        return News(
            evidence=tuple(EvidenceItems(self.connection, self.tenant).picked(pieces))[::-1],
            decisions=tuple(scope.whole(scope.some(decisions), viewer=viewer)),
            personas=tuple(ref for ref in self._refs() if ref.id in personas),
            filed=self._count(tables.Evidence, filed),
            logged=self._count(tables.Decision, logged),
            made=self._count(tables.Persona, made),
        )

    def counted(self, *, viewer: Viewer = ANYBODY, persona_id: int = 0) -> tuple[Tally, ...]:
        """How much there is from each kind of source, over all personas or for one, ever."""
        where = [self.mine(tables.Tally), _T.claim_id == WHOLE, _T.visibility.in_({"", viewer.channel})]
        where += [_T.persona_id == persona_id] if persona_id else []
        totals = (func.sum(each) for each in (_T.pieces, _T.sources, _T.n, _T.m))
        statement = select(_T.source, *totals, func.max(_T.newest)).where(*where).group_by(_T.source)
        rows = self.connection.execute(statement.order_by(_T.source)).all()
        return tuple(
            Tally(Source(row[0]), int(row[1]), int(row[2]), int(row[3]), int(row[4]), newest=row[5])
            for row in rows
            if row[1]
        )

    def counted_in(self, span: Span, *, viewer: Viewer = ANYBODY, persona_id: int = 0) -> tuple[Tally, ...]:
        """The same for what happened in a span."""
        where = [self.mine(tables.Evidence), _E.state == State.FILED.value, _reads(_E, viewer)]
        where += [_E.happened_at >= span[0], _E.happened_at < span[1]]
        where += [_E.persona_id == persona_id] if persona_id else []
        totals = (func.count(), func.count(_E.source_key.distinct()), func.max(_E.happened_at))
        statement = select(_E.source, *totals).where(*where).group_by(_E.source).order_by(_E.source)
        rows = self.connection.execute(statement)
        return tuple(Tally(Source(row[0]), row[1], row[2], newest=row[3]) for row in rows)

    def complaints(
        self, span: Span | None, *, viewer: Viewer = ANYBODY, persona_id: int = 0
    ) -> list[tuple[PersonaRef, Evidence]]:
        """What people said last about where they get stuck, with whom it is about."""
        where = [_E.state == State.FILED.value, _E.kind == Kind.STUCK.value, _reads(_E, viewer)]
        where += [_E.happened_at >= span[0], _E.happened_at < span[1]] if span else []
        where += [_E.persona_id == persona_id] if persona_id else [_E.persona_id.is_not(None)]
        pieces = EvidenceItems(self.connection, self.tenant).picked(
            self._newest(tables.Evidence, where, order=_E.happened_at)
        )
        refs = {ref.id: ref for ref in self._refs()}
        newest = sorted(pieces, key=lambda piece: piece.happened_at, reverse=True)
        return [(refs[piece.persona_id], piece) for piece in newest if piece.persona_id in refs]

    def _newest(self, table: Any, where: Sequence[ColumnElement[bool]], *, order: Any) -> list[int]:
        key = table.__table__.c.id
        statement = self.select(table, key).where(*where).order_by(order.desc(), key.desc()).limit(SHOWN)
        return list(self.connection.execute(statement).scalars())

    def _count(self, table: Any, where: Sequence[ColumnElement[bool]]) -> int:
        some = self.select(table, table.__table__.c.id).where(*where).limit(COUNTED_MOST).subquery()
        return int(self.connection.execute(select(func.count()).select_from(some)).scalar_one())

    def _refs(self) -> list[PersonaRef]:
        return Personas(self.connection, self.tenant).refs()


def _reads(table: Any, viewer: Viewer, *, owner: Any = None) -> ColumnElement[bool]:
    seen: ColumnElement[bool] = table.visibility.in_({"", viewer.channel})
    brought_by = table.reporter if owner is None else owner
    return seen | (brought_by == viewer.user) if viewer.user else seen
