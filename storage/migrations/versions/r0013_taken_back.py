"""Who took a decision back, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """What was taken back before was changed last by who did it; nobody was asked why."""
    with op.batch_alter_table("decision") as decision:
        decision.add_column(
            sa.Column("taken_back_by", sa.String(length=40), nullable=False, server_default="")
        )
        decision.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
        decision.add_column(sa.Column("taken_back_why", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE decision SET taken_back_by = edited_by, taken_back_at = edited_at WHERE status = 'reversed'"
    )
    with op.batch_alter_table("decision") as decision:
        decision.alter_column("taken_back_by", server_default=None)
        decision.alter_column("taken_back_why", server_default=None)
