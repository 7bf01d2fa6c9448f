"""What one tenant's record knows of tickets: whose issue keys begin how, and how a channel numbers its own."""

from sqlalchemy import ColumnElement

from personas.evidence import Source
from personas.ticket import NO_PATTERN, TicketPattern, candidates, pattern_of
from storage import tables
from storage.tenancy import TenantTable

# A channel's newest tickets tell how it numbers them.
NEWEST = 20

_E = tables.Evidence.__table__.c
_TICKETS = _E.source == Source.TICKET.value


class Tickets(TenantTable):
    """The tickets that evidence was filed from."""

    def pattern(self, channel: str, text: str) -> TicketPattern:
        """What the record knows that could make a ticket of a key or number in this text; nothing is read for others."""
        projects, has_number = candidates(text)
        known = [key for project in sorted(projects) for key in self._keys(_begins(project), 1)]
        here = self._keys(_E.channel == channel, NEWEST) if has_number and channel else []
        return pattern_of(known, here) if known or here else NO_PATTERN

    def _keys(self, where: ColumnElement[bool], most: int) -> list[str]:
        found = self.select(tables.Evidence, _E.source_key).where(_TICKETS, where)
        return list(self.connection.execute(found.order_by(_E.ts.desc()).limit(most)).scalars())


def _begins(project: str) -> ColumnElement[bool]:
    return _E.source_key.contains(f":{project}-", autoescape=True)
