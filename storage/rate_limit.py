"""How fast Slack lets us speak: one memory for every process, per tenant and method, and per channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, literal, not_, or_, select, tuple_, update

from storage import tables
from storage.tenancy import TenantTable, insert_for, insert_in, prepared

POST, EDIT = "chat.postMessage", "chat.update"
# Slack takes one message per second per channel.
CHANNEL_GAP = timedelta(seconds=1)
# Of every bucket a wave leaves so many tokens for what somebody waits for.
KEPT_FREE = 5
CHANNELS_KEPT = timedelta(minutes=5)
# No Retry-After is longer; what stands further ahead was written while a clock was wrong.
BLOCKED_MOST = timedelta(hours=1)

_L = tables.Allowance.__table__.c
_C = tables.ChannelPost.__table__.c
_WHOLE = ""
_SILENCE = prepared(tables.Allowance, _L.method, _L.blocked_until.label("said")).union_all(
    prepared(
        tables.Installation,
        literal(_WHOLE).label("method"),
        tables.Installation.__table__.c.stopped_at.label("said"),
    )
)

# What every lease asks, built once.
_HELD = (
    select(*_L)
    .where(tuple_(_L.tenant, _L.method).in_(bindparam("methods", expanding=True)))
    .order_by(_L.tenant, _L.method)
    .with_for_update()
)
_STRAINED = select(*_L).where(or_(_L.blocked_until > bindparam("now"), _L.full_at > bindparam("now")))
_KEEP = (
    update(tables.Allowance)
    .where(_L.tenant == bindparam("of"), _L.method == bindparam("by"))
    .values(full_at=bindparam("full"))
)
_LATELY = select(_C.tenant, _C.channel, _C.posted_at).where(
    tuple_(_C.tenant, _C.channel).in_(bindparam("places", expanding=True)),
    _C.posted_at > bindparam("since"),
    _C.posted_at <= bindparam("now"),
)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A token bucket: so many calls at once, then so many a minute."""

    per_minute: int
    burst: int

    @property
    def step(self) -> timedelta:
        """The time one token takes to come back."""
        return timedelta(minutes=1) / self.per_minute


# Slack's tiers. For posts it names only "several hundred a minute" per workspace: with what may go at once, 300 in any.
RATE_LIMITS: Mapping[str, RateLimit] = {
    POST: RateLimit(280, 20),
    EDIT: RateLimit(50, 20),
    "chat.postEphemeral": RateLimit(100, 20),
    "reactions.add": RateLimit(50, 20),
    "views.publish": RateLimit(100, 20),
}


# What is asked of Slack before a reaction becomes evidence.
GET, INFO, WHO = "reactions.get", "conversations.info", "users.info"
LOOKUP_RATE_LIMITS: Mapping[str, RateLimit] = {
    GET: RateLimit(50, 20),
    INFO: RateLimit(50, 20),
    WHO: RateLimit(100, 20),
}


@dataclass(slots=True)
class TokenBucket:
    """How far one tenant's calls of one method are. `full_at`: when the bucket will be full again.

    `kept_free` tokens are left in it for others.
    """

    rate_limit: RateLimit
    full_at: datetime
    blocked_until: datetime | None = None
    kept_free: int = 0

    def take(self, now: datetime) -> bool:
        """Take one token, if there is one."""
        if self.opens_at(now) > now:
            return False
        self.full_at = max(self._full_at(now), now) + self.rate_limit.step
        return True

    def opens_at(self, now: datetime) -> datetime:
        """When the next call may be made: now, or later."""
        free = max(
            now, self._full_at(now) - (self.rate_limit.burst - 1 - self.kept_free) * self.rate_limit.step
        )
        return max(free, still_blocked(self.blocked_until, now) or now)

    def _full_at(self, now: datetime) -> datetime:
        """A bucket emptier than empty was written while a clock was wrong."""
        return self.full_at if self.full_at - now <= self.rate_limit.burst * self.rate_limit.step else now


class Limits(TenantTable):
    """What one tenant may do now."""

    def paused_until(self, now: datetime) -> tuple[bool, dict[str, datetime]]:
        """Whether the whole workspace is to be left alone; methods that Slack wants no call of, and until when."""
        said = {row.method: row.said for row in self.run(_SILENCE)}
        stopped = said.pop(_WHOLE, None) is not None
        found = {method: still_blocked(until, now) for method, until in said.items()}
        return stopped, {method: until for method, until in found.items() if until}

    def blocked(self, now: datetime) -> dict[str, datetime]:
        """Methods that Slack wants no call of, and until when."""
        return self.paused_until(now)[1]

    def block(self, method: str, *, until: datetime, now: datetime) -> None:
        """Slack refused a person's call of it: the clock of every process comes back then."""
        SharedLimits(self.connection).block(self.tenant, method, until=until, now=now)


