"""The search index: the words of claims, evidence and decisions, in plain tables."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# The index follows from the texts: whoever changes how they are cut, writes it anew from the start.
from personas.search import words_of

revision = "0012"
down_revision = "0011"

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = {
    "claim": ("text", "detail"),
    "evidence": ("text",),
    "decision": ("changed_from", "changed_to", "because"),
}
PAGE = 1000


def upgrade() -> None:
    """What is there already is put into the index a thousand rows at a time."""
    word = op.create_table(
        "search_word",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("word", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "word", name=op.f("pk_search_word")),
        sqlite_with_rowid=False,
    )
    posting = op.create_table(
        "search_posting",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", SERIAL, nullable=False),
        sa.Column("word", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "subject_id", "word", name=op.f("pk_search_posting")),
        sqlite_with_rowid=False,
    )
    known: set[tuple[str, str]] = set()
    for kind, columns in TEXTS.items():
        for rows in _pages(kind, columns):
            _put(word, posting, kind, rows, known)
    found_by = ["tenant", "word", "kind", "subject_id"]
    name = op.f(f"ix_search_posting_{'_'.join(found_by)}")
    op.create_index(name, "search_posting", found_by, unique=False)


def _pages(kind: str, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
    table = sa.table(kind, sa.column("tenant"), sa.column("id"), *map(sa.column, columns))
    last = 0
    rows = sa.select(table).order_by(table.c.id).limit(PAGE)
    while page := op.get_bind().execute(rows.where(table.c.id > last)).all():
        yield page
        last = page[-1].id


def _put(word: Any, posting: Any, kind: str, rows: Sequence[Any], known: set[tuple[str, str]]) -> None:
    there = [(row.tenant, row.id, each) for row in rows for each in words_of(*row[2:])]
    new = {(tenant, each) for tenant, _, each in there} - known
    known |= new
    if there:
        op.bulk_insert(word, [{"tenant": tenant, "word": each} for tenant, each in sorted(new)])
        named = [
            {"tenant": tenant, "kind": kind, "subject_id": key, "word": each} for tenant, key, each in there
        ]
        op.bulk_insert(posting, named)
