"""Writers of one process in turn, on SQLite."""

import sqlite3
import threading

from sqlalchemy.exc import OperationalError


class WriterQueue:
    """A queue before SQLite's own lock, which is no queue: it lets those who wait look again ever more seldom, so that
    among many writers one may wait until its patience ends. Here each is woken when the one before it is done."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._patience_s):
            raise OperationalError("BEGIN", None, sqlite3.OperationalError("database is locked"))

    def __exit__(self, *_: object) -> None:
        self._lock.release()
