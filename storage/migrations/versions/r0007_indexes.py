"""Indexes for what is asked by person, by decision and by date: none of these reads the whole workspace any more."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

INDEXES = {
    "decision": (
        ["tenant", "logger", "grounds", "logged_at"],
        ["tenant", "status", "logged_at", "visibility", "logger"],
    ),
    "decision_persona": (["tenant", "decision_id", "served", "persona_id"],),
    "evidence": (["tenant", "state", "happened_at", "id"],),
    "witness": (["tenant", "user"],),
    "audit": (["tenant", "who"],),
}


def upgrade() -> None:
    """The evidence somebody said themselves is little, so only that is in an index by author."""
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns, unique=False)
    said = sa.text("author <> ''")
    op.create_index(
        "ix_evidence_author",
        "evidence",
        ["tenant", "author"],
        unique=False,
        sqlite_where=said,
        postgresql_where=said,
    )
