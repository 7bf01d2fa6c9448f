"""Messages whose reactions are to be looked at again: what a reaction event leaves behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import tables
from storage.tenancy import Shelf

_C = tables.Capture.__table__.c


@dataclass(frozen=True, slots=True)
class Look:
    """One message to look at, asked for by the person who last reacted."""

    tenant: str
    channel: str
    ts: str
    user: str
    wanted: int
    attempts: int


class Captures(Shelf):
    """One tenant's messages to look at."""

    def want(self, channel: str, ts: str, *, user: str, now: datetime) -> None:
        """Somebody's reaction changed: look at the message again, now."""
        statement = self.insert(tables.Capture).values(
            tenant=self.tenant, channel=channel, ts=ts, user=user, not_before=now
        )
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["tenant", "channel", "ts"],
                set_={"wanted": _C.wanted + 1, "user": user, "not_before": now, "attempts": 0},
            )
        )

    def due(self, now: datetime, limit: int = 20) -> list[Look]:
        """What is to be looked at, oldest first."""
        statement = (
            self.select(tables.Capture)
            .where(_C.wanted > _C.done, _C.not_before <= now)
            .order_by(_C.not_before)
            .limit(limit)
        )
        return [
            Look(self.tenant, row.channel, row.ts, row.user, row.wanted, row.attempts)
            for row in self.connection.execute(statement)
        ]

    def looked(self, look: Look) -> None:
        """The message was looked at; a reaction that came meanwhile keeps it due."""
        self.connection.execute(
            self.update(tables.Capture)
            .where(_C.channel == look.channel, _C.ts == look.ts)
            .values(done=look.wanted, attempts=0)
        )

    def later(self, look: Look, *, now: datetime, wait: timedelta) -> None:
        """Slack would not say: try again after a while."""
        self.connection.execute(
            self.update(tables.Capture)
            .where(_C.channel == look.channel, _C.ts == look.ts)
            .values(attempts=look.attempts + 1, not_before=now + wait)
        )
