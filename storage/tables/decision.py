"""Decisions, whom they serve, and what they cite."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Id, Row, Serial, SlackId, Tenant, TenantKey, Utc, When, Word, Words, within_tenant


class Decision(Row):
    """D-7: what changed, because of whom, on what grounds."""

    __tablename__ = "decision"
    id: Mapped[Id]
    tenant: Mapped[Tenant]
    number: Mapped[int]
    changed_from: Mapped[Words]
    changed_to: Mapped[Words]
    because: Mapped[Words]
    grounds: Mapped[Word]
    nobody_unserved: Mapped[bool] = mapped_column(default=False)
    area: Mapped[Word]
    how_known: Mapped[Words]
    revisit_on: Mapped[date | None]
    status: Mapped[Word]
    logger: Mapped[SlackId]
    logged_at: Mapped[When]
    channel: Mapped[SlackId]
    thread_ts: Mapped[SlackId]
    visibility: Mapped[SlackId]
    edited_by: Mapped[SlackId]
    edited_at: Mapped[When | None] = mapped_column(Utc)
    taken_back_by: Mapped[SlackId]
    taken_back_at: Mapped[When | None] = mapped_column(Utc)
    taken_back_why: Mapped[Words]
    __table_args__ = (
        UniqueConstraint("tenant", "id"),
        UniqueConstraint("tenant", "number"),
        Index(None, "tenant", "logged_at"),
        Index(None, "tenant", "logger", "grounds", "logged_at"),
        Index(None, "tenant", "status", "logged_at", "visibility", "logger"),
    )


class DecisionPersona(Row):
    """Whom a decision serves, and whom it does not."""

    __tablename__ = "decision_persona"
    tenant: Mapped[TenantKey]
    decision_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    persona_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    served: Mapped[bool]
    __table_args__ = (
        within_tenant("decision_id", to="decision"),
        within_tenant("persona_id", to="persona"),
        Index(None, "tenant", "persona_id", "served", "decision_id"),
        Index(None, "tenant", "decision_id", "served", "persona_id"),
    )


class DecisionEvidence(Row):
    """The evidence a decision cites."""

    __tablename__ = "decision_evidence"
    tenant: Mapped[TenantKey]
    decision_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    evidence_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    __table_args__ = (
        within_tenant("decision_id", to="decision"),
        within_tenant("evidence_id", to="evidence"),
        Index(None, "tenant", "evidence_id"),
    )
