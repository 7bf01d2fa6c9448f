"""Where every reminder stands, and the bundles they went out in."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Id, Ref, Row, Serial, SlackId, Tenant, Utc, When, Word


class Reminder(Row):
    """Where one rule stands for one subject and one person."""

    __tablename__ = "reminder"
    id: Mapped[Id]
    tenant: Mapped[Tenant]
    rule: Mapped[Word]
    subject_id: Mapped[Ref]
    person: Mapped[SlackId]
    spell: Mapped[When]
    step: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[When | None] = mapped_column(Utc)
    last_at: Mapped[When | None] = mapped_column(Utc)
    not_before: Mapped[When | None] = mapped_column(Utc)
    closed_at: Mapped[When | None] = mapped_column(Utc)
    answer: Mapped[Word]
    bundle_id: Mapped[int | None] = mapped_column(Serial)
    __table_args__ = (
        UniqueConstraint("tenant", "rule", "subject_id", "person"),
        Index(None, "tenant", "person"),
        Index(None, "tenant", "bundle_id"),
    )


class Bundle(Row):
    """All that was due for one person on one of their days. `message` is the bundle it was written into."""

    __tablename__ = "bundle"
    id: Mapped[Id]
    tenant: Mapped[Tenant]
    person: Mapped[SlackId]
    day: Mapped[date]
    message: Mapped[int] = mapped_column(Serial, default=0)
    monthly: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[When]
    answered_at: Mapped[When | None] = mapped_column(Utc)
    __table_args__ = (UniqueConstraint("tenant", "id"), UniqueConstraint("tenant", "person", "day"))
