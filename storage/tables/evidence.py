"""Evidence: the pieces, who stands behind them, and the messages to look at again."""

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Id, Row, Serial, SlackId, Tenant, TenantKey, Utc, When, Word, Words, within_tenant

_WAITS = text("wanted > done")
_SAID = text("author <> ''")


class Evidence(Row):
    """EV-12. A draft has no persona yet. `visibility` is empty (public) or the one private channel."""

    __tablename__ = "evidence"
    id: Mapped[Id]
    tenant: Mapped[Tenant]
    number: Mapped[int]
    persona_id: Mapped[int | None] = mapped_column(Serial)
    claim_id: Mapped[int | None] = mapped_column(Serial)
    text: Mapped[Words]
    kind: Mapped[Word]
    source: Mapped[Word]
    source_key: Mapped[str] = mapped_column(String(300), default="")
    polarity: Mapped[Word]
    state: Mapped[Word]
    own_words: Mapped[bool] = mapped_column(default=False)
    n: Mapped[int | None]
    m: Mapped[int | None]
    account: Mapped[Words]
    link: Mapped[Words]
    author: Mapped[SlackId]
    reporter: Mapped[SlackId]
    channel: Mapped[SlackId]
    ts: Mapped[str | None] = mapped_column(String(40))
    happened_at: Mapped[When]
    filed_at: Mapped[When]
    visibility: Mapped[SlackId]
    source_change: Mapped[Word]
    __table_args__ = (
        UniqueConstraint("tenant", "id"),
        UniqueConstraint("tenant", "number"),
        UniqueConstraint("tenant", "channel", "ts"),
        within_tenant("persona_id", to="persona"),
        within_tenant("claim_id", to="claim"),
        Index(None, "tenant", "persona_id", "state", "happened_at"),
        Index(None, "tenant", "claim_id", "happened_at"),
        Index(None, "tenant", "state", "reporter"),
        Index(None, "tenant", "persona_id", "source_key"),
        Index(None, "tenant", "state", "happened_at", "id"),
        Index(None, "tenant", "state", "filed_at"),
        Index("ix_evidence_author", "tenant", "author", sqlite_where=_SAID, postgresql_where=_SAID),
    )


class Witness(Row):
    """Who stands behind a piece: by their emoji, which may go again, or by having filed it in a form."""

    __tablename__ = "witness"
    tenant: Mapped[TenantKey]
    evidence_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    user: Mapped[str] = mapped_column(String(40), primary_key=True)
    by_emoji: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (within_tenant("evidence_id", to="evidence"), Index(None, "tenant", "user"))


class Capture(Row):
    """A message whose reactions are to be looked at again: the clock asks Slack what stands on it now."""

    __tablename__ = "capture"
    tenant: Mapped[TenantKey]
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    ts: Mapped[str] = mapped_column(String(40), primary_key=True)
    user: Mapped[SlackId]
    wanted: Mapped[int] = mapped_column(default=1)
    done: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[When]
    asked_at: Mapped[When | None] = mapped_column(Utc)
    __table_args__ = (Index("ix_capture_due", "not_before", sqlite_where=_WAITS, postgresql_where=_WAITS),)
