"""Messages whose reactions are to be looked at again: what a reaction event leaves behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from storage import tables
from storage.outbox import LEASE, STOPPED_TENANTS
from storage.rate_limit import GET, LOOKUP_RATE_LIMITS, SharedLimits
from storage.tenancy import TenantTable

_C = tables.Capture.__table__.c
# How long what Slack said of a filed message is believed, when somebody opens the piece.
READ_AGAIN = timedelta(seconds=5)
PACE = {GET: LOOKUP_RATE_LIMITS[GET]}


@dataclass(frozen=True, slots=True)
class CapturedMessage:
    """One message to look at, asked for by the person who last reacted."""

    tenant: str
    channel: str
    ts: str
    user: str
    wanted: int
    attempts: int
    asked_at: datetime | None = None


class Captures(TenantTable):
    """One tenant's messages to look at."""

    def want(self, channel: str, ts: str, *, user: str, now: datetime) -> None:
        """Somebody's reaction changed: look at the message again, now."""
        statement = self.insert(tables.Capture).values(
            tenant=self.tenant, channel=channel, ts=ts, user=user, not_before=now, asked_at=now
        )
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["tenant", "channel", "ts"],
                set_={
                    "wanted": _C.wanted + 1,
                    "user": user,
                    "not_before": now,
                    "asked_at": now,
                    "attempts": 0,
                },
            )
        )

    def look_again(self, channel: str, ts: str, *, now: datetime) -> None:
        """A message that was filed may have changed: look at it, in nobody's name, unless it was looked at lately."""
        statement = self.insert(tables.Capture).values(
            tenant=self.tenant, channel=channel, ts=ts, user="", not_before=now, asked_at=now
        )
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["tenant", "channel", "ts"],
                set_={"wanted": _C.wanted + 1, "user": "", "not_before": now, "asked_at": now, "attempts": 0},
                where=_C.wanted <= _C.done,
            )
        )

    def is_fresh(self, channel: str, ts: str, *, now: datetime) -> bool:
        """Whether somebody had the message looked at just now."""
        statement = self.select(tables.Capture, _C.asked_at).where(_C.channel == channel, _C.ts == ts)
        at = self.connection.execute(statement).scalar()
        return at is not None and bool(at > now - READ_AGAIN)

    def locked(self, look: CapturedMessage) -> bool:
        """Keep the message from others until the transaction ends; False when it was looked at meanwhile."""
        statement = self.select(tables.Capture, _C.done).where(_C.channel == look.channel, _C.ts == look.ts)
        done = self.connection.execute(statement.with_for_update()).scalar()
        return done is not None and int(done) < look.wanted

    def looked(self, look: CapturedMessage) -> None:
        """The message was looked at; a reaction that came meanwhile keeps it due."""
        self.connection.execute(
            self.update(tables.Capture)
            .where(*_this(look), _C.done < look.wanted)
            .values(done=look.wanted, attempts=0)
        )

    def later(self, look: CapturedMessage, *, now: datetime, wait: timedelta) -> None:
        """Slack would not say: try again after a while."""
        self._postpone(look, attempts=look.attempts + 1, not_before=now + wait)

    def wait(self, look: CapturedMessage, *, until: datetime) -> None:
        """Slack was not asked, or wants silence: nothing failed."""
        self._postpone(look, not_before=until)

    def _postpone(self, look: CapturedMessage, **values: Any) -> None:
        """Unless a reaction came meanwhile: that is looked at now."""
        self.connection.execute(
            self.update(tables.Capture)
            .where(*_this(look), _C.wanted == look.wanted, _C.done < look.wanted)
            .values(**values)
        )


class DueCaptures:
    """The clock's side, over all tenants."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        # The workspace that was looked at last: the next turn begins behind it.
        self.last = ""

    def take(self, now: datetime, *, limit: int, after: str = "") -> list[CapturedMessage]:
        """Take what is to be looked at, oldest first, at Slack's pace. No other process gets it meanwhile.

        Tenants in turn, beginning behind `after`. A message is leased by being due again only when the lease is over.
        """
        self.last = after
        looks, limits = self._along(now, after, limit), SharedLimits(self.connection)
        if not looks:
            return []
        buckets = limits.buckets({look.tenant for look in looks}, PACE, now)
        taken = [look for look in looks if buckets[look.tenant, GET].take(now)]
        for (tenant, method), bucket in buckets.items():
            limits.keep(tenant, method, bucket)
        return [look for look in taken if self._lease(look, now)]

    def next_at(self, now: datetime) -> datetime | None:
        """When the next message comes due."""
        statement = select(func.min(_C.not_before)).where(_C.wanted > _C.done, _C.not_before > now)
        soonest: datetime | None = self.connection.execute(statement).scalar()
        return soonest

    def _along(self, now: datetime, after: str, limit: int) -> list[CapturedMessage]:
        """Walk past tenants that Slack allows nothing now. Tokens are only looked at: see storage/outbox.py."""
        tenants, found = self._in_turn(now, after), list[CapturedMessage]()
        buckets = SharedLimits(self.connection).strained(now, PACE)
        for at, tenant in enumerate(tenants):
            if len(found) >= limit:
                break
            self.last, bucket = tenant, buckets.get((tenant, GET))
            if bucket is None or bucket.opens_at(now) <= now:
                share = max(1, (limit - len(found)) // (len(tenants) - at))
                looks = self._found(*_due(now), _C.tenant == tenant, limit=share)
                found += [look for look in looks if bucket is None or bucket.take(now)]
        return found

    def _in_turn(self, now: datetime, after: str) -> list[str]:
        waiting = (
            select(_C.tenant)
            .where(*_due(now), _C.tenant.not_in(STOPPED_TENANTS))
            .distinct()
            .order_by(_C.tenant)
        )
        found = list(self.connection.execute(waiting).scalars())
        return [each for each in found if each > after] + [each for each in found if each <= after]

    def _found(self, *where: ColumnElement[bool], limit: int) -> list[CapturedMessage]:
        statement = (
            select(*tables.Capture.__table__.columns)
            .where(*where)
            .order_by(_C.not_before)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [
            CapturedMessage(row.tenant, row.channel, row.ts, row.user, row.wanted, row.attempts, row.asked_at)
            for row in self.connection.execute(statement)
        ]

    def _lease(self, look: CapturedMessage, now: datetime) -> bool:
        """The guard is repeated: on PostgreSQL the choice alone would let two owners in."""
        here = (_C.tenant == look.tenant, *_this(look), *_due(now))
        return bool(
            self.connection.execute(
                update(tables.Capture).where(*here).values(not_before=now + LEASE)
            ).rowcount
        )


def _this(look: CapturedMessage) -> tuple[ColumnElement[bool], ...]:
    return _C.channel == look.channel, _C.ts == look.ts


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _C.wanted > _C.done, _C.not_before <= now
