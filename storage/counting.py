"""Counting at write time: what evidence leaves on a claim and on the persona as a whole."""

from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select

from personas.evidence import Evidence, Polarity, Source, State
from storage import tables
from storage.columns import Utc
from storage.persona import WHOLE
from storage.tenancy import TenantTable

SOURCE_KEY_MAX = 300

_E = tables.Evidence.__table__.c
_P = tables.Persona.__table__.c
_T = tables.Tally.__table__.c


class Counting(TenantTable):
    """Keeps one tenant's tallies. A card costs the same with ten pieces of evidence as with a million."""

    def recount(self, persona_id: int, claim_id: int | None, visibility: str, source: Source) -> None:
        """Count one tally again from its evidence, and the persona's whole with it."""
        self.lock(persona_id)
        for scope in {claim_id or WHOLE, WHOLE}:
            self._recount(persona_id, scope, visibility, source)

    def lock(self, *persona_ids: int | None) -> None:
        """One writer at a time per persona, where several can write: two would count from what both saw before."""
        held = sorted({persona_id for persona_id in persona_ids if persona_id is not None})
        if held and self.connection.dialect.name == "postgresql":
            statement = self.select(tables.Persona, _P.id).where(_P.id.in_(held)).order_by(_P.id)
            self.connection.execute(statement.with_for_update(key_share=True))

    def _recount(self, persona_id: int, claim_id: int, visibility: str, source: Source) -> None:
        filed = [
            _E.persona_id == persona_id,
            _E.visibility == visibility,
            _E.source == source.value,
            _E.state == State.FILED.value,
        ]
        if claim_id != WHOLE:
            filed.append(_E.claim_id == claim_id)
        contradicts = _E.polarity == Polarity.CONTRADICTS.value
        supports = [*filed, ~contradicts]
        counts = self._row(
            select(
                func.count(),
                func.count(_E.source_key.distinct()),
                func.coalesce(func.sum(_E.n), 0),
                func.coalesce(func.sum(_E.m), 0),
                func.max(_E.happened_at),
            ).where(self.mine(tables.Evidence), *supports)
        )
        against = self._row(select(func.count()).where(self.mine(tables.Evidence), *filed, contradicts))
        self.put(
            tables.Tally,
            {
                "persona_id": persona_id,
                "claim_id": claim_id,
                "visibility": visibility,
                "source": source.value,
            },
            pieces=counts[0],
            sources=counts[1],
            n=int(counts[2]),
            m=int(counts[3]),
            newest=counts[4],
            contradictions=against[0],
        )

    def count(self, evidence: Evidence) -> None:
        """Add one piece to its tallies: a few indexed statements, however much there is already."""
        if evidence.persona_id is None or evidence.state is not State.FILED:
            return
        for claim_id in {evidence.claim_id or WHOLE, WHOLE}:
            self._add_to_tally(evidence, evidence.persona_id, claim_id)

    def _add_to_tally(self, evidence: Evidence, persona_id: int, claim_id: int) -> None:
        against = evidence.polarity is Polarity.CONTRADICTS
        fresh = 0 if against else self._is_new_source(evidence, claim_id)
        keys = {
            "persona_id": persona_id,
            "claim_id": claim_id,
            "visibility": evidence.visibility,
            "source": evidence.source.value,
        }
        one = {
            "pieces": 0 if against else 1,
            "sources": fresh,
            "n": 0 if against else evidence.n or 0,
            "m": 0 if against else evidence.m or 0,
            "contradictions": int(against),
        }
        newest = None if against else evidence.happened_at
        statement = self.insert(tables.Tally).values(tenant=self.tenant, **keys, **one, newest=newest)
        grown: dict[str, ColumnElement[Any]] = {name: _T[name] + value for name, value in one.items()}
        if newest:
            older = _T.newest.is_(None) | (_T.newest < newest)
            grown["newest"] = case((older, literal(newest, Utc())), else_=_T.newest)
        self.write(statement.on_conflict_do_update(index_elements=["tenant", *keys], set_=grown))

    def _is_new_source(self, evidence: Evidence, claim_id: int) -> int:
        """1 unless the same ticket or message already counts here."""
        statement = self.select(tables.Evidence, _E.id).where(
            _E.persona_id == evidence.persona_id,
            _E.source_key == evidence.source_key[:SOURCE_KEY_MAX],
            _E.source == evidence.source.value,
            _E.visibility == evidence.visibility,
            _E.polarity != Polarity.CONTRADICTS.value,
            _E.state == State.FILED.value,
            _E.id != evidence.id,
        )
        if claim_id != WHOLE:
            statement = statement.where(_E.claim_id == claim_id)
        return int(self.connection.execute(statement.limit(1)).first() is None)

    def _row(self, statement: Any) -> Any:
        return self.connection.execute(statement).one()
