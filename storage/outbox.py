"""The sender's side of what is to be said: whose turn it is, and how it went. Over all tenants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)

from storage import tables
from storage.delivery import WAVE, Delivery, Progress, delivery_of
from storage.rate_limit import (
    CHANNEL_GAP,
    EDIT,
    KEPT_FREE,
    POST,
    RATE_LIMITS,
    RateLimit,
    SharedLimits,
    TokenBucket,
)

# Three times the client's timeout: a lease that runs out means that its owner is gone.
LEASE = timedelta(seconds=30)

_D = tables.Delivery.__table__.c
STOPPED_TENANTS = select(tables.Installation.__table__.c.tenant).where(
    tables.Installation.__table__.c.stopped_at.is_not(None)
)


# Building a statement costs more than running it: those of every lease are built once.
_PENDING = _D.state == Progress.PENDING.value


def _waiting() -> Select[Any]:
    """The tenants with something due in a lane. Steps along the index, a tenant a step and one look at its soonest."""
    here = (_PENDING, _D.lane == bindparam("in_lane"))
    first = select(func.min(_D.tenant).label("tenant")).where(*here).cte("waiting", recursive=True)
    following = select(func.min(_D.tenant)).where(*here, _D.tenant > first.c.tenant).scalar_subquery()
    waiting = first.union_all(select(following).where(first.c.tenant.is_not(None)))
    soonest = select(func.min(_D.not_before)).where(*here, _D.tenant == waiting.c.tenant).scalar_subquery()
    return select(waiting.c.tenant).where(
        waiting.c.tenant.is_not(None), waiting.c.tenant.not_in(STOPPED_TENANTS), soonest <= bindparam("now")
    )


_WAITING = _waiting()
_DUE = (
    select(*_D)
    .where(
        _PENDING,
        _D.lane == bindparam("in_lane"),
        _D.tenant == bindparam("of"),
        _D.not_before <= bindparam("now"),
    )
    .order_by(_D.not_before, _D.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(tables.Delivery)
    .where(_D.id.in_(bindparam("ids", expanding=True)), _PENDING, _D.not_before <= bindparam("now"))
    .values(
        state=Progress.SENDING.value, sending=_D.wanted, lease_until=bindparam("until"), owner=bindparam("by")
    )
    .returning(_D.id)
)
# Only its owner says that it was said; one that was given up for dead has lost its say.
_SENT = (
    update(tables.Delivery)
    .where(_D.id == bindparam("row"), _D.owner == bindparam("by"), _D.state == Progress.SENDING.value)
    .values(
        state=case((_D.wanted > _D.sending, Progress.PENDING.value), else_=Progress.SENT.value),
        posted_channel=bindparam("place"),
        ts=bindparam("stamp"),
        note=bindparam("notes"),
        shown=_D.sending,
        attempts=0,
        error="",
        lease_until=None,
    )
)


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A delivery that Slack took, and where it stands now."""

    delivery: Delivery
    channel: str
    ts: str


@dataclass(slots=True)
class Throttle:
    """What a sender knows when it leases: how each kind is first said, and how fast each method may be called."""

    methods: Mapping[str, str] = field(default_factory=dict)
    rate_limits: Mapping[str, RateLimit] = field(default_factory=lambda: RATE_LIMITS)

    def method(self, delivery: Delivery) -> str:
        """The Slack method that says this now: what stands is edited."""
        return EDIT if delivery.ts else self.methods.get(delivery.kind, POST)

    def not_by(self, method: str) -> ColumnElement[bool]:
        """Rows that need another method than this one."""
        if method == EDIT:
            return _D.ts == ""
        if method == POST:
            return or_(_D.ts != "", _D.kind.in_([kind for kind, by in self.methods.items() if by != POST]))
        return _D.kind.not_in([kind for kind, by in self.methods.items() if by == method])


