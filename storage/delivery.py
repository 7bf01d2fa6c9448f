"""What is to be said later: rows that the sender leases, sends and marks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, case, delete, func, or_, select, update

from storage import tables
from storage.tenancy import Shelf

# Three times the client's timeout: a lease that runs out means that its owner is gone.
LEASE = timedelta(seconds=30)

_D = tables.Delivery.__table__.c


class Progress(StrEnum):
    """Where a delivery stands. What was `sending` when its lease ran out is never blindly resent."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One living message. `ts` is set once it was posted; then changes edit it in place."""

    id: int
    tenant: str
    kind: str
    subject_id: int
    person: str
    channel: str
    thread_ts: str
    key: str
    state: Progress
    note: dict[str, Any] = field(default_factory=dict)
    posted_channel: str = ""
    ts: str = ""
    wanted: int = 1
    shown: int = 0
    attempts: int = 0
    error: str = ""
    created_at: datetime | None = None


class Deliveries(Shelf):
    """One tenant's messages to come."""

    def want(
        self,
        kind: str,
        *,
        key: str,
        now: datetime,
        subject_id: int = 0,
        person: str = "",
        channel: str = "",
        thread_ts: str = "",
        note: dict[str, Any] | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Say this, or, where the key was said before, bring that message up to date."""
        due = not_before or now
        statement = self.insert(tables.Delivery).values(
            tenant=self.tenant, kind=kind, key=key, subject_id=subject_id, person=person, channel=channel,
            thread_ts=thread_ts, note=note or {}, state=Progress.PENDING.value, not_before=due, created_at=now,
        )  # fmt: skip
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=["tenant", "key"], set_=_again(due))
        )

    def refresh(self, kind: str, subject_id: int, *, now: datetime, person: str | None = None) -> int:
        """Bring every message about a subject up to date; tells how many there are."""
        statement = self.update(tables.Delivery).where(_D.kind == kind, _D.subject_id == subject_id)
        if person is not None:
            statement = statement.where(_D.person == person)
        return int(self.connection.execute(statement.values(**_again(now))).rowcount)

    def live(self, kind: str, *, key: str, now: datetime, person: str) -> None:
        """A living thing that the answer itself shows first: only what changes later is said."""
        self.add_new(
            tables.Delivery, ["key"], kind=kind, key=key, person=person, note={}, shown=1,
            state=Progress.SENT.value, not_before=now, created_at=now,
        )  # fmt: skip

    def renew(self, key: str, *, now: datetime) -> None:
        """Bring the one message of this key up to date, if there is one."""
        self.connection.execute(self.update(tables.Delivery).where(_D.key == key).values(**_again(now)))

    def cancel(self, key: str) -> None:
        """Do not say this after all, if it was not said yet."""
        self.connection.execute(
            self.update(tables.Delivery)
            .where(_D.key == key, _D.state == Progress.PENDING.value, _D.ts == "")
            .values(state=Progress.CANCELLED.value)
        )

    def of(self, kind: str, subject_id: int) -> list[Delivery]:
        """The messages about a subject."""
        rows = self.connection.execute(
            self.select(tables.Delivery).where(_D.kind == kind, _D.subject_id == subject_id).order_by(_D.id)
        )
        return [_delivery(row) for row in rows]

    def posted_at(self, channel: str, ts: str) -> Delivery | None:
        """The delivery that a message in Slack came from."""
        row = self.connection.execute(
            self.select(tables.Delivery).where(_D.posted_channel == channel, _D.ts == ts)
        ).first()
        return _delivery(row) if row else None

    def counts(self) -> dict[str, int]:
        """How many deliveries stand where: what `check` prints."""
        statement = select(_D.state, func.count()).where(self.mine(tables.Delivery)).group_by(_D.state)
        return {row[0]: row[1] for row in self.connection.execute(statement)}

    def states(self) -> dict[str, int]:
        """How many rows stand in which state: what `check` reports."""
        statement = self.select(tables.Delivery, _D.state, func.count().label("rows")).group_by(_D.state)
        return {row.state: row.rows for row in self.connection.execute(statement)}


class DueDeliveries:
    """The sender's side, over all tenants: lease, then mark how it went."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def lease(self, now: datetime, *, owner: str, limit: int) -> list[Delivery]:
        """Take due rows and mark them `sending`; no other process takes them meanwhile."""
        free = and_(_D.state == Progress.PENDING.value, _D.not_before <= now)
        chosen = (
            select(_D.id)
            .where(free)
            .order_by(_D.not_before, _D.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        # The guard is repeated outside: on PostgreSQL the subquery alone would let two owners in.
        statement = (
            update(tables.Delivery)
            .where(_D.id.in_(chosen), free)
            .values(state=Progress.SENDING.value, sending=_D.wanted, lease_until=now + LEASE, owner=owner)
            .returning(*tables.Delivery.__table__.columns)
        )
        return sorted((_delivery(row) for row in self.connection.execute(statement)), key=lambda row: row.id)

    def lost(self, now: datetime) -> list[Delivery]:
        """Rows whose owner never came back to say how it went."""
        statement = select(*tables.Delivery.__table__.columns).where(
            _D.state == Progress.SENDING.value, _D.lease_until < now
        )
        return [_delivery(row) for row in self.connection.execute(statement)]

    def sent(self, delivery: Delivery, *, channel: str, ts: str, note: dict[str, Any]) -> None:
        """It stands in Slack. A change that was wanted meanwhile makes it due again."""
        self._mark(
            delivery,
            Progress.SENT,
            posted_channel=channel,
            ts=ts,
            note=note,
            shown=_D.sending,
            attempts=0,
            error="",
        )
        self.connection.execute(
            update(tables.Delivery)
            .where(_D.id == delivery.id, _D.state == Progress.SENT.value, _D.wanted > _D.shown)
            .values(state=Progress.PENDING.value)
        )

    def later(self, delivery: Delivery, *, at: datetime, error: str) -> None:
        """Slack did not take it; nothing was said; try again then."""
        self._mark(delivery, Progress.PENDING, not_before=at, attempts=delivery.attempts + 1, error=error)

    def wait(self, delivery: Delivery, *, until: datetime, reason: str) -> None:
        """Its person does not want it now; nothing failed."""
        self._mark(delivery, Progress.PENDING, not_before=until, error=reason)

    def ended(self, delivery: Delivery, progress: Progress, *, error: str) -> None:
        """It will not be said: failed, cancelled, or nobody knows (uncertain)."""
        self._mark(delivery, progress, error=error)

    def _mark(self, delivery: Delivery, progress: Progress, **values: Any) -> None:
        self.connection.execute(
            update(tables.Delivery)
            .where(_D.id == delivery.id, _D.state == Progress.SENDING.value)
            .values(state=progress.value, lease_until=None, **values)
        )

    def next_at(self) -> datetime | None:
        """When the next row is due."""
        statement = select(func.min(_D.not_before)).where(_D.state == Progress.PENDING.value)
        soonest: datetime | None = self.connection.execute(statement).scalar()
        return soonest

    def purge(self, before: datetime, kinds: Iterable[str]) -> int:
        """Drop one-off messages that were said long ago."""
        statement = delete(tables.Delivery).where(
            _D.kind.in_(list(kinds)), _D.created_at < before, _D.state != Progress.PENDING.value
        )
        return int(self.connection.execute(statement).rowcount)


def _again(due: datetime) -> dict[str, Any]:
    """One more version is wanted; what is being sent right now becomes due when it is done.

    A message that stands in Slack gets another chance where its last edit failed. One that Slack told to
    come later comes no sooner for it.
    """
    stuck = and_(_D.state == Progress.FAILED.value, _D.shown > 0)
    settled = or_(_D.state.in_([Progress.SENT.value, Progress.PENDING.value]), stuck)
    held = and_(_D.state == Progress.PENDING.value, _D.attempts > 0, _D.not_before > due)
    return {
        "wanted": _D.wanted + 1,
        "not_before": case((held, _D.not_before), else_=due),
        "attempts": case((stuck, 0), else_=_D.attempts),
        "state": case((settled, Progress.PENDING.value), else_=_D.state),
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        tenant=row.tenant,
        kind=row.kind,
        subject_id=row.subject_id,
        person=row.person,
        channel=row.channel,
        thread_ts=row.thread_ts,
        key=row.key,
        state=Progress(row.state),
        note=dict(row.note or {}),
        posted_channel=row.posted_channel,
        ts=row.ts,
        wanted=row.wanted,
        shown=row.shown,
        attempts=row.attempts,
        error=row.error,
        created_at=row.created_at,
    )
