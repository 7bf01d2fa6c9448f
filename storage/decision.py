"""Decisions, whom they serve and what they cite."""

from personas.decision import Decision
from storage.tenancy import Shelf


class Decisions(Shelf):
    """One tenant's decisions."""

    def of_persona(self, persona_id: int, *, channel: str = "", limit: int = 20) -> list[Decision]:
        """Decisions that name a persona, newest first."""
        return []
