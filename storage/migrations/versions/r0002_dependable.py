"""Shared limits, many workspaces, the audit log: what makes the product dependable in many processes."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the schema here, part by part."""
