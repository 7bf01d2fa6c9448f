"""A clock that is killed, as by kill -9, once it has written so many pages of a wave; with 0 it goes through.

A page is ten people here.
"""

import os
import signal
from itertools import count

from scheduler import pulse
from storage import ask as asking
from storage.store import Store
from tests.conftest import NOW

PAGE = 10


def hand_out(database_url: str, pages: int) -> None:
    """Ask whoever is due, as far as one comes."""
    asking.PAGE = PAGE
    store, written = Store.open(database_url), count(1)

    def committed() -> None:
        if next(written) == pages:
            os.kill(os.getpid(), signal.SIGKILL)

    store.after_commit(committed)
    pulse.run_due(store, NOW)
    store.close()
