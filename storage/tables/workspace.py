"""A workspace: where we are installed, who and what is there, and what was counted, heard and changed."""

from sqlalchemy import BigInteger, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Id, Row, Serial, SlackId, Tenant, TenantKey, Utc, When, Word, Words


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
    """A signed state that came back from Slack's consent page: kept until it ends, so that it counts once. Hashes only."""

    __tablename__ = "install_state"
    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser: Mapped[str] = mapped_column(String(64))
    ends_at: Mapped[When]


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


class PersonName(Row):
    """What a person is called in the directory, folded: to be masked in what others write."""

    __tablename__ = "person_name"
    tenant: Mapped[TenantKey]
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    user: Mapped[str] = mapped_column(String(40), primary_key=True)
    __table_args__ = (Index(None, "tenant", "user"),)


class Erasure(Row):
    """That somebody, or with an empty `who` everybody, was erased, and when. A hash of the id, never the id."""

    __tablename__ = "erasure"
    tenant: Mapped[TenantKey]
    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[When]


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
    # By hand, after it was on: then nobody is told that it is off.
    switched_off: Mapped[bool] = mapped_column(default=False, server_default=false())
    edited_by: Mapped[SlackId]


class FilingHint(Row):
    """Who was told that filing by emoji is off in a channel: once per person and channel."""

    __tablename__ = "filing_hint"
    tenant: Mapped[TenantKey]
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    user: Mapped[str] = mapped_column(String(40), primary_key=True)


class Counter(Row):
    """The numbers people say: the last EV, D and P number of a tenant."""

    __tablename__ = "counter"
    tenant: Mapped[TenantKey]
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int]


class Heard(Row):
    """Idempotency keys, kept seven days: of events, presses and forms, and of what we say once in that time."""

    __tablename__ = "heard"
    tenant: Mapped[TenantKey]
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[When]
    __table_args__ = (Index(None, "at"),)


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
    __table_args__ = (Index(None, "tenant", "at"), Index(None, "tenant", "who"))


class Version(Row):
    """A number drawn anew with each change of what a persona's card shows, or of a workspace's names. None comes twice."""

    __tablename__ = "version"
    tenant: Mapped[TenantKey]
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Serial, primary_key=True, default=0)
    value: Mapped[int] = mapped_column(BigInteger)
