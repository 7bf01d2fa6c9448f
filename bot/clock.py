"""The product's clock: the machine's, or in the demo one that can be moved and hastened."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

import httpx

log = logging.getLogger(__name__)
POLL_S = 0.25


class Clock:
    """What time it is. Everything in the product is told the time by this."""

    def __init__(self, machine: Callable[[], datetime]) -> None:
        self._machine = machine
        here = machine()
        # The machine's time, the other clock's at that moment, and how fast that one runs: read and written as one.
        self._read = (here, here, 1.0)

    def now(self) -> datetime:
        """Aware UTC."""
        here, there, rate = self._read
        return there + (self._machine() - here) * rate

    async def follow(self, url: str, http: httpx.AsyncClient) -> None:
        """Keep to another clock on this machine, the one the demo's page shows."""
        while True:
            await self.catch_up(url, http)
            await asyncio.sleep(POLL_S)

    async def catch_up(self, url: str, http: httpx.AsyncClient) -> None:
        """Take over the other clock's time; one that does not answer changes nothing."""
        try:
            answer = await http.get(url)
            told = answer.json()
            self._read = (self._machine(), datetime.fromisoformat(told["now"]), float(told.get("rate", 1)))
        except (httpx.HTTPError, KeyError, ValueError):
            log.debug("the demo's clock did not answer")
