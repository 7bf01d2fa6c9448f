"""When the directory of a workspace is to be read next: a row, so that an event can ask for it and one process does it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Empty says: at once. Whoever starts first after the upgrade reads it."""
    op.add_column("installation", sa.Column("directory_due", sa.DateTime(timezone=True), nullable=True))
