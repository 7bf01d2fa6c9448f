"""What the page is told as it happens: one queue of events for each open tab, each seen as one person."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from playground.model import Json

HEARTBEAT_SECONDS = 15.0


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

    async def listen(self, user: str) -> AsyncIterator[str]:
        """Server-Sent Events, starting with a comment so that the tab knows it is connected."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._tabs[queue] = user
        try:
            yield ": connected\n\n"
            while (line := await _next_line(queue)) is not None:
                yield line
        finally:
            self._tabs.pop(queue, None)

    def watched_by(self, user: str) -> bool:
        """Whether this person has a tab open."""
        return user in self._tabs.values()

    def close(self) -> None:
        """End every stream."""
        for queue in self._tabs:
            queue.put_nowait(None)


async def _next_line(queue: asyncio.Queue[Json | None]) -> str | None:
    try:
        event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return ": still here\n\n"
    return None if event is None else f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
