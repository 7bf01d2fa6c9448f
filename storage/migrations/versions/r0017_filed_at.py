"""What is new is found by when it was filed."""

from alembic import op

revision = "0017"
down_revision = "0016"

COLUMNS = ["tenant", "state", "filed_at"]


def upgrade() -> None:
    """An index more."""
    op.create_index(op.f(f"ix_evidence_{'_'.join(COLUMNS)}"), "evidence", COLUMNS, unique=False)
