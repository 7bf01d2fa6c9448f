"""What is due is found in the order it is taken in, without a look at all that waits or was done long ago."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """A lease sorted its workspace's whole wave; PostgreSQL also kept every message ever looked at."""
    op.drop_index("ix_delivery_state_lane_tenant_not_before", table_name="delivery")
    op.create_index(
        op.f("ix_delivery_state_lane_tenant_not_before_id"),
        "delivery",
        ["state", "lane", "tenant", "not_before", "id"],
        unique=False,
    )
    waits = sa.text("wanted > done")
    op.drop_index("ix_capture_due", table_name="capture")
    op.create_index(
        "ix_capture_due", "capture", ["not_before"], unique=False, sqlite_where=waits, postgresql_where=waits
    )
