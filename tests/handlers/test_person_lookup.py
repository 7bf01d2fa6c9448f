"""Whom the directory does not name is asked of Slack before anything is shown or written; else they read one sentence."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

import handlers
from bot.client import Client
from handlers.edge import Edge
from personas.people import Person
from personas.persona import Persona, Type
from personas.views.mistake import UNKNOWN_HERE
from storage.columns import Row
from storage.store import Store
from tests.conftest import NOW, TENANT

NEW, CHANNEL = "U0NEW", "C0ONBOARD"
SECRET = "Nobody outside may read this"
SENTENCE = UNKNOWN_HERE[:50]
WHO = {"team": {"id": TENANT}, "user": {"id": NEW, "team_id": TENANT}, "trigger_id": "1"}
VIEW = {"id": "V1", "type": "modal", "callback_id": "persona_edit", "private_metadata": '{"persona": 1}'}
FIELD = {"name": {"x": {"type": "plain_text_input", "value": "Taken over"}}}


def event(**inner: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": TENANT, "event_id": "Ev1", "event": {"user": NEW, **inner}}


WAYS: dict[str, dict[str, Any]] = {
    "command": {
        "command": "/persona", "text": "admin", "user_id": NEW, "team_id": TENANT, "trigger_id": "1",
        "channel_id": CHANNEL,
    },
    "button": {
        **WHO, "type": "block_actions", "channel": {"id": CHANNEL}, "response_url": "https://hooks.slack.com/x",
        "actions": [{"action_id": "again", "type": "button", "value": "admin"}],
    },
    "form": {**WHO, "type": "view_submission", "view": {**VIEW, "state": {"values": FIELD}}},
    "shortcut": {**WHO, "type": "shortcut", "callback_id": "log_decision"},
    "type-ahead": {**WHO, "type": "block_suggestion", "action_id": "pick_persona", "value": "adm", "view": VIEW},
    "mention": event(type="app_mention", text="<@U0> admin", channel=CHANNEL, ts="1.1"),
    "direct message": event(type="message", text="admin", channel="D1", channel_type="im", ts="1.1"),
    "Home": event(type="app_home_opened", tab="home", channel="D1"),
    "reaction": event(
        type="reaction_added", reaction="card_index", item={"type": "message", "channel": CHANNEL, "ts": "1.1"}
    ),
}  # fmt: skip
MEMBER = {"ok": True, "user": {"id": NEW, "team_id": TENANT, "name": "nia", "tz": "Europe/Vienna"}}
GUEST = {"ok": True, "user": {**MEMBER["user"], "is_restricted": True}}  # type: ignore[dict-item]
STRANGER = {"ok": True, "user": {**MEMBER["user"], "team_id": "T0ELSE", "is_stranger": True}}  # type: ignore[dict-item]
NOBODY = {"ok": False, "error": "user_not_found"}
SILENT: dict[str, Any] = {
    "down": web.Response(status=503),
    "half an answer": web.Response(body=b'{"ok": tr', content_type="application/json"),
    "a list": web.Response(body=b"[]", content_type="application/json"),
    "nobody in it": web.Response(body=b'{"ok": true}', content_type="application/json"),
    "slower": web.Response(status=429, headers={"Retry-After": "30"}),
    "an error": web.Response(
        body=b'{"ok": false, "error": "internal_error"}', content_type="application/json"
    ),
}


class Town:
    """The product behind its registration, with a Slack on a socket that answers `users.info` as it is told."""

    def __init__(self, store: Store, told: Any) -> None:
        self.store, self.told, self.now = store, told, NOW
        self.asked: Counter[str] = Counter()
        self.said: list[str] = []
        with store.begin(TENANT) as tx:
            tx.personas.create(
                Persona(0, "admin", "Admin", Type.USER, one_line=SECRET, role=SECRET), by="U0MARA", at=NOW
            )
            tx.channels.describe(CHANNEL, name="onboarding", private=False, shared=False, at=NOW)
            tx.channels.bind(CHANNEL, [], filing=True, by="U0MARA", at=NOW)

    def hear(self, *ways: str) -> list[int]:
        """The statuses; what was said stands in `said`."""
        return asyncio.run(self._hear(ways))

    async def _hear(self, ways: tuple[str, ...]) -> list[int]:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._slack)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        client = Client(
            "xoxb-1", base_url=f"http://127.0.0.1:{runner.addresses[0][1]}/api/", retry_handlers=[]
        )

        async def authorize(**_: object) -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None, team_id=TENANT, bot_token="xoxb-1", bot_id="B1", bot_user_id="U0"
            )

        bolt = AsyncApp(client=client, authorize=authorize, process_before_response=True)
        try:
            async with httpx.AsyncClient(transport=httpx.MockTransport(self._url)) as http:
                edge = Edge(self.store, http, lambda: self.now, frozenset({"https://hooks.slack.com"}))
                handlers.register(bolt, edge, lambda _: client)
                statuses = []
                for way in ways:
                    request = AsyncBoltRequest(body=WAYS[way], mode="socket_mode")
                    answer = await bolt.async_dispatch(request)
                    statuses.append(answer.status)
                    self.said.append(str(answer.body))
                    while edge.background.busy:
                        await edge.background.drain(10)
                    self.now += timedelta(seconds=20)
                await edge.drain()
                return statuses
        finally:
            await runner.cleanup()

    async def _slack(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.asked[method] += 1
        if method == "users.info":
            if isinstance(self.told, web.Response):
                return web.Response(status=self.told.status, body=self.told.body, headers=self.told.headers)
            return web.json_response(self.told)
        self.said.append((await request.read()).decode())
        return web.json_response({"ok": True, "channel": "D1", "ts": "1.1"})

    def _url(self, request: httpx.Request) -> httpx.Response:
        self.said.append(request.content.decode())
        return httpx.Response(200)

    @property
    def words(self) -> str:
        """All that was said."""
        return "\n".join(self.said)


def rows(store: Store) -> dict[str, list[str]]:
    """Everything on record, except what Slack itself says of a person, or of how often it may be asked."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in Row.metadata.sorted_tables
            if table.name not in {"person", "allowance"}
        }


