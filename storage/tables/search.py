"""The search index: which words there are, and in which claims, evidence and decisions they stand."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Row, Serial, SlackId, TenantKey


class SearchWord(Row):
    """A word of the workspace, without case, and its stem. It goes with the last row that holds it."""

    __tablename__ = "search_word"
    tenant: Mapped[TenantKey]
    word: Mapped[str] = mapped_column(String(128), primary_key=True)
    stem: Mapped[str] = mapped_column(String(128), default="")
    __table_args__ = (Index(None, "tenant", "stem"), {"sqlite_with_rowid": False})


class SearchPosting(Row):
    """That a word stands in a claim, a piece of evidence or a decision, and where that shows."""

    __tablename__ = "search_posting"
    tenant: Mapped[TenantKey]
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Serial, primary_key=True)
    word: Mapped[str] = mapped_column(String(128), primary_key=True)
    seen_in: Mapped[SlackId]
    __table_args__ = (
        Index(None, "tenant", "word", "kind", "seen_in", "subject_id"),
        {"sqlite_with_rowid": False},
    )
