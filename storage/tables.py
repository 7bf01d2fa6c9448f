"""Every table. Each row carries its tenant, and links repeat it, so no link can cross tenants."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Id, Ref, Row, Serial, SlackId, Tenant, TenantKey, Utc, When, Word, Words


def within_tenant(*columns: str, to: str) -> ForeignKeyConstraint:
    """A link that repeats the tenant; what hangs on a row goes with it."""
    return ForeignKeyConstraint(("tenant", *columns), (f"{to}.tenant", f"{to}.id"), ondelete="CASCADE")


class Installation(Row):
    """A workspace or organisation the app is installed in. The single-workspace token stays in the environment."""

    __tablename__ = "installation"
    tenant: Mapped[TenantKey]
    name: Mapped[Words]
    bot_user: Mapped[SlackId]
    bot_id: Mapped[SlackId]
    app_id: Mapped[SlackId]
    installer: Mapped[SlackId]
    scopes: Mapped[Words]
    installed_at: Mapped[When]
    renewed_at: Mapped[When | None] = mapped_column(Utc)
    stopped_at: Mapped[When | None] = mapped_column(Utc)
    stopped_why: Mapped[Word]
    delete_after: Mapped[When | None] = mapped_column(Utc)
    enterprise: Mapped[SlackId]
    is_enterprise: Mapped[bool] = mapped_column(default=False)
    token: Mapped[Words]
    directory_due: Mapped[When | None] = mapped_column(Utc)


class InstallState(Row):
    """One way to Slack's consent page and back, for ten minutes, once, in one browser. Hashes only."""

    __tablename__ = "install_state"
    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser: Mapped[str] = mapped_column(String(64))
    ends_at: Mapped[When]


class Counter(Row):
    """The numbers people say: the last EV, D and P number of a tenant."""

    __tablename__ = "counter"
    tenant: Mapped[TenantKey]
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int]


class Heard(Row):
    """What was heard once: event ids, view ids and trigger ids, kept seven days."""

    __tablename__ = "heard"
    tenant: Mapped[TenantKey]
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[When]
    __table_args__ = (Index(None, "at"),)


class Person(Row):
    """The mirror of Slack's directory, with what a person told us about being written to."""

    __tablename__ = "person"
    tenant: Mapped[TenantKey]
    user: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[Words]
    team: Mapped[SlackId]
    tz: Mapped[Word]
    is_bot: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[bool] = mapped_column(default=False)
    guest: Mapped[bool] = mapped_column(default=False)
    stranger: Mapped[bool] = mapped_column(default=False)
    admin: Mapped[bool] = mapped_column(default=False)
    away: Mapped[bool] = mapped_column(default=False)
    mirrored_at: Mapped[When | None] = mapped_column(Utc)
    stopped_at: Mapped[When | None] = mapped_column(Utc)
    muted_until: Mapped[When | None] = mapped_column(Utc)
    less: Mapped[Words]


class Channel(Row):
    """What we know of a channel, and what it switched on."""

    __tablename__ = "channel"
    tenant: Mapped[TenantKey]
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[Words]
    private: Mapped[bool] = mapped_column(default=False)
    shared: Mapped[bool] = mapped_column(default=False)
    checked_at: Mapped[When | None] = mapped_column(Utc)
    filing: Mapped[bool] = mapped_column(default=False)
    edited_by: Mapped[SlackId]


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
    )


class Witness(Row):
    """Who stands behind a piece: by their emoji, which may go again, or by having filed it in a form."""

    __tablename__ = "witness"
    tenant: Mapped[TenantKey]
    evidence_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    user: Mapped[str] = mapped_column(String(40), primary_key=True)
    by_emoji: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (within_tenant("evidence_id", to="evidence"),)


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
    __table_args__ = (Index("ix_capture_due", "not_before", sqlite_where=text("wanted > done")),)


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
    __table_args__ = (
        UniqueConstraint("tenant", "id"),
        UniqueConstraint("tenant", "number"),
        Index(None, "tenant", "logged_at"),
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
        Index(None, "state", "lane", "tenant", "not_before"),
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


class Audit(Row):
    """Who changed what, and when; fingerprints of the record, never its words. Rows are only added."""

    __tablename__ = "audit"
    id: Mapped[Id]
    tenant: Mapped[Tenant]
    at: Mapped[When]
    who: Mapped[SlackId]
    what: Mapped[Word]
    subject: Mapped[Word]
    before: Mapped[Word]
    after: Mapped[Word]
    __table_args__ = (Index(None, "tenant", "at"),)
