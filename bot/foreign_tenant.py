"""The client of a workspace whose token we do not have: it makes no call, and never one with another's token."""

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

# Slack's word for a workspace whose keys are away: whoever hears it waits and deletes nothing.
AWAY = "ekm_access_denied"
# And for one that removed the app: whoever hears it stops there.
GONE = "account_inactive"


class ForeignTenantClient(AsyncWebClient):
    """What is to be said there waits until its token is here again."""

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:
        """Refused, without asking Slack."""
        raise refused(self, api_method, AWAY)


def refused(client: AsyncWebClient, method: str, word: str) -> SlackApiError:
    """The error Slack would have answered."""
    said = {"ok": False, "error": word}
    answer = AsyncSlackResponse(
        client=client, http_verb="POST", api_url=method, req_args={}, data=said, headers={}, status_code=200
    )
    return SlackApiError(f"{method} was not called: {word}", answer)  # type: ignore[no-untyped-call]
