"""What is kept no longer: every table that only grows, and when a row of it has served."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, exists, select, tuple_

from personas.privacy import RetentionPeriods
from storage import tables
from storage.columns import Row
from storage.delivery import Progress
from storage.erasure import EVERYBODY

# Slack delivers an event again for a day at most; the rest is to be sure.
HEARD_KEPT = timedelta(days=7)
BUNDLES_KEPT = timedelta(days=400)
# A statement ends within the patience of the database, however much there is.
BATCH = 2000
# Nothing follows from them any more, unless something stands in Slack that a change brings back.
ENDED = (Progress.UNCERTAIN.value, Progress.SUPERSEDED.value, Progress.FAILED.value)
# Said to one person, and of use for a while: what changes after that leaves them in Slack as they are.
ONCE = (
    "evidence_note",
    "evidence_saved",
    "evidence_unread",
    "filing_off",
    "decision_private",
    "decision_taken_back",
)

_D, _P, _C = tables.Delivery.__table__.c, tables.Pulse.__table__.c, tables.Capture.__table__.c
_A, _G, _B = tables.Ask.__table__.c, tables.Answer.__table__.c, tables.Bundle.__table__.c
_X = tables.Erasure.__table__.c


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of one table whose time is over."""

    table: type[Row]
    over: ColumnElement[bool]

    @property
    def noun(self) -> str:
        """What to call them in a figure."""
        return str(self.table.__tablename__)


def rules(now: datetime, kept: RetentionPeriods) -> Iterator[Rule]:
    """Every rule, with the times of now."""
    closed = select(_P.id).where(_P.closed_at < now - kept.answers)
    yield Rule(tables.Heard, tables.Heard.__table__.c.at < now - HEARD_KEPT)
    yield Rule(tables.InstallState, tables.InstallState.__table__.c.ends_at < now)
    yield Rule(tables.Capture, (_C.wanted <= _C.done) & (_C.not_before < now - HEARD_KEPT))
    # A message that was never looked at: Slack would not say.
    yield Rule(tables.Capture, _C.not_before < now - kept.messages)
    yield Rule(tables.Ask, _A.pulse_id.in_(closed))
    said = _D.state != Progress.PENDING.value
    yield Rule(tables.Delivery, said & _D.kind.in_(ONCE) & (_D.created_at < now - kept.messages))
    yield Rule(tables.Delivery, said & (_D.kind == "ask") & _D.subject_id.in_(closed))
    asking = (_D.kind == "ask") & _D.subject_id.in_(select(_P.id).where(_P.closed_at.is_(None)))
    given_up = _D.state.in_(ENDED) & (_D.shown == 0) & (_D.not_before < now - kept.messages)
    yield Rule(tables.Delivery, given_up & ~asking)
    yield Rule(tables.Bundle, _B.made_at < now - BUNDLES_KEPT)
    # A message lives as long as any bundle that was written into it.
    alone = (_D.kind == "reminder") & _D.subject_id.not_in(select(_B.message))
    yield Rule(tables.Delivery, said & alone & (_D.created_at < now - BUNDLES_KEPT))
    yield Rule(tables.Audit, tables.Audit.__table__.c.at < now - kept.audit)
    # Until then an emoji that still stands in Slack brings nobody back. A workspace's own ends when it begins anew.
    yield Rule(tables.Erasure, (_X.who != EVERYBODY) & (_X.at < now - kept.audit))


class Retention:
    """The clock's side, over all tenants."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def drop(self, rule: Rule, *, limit: int = BATCH) -> int:
        """Take away some of what is over; tells how many."""
        table = rule.table.__table__
        keys = [column for column in table.c if column.primary_key]
        some = select(*keys).where(rule.over).limit(limit)
        # Said twice: on PostgreSQL the choice alone would take what somebody took up again meanwhile.
        gone = delete(rule.table).where(tuple_(*keys).in_(some), rule.over)
        return int(self.connection.execute(gone).rowcount)

    def answered(self, now: datetime, kept: RetentionPeriods) -> list[tuple[str, int]]:
        """Pulses that closed long ago and whose answers or sentences are still here, with their tenants."""
        here = exists().where(_G.tenant == _P.tenant, _G.pulse_id == _P.id)
        old = select(_P.tenant, _P.id, _P.result, here.label("answered")).where(
            _P.closed_at < now - kept.answers
        )
        return [
            (row.tenant, row.id)
            for row in self.connection.execute(old)
            if row.answered or (row.result and row.result["comments"])
        ]
