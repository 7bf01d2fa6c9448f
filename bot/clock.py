"""The product's clock: the machine's, or in the demo one that can be moved."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx

log = logging.getLogger(__name__)
POLL_S = 0.25


class Clock:
    """What time it is. Everything in the product is told the time by this."""

    def __init__(self, machine: Callable[[], datetime]) -> None:
        self._machine = machine
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """Aware UTC."""
        return self._machine() + self._offset

    async def follow(self, url: str, http: httpx.AsyncClient) -> None:
        """Keep to another clock on this machine, the one the demo's page shows."""
        while True:
            await self.catch_up(url, http)
            await asyncio.sleep(POLL_S)

    async def catch_up(self, url: str, http: httpx.AsyncClient) -> None:
        """Take over the other clock's time; one that does not answer changes nothing."""
        try:
            answer = await http.get(url)
            self._offset = datetime.fromisoformat(answer.json()["now"]) - self._machine()
        except (httpx.HTTPError, KeyError, ValueError):
            log.debug("the demo's clock did not answer")
