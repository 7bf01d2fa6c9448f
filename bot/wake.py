"""How the processes of one `run` wake each other: a byte in a pipe that nobody waits for."""

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import suppress

# There is background work; what is known of an installation is old.
WORK, INSTALLS = b"w", b"i"
READ_MOST = 4096


class Wake:
    """One process listens; any other tells. What was told while it was starting or busy waits in the pipe."""

    def __init__(self) -> None:
        self._listening, self._telling = os.pipe()
        os.set_blocking(self._listening, False)
        os.set_blocking(self._telling, False)

    def tell(self, what: bytes) -> None:
        """May be called from any thread. A full pipe says already that there is much to wake for."""
        with suppress(BlockingIOError):
            os.write(self._telling, what)

    def listen(self, loop: asyncio.AbstractEventLoop, calls: Mapping[bytes, Callable[[], None]]) -> None:
        """From now on, run what stands behind each word that was told."""
        loop.add_reader(self._listening, self._heard, calls)

    def _heard(self, calls: Mapping[bytes, Callable[[], None]]) -> None:
        with suppress(BlockingIOError):
            told = os.read(self._listening, READ_MOST)
            for what, call in calls.items():
                if what in told:
                    call()