class DueDeliveries:
    """Lease what is due, then mark how it went."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        # The workspace that was looked at last: the next turn begins behind it.
        self.last = ""

    def take(
        self, now: datetime, *, owner: str, limit: int, lane: int, throttle: Throttle, after: str = ""
    ) -> list[Delivery]:
        """Take due rows at Slack's pace and mark them `sending`; no other process takes them meanwhile.

        Tenants in turn, beginning behind `after`, and no more than their tokens allow.
        """
        self.last = after
        rows = self._along(lane, after, limit, throttle, now)
        if not rows:
            return []
        limits, free = SharedLimits(self.connection), kept_free(lane)
        buckets = limits.buckets({row.tenant for row in rows}, throttle.rate_limits, now, kept_free=free)
        spaced = self._spaced(rows, throttle, now)
        chosen = [row for row in spaced if _affordable(row, throttle, buckets, now)]
        limits.post({_place(row) for row in chosen if throttle.method(row) == POST}, now)
        for tenant, method in {(row.tenant, throttle.method(row)) for row in chosen}:
            if (tenant, method) in buckets:
                limits.keep(tenant, method, buckets[tenant, method])
        return self._claim(chosen, now, owner=owner)

    def lost(self, now: datetime, *, owner: str, besides: Iterable[int] = ()) -> list[Delivery]:
        """Rows whose owner never came back to say how it went; now they are ours to look after."""
        over = and_(_D.state == Progress.SENDING.value, _D.lease_until < now, _D.id.not_in(list(besides)))
        statement = (
            update(tables.Delivery)
            .where(over)
            .values(owner=owner, lease_until=now + LEASE)
            .returning(*tables.Delivery.__table__.columns)
        )
        return [delivery_of(row) for row in self.connection.execute(statement)]

    def sent_all(self, said: Sequence[SentMessage]) -> None:
        """They stand in Slack. What was to change meanwhile is due again."""
        if said:
            self.connection.execute(_SENT, [_marked(each) for each in said])

    def sent(self, delivery: Delivery, *, channel: str, ts: str, note: dict[str, Any]) -> None:
        """The same for one of them."""
        self.sent_all([SentMessage(replace(delivery, note=note), channel, ts)])

    def later(self, delivery: Delivery, *, at: datetime, error: str) -> None:
        """Slack did not take it; nothing was said; try again then."""
        self._mark(delivery, Progress.PENDING, not_before=at, attempts=delivery.attempts + 1, error=error)

    def again(self, delivery: Delivery, *, at: datetime, note: dict[str, Any], error: str) -> None:
        """Say it again although nobody knows whether it was said; the note keeps that it was."""
        self._mark(delivery, Progress.PENDING, not_before=at, note=note, error=error)

    def wait(self, delivery: Delivery, *, until: datetime, reason: str) -> None:
        """Its person does not want it now, or Slack does not; nothing failed."""
        self._mark(delivery, Progress.PENDING, not_before=until, error=reason)

    def doubt(self, delivery: Delivery, *, until: datetime, error: str, attempts: int | None = None) -> None:
        """Slack may have said it: look then, when it has either come or will not come any more."""
        tried = delivery.attempts + 1 if attempts is None else attempts
        self._mark(delivery, Progress.SENDING, lease_until=until, attempts=tried, error=error)

    def ended(self, delivery: Delivery, progress: Progress, *, error: str) -> None:
        """It will not be said: failed, cancelled, or nobody knows (uncertain). What stands and changed meanwhile is due."""
        changed = and_(_D.wanted > _D.sending, _D.shown > 0)
        self._mark(delivery, progress, error=error, state=_unless(changed, progress))

    def dropped(self, delivery: Delivery, *, reason: str) -> None:
        """There is nothing to say, and nothing was sent; where it was wanted again meanwhile, that is looked at."""
        state = _unless(_D.wanted > _D.sending, Progress.CANCELLED)
        self._mark(delivery, Progress.CANCELLED, error=reason, sending=0, state=state)

    def next_at(self, now: datetime) -> datetime | None:
        """When the next row that is not due yet comes due."""
        statement = select(func.min(_D.not_before)).where(
            _D.state == Progress.PENDING.value, _D.not_before > now
        )
        soonest: datetime | None = self.connection.execute(statement).scalar()
        return soonest

    def _along(self, lane: int, after: str, limit: int, throttle: Throttle, now: datetime) -> list[Delivery]:
        """Walk past tenants that may say nothing now until so many rows are found that may be said.

        Tokens are only looked at here: they are held once it is known whose, in one order for all.
        """
        tenants, found = self._in_turn(lane, after, now), list[Delivery]()
        buckets = SharedLimits(self.connection).strained(now, throttle.rate_limits, kept_free=kept_free(lane))
        for at, tenant in enumerate(tenants):
            if len(found) >= limit:
                break
            self.last, room = tenant, limit - len(found)
            rows = self._due(tenant, lane, max(1, room // (len(tenants) - at)), throttle, buckets, now)
            found += [row for row in rows if _affordable(row, throttle, buckets, now)]
        return found

    def _in_turn(self, lane: int, after: str, now: datetime) -> list[str]:
        """Tenants with something due, those behind `after` first."""
        found = list(self.connection.execute(_WAITING, {"in_lane": lane, "now": now}).scalars())
        return [each for each in found if each > after] + [each for each in found if each <= after]

    def _due(
        self,
        tenant: str,
        lane: int,
        limit: int,
        throttle: Throttle,
        buckets: Mapping[tuple[str, str], TokenBucket],
        now: datetime,
    ) -> list[Delivery]:
        mine = {method: buckets.get((tenant, method)) for method in throttle.rate_limits}
        shut = [method for method, bucket in mine.items() if bucket and bucket.opens_at(now) > now]
        statement = _DUE.where(*map(throttle.not_by, shut)) if shut else _DUE
        values = {"of": tenant, "in_lane": lane, "now": now, "most": limit}
        return [delivery_of(row) for row in self.connection.execute(statement, values)]

    def _spaced(self, rows: list[Delivery], throttle: Throttle, now: datetime) -> list[Delivery]:
        """One new message a second per channel; the others come when their second does."""
        limits, going = SharedLimits(self.connection), []
        posts = [row for row in rows if throttle.method(row) == POST]
        spoken = limits.posted({_place(row) for row in posts}, now)
        for row in rows:
            if throttle.method(row) != POST:
                going.append(row)
            elif (last := spoken.get(_place(row))) is None:
                spoken[_place(row)] = now
                going.append(row)
            else:
                self._postpone(row, last + CHANNEL_GAP)
        return going

    def _postpone(self, delivery: Delivery, until: datetime) -> None:
        still = (_D.id == delivery.id, _D.state == Progress.PENDING.value)
        self.connection.execute(update(tables.Delivery).where(*still).values(not_before=until))

    def _claim(self, rows: Sequence[Delivery], now: datetime, *, owner: str) -> list[Delivery]:
        """The guard is repeated: on PostgreSQL the choice alone would let two owners in."""
        if not rows:
            return []
        values = {"ids": [row.id for row in rows], "now": now, "until": now + LEASE, "by": owner}
        ours = set(self.connection.execute(_CLAIM, values).scalars())
        held = sorted((row for row in rows if row.id in ours), key=attrgetter("id"))
        return [replace(row, state=Progress.SENDING, owner=owner) for row in held]

    def _mark(self, delivery: Delivery, progress: Progress, **values: Any) -> None:
        """Only its owner says how it went: one that was given up for dead has lost its say."""
        ours = (_D.id == delivery.id, _D.state == Progress.SENDING.value, _D.owner == delivery.owner)
        self.connection.execute(
            update(tables.Delivery)
            .where(*ours)
            .values(**{"lease_until": None, "state": progress.value, **values})
        )


def _unless(due: ColumnElement[bool], progress: Progress) -> ColumnElement[str]:
    return case((due, Progress.PENDING.value), else_=progress.value)


def kept_free(lane: int) -> int:
    """What a lane leaves in the bucket."""
    return KEPT_FREE if lane == WAVE else 0


def _marked(said: SentMessage) -> dict[str, Any]:
    row = said.delivery
    return {"row": row.id, "by": row.owner, "place": said.channel, "stamp": said.ts, "notes": row.note}


def _place(delivery: Delivery) -> tuple[str, str]:
    return delivery.tenant, delivery.channel or delivery.person


def _affordable(
    delivery: Delivery, throttle: Throttle, buckets: Mapping[tuple[str, str], TokenBucket], now: datetime
) -> bool:
    bucket = buckets.get((delivery.tenant, throttle.method(delivery)))
    return bucket is None or bucket.take(now)
