"""Slack's Web client. An answer that is none of Slack's (a proxy's page, half a body) is one that says nothing.

One that says that a workspace's token is gone stops the workspace, whoever called and whatever they do about it.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from scheduler.slack_error import ENDED, TokenRevoked, code_of
from storage.failure import failure_of
from storage.installation import Stopped
from storage.store import DatabaseFailed, Store

log = logging.getLogger(__name__)


class Client(AsyncWebClient):
    """As ever; but every refusal is told by an answer that has data, a status and headers."""

    async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await super()._request(http_verb=http_verb, api_url=api_url, req_args=req_args)
        except SlackApiError as error:
            # It was called JSON and is none: then the HTTP library's own answer is handed on.
            answer = {"headers": error.response.headers, "status_code": error.response.status}
        except UnicodeDecodeError as error:
            raise aiohttp.ClientPayloadError("the answer can't be read") from error
        data = answer.get("data")
        return {**answer, "data": data if isinstance(data, Mapping) else {}}


class WorkspaceClient(Client):
    """The client of one workspace, with the token of `base`. Every call there goes through it."""

    def __init__(
        self, base: AsyncWebClient, store: Store, now: Callable[[], datetime], *, tenant: str
    ) -> None:
        super().__init__(
            token=base.token, base_url=base.base_url, timeout=base.timeout, session=base.session,
            retry_handlers=[],
        )  # fmt: skip
        self._store, self._now, self._tenant = store, now, tenant

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:
        """As ever; raises `TokenRevoked` where the token is gone."""
        try:
            return await self._called(api_method, options, sealed="")
        except TokenRevoked as revoked:
            await self._stop(revoked)
            raise

    async def _called(self, method: str, options: dict[str, Any], *, sealed: str) -> AsyncSlackResponse:
        try:
            return await super().api_call(method, **options)
        except SlackApiError as error:
            if code_of(error) in ENDED:
                raise TokenRevoked(error, sealed) from error
            raise

    async def _stop(self, revoked: TokenRevoked) -> None:
        """Nothing is said there from now on. A database that is away hears it at the next call."""
        try:
            await asyncio.to_thread(self._stopped, revoked)
        except DatabaseFailed as error:
            if failure_of(error) is None:
                raise
            log.warning("the workspace %s could not be stopped yet: %s", self._tenant, failure_of(error))

    def _stopped(self, revoked: TokenRevoked) -> None:
        with self._store.system() as system:
            first = system.installations.stop(
                self._tenant, Stopped.REVOKED, at=self._now(), kept=self._store.kept.removed,
                sealed=revoked.sealed,
            )  # fmt: skip
        if first:
            log.error("the workspace %s is stopped: %s", self._tenant, code_of(revoked))
