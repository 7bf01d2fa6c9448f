"""What is said later, and how much Slack still takes from us."""

from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Id, Row, Serial, SlackId, Tenant, TenantKey, Utc, When, Word, Words


class Delivery(Row):
    """What is said later: one living message a row; `shown` follows `wanted`. See scheduler/delivery.py."""

    __tablename__ = "delivery"
    id: Mapped[Id]
    tenant: Mapped[Tenant]
    kind: Mapped[Word]
    subject_id: Mapped[int] = mapped_column(Serial, default=0)
    person: Mapped[SlackId]
    channel: Mapped[SlackId]
    thread_ts: Mapped[SlackId]
    key: Mapped[str] = mapped_column(String(160))
    note: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    posted_channel: Mapped[SlackId]
    ts: Mapped[SlackId]
    wanted: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    sending: Mapped[int] = mapped_column(default=0)
    state: Mapped[Word]
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[When]
    lease_until: Mapped[When | None] = mapped_column(Utc)
    owner: Mapped[Word]
    error: Mapped[Words]
    created_at: Mapped[When]
    lane: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        UniqueConstraint("tenant", "key"),
        Index(None, "state", "not_before"),
        Index(None, "state", "lane", "tenant", "not_before", "id"),
        Index(None, "tenant", "kind", "subject_id"),
        Index(None, "tenant", "posted_channel", "ts"),
    )


class Allowance(Row):
    """How much of a method Slack still lets us do in a workspace; every process reads and writes it."""

    __tablename__ = "allowance"
    tenant: Mapped[TenantKey]
    method: Mapped[str] = mapped_column(String(40), primary_key=True)
    full_at: Mapped[When]
    blocked_until: Mapped[When | None] = mapped_column(Utc)


class ChannelPost(Row):
    """When a channel last had a message from us: Slack takes one a second."""

    __tablename__ = "channel_post"
    tenant: Mapped[TenantKey]
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    posted_at: Mapped[When]
    __table_args__ = (Index(None, "posted_at"),)
