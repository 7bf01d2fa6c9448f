"""How Slack refuses, as its client raises it."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse


def refused(code: str, *, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    answer = AsyncSlackResponse(
        client=AsyncWebClient(), http_verb="POST", api_url="x", req_args={}, data={"ok": False, "error": code},
        headers=headers or {}, status_code=status,
    )  # fmt: skip
    return SlackApiError("no", answer)
