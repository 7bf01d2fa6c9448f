"""What the page is told as it happens: one queue of events for each open tab, each seen as one person.

A tab listens on a WebSocket. A browser gives a host six HTTP connections in all, and a seventh tab would wait for ever.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.model import Json


class Stream:
    """The open tabs."""

    def __init__(self) -> None:
        self._tabs: dict[asyncio.Queue[Json | None], str] = {}

    def tell(self, event: Json, *, only: Callable[[str], bool] | None = None) -> None:
        """Tell every tab whose person passes `only`."""
        for queue, user in list(self._tabs.items()):
            if only is None or only(user):
                queue.put_nowait(event)

    def tell_person(self, user: str, event: Json) -> None:
        """Tell the tabs of one person."""
        self.tell(event, only=lambda seen_as: seen_as == user)

    async def serve(self, tab: WebSocket, user: str) -> None:
        """Tell one tab, until it is closed or the playground ends."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._tabs[queue] = user
        await tab.accept()
        leaving = asyncio.create_task(_wait_for_end(tab, queue))
        try:
            await _send_all(tab, queue)
        finally:
            leaving.cancel()
            self._tabs.pop(queue, None)

    def watched_by(self, user: str) -> bool:
        """Whether this person has a tab open."""
        return user in self._tabs.values()

    def close(self) -> None:
        """End every stream."""
        for queue in self._tabs:
            queue.put_nowait(None)


async def _send_all(tab: WebSocket, queue: asyncio.Queue[Json | None]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # a tab may go while it is told something
        while (event := await queue.get()) is not None:
            await tab.send_text(json.dumps(event, ensure_ascii=False))
        await tab.close()


async def _wait_for_end(tab: WebSocket, queue: asyncio.Queue[Json | None]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await tab.receive_text()
    queue.put_nowait(None)
