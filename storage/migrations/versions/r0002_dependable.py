"""Shared limits, many workspaces, the audit log: what makes the product dependable in many processes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the schema here, part by part."""
    _audit()
    _workspaces()
    _limits()


def _limits() -> None:
    """How fast Slack lets us speak, known to every process; which messages a person waits for."""
    op.add_column("delivery", sa.Column("lane", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE delivery SET lane = 1 WHERE kind IN ('ask', 'reminder')")
    op.create_index(
        op.f("ix_delivery_state_lane_tenant_not_before"),
        "delivery",
        ["state", "lane", "tenant", "not_before"],
        unique=False,
    )
    op.create_table(
        "allowance",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("full_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "method", name=op.f("pk_allowance")),
    )
    op.create_table(
        "channel_post",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "channel", name=op.f("pk_channel_post")),
    )
    op.create_index(op.f("ix_channel_post_posted_at"), "channel_post", ["posted_at"], unique=False)


def _workspaces() -> None:
    """Tokens, organisations and the end of an installation; the way to Slack's consent page and back."""
    for name, kind, start in (
        ("stopped_why", sa.String(length=80), ""),
        ("enterprise", sa.String(length=40), ""),
        ("is_enterprise", sa.Boolean(), sa.false()),
        ("token", sa.Text(), ""),
    ):
        op.add_column("installation", sa.Column(name, kind, nullable=False, server_default=start))
    op.add_column("installation", sa.Column("delete_after", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "install_state",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_install_state")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("before", sa.String(length=80), nullable=False),
        sa.Column("after", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_tenant_at"), "audit", ["tenant", "at"], unique=False)
