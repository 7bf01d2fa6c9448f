"""A persona: what is said about it, the names it goes by, and the counts its card shows."""

from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, UniqueConstraint
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


class Persona(Row):
    """One persona; everything said about it is a claim. `imported` are the facts as a document last had them."""

    __tablename__ = "persona"
    id: Mapped[Id]
    tenant: Mapped[Tenant]
    slug: Mapped[Word]
    name: Mapped[Word]
    type: Mapped[Word]
    role: Mapped[Words]
    one_line: Mapped[Words]
    emoji: Mapped[Word]
    steward: Mapped[SlackId]
    interval_days: Mapped[int] = mapped_column(default=30)
    created_at: Mapped[When]
    created_by: Mapped[SlackId]
    edited_at: Mapped[When]
    edited_by: Mapped[SlackId]
    verified_at: Mapped[When | None] = mapped_column(Utc)
    verified_by: Mapped[SlackId]
    retired_at: Mapped[When | None] = mapped_column(Utc)
    provenance: Mapped[Words]
    notes: Mapped[Words]
    imported: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    __table_args__ = (
        UniqueConstraint("tenant", "id"),
        UniqueConstraint("tenant", "slug"),
        Index(None, "tenant", "emoji"),
    )


class Alias(Row):
    """Every key a persona answers to, its own slug included. `shown` is the spelling people gave."""

    __tablename__ = "alias"
    tenant: Mapped[TenantKey]
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    persona_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    shown: Mapped[Word]
    __table_args__ = (within_tenant("persona_id", to="persona"), Index(None, "tenant", "persona_id"))


class Claim(Row):
    """One statement about a persona, under a facet. `imported` are a document's own words for it."""

    __tablename__ = "claim"
    id: Mapped[Id]
    tenant: Mapped[Tenant]
    persona_id: Mapped[Ref]
    facet: Mapped[Word]
    text: Mapped[Words]
    detail: Mapped[Words]
    shipped: Mapped[Word]
    unknown: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    imported: Mapped[Words]
    created_at: Mapped[When]
    created_by: Mapped[SlackId]
    edited_at: Mapped[When]
    edited_by: Mapped[SlackId]
    removed_at: Mapped[When | None] = mapped_column(Utc)
    __table_args__ = (
        UniqueConstraint("tenant", "id"),
        within_tenant("persona_id", to="persona"),
        Index(None, "tenant", "persona_id"),
    )


class Tally(Row):
    """Kept counted at write time per claim, visibility and source; claim 0 is the persona as a whole."""

    __tablename__ = "tally"
    tenant: Mapped[TenantKey]
    persona_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    claim_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    visibility: Mapped[str] = mapped_column(String(40), primary_key=True)
    source: Mapped[str] = mapped_column(String(20), primary_key=True)
    pieces: Mapped[int] = mapped_column(default=0)
    sources: Mapped[int] = mapped_column(default=0)
    n: Mapped[int] = mapped_column(default=0)
    m: Mapped[int] = mapped_column(default=0)
    contradictions: Mapped[int] = mapped_column(default=0)
    newest: Mapped[When | None] = mapped_column(Utc)
    __table_args__ = (within_tenant("persona_id", to="persona"),)


class ChannelPersona(Row):
    """The personas a channel is bound to."""

    __tablename__ = "channel_persona"
    tenant: Mapped[TenantKey]
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    persona_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    __table_args__ = (
        ForeignKeyConstraint(
            ("tenant", "channel"), ("channel.tenant", "channel.channel"), ondelete="CASCADE"
        ),
        within_tenant("persona_id", to="persona"),
    )
