"""Words are found by their stems, and counted by where they show."""

import sqlalchemy as sa
from alembic import op

# The stems follow from the words: whoever changes how they are cut, writes them anew.
from personas.stem import stem

revision = "0015"
down_revision = "0014"

PAGE = 1000
OLD = "ix_search_posting_tenant_word_kind_subject_id"
FOUND_BY = ["tenant", "word", "kind", "seen_in", "subject_id"]


def upgrade() -> None:
    """The words get their stems a thousand at a time; rows that do not show everywhere are told apart."""
    op.add_column("search_word", sa.Column("stem", sa.String(length=128), server_default="", nullable=False))
    op.add_column(
        "search_posting", sa.Column("seen_in", sa.String(length=40), server_default="", nullable=False)
    )
    _stem()
    _tell_apart()
    op.drop_index(op.f(OLD), table_name="search_posting")
    op.create_index(op.f(f"ix_search_posting_{'_'.join(FOUND_BY)}"), "search_posting", FOUND_BY, unique=False)
    op.create_index(op.f("ix_search_word_tenant_stem"), "search_word", ["tenant", "stem"], unique=False)


def _stem() -> None:
    word = sa.table("search_word", sa.column("tenant"), sa.column("word"), sa.column("stem"))
    connection = op.get_bind()
    here = (word.c.tenant == sa.bindparam("its_tenant"), word.c.word == sa.bindparam("its_word"))
    change = sa.update(word).where(*here).values(stem=sa.bindparam("its_stem"))
    listed = connection.execute(sa.select(word.c.tenant, word.c.word)).all()
    for start in range(0, len(listed), PAGE):
        rows = listed[start : start + PAGE]
        connection.execute(
            change,
            [{"its_tenant": row.tenant, "its_word": row.word, "its_stem": stem(row.word)} for row in rows],
        )


def _tell_apart() -> None:
    """Most rows show everywhere, which an empty text stands for."""
    for kind, seen_in, otherwise in (
        ("claim", "'-'", "removed_at IS NOT NULL"),
        (
            "evidence",
            "CASE WHEN state = 'filed' THEN visibility ELSE '-' END",
            "state <> 'filed' OR visibility <> ''",
        ),
        ("decision", "visibility", "visibility <> ''"),
    ):
        its = f"{kind}.tenant = search_posting.tenant AND {kind}.id = search_posting.subject_id"
        op.execute(
            f"UPDATE search_posting SET seen_in = (SELECT {seen_in} FROM {kind} WHERE {its})"  # noqa: S608
            f" WHERE kind = '{kind}' AND EXISTS (SELECT 1 FROM {kind} WHERE {its} AND ({otherwise}))"
        )
