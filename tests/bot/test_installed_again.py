"""Another process remembers the token of before: installed again meanwhile, the workspace goes on."""

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.authorize import Known, Tenants
from bot.vault import Vault
from playground.model import TEAM_ID
from scheduler.slack_error import TokenRevoked
from storage.installation import Stopped, Workspace
from storage.store import Store
from tests.bot.test_vault import OLD, kept
from tests.conftest import NOW
from tests.playground.town import open_town

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


KEPT = timedelta(days=10)


def row(store: Store) -> Workspace:
    with store.read(TEAM_ID) as reading:
        found = reading.installation.get()
    assert found
    return found


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


class InstalledMeanwhile(Tenants):
    """Somebody installs the app again right after it was found to be stopped."""

    async def known(self, tenant: str) -> Known | None:
        found = await super().known(tenant)
        if found is None:
            kept(self.store, tenant, self.vault, "xoxb-second")
        return found


async def test_a_workspace_that_is_installed_again_while_it_is_found_to_be_stopped_goes_on(
    store: Store,
) -> None:
    async with open_town() as town:
        town.stage.installs.tokens["xoxb-second"] = TEAM_ID
        kept(store, TEAM_ID, Vault(OLD), "xoxb-first")
        with store.begin(TEAM_ID) as tx:
            tx.installation.stop(Stopped.UNINSTALLED, at=NOW, kept=KEPT)
        web = AsyncWebClient(base_url=f"{town.stage.base_url}/api/", retry_handlers=[])
        here = InstalledMeanwhile(store, Vault(OLD), web, lambda: NOW)
        assert (await here.client_for(TEAM_ID).auth_test())["ok"]


class InstalledWhileItIsRefused(Tenants):
    """Somebody installs the app again right after no newer token was found."""

    async def newer(self, refused: Known) -> Known | None:
        found = await super().newer(refused)
        kept(self.store, refused.workspace.tenant, self.vault, "xoxb-second")
        return found


async def test_a_refusal_that_is_written_down_after_the_next_install_does_not_stop_it(store: Store) -> None:
    async with open_town() as town:
        kept(store, TEAM_ID, Vault(OLD), "xoxb-first")
        web = AsyncWebClient(base_url=f"{town.stage.base_url}/api/", retry_handlers=[])
        for here, stopped in ((InstalledWhileItIsRefused, False), (Tenants, True)):
            client = here(store, Vault(OLD), web, lambda: NOW).client_for(TEAM_ID)
            with pytest.raises(TokenRevoked):
                await client.auth_test()
            assert bool(row(store).stopped_at) is stopped