def decoded(words: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(words)


@pytest.fixture
def town(lite: Store) -> Town:
    return Town(lite, MEMBER)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("told", [STRANGER, NOBODY], ids=["a stranger", "nobody"])
def test_who_is_no_member_by_slacks_word_reads_nothing_and_writes_nothing(
    town: Town, way: str, told: Any
) -> None:
    before, town.told = rows(town.store), told
    assert town.hear(way) == [200]
    assert town.asked["users.info"] == 1
    assert SECRET not in decoded(town.words)
    assert rows(town.store) == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("told", SILENT)
def test_while_slack_does_not_say_who_somebody_is_they_read_the_sentence_and_write_nothing(
    town: Town, way: str, told: str
) -> None:
    before, town.told = rows(town.store), SILENT[told]
    # A reaction shows nothing, so that it is left to Slack to tell of it again.
    assert town.hear(way) == [500 if way == "reaction" else 200]
    words = decoded(town.words)
    assert SECRET not in words
    assert (SENTENCE in words) is (way not in {"reaction", "type-ahead"})
    assert rows(town.store) == before


@pytest.mark.parametrize("way", WAYS)
def test_a_member_whom_slack_vouches_for_is_answered_and_known_from_then_on(town: Town, way: str) -> None:
    assert town.hear(way, way) == [200, 200]
    assert town.asked["users.info"] == 1
    assert SENTENCE not in decoded(town.words)
    with town.store.read(TENANT) as reading:
        assert reading.people.met(NEW) == Person(NEW, "nia", tz="Europe/Vienna", team=TENANT)


def test_a_guest_whose_joining_was_never_told_gets_what_guests_get(town: Town) -> None:
    town.told = GUEST
    town.hear("command", "Home")
    assert SECRET not in decoded(town.words)
    assert "members of this workspace" in town.words


@pytest.mark.parametrize("told", [STRANGER, NOBODY], ids=["a stranger", "nobody"])
def test_an_answer_holds_for_a_minute(town: Town, told: Any) -> None:
    town.told = told
    town.hear("command", "command", "command")
    assert town.asked["users.info"] == 1
    town.told = MEMBER
    town.hear("command")
    assert SECRET in decoded(town.words)


def test_while_slack_wants_silence_it_is_not_asked_again(town: Town) -> None:
    town.told = SILENT["slower"]
    town.hear("command", "button")
    assert town.asked["users.info"] == 1


def test_a_member_is_answered_where_the_directory_can_not_be_written_to(town: Town, lite: Store) -> None:
    with lite.engine.begin():  # whoever writes keeps every other writer waiting
        assert town.hear("command") == [200]
    assert SECRET in decoded(town.words)
