"""HTTP connections: a request's head has to arrive in time and in size; uvicorn waits for it as long as bytes come."""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# From the opening of a connection, or the answer before: Slack gives up after three seconds.
HEAD_S = 10.0
# Slack's heads have a kilobyte, a browser's with all its cookies some more.
HEAD_MAX = 64 * 1024


class HttpConnection(HttpToolsProtocol):
    """A connection that is closed while no request is under way, where the next one's head takes too long or too much.

    What is still sent of a body that was answered unread counts too.
    """

    head_s: ClassVar[float] = HEAD_S

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Opened: the first head is waited for."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes came: what follows on a head in the same piece is its body, and counts for nothing here."""
        super().data_received(data)
        if self._deadline:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_MAX:
                self.transport.close()

    def on_headers_complete(self) -> None:
        """A head is whole: its body and its answer have limits of their own."""
        self._stop_waiting()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Answered: unless a request waits in line, the next head is waited for."""
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._wait_for_head()

    def _wait_for_head(self) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(self.head_s, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline, self._head_bytes = None, 0
