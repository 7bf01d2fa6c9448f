"""Copies an SQLite database while others write to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

PAGES = 1000
WHOLE = "ok"


class CopyFailed(OSError):
    """SQLite could not read the original or write the copy."""


def copy_database(source: Path, target: Path) -> str:
    """Copies the database file and checks the copy; returns `WHOLE`, or what is damaged. Raises `CopyFailed`."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy, pages=PAGES)
            found = str(copy.execute("PRAGMA integrity_check").fetchone()[0])
            copy.execute("PRAGMA journal_mode=DELETE")
            return found
    except sqlite3.Error as error:
        raise CopyFailed(str(error)) from error
