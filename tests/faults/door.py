"""A way to Slack that is shut at first: whoever calls before it opens is refused, as by a server that is down."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 65_536


class Door:
    """An address of its own in front of another."""

    def __init__(self, behind: str) -> None:
        self._behind = urlsplit(behind)
        self._socket = socket.socket()
        # Bound and not listening: every connection is refused.
        self._socket.bind(("127.0.0.1", 0))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def open(self) -> None:
        """Let everybody through from now on."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._through, sock=self._socket), self._loop
        ).result(10)

    def close(self) -> None:
        """Let go of everything."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(_end(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()
        self._socket.close()

    async def _through(self, caller: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        slack, asks = await asyncio.open_connection(self._behind.hostname, self._behind.port)
        with suppress(asyncio.CancelledError):  # as at the end; nobody else cancels
            await asyncio.gather(_carry(caller, asks), _carry(slack, answers))


@contextmanager
def door(behind: str) -> Iterator[Door]:
    """A door, shut."""
    made = Door(behind)
    try:
        yield made
    finally:
        made.close()


async def _end() -> None:
    passing = asyncio.all_tasks() - {asyncio.current_task()}
    for task in passing:
        task.cancel()
    await asyncio.gather(*passing, return_exceptions=True)


async def _carry(said: asyncio.StreamReader, on: asyncio.StreamWriter) -> None:
    """Until either side hangs up; then the other hears so."""
    with suppress(OSError):
        while part := await said.read(CHUNK):
            on.write(part)
            await on.drain()
    on.close()
