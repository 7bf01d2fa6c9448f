"""The Socket Mode edge: connect, answer envelopes, end when the line stays silent, drain on the way out."""

import asyncio
import logging
import time

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.wiring import NotConnected, SlackSilent
from personas.refusal import SERVER_TROUBLE, refusal

log = logging.getLogger(__name__)
CHECK_S = 5.0
SILENT_S = 60.0
DRAIN_S = 20.0


class Socket:
    """One connection to Slack. `watch` returns when it has been dead for a minute."""

    def __init__(self, app: AsyncApp, *, app_token: str, client: AsyncWebClient) -> None:
        self._app = app
        self._busy: set[asyncio.Task[object]] = set()
        self._client = SocketModeClient(app_token=app_token, web_client=client)
        self._client.socket_mode_request_listeners.append(self._answer)

    async def connect(self) -> None:
        """Open the connection; when Slack refuses or is silent, that is raised as what keeps us from starting."""
        try:
            await self._client.connect_to_new_endpoint()
        except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            await self._client.close()  # type: ignore[no-untyped-call]
            if isinstance(error, SlackApiError) and error.response.status_code < SERVER_TROUBLE:
                raise NotConnected(refusal(error.response.data, error.response.status_code)) from error
            raise SlackSilent(self._client.web_client.base_url) from error

    async def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return bool(await self._client.is_connected())

    async def watch(self) -> None:
        """Return once the connection has been down for a minute: the supervisor starts us afresh."""
        last = time.monotonic()
        while time.monotonic() - last < SILENT_S:
            await asyncio.sleep(CHECK_S)
            if await self.is_connected():
                last = time.monotonic()
        log.error("no connection to Slack for %s seconds; ending so that a fresh start can help", SILENT_S)

    async def close(self) -> None:
        """Finish what was being answered, then hang up."""
        self._client.auto_reconnect_enabled = False
        if self._busy:
            await asyncio.wait(tuple(self._busy), timeout=DRAIN_S)
        await self._client.close()  # type: ignore[no-untyped-call]

    async def _answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task = asyncio.current_task()
        if task:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)
        answer = await run_async_bolt_app(self._app, request)
        await send_async_response(client, request, answer, time.time())
