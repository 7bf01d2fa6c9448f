"""Tokens at rest: sealed for one tenant, opened by any of our keys, moved to the newest; one no key opens is named."""

import asyncio
import logging
from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.authorize import Tenants
from bot.keys import rotated
from bot.vault import Unreadable, Vault, keys_of, new_key
from storage.installation import Stopped, Workspace
from storage.store import Store
from tests.conftest import NOW

OLD, NEW, LOST = (keys_of(new_key()) for _ in range(3))
TOKEN = "xoxb-12-abc"


def kept(store: Store, tenant: str, vault: Vault, token: str = TOKEN) -> None:
    workspace = Workspace(
        tenant, f"Team {tenant}", "U0BOT", "B0", "U1", frozenset(), NOW, sealed=vault.seal(tenant, token)
    )
    with store.system() as system:
        system.installations.save(workspace)


def of(store: Store, tenant: str) -> Workspace:
    with store.read(tenant) as reading:
        workspace = reading.installation.get()
    assert workspace
    return workspace


def tenants(store: Store, *keys: bytes) -> Tenants:
    client = AsyncWebClient(base_url="http://127.0.0.1:9/api/", retry_handlers=[])
    here = Tenants(store, Vault(keys), client, lambda: NOW)
    store.after_install(here.forget)
    return here


def test_a_sealed_token_opens_for_its_tenant_alone() -> None:
    vault = Vault(OLD)
    sealed = vault.seal("T1", TOKEN)
    assert TOKEN not in sealed
    assert vault.seal("T1", TOKEN) != sealed
    assert vault.opened("T1", sealed) == TOKEN
    with pytest.raises(Unreadable):
        vault.opened("T2", sealed)


@pytest.mark.parametrize("broken", ["", "x", "x.y", "deadbeef.AAAA"])
def test_what_is_no_sealed_token_is_unreadable(broken: str) -> None:
    with pytest.raises(Unreadable):
        Vault(OLD).opened("T1", broken)


def test_a_changed_byte_is_noticed() -> None:
    name, _, coded = Vault(OLD).seal("T1", TOKEN).partition(".")
    with pytest.raises(Unreadable):
        Vault(OLD).opened("T1", f"{name}.{'B' if coded[0] != 'B' else 'C'}{coded[1:]}")


def test_rotating_moves_every_token_once_and_names_what_no_key_opens(store: Store) -> None:
    kept(store, "T1", Vault(OLD))
    kept(store, "T2", Vault(NEW))
    kept(store, "T3", Vault(LOST))
    both = Vault([*NEW, *OLD])
    renewed, current, lost = rotated(store, both)
    assert (renewed, current, [each.tenant for each in lost]) == (1, 1, ["T3"])
    assert Vault(NEW).opened("T1", of(store, "T1").sealed) == TOKEN
    assert rotated(store, both)[:2] == (0, 2)


def test_a_tenant_whose_key_is_gone_is_paused_and_named_and_the_others_go_on(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    kept(store, "T1", Vault(OLD))
    kept(store, "T2", Vault(LOST))
    here = tenants(store, *OLD)
    with caplog.at_level(logging.ERROR):
        assert here.examine() == ["T2"]
    assert "Team T2 (T2) is paused" in caplog.text
    assert TOKEN not in caplog.text
    assert of(store, "T2").stopped_why == Stopped.UNREADABLE
    assert asyncio.run(here.known("T2")) is None
    known = asyncio.run(here.known("T1"))
    assert known
    assert known.token == TOKEN
    assert tenants(store, *OLD, *LOST).examine() == []
    assert of(store, "T2").stopped_at is None


def test_a_process_that_knows_the_key_goes_on_though_one_that_does_not_paused_it(store: Store) -> None:
    kept(store, "T1", Vault(NEW))
    assert asyncio.run(tenants(store, *OLD).known("T1")) is None
    assert of(store, "T1").stopped_why == Stopped.UNREADABLE
    known = asyncio.run(tenants(store, *NEW, *OLD).known("T1"))
    assert known and known.token == TOKEN
    assert of(store, "T1").stopped_at is None


def test_a_stopped_workspace_is_forgotten_at_once_and_called_no_more(lite: Store) -> None:
    kept(lite, "T1", Vault(OLD))
    here = tenants(lite, *OLD)

    async def calls() -> str:
        assert await here.known("T1")
        with lite.begin("T1") as tx:
            tx.installation.stop(Stopped.UNINSTALLED, at=NOW, kept=timedelta(days=10))
        assert await here.known("T1") is None
        with pytest.raises(SlackApiError) as refused:
            await here.client_for("T1").chat_postMessage(channel="C1", text="x")
        return str(refused.value.response["error"])

    assert asyncio.run(calls()) == "account_inactive"


def test_a_token_is_read_once_and_remembered(lite: Store) -> None:
    from sqlalchemy import event

    kept(lite, "T1", Vault(OLD))
    here, seen = tenants(lite, *OLD), []
    event.listen(lite._reader, "before_cursor_execute", lambda *given: seen.append(given[2]))

    async def often() -> None:
        for _ in range(20):
            assert await here.known("T1")

    asyncio.run(often())
    assert len([each for each in seen if "installation" in each]) == 1
