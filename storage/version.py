"""Versions of what a look-up shows: whatever was remembered is current as long as none of them was drawn anew.

A number is drawn, not counted: one that comes back with a restored backup brings back exactly what it stood for.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from personas.people import Person
from storage import tables
from storage.changes import Changed, Changes
from storage.listed import number_of
from storage.person import person_of_row
from storage.tenancy import TenantTable, insert_in, prepared

PERSONA, NAMES = Changed.PERSONA.value, Changed.NAMES.value
# As many bits as a signed column of both engines holds.
BITS = 63

_V, _P = tables.Version.__table__.c, tables.Person.__table__
_DP = tables.DecisionPersona.__table__.c
_OF_PERSONA = tables.Version.__table__.alias("of_persona")


def select_current(*columns: Any) -> Select[Any]:
    """The names' and a persona's versions, and columns of who asks: by primary keys `tenant`, `persona_id`, `user_id`."""
    return (
        select(_V.value.label("names"), _OF_PERSONA.c.value.label("persona"), *columns)
        .select_from(
            tables.Version.__table__.outerjoin(
                _OF_PERSONA,
                (_OF_PERSONA.c.tenant == _V.tenant)
                & (_OF_PERSONA.c.kind == PERSONA)
                & (_OF_PERSONA.c.subject_id == bindparam("persona_id")),
            ).outerjoin(_P, (_P.c.tenant == _V.tenant) & (_P.c.user == bindparam("user_id")))
        )
        .where(_V.tenant == bindparam("tenant"), _V.kind == NAMES, _V.subject_id == 0)
    )


_CURRENT = select_current(*_P.columns)
_NAMED_BY = prepared(tables.DecisionPersona, _DP.persona_id).where(_DP.decision_id == number_of("ids"))


@dataclass(frozen=True, slots=True)
class Current:
    """Who asks, as they stand now, and the versions of one persona and of the names. None: nothing of it is known."""

    person: Person | None
    persona: int | None
    names: int | None


NOTHING = Current(None, None, None)


class Versions(TenantTable):
    """One tenant's versions."""

    def current(self, user: str, persona_id: int) -> Current:
        """All that a remembered answer about one persona is held against: one statement, by primary keys.

        To remember an answer, read this before the answer: what changes in between makes it old at once.
        """
        row = self.run(_CURRENT, persona_id=persona_id, user_id=user).one_or_none()
        if row is None:
            return NOTHING
        return Current(person_of_row(row) if row.user else None, row.persona, row.names)

    def draw(self, changes: Changes) -> None:
        """Give what was changed a new version; in one order for all, so that no two ever wait for each other."""
        personas = (
            changes[Changed.PERSONA] | changes[Changed.CARD] | self._named_by(changes[Changed.DECISION])
        )
        keys = [(PERSONA, each) for each in sorted(personas)]
        keys += [(NAMES, 0)] if changes[Changed.NAMES] or changes[Changed.CHANNEL] else []
        rows = [
            {"tenant": self.tenant, "kind": kind, "subject_id": number, "value": secrets.randbits(BITS)}
            for kind, number in sorted(keys)
        ]
        self.write_all(_drawing(self.connection.dialect.name), rows)

    def _named_by(self, decision_ids: Iterable[int]) -> set[int]:
        """The personas whose card counts a decision."""
        ids = list(decision_ids)
        return set(self.run(_NAMED_BY, ids=ids).scalars()) if ids else set()


@cache
def _drawing(engine: str) -> Any:
    """An insert of versions that replaces those there are, built once for each engine."""
    fresh = insert_in(engine, tables.Version)
    index = ["tenant", "kind", "subject_id"]
    return fresh.on_conflict_do_update(index_elements=index, set_={"value": fresh.excluded.value})
