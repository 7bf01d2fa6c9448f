"""What reminder rules look at, read kind by kind: all that may wait, one as it stands now, one with its words."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from personas.evidence import Polarity
from personas.permission import Viewer
from personas.rules.subject import DecisionSubject, PersonaSubject
from storage import tables
from storage.decision import Decisions
from storage.evidence import EvidenceItems
from storage.installation import Installations
from storage.persona import WHOLE, Personas
from storage.tenancy import TenantTable

CANDIDATES = 2

_T = tables.Tally.__table__.c


class PersonaSubjects(TenantTable):
    """Living personas."""

    def first(self, where: Mapping[str, str], *, besides: Collection[int], most: int) -> list[PersonaSubject]:
        """The first few by their own rows alone."""
        facts = Personas(self.connection, self.tenant).facts(where, besides=besides, limit=most)
        return [PersonaSubject(persona) for persona in facts]

    def how_many(self, where: Mapping[str, str], *, besides: Collection[int]) -> int:
        """How many there are of these."""
        return Personas(self.connection, self.tenant).how_many_facts(where, besides=besides)

    def waiting(self, where: Mapping[str, str]) -> list[PersonaSubject]:
        """Cheaply: by what is kept counted, which may tell of older evidence than the newest, never of newer."""
        heard = self._heard()
        workspace = Installations(self.connection, self.tenant).get()
        installer = workspace.installer if workspace else ""
        facts = Personas(self.connection, self.tenant).facts(where)
        return [PersonaSubject(persona, heard.get(persona.id), installer) for persona in facts]

    def closely(self, subject: PersonaSubject) -> PersonaSubject:
        """The same with when evidence really came in last."""
        return replace(subject, heard_at=self._newest(subject.id))

    def whole(self, persona_id: int, *, person: str, offers: bool) -> PersonaSubject | None:
        """One with all that words are made of."""
        persona = Personas(self.connection, self.tenant).get(persona_id)
        return PersonaSubject(persona, self._newest(persona_id)) if persona else None

    def _newest(self, persona_id: int) -> datetime | None:
        return EvidenceItems(self.connection, self.tenant).newest_filed(persona_id)

    def _heard(self) -> dict[int, datetime | None]:
        newest = (
            select(_T.persona_id, func.max(_T.newest).label("newest"))
            .where(self.mine(tables.Tally), _T.claim_id == WHOLE)
            .group_by(_T.persona_id)
        )
        return {row.persona_id: row.newest for row in self.connection.execute(newest)}


class DecisionSubjects(TenantTable):
    """Decisions that stand."""

    def first(
        self, where: Mapping[str, str], *, besides: Collection[int], most: int
    ) -> list[DecisionSubject]:
        """The first few by their own rows alone."""
        facts = Decisions(self.connection, self.tenant).facts(where, besides=besides, limit=most)
        return [DecisionSubject(decision) for decision in facts]

    def how_many(self, where: Mapping[str, str], *, besides: Collection[int]) -> int:
        """How many there are of these."""
        return Decisions(self.connection, self.tenant).how_many_facts(where, besides=besides)

    def waiting(self, where: Mapping[str, str]) -> list[DecisionSubject]:
        """By their own rows, the oldest first."""
        facts = Decisions(self.connection, self.tenant).facts(where)
        return [DecisionSubject(decision) for decision in facts]

    def closely(self, subject: DecisionSubject) -> DecisionSubject:
        """Its own row tells everything."""
        return subject

    def whole(self, decision_id: int, *, person: str, offers: bool) -> DecisionSubject | None:
        """One with whom it serves, and, as an offer, the newest pieces about them that don't say otherwise."""
        decision = Decisions(self.connection, self.tenant).get(decision_id)
        if decision is None:
            return None
        served = [ref.id for ref in decision.served]
        if not (served and offers):
            return DecisionSubject(decision)
        # It is said in this person's own conversation, wherever the decision was logged.
        found = EvidenceItems(self.connection, self.tenant).find(
            "", personas=served, viewer=Viewer(user=person)
        )
        fitting = (piece for piece in found if piece.polarity is not Polarity.CONTRADICTS)
        return DecisionSubject(decision, tuple(fitting)[:CANDIDATES])


SUBJECTS: dict[type, type[Any]] = {PersonaSubject: PersonaSubjects, DecisionSubject: DecisionSubjects}
