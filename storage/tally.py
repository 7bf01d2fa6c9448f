"""Whether what was kept counted at write time is what a count from the evidence gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func

from personas.evidence import Polarity, State
from storage import tables
from storage.persona import WHOLE
from storage.tenancy import TenantTable

_E, _T = tables.Evidence.__table__.c, tables.Tally.__table__.c
Place = tuple[int, int, str, str]
Counts = tuple[Any, ...]
NOTHING: Counts = (0, 0, 0, 0, 0, None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One tally that is not what its evidence adds up to; claim 0 is the persona as a whole."""

    persona_id: int
    claim_id: int
    source: str
    kept: Counts
    counted: Counts


class Tallies(TenantTable):
    """One tenant's tallies."""

    def differences(self) -> list[Difference]:
        """Every tally that differs from a recount."""
        kept, counted = self._kept(), {**self._counted(WHOLE), **self._counted(_E.claim_id)}
        return [
            Difference(place[0], place[1], place[3], kept.get(place, NOTHING), counted.get(place, NOTHING))
            for place in sorted(kept.keys() | counted.keys())
            if kept.get(place, NOTHING) != counted.get(place, NOTHING)
        ]

    def _kept(self) -> dict[Place, Counts]:
        return _placed(self.connection.execute(self.select(tables.Tally)))

    def _counted(self, claim: Any) -> dict[Place, Counts]:
        against = _E.polarity == Polarity.CONTRADICTS.value
        supports = ~against
        groups = [_E.persona_id, _E.visibility, _E.source, *([] if claim is WHOLE else [claim])]
        columns = [
            *groups,
            func.sum(case((supports, 1), else_=0)).label("pieces"),
            func.count(case((supports, _E.source_key)).distinct()).label("sources"),
            func.sum(case((supports, func.coalesce(_E.n, 0)), else_=0)).label("n"),
            func.sum(case((supports, func.coalesce(_E.m, 0)), else_=0)).label("m"),
            func.sum(case((against, 1), else_=0)).label("contradictions"),
            func.max(case((supports, _E.happened_at))).label("newest"),
        ]
        statement = (
            self.select(tables.Evidence, *columns)
            .where(_E.state == State.FILED.value, _E.persona_id.is_not(None))
            .group_by(*groups)
        )
        if claim is not WHOLE:
            statement = statement.where(_E.claim_id.is_not(None))
        return _placed(self.connection.execute(statement))


def _placed(rows: Iterable[Any]) -> dict[Place, Counts]:
    """Counts by persona, claim, visibility and source."""
    return {
        (row.persona_id, getattr(row, "claim_id", WHOLE), row.visibility, row.source): (
            int(row.pieces), int(row.sources), int(row.n), int(row.m), int(row.contradictions), row.newest,
        )
        for row in rows
    }  # fmt: skip
