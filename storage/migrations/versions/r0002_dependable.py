"""Shared limits, many workspaces, the audit log: what makes the product dependable in many processes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the schema here, part by part."""
    _workspaces()


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
