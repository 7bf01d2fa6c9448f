"""Messages whose reactions are to be looked at again: what a reaction event leaves behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

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

    def held(self, look: Look) -> bool:
        """Keep the message from others until the transaction ends; False when it was looked at meanwhile."""
        statement = self.select(tables.Capture, _C.done).where(_C.channel == look.channel, _C.ts == look.ts)
        done = self.connection.execute(statement.with_for_update()).scalar()
        return done is not None and int(done) < look.wanted

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


class DueCaptures:
    """The clock's side, over all tenants."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def due(self, now: datetime, *, limit: int) -> list[Look]:
        """What is to be looked at, oldest first."""
        statement = (
            select(*tables.Capture.__table__.columns)
            .where(_C.wanted > _C.done, _C.not_before <= now)
            .order_by(_C.not_before)
            .limit(limit)
        )
        return [
            Look(row.tenant, row.channel, row.ts, row.user, row.wanted, row.attempts)
            for row in self.connection.execute(statement)
        ]
