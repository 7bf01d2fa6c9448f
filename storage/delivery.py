"""What is to be said later: rows that the sender leases, sends and marks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, Row, Update, and_, bindparam, case, func, or_, update

from storage import tables
from storage.columns import Utc
from storage.tenancy import TenantTable

# What goes to many people at once waits in a lane of its own, so that nobody's own click waits behind it.
PROMPT, WAVE = 0, 1
WAVES = frozenset({"ask", "reminder"})
# What one change brings up to date and is more than this goes there too.
MANY = 20

_D = tables.Delivery.__table__.c


class Progress(StrEnum):
    """Where a delivery stands. What was `sending` when its lease ran out is never blindly resent.

    SUPERSEDED: it was uncertain, and somebody had it said again by another row.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


ON_ITS_WAY = frozenset({Progress.PENDING, Progress.SENDING})


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
    owner: str = ""


class Deliveries(TenantTable):
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
            lane=lane_of(kind),
        )  # fmt: skip
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=["tenant", "key"], set_=_again(due, anew=True))
        )

    def want_all(
        self,
        kind: str,
        *,
        keys: Mapping[str, str],
        now: datetime,
        subject_id: int,
        notes: Mapping[str, dict[str, Any]],
    ) -> None:
        """Say the same to many people at once: their keys and notes by person."""
        rows = [
            {
                "tenant": self.tenant, "kind": kind, "key": key, "subject_id": subject_id, "person": person,
                "channel": "", "thread_ts": "", "note": notes.get(person, {}), "state": Progress.PENDING.value,
                "not_before": now, "created_at": now, "lane": lane_of(kind),
            }
            for person, key in keys.items()
        ]  # fmt: skip
        statement = self.insert(tables.Delivery)
        again = statement.on_conflict_do_update(index_elements=["tenant", "key"], set_=_again(now, anew=True))
        if rows:
            self.connection.execute(again, rows)

    def again(self, anew: Mapping[int, str], *, now: datetime | None) -> None:
        """Bring these up to date, kinds by id, in one order for all: two who change each other's things never each hold
        what the other one waits for. Where no time is told, each is due when it was. Many at once let others go first."""
        many = len(anew) > MANY
        rows = [
            {
                "its_tenant": self.tenant,
                "row": row_id,
                "in_lane": WAVE if many else lane_of(kind),
                **({"due": now} if now else {}),
            }
            for row_id, kind in sorted(anew.items())
        ]
        if rows:
            self.connection.execute(_DUE_NOW if now else _DUE_THEN, rows)

    def live(self, kind: str, *, key: str, now: datetime, person: str) -> None:
        """A living thing that the answer itself shows first: only what changes later is said."""
        self.add_new(
            tables.Delivery, ["key"], kind=kind, key=key, person=person, note={}, shown=1,
            state=Progress.SENT.value, not_before=now, created_at=now,
        )  # fmt: skip

    def cancel(self, key: str) -> None:
        """Do not say this after all, if it was not said yet."""
        self.connection.execute(
            self.update(tables.Delivery)
            .where(_D.key == key, _D.state == Progress.PENDING.value, _D.ts == "")
            .values(state=Progress.CANCELLED.value)
        )

    def supersede(self, kind: str, subject_id: int, *, channel: str = "") -> None:
        """Close what may or may not have arrived, in one channel or anywhere: it is said again, and offered no more."""
        lost = (_D.kind == kind, _D.subject_id == subject_id, _D.state == Progress.UNCERTAIN.value)
        here = (_D.channel == channel,) if channel else ()
        closed = self.update(tables.Delivery).where(*lost, *here)
        self.connection.execute(closed.values(state=Progress.SUPERSEDED.value))

    def of(self, kind: str, subject_id: int) -> list[Delivery]:
        """The messages about a subject."""
        rows = self.connection.execute(
            self.select(tables.Delivery).where(_D.kind == kind, _D.subject_id == subject_id).order_by(_D.id)
        )
        return [delivery_of(row) for row in rows]

    def may_be_unposted(self, user: str) -> list[int]:
        """Decisions this person logged whose receipt may not stand in its channel, and none is on its way."""
        mine = (_D.kind == "decision", _D.person == user, _D.channel != "")
        rows = self.connection.execute(
            self.select(tables.Delivery, _D.subject_id, _D.state, _D.ts).where(*mine).order_by(_D.subject_id)
        ).all()
        lost = {row.subject_id for row in rows if row.state == Progress.UNCERTAIN.value and not row.ts}
        stands = {row.subject_id for row in rows if row.ts or row.state in ON_ITS_WAY}
        return sorted(lost - stands)

    def uncertain(self) -> int:
        """How many messages may or may not have arrived."""
        here = (_D.state == Progress.UNCERTAIN.value, _D.lane.in_((0, WAVE)))
        statement = self.select(tables.Delivery, func.count()).where(*here)
        return int(self.connection.execute(statement).scalar_one())

    def states(self) -> dict[str, int]:
        """How many rows stand in which state: what `check` reports."""
        statement = self.select(tables.Delivery, _D.state, func.count().label("rows")).group_by(_D.state)
        return {row.state: row.rows for row in self.connection.execute(statement)}


def lane_of(kind: str) -> int:
    """Whether somebody waits for this kind, or it is one of many."""
    return WAVE if kind in WAVES else PROMPT


def _again(due: Any, *, anew: bool = False) -> dict[str, Any]:
    """One more version is wanted; what is being sent right now becomes due when it is done.

    A message that stands in Slack gets another chance where its last edit failed or was refused. One that Slack told to
    come later comes no sooner for it. Wanted `anew` is what was dropped before any of it was sent, too.
    """
    # Said as an OR: a list can't stand in a statement that is run for many rows at once.
    ended = or_(_D.state == Progress.FAILED.value, _D.state == Progress.CANCELLED.value)
    stuck = and_(ended, or_(_D.shown > 0, _D.sending == 0) if anew else _D.shown > 0)
    settled = or_(_D.state == Progress.SENT.value, _D.state == Progress.PENDING.value, stuck)
    held = and_(_D.state == Progress.PENDING.value, _D.attempts > 0, _D.not_before > due)
    return {
        "wanted": _D.wanted + 1,
        "not_before": case((held, _D.not_before), else_=due),
        "attempts": case((stuck, 0), else_=_D.attempts),
        "state": case((settled, Progress.PENDING.value), else_=_D.state),
    }


def _anew(due: Any) -> Update:
    lane = bindparam("in_lane", type_=Integer())
    here = (_D.tenant == bindparam("its_tenant"), _D.id == bindparam("row"))
    return update(tables.Delivery).where(*here).values(lane=lane, **_again(due))


_DUE_NOW, _DUE_THEN = _anew(bindparam("due", type_=Utc())), _anew(_D.not_before)


def delivery_of(row: Row[Any]) -> Delivery:
    """A row as a value."""
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
        owner=row.owner,
    )
