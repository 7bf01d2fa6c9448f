"""Names of the directory, folded, to be masked in what others write."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Names come with the next reading of each directory, which is due at once."""
    op.create_table(
        "person_name",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", "user", name=op.f("pk_person_name")),
    )
    op.create_index(op.f("ix_person_name_tenant_user"), "person_name", ["tenant", "user"], unique=False)
    op.execute("UPDATE installation SET directory_due = NULL")
