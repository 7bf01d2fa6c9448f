"""A pulse: one question, whom it went to, and what was answered, which never stand in one row."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import (
    Id,
    Ref,
    Row,
    Serial,
    SlackId,
    Tenant,
    TenantKey,
    Utc,
    When,
    Word,
    Words,
    within_tenant,
)


class Pulse(Row):
    """P-3: one question to some people; a draft has no number yet. The secret goes when it closes."""

    __tablename__ = "pulse"
    id: Mapped[Id]
    tenant: Mapped[Tenant]
    number: Mapped[int | None]
    persona_id: Mapped[Ref]
    question: Mapped[Words]
    options: Mapped[list[str]] = mapped_column(JSON)
    mode: Mapped[Word]
    quota: Mapped[int]
    author: Mapped[SlackId]
    reason: Mapped[Words]
    channel: Mapped[SlackId]
    visibility: Mapped[SlackId]
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    days: Mapped[int]
    made_at: Mapped[When]
    opened_at: Mapped[When | None] = mapped_column(Utc)
    closes_at: Mapped[When]
    closed_at: Mapped[When | None] = mapped_column(Utc)
    closed_why: Mapped[Word]
    secret: Mapped[Words]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    evidence_id: Mapped[int | None] = mapped_column(Serial)
    __table_args__ = (
        UniqueConstraint("tenant", "id"),
        UniqueConstraint("tenant", "number"),
        within_tenant("persona_id", to="persona"),
        Index(None, "closed_at", "closes_at"),
    )


class Ask(Row):
    """That a person was asked, and that they are done; never what they answered."""

    __tablename__ = "ask"
    tenant: Mapped[TenantKey]
    pulse_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    user: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[Word]
    picked: Mapped[bool] = mapped_column(default=False)
    round: Mapped[int] = mapped_column(default=0)
    asked_on: Mapped[date]
    again_at: Mapped[When | None] = mapped_column(Utc)
    __table_args__ = (
        within_tenant("pulse_id", to="pulse"),
        Index(None, "tenant", "user"),
        Index(None, "again_at"),
    )


class Answer(Row):
    """An answer under a key: the person (named) or an HMAC of them (confidential). The day, no order."""

    __tablename__ = "answer"
    tenant: Mapped[TenantKey]
    pulse_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    choice: Mapped[int | None]
    comment: Mapped[Words]
    day: Mapped[date]
    __table_args__ = (within_tenant("pulse_id", to="pulse"), {"sqlite_with_rowid": False})