class SharedLimits:
    """The sender's side, over all tenants."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def block(self, tenant: str, method: str, *, until: datetime, now: datetime) -> None:
        """Slack said when to come back; every process hears of it. What is believed and ends later stays."""
        self._ensure([(tenant, method)], now)
        longer = and_(_L.blocked_until > until, _L.blocked_until <= now + BLOCKED_MOST)
        here = (_L.tenant == tenant, _L.method == method, or_(_L.blocked_until.is_(None), not_(longer)))
        self.connection.execute(update(tables.Allowance).where(*here).values(blocked_until=until))

    def buckets(
        self,
        tenants: Iterable[str],
        rate_limits: Mapping[str, RateLimit],
        now: datetime,
        *,
        kept_free: int = 0,
    ) -> dict[tuple[str, str], TokenBucket]:
        """The meters of these tenants, held until the transaction ends."""
        wanted = sorted((tenant, method) for tenant in tenants for method in rate_limits)
        rows = self._held(wanted)
        if len(rows) < len(wanted):
            self._ensure(wanted, now)
            rows = self._held(wanted)
        return {
            (row.tenant, row.method): TokenBucket(
                rate_limits[row.method], row.full_at, row.blocked_until, kept_free
            )
            for row in rows
        }

    def keep(self, tenant: str, method: str, bucket: TokenBucket) -> None:
        """Write down how many tokens were taken."""
        self.connection.execute(_KEEP, {"of": tenant, "by": method, "full": bucket.full_at})

    def spend(self, tenant: str, method: str, rate_limit: RateLimit, now: datetime) -> datetime | None:
        """Take one token; else tell when there will be one."""
        bucket = self.buckets([tenant], {method: rate_limit}, now)[tenant, method]
        if not bucket.take(now):
            return bucket.opens_at(now)
        self.keep(tenant, method, bucket)
        return None

    def posted(self, channels: Iterable[tuple[str, str]], now: datetime) -> dict[tuple[str, str], datetime]:
        """Which of these channels had a message from us within the last second, and when."""
        wanted = list(channels)
        if not wanted:
            return {}
        values = {"places": wanted, "since": now - CHANNEL_GAP, "now": now}
        rows = self.connection.execute(_LATELY, values)
        return {(row.tenant, row.channel): row.posted_at for row in rows}

    def post(self, channels: Iterable[tuple[str, str]], now: datetime) -> None:
        """These channels get a message now."""
        rows = [{"tenant": tenant, "channel": channel, "posted_at": now} for tenant, channel in channels]
        if rows:
            self.connection.execute(_posted(self.connection.dialect.name), rows)

    def forget(self, now: datetime) -> None:
        """Channels that were quiet for a while."""
        self.connection.execute(delete(tables.ChannelPost).where(_C.posted_at < now - CHANNELS_KEPT))

    def next_at(
        self, now: datetime, rate_limits: Mapping[str, RateLimit], *, kept_free: int = 0
    ) -> datetime | None:
        """When the next shut method opens: a block ends or a token comes back."""
        buckets = self.strained(now, rate_limits, kept_free=kept_free).values()
        return min((at for bucket in buckets if (at := bucket.opens_at(now)) > now), default=None)

    def strained(
        self, now: datetime, rate_limits: Mapping[str, RateLimit], *, kept_free: int = 0
    ) -> dict[tuple[str, str], TokenBucket]:
        """The meters that are not full or are blocked, over all tenants, only looked at; every other one is open."""
        return {
            (row.tenant, row.method): TokenBucket(
                rate_limits[row.method], row.full_at, row.blocked_until, kept_free
            )
            for row in self.connection.execute(_STRAINED, {"now": now})
            if row.method in rate_limits
        }

    def _held(self, wanted: list[tuple[str, str]]) -> list[Any]:
        return list(self.connection.execute(_HELD, {"methods": wanted}))

    def _ensure(self, wanted: list[tuple[str, str]], now: datetime) -> None:
        rows = [{"tenant": tenant, "method": method, "full_at": now} for tenant, method in wanted]
        statement = insert_for(self.connection, tables.Allowance).values(rows)
        self.connection.execute(statement.on_conflict_do_nothing(index_elements=["tenant", "method"]))


@cache
def _posted(dialect: str) -> Any:
    statement = insert_in(dialect, tables.ChannelPost)
    now = {"posted_at": statement.excluded.posted_at}
    return statement.on_conflict_do_update(index_elements=["tenant", "channel"], set_=now)


def still_blocked(until: datetime | None, now: datetime) -> datetime | None:
    """A block that stands; one that stands too far ahead is not believed."""
    return until if until and now < until <= now + BLOCKED_MOST else None
