"""A pulse belongs to the place it was started in, as evidence and decisions do."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Pulses of before were started where nobody wrote down: everybody could read them, and still can."""
    op.add_column("pulse", sa.Column("visibility", sa.String(length=40), nullable=False, server_default=""))
