"""Another process remembers the token of before: installed again meanwhile, the workspace goes on."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.authorize import Tenants
from bot.vault import Vault
from playground.model import TEAM_ID
from storage.store import Store
from tests.bot.test_vault import OLD, kept
from tests.conftest import NOW
from tests.playground.town import open_town

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_token_that_was_replaced_meanwhile_is_changed_and_one_that_was_not_is_refused(
    lite: Store,
) -> None:
    async with open_town() as town:
        slack = town.stage.installs
        here = Tenants(
            lite, Vault(OLD), AsyncWebClient(base_url=f"{town.stage.base_url}/api/", retry_handlers=[]),
            lambda: NOW,
        )  # fmt: skip
        slack.tokens["xoxb-first"] = TEAM_ID
        kept(lite, TEAM_ID, Vault(OLD), "xoxb-first")
        client = here.client_for(TEAM_ID)
        assert (await client.auth_test())["ok"]
        slack.end(TEAM_ID)
        slack.tokens["xoxb-second"] = TEAM_ID
        kept(lite, TEAM_ID, Vault(OLD), "xoxb-second")
        assert (await client.auth_test())["ok"]
        slack.end(TEAM_ID)
        with pytest.raises(SlackApiError) as caught:
            await client.auth_test()
    assert caught.value.response["error"] == "account_inactive"
