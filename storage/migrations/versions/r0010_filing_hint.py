"""Who was told that filing by emoji is off in a channel, and whether somebody switched it off there by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Nobody was told yet. Whether it was ever on is not known: a channel whose settings were saved counts as asked."""
    op.create_table(
        "filing_hint",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "channel", "user", name=op.f("pk_filing_hint")),
    )
    op.add_column(
        "channel", sa.Column("switched_off", sa.Boolean(), nullable=False, server_default=sa.false())
    )
