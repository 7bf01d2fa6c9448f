"""Who was erased and when, as a hash; and when a reaction was heard of."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """What began before an erasure is held against it, in its own transaction."""
    op.create_table(
        "erasure",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "who", name=op.f("pk_erasure")),
    )
    op.add_column("capture", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
