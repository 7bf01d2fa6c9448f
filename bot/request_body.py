"""Reads request bodies: none too large, none for ever, and all that are under way together within a budget."""

import asyncio
from dataclasses import dataclass, field

from starlette.requests import Request

BODY_MAX = 1024 * 1024
# For the whole body: Slack gives up after three seconds.
BODY_S = 10.0
# Slack's bodies have some kilobytes and come in one piece, so that hardly any is ever under way.
UNDER_WAY_BYTES = 16 * BODY_MAX
UNDER_WAY_MOST = 256


class TooLarge(Exception):
    """The body is larger than anything Slack sends."""


@dataclass(eq=False, slots=True)
class _Body:
    limit: asyncio.Timeout
    data: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class BodyReader:
    """Reads bodies. When too much is under way, the oldest unfinished body is given up, never the newest."""

    seconds: float = BODY_S
    most: int = UNDER_WAY_MOST
    most_bytes: int = UNDER_WAY_BYTES
    # In the order in which they began.
    _under_way: dict[_Body, None] = field(default_factory=dict)

    async def read(self, request: Request) -> bytes:
        """The whole body. Raises `TooLarge`, `TimeoutError` where it took too long or was given up, and what
        Starlette raises where the sender hung up.
        """
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > BODY_MAX:
            raise TooLarge
        async with asyncio.timeout(self.seconds) as limit:
            body = _Body(limit)
            self._under_way[body] = None
            self._make_room(body)
            try:
                return await self._filled(body, request)
            finally:
                self._under_way.pop(body, None)

    async def _filled(self, body: _Body, request: Request) -> bytes:
        async for chunk in request.stream():
            body.data += chunk
            if len(body.data) > BODY_MAX:
                raise TooLarge
            self._make_room(body)
        return bytes(body.data)

    def _make_room(self, newest: _Body) -> None:
        held = sum(len(each.data) for each in self._under_way)
        for oldest in list(self._under_way):
            if len(self._under_way) <= self.most and held <= self.most_bytes:
                return
            if oldest is not newest:
                self._give_up(oldest)
                held -= len(oldest.data)

    def _give_up(self, body: _Body) -> None:
        self._under_way.pop(body)
        body.limit.reschedule(asyncio.get_running_loop().time())
