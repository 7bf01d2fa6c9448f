"""The Socket Mode edge: connect, answer envelopes, end when the line stays silent, drain on the way out."""

import asyncio
import logging
import time
from contextlib import suppress

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.identity import SlackSilent
from bot.wiring import NotConnected
from handlers import Remembered, nothing
from handlers.payload_schema import checked
from personas.refusal import SERVER_TROUBLE, refusal

log = logging.getLogger(__name__)
# We ping every five seconds: a line on which nothing came for this long is dead, whatever the client believes.
SILENT_S = 40.0
DRAIN_S = 5.0
HANG_UP_S = 3.0
UNREACHED = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError)
HEARD = frozenset({aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.PING, aiohttp.WSMsgType.PONG})


class Line(aiohttp.ClientWebSocketResponse):
    """A connection that knows when it last heard anything: hello, an envelope, a ping or a pong."""

    heard_at = 0.0

    async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109 - aiohttp's own
        """The next frame."""
        message = await super().receive(timeout)
        if message.type in HEARD:
            self.heard_at = time.monotonic()
        return message


class Socket:
    """One connection to Slack. `watch` returns when nothing was heard for `silent` seconds."""

    def __init__(
        self,
        app: AsyncApp,
        *,
        app_token: str,
        client: AsyncWebClient,
        silent: float = SILENT_S,
        remembered: Remembered = nothing,
    ) -> None:
        self._app = app
        self._remembered = remembered
        self._silent = silent
        self._mended: aiohttp.ClientWebSocketResponse | None = None
        self._busy: set[asyncio.Task[object]] = set()
        self._client = SocketModeClient(app_token=app_token, web_client=client)
        self._client.socket_mode_request_listeners.append(self._answer)

    async def connect(self) -> None:
        """Open the connection; when Slack refuses or is silent, that is raised as what keeps us from starting."""
        await self._client.aiohttp_client_session.close()
        self._client.aiohttp_client_session = aiohttp.ClientSession(ws_response_class=Line)
        try:
            await self._client.connect_to_new_endpoint()
        except UNREACHED as error:
            await self._client.close()  # type: ignore[no-untyped-call]
            if isinstance(error, SlackApiError) and error.response.status_code < SERVER_TROUBLE:
                raise NotConnected(refusal(error.response.data, error.response.status_code)) from error
            raise SlackSilent(self._client.web_client.base_url) from error

    async def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return bool(await self._client.is_connected())

    async def watch(self) -> None:
        """Return once nothing was heard for too long: the supervisor starts us afresh."""
        last = time.monotonic()
        while time.monotonic() - last < self._silent:
            await asyncio.sleep(self._silent / SILENT_S)
            line = self._client.current_session
            self._mend(line)
            last = max(last, line.heard_at if isinstance(line, Line) else 0.0)
        log.error(
            "nothing came from Slack for %g seconds; ending so that a fresh start can help", self._silent
        )

    def _mend(self, line: aiohttp.ClientWebSocketResponse | None) -> None:
        """Open a line that broke again at once: the client looks every five seconds, which is left to it after that."""
        if line is None or not line.closed or line is self._mended or not self._client.auto_reconnect_enabled:
            return
        self._mended = line
        task = asyncio.create_task(self._reopen())
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _reopen(self) -> None:
        log.info("the line to Slack broke; opening another")
        try:
            await self._client.connect_to_new_endpoint()
        except UNREACHED as error:
            log.warning("Slack does not open another line (%s); tried again in a few seconds", error)

    async def close(self) -> None:
        """Finish what is being answered, then hang up. What comes afterwards Slack delivers again, elsewhere."""
        self._client.auto_reconnect_enabled = self._client.default_auto_reconnect_enabled = False
        ends = time.monotonic() + DRAIN_S
        while self._busy and time.monotonic() < ends:
            await asyncio.wait(tuple(self._busy), timeout=ends - time.monotonic())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._client.close(), HANG_UP_S)  # type: ignore[no-untyped-call]

    async def _answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task = asyncio.current_task()
        if task:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)
        if checked(request.payload) is None:
            # Not acknowledged, Slack would send it again.
            log.warning("what came over the socket is no payload of Slack's: %s", request.type)
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
            return
        said = await self._remembered(request.payload)
        answer = BoltResponse(status=200, body=said) if said else await run_async_bolt_app(self._app, request)
        await send_async_response(client, request, answer, time.time())
