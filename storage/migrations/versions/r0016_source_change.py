"""What became of the message that evidence was filed from."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Nothing is known of sources that were filed before: they are looked at again when somebody opens them."""
    with op.batch_alter_table("evidence") as evidence:
        evidence.add_column(
            sa.Column("source_change", sa.String(length=80), nullable=False, server_default="")
        )
    with op.batch_alter_table("evidence") as evidence:
        evidence.alter_column("source_change", server_default=None)
