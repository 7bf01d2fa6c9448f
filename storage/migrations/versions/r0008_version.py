"""A version per persona and for a workspace's names: what was remembered of either is compared with it."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Whatever there is gets a number of its own."""
    version = op.create_table(
        "version",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", SERIAL, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "subject_id", name=op.f("pk_version")),
    )
    persona = sa.table("persona", sa.column("tenant", sa.String), sa.column("id", sa.BigInteger))
    found = op.get_bind().execute(sa.select(persona.c.tenant, persona.c.id)).all()
    keys = {(tenant, "persona", number) for tenant, number in found} | {
        (row.tenant, "names", 0) for row in found
    }
    rows = [
        {"tenant": tenant, "kind": kind, "subject_id": number, "value": secrets.randbits(63)}
        for tenant, kind, number in sorted(keys)
    ]
    if rows:
        op.bulk_insert(version, rows)
