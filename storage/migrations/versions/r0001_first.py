"""The first schema."""

from alembic import op

from storage import tables  # noqa: F401
from storage.columns import Row

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    Row.metadata.create_all(op.get_bind())
