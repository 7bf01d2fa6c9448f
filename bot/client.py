"""Slack's Web client. An answer that is none of Slack's (a proxy's page, half a body) is one that says nothing."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


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
