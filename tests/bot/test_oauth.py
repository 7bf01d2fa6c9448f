"""The two pages of installing, as anybody in the world may ask for them: sentences, and never a 500."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select
from starlette.applications import Starlette

from bot.oauth import COOKIE, INSTALL, REDIRECT, Installer
from bot.settings import Settings
from bot.vault import Vault, keys_of, new_key
from storage.store import Store
from storage.tables import InstallState
from tests.conftest import NOW

HERE = "https://dramatis.example"
ANSWER = {"access_token": "xoxb-1", "token_type": "bot", "team": {"id": "T1", "name": "<b>One</b>"}}


@dataclass
class Slack:
    """Answers what it was told to answer."""

    told: Any

    async def oauth_v2_access(self, **_: Any) -> Any:
        return SimpleNamespace(data=self.told)

    async def auth_test(self, **_: Any) -> Any:
        return SimpleNamespace(data={"user_id": "U0", "bot_id": "B0"})


def pages(store: Store, told: Any = ANSWER) -> httpx.AsyncClient:
    """A browser in front of the two pages; an exception in them fails the test."""
    settings = cast(
        Settings,
        SimpleNamespace(
            public_url=HERE,
            slack_client_id="1.2",
            slack_client_secret="s",
            slack_api_url="https://slack.com/api/",
        ),
    )
    client = cast(AsyncWebClient, Slack(told))
    installer = Installer(settings, store, Vault(keys_of(new_key())), client, lambda: NOW)
    transport = httpx.ASGITransport(Starlette(routes=installer.routes()))
    return httpx.AsyncClient(transport=transport, base_url=HERE)


def redeemed(store: Store) -> int:
    """How many rows say that somebody came back."""
    with store.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(InstallState.__table__)).scalar_one())


async def state_of(browser: httpx.AsyncClient) -> str:
    page = await browser.get(INSTALL)
    address = re.search(r'href="([^"]*/oauth/v2/authorize[^"]*)"', page.text)
    assert address
    return parse_qs(urlsplit(address[1].replace("&amp;", "&")).query)["state"][0]


def returned(store: Store, told: Any, **query: str) -> httpx.Response:
    async def walked() -> httpx.Response:
        async with pages(store, told) as browser:
            state = await state_of(browser)
            return await browser.get(REDIRECT, params={"state": state, "code": "c", **query})

    return asyncio.run(walked())


def test_whoever_comes_back_is_bound_to_their_browser_by_a_cookie_no_script_reads(lite: Store) -> None:
    async def cookie() -> str:
        async with pages(lite) as browser:
            return (await browser.get(INSTALL)).headers["set-cookie"]

    said = asyncio.run(cookie())
    assert all(word in said for word in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=600", "Path=/slack"))


def test_the_page_says_a_name_as_a_name(lite: Store) -> None:
    page = returned(lite, ANSWER)
    assert (page.status_code, "&lt;b&gt;One&lt;/b&gt; has it now" in page.text) == (200, True)


@pytest.mark.parametrize(
    "told",
    [
        b"<html>", None, [], {}, {**ANSWER, "team": "T1"}, {**ANSWER, "team": None}, {**ANSWER, "token_type": "user"},
        {**ANSWER, "access_token": ""}, {**ANSWER, "is_enterprise_install": True, "enterprise": ["E1"]},
    ],
    ids=str,
)  # fmt: skip
def test_an_answer_that_is_no_installation_installs_nothing(lite: Store, told: Any) -> None:
    page = returned(lite, told)
    assert (page.status_code, "Slack gave no token for a bot" in page.text) == (502, True)
    with lite.system() as system:
        assert system.installations.every() == []


@pytest.mark.parametrize("odd", [{"authed_user": "U1"}, {"enterprise": []}, {"scope": None}], ids=str)
def test_what_is_odd_beside_the_token_keeps_nobody_out(lite: Store, odd: Mapping[str, Any]) -> None:
    assert returned(lite, {**ANSWER, **odd}).status_code == 200


def test_slacks_own_error_is_shown_as_words(lite: Store) -> None:
    page = returned(lite, ANSWER, error="<script>alert(1)</script>")
    assert (page.status_code, "<script>" in page.text) == (400, False)


QUERIES = [
    "", "?state", "?state=%00", "?state=%ff%fe", "?state=a&state=b", "?error=access_denied", "?code=x&state=%ED%A0%80",
    f"?state={'a' * 60_000}", "?error=%3Cb%3E&state=x", "?%=%&==&&&",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:24])
@pytest.mark.parametrize(
    "cookie", [b"", b"dramatis-install=\xff\xfe; =; ;;", b"dramatis-install=x"], ids=repr
)
def test_nothing_anybody_sends_is_a_500_or_redeems_anything(lite: Store, query: str, cookie: bytes) -> None:
    async def sent() -> tuple[int, int]:
        async with pages(lite) as browser:
            await state_of(browser)
            browser.cookies.clear()
            given = {"cookie": cookie} if cookie else {}
            status = (await browser.get(f"{REDIRECT}{query}", headers=given)).status_code
            refused = [
                (await browser.request(each, page)).status_code
                for each in ("POST", "PUT", "DELETE", "OPTIONS")
                for page in (INSTALL, REDIRECT)
            ]
            assert set(refused) == {405}
        return status, redeemed(lite)

    assert asyncio.run(sent()) == (400, 0)


def test_who_only_looks_at_the_page_writes_nothing_and_who_comes_back_is_known_once(lite: Store) -> None:
    async def walked() -> tuple[int, list[int], int]:
        async with pages(lite) as browser:
            for _ in range(5):
                state = await state_of(browser)
            before, back = redeemed(lite), {"state": state, "code": "c"}
            cookie = browser.cookies[COOKIE]
            first = (await browser.get(REDIRECT, params=back)).status_code
            browser.cookies.set(COOKIE, cookie)
            again = (await browser.get(REDIRECT, params=back)).status_code
            return before, [first, again], redeemed(lite)

    assert asyncio.run(walked()) == (0, [200, 400], 1)
