"""Events: what reaches the app, what does not, and what is tried again; over sockets and signed HTTP."""

import asyncio
import socket
from typing import Any, Self

import httpx
import pytest
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.manifest import parse_manifest
from playground.model import OTHER_TEAM_ID
from tests.playground.town import BOT_TOKEN, Town, open_town, until

pytestmark = pytest.mark.anyio
SECRET = "a-signing-secret"
CHANGES = ("message_changed", "message_deleted")


async def listen(town: Town, kind: str) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []

    @town.app.event(kind)
    async def event(body: Any) -> None:
        heard.append(body)

    return heard


async def test_a_mention_in_a_thread_reaches_the_app(town: Town) -> None:
    heard = await listen(town, "app_mention")
    await listen(town, "message")
    async with town.app_running():
        parent = (await town.messages("U0MARA", "C0DESIGN"))[-1]["ts"]
        await town.say("U0MARA", "C0DESIGN", "@Dramatis ops admin", thread_ts=parent)
        await until(lambda: heard)
    event = heard[0]["event"]
    assert (event["text"], event["thread_ts"], event["user"]) == ("<@U0DRAMATIS> ops admin", parent, "U0MARA")
    assert heard[0]["authorizations"][0]["user_id"] == "U0DRAMATIS"


async def test_a_message_in_the_apps_dm_reaches_it(town: Town) -> None:
    heard = await listen(town, "message")
    async with town.app_running():
        await town.act("home", **{"as": "U0JO"})
        await town.say("U0JO", "D0JO", "because it was late")
        await until(lambda: heard)
    assert (heard[0]["event"]["channel_type"], heard[0]["event"]["text"]) == ("im", "because it was late")


async def test_reactions_are_told_when_added_and_removed(town: Town) -> None:
    added, removed = await listen(town, "reaction_added"), await listen(town, "reaction_removed")
    async with town.app_running():
        ts = (await town.messages("U0MARA", "C0SUPPORT"))[0]["ts"]
        place = {"as": "U0MARA", "channel": "C0SUPPORT", "ts": ts, "emoji": "card_index"}
        await town.act("react", **place)
        await town.act("react", **place, remove=True)
        await until(lambda: removed)
    event = added[0]["event"]
    assert (event["reaction"], event["user"], event["item_user"]) == ("card_index", "U0MARA", "U0TICKETS")
    assert event["item"] == {"type": "message", "channel": "C0SUPPORT", "ts": ts}


async def test_what_the_app_cannot_see_is_not_told(town: Town) -> None:
    heard = await listen(town, "reaction_added")
    async with town.app_running():
        ts = (await town.messages("U0MARA", "C0RANDOM"))[0]["ts"]
        await town.act("react", **{"as": "U0MARA", "channel": "C0RANDOM", "ts": ts, "emoji": "eyes"})
        await town.say("U0MARA", "C0RANDOM", "@Dramatis are you here?")
        assert "is not in this channel" in (await town.last("U0MARA", "C0RANDOM"))["text"]
        await town.say("U0MARA", "C0RANDOM", "/invite @Dramatis")
        await town.act("react", **{"as": "U0DEVIN", "channel": "C0RANDOM", "ts": ts, "emoji": "eyes"})
        await until(lambda: heard)
    assert [one["event"]["user"] for one in heard] == ["U0DEVIN"]


async def test_an_event_needs_its_subscription_and_its_scope() -> None:
    settings = {"event_subscriptions": {"bot_events": ["team_join", "reaction_added"]}}
    scopes = {"scopes": {"bot": ["users:read"]}}
    async with open_town(parse_manifest({"settings": settings, "oauth_config": scopes})) as town:
        await town.act("person", id="U0NEW", name="Noor")
        await town.act("person", id="U0NEW", title="Buyer")
        ts = (await town.messages("U0MARA", "C0SUPPORT"))[0]["ts"]
        await town.act("react", **{"as": "U0MARA", "channel": "C0SUPPORT", "ts": ts, "emoji": "eyes"})
        await until(lambda: town.stage.records.deliveries)
        kinds = {row["payload"]["event"]["type"] for row in town.stage.records.deliveries}
    assert kinds == {"team_join"}


async def test_people_who_come_and_change_are_told(town: Town) -> None:
    came, changed = await listen(town, "team_join"), await listen(town, "user_change")
    joined = await listen(town, "member_joined_channel")
    async with town.app_running():
        await town.act("person", id="U0NEW", name="Noor", tz="Europe/Paris")
        await town.act("person", id="U0NEW", deleted=True)
        await town.act("join", channel="C0RANDOM", user="bot")
        await until(lambda: came and changed and joined)
    assert came[0]["event"]["user"]["tz"] == "Europe/Paris"
    assert changed[0]["event"]["user"]["deleted"] is True
    assert joined[0]["event"]["user"] == "U0DRAMATIS"


async def test_a_failed_event_is_tried_three_more_times_with_the_demos_clock(town: Town) -> None:
    tries: list[Any] = []

    @town.app.middleware
    async def refuse(req: Any, next: Any) -> Any:  # noqa: A002
        tries.append(req.headers.get("x-slack-retry-num"))
        raise RuntimeError("not now")

    async with town.app_running():
        town.stage.socket_mode.patience = 0.1
        await town.act("event", event={"type": "reaction_added"}, event_id="Ev1")
        await until(lambda: len(town.stage.records.deliveries) == 2)
        await town.act("clock", advance=60)
        await until(lambda: len(town.stage.records.deliveries) == 3)
        await town.act("clock", advance=300)
        await until(lambda: len(tries) == 4)
    assert tries == [["0"], ["1"], ["2"], ["3"]]
    assert {row["payload"]["event_id"] for row in town.stage.records.deliveries} == {"Ev1"}


class Edge:
    """A Bolt app behind a request URL, on a socket of its own."""

    def __init__(self) -> None:
        self.port = 0
        self.headers: list[dict[str, str]] = []
        self.app: AsyncApp | None = None
        self.status = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/slack/events"

    async def __aenter__(self) -> Self:
        routes = [Route("/slack/events", self._hear, methods=["POST"])]
        config = uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off")
        self._server = uvicorn.Server(config)
        self._running = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        await until(lambda: self._server.started)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._running

    async def _hear(self, request: Request) -> Response:
        self.headers.append(dict(request.headers))
        if self.status or self.app is None:
            return Response(status_code=self.status or 404)
        return await AsyncSlackRequestHandler(self.app).handle(request)


async def test_over_http_every_request_is_signed_and_answered() -> None:
    heard: list[dict[str, Any]] = []
    async with Edge() as edge, open_town(events_url=edge.url, signing_secret=SECRET) as town:
        edge.app = AsyncApp(
            token=BOT_TOKEN, client=town.slack, signing_secret=SECRET, process_before_response=True
        )

        @edge.app.command("/persona")
        async def persona(ack: Any, body: Any, client: Any) -> None:
            heard.append(body)
            await ack({"text": "hello", "blocks": []})

        @edge.app.event("app_mention")
        async def mention(event: Any) -> None:
            heard.append(event)

        await until(lambda: town.stage.delivery.connected)
        await town.say("U0MARA", "C0ONBOARD", "/persona list & more")
        assert (await town.last("U0MARA", "C0ONBOARD"))["text"] == "hello"
        await town.say("U0MARA", "C0ONBOARD", "@Dramatis hello")
        await until(lambda: len(heard) == 2)
    assert heard[0]["text"] == "list &amp; more"
    assert heard[1]["text"] == "<@U0DRAMATIS> hello"
    assert all(h["x-slack-signature"].startswith("v0=") for h in edge.headers)


async def test_over_http_a_refused_event_is_tried_again_with_its_number() -> None:
    async with Edge() as edge, open_town(events_url=edge.url, signing_secret=SECRET) as town:
        edge.status = 500
        await town.act("retries", waits=[0, 0, 0])
        await town.act("event", event={"type": "app_mention"})
        await until(lambda: len(edge.headers) == 4)
        failed = await town.say("U0MARA", "C0ONBOARD", "/persona")
    assert [h.get("x-slack-retry-num") for h in edge.headers[:4]] == [None, "1", "2", "3"]
    assert edge.headers[1]["x-slack-retry-reason"] == "http_error"
    assert "dispatch_failed" in failed["error"]


async def test_up_to_ten_sockets_are_taken_and_all_are_used(town: Town) -> None:
    heard = await listen(town, "app_mention")
    await listen(town, "message")
    async with town.app_running(), town.app_running():
        for _ in range(4):
            await town.say("U0MARA", "C0ONBOARD", "@Dramatis hello")
        await until(lambda: len(heard) == 4)


async def test_a_socket_is_refreshed_and_the_app_comes_back(town: Town) -> None:
    async with town.app_running():
        await town.act("disconnect", reason="refresh_requested")
        await until(lambda: not town.stage.delivery.connected)
        async with asyncio.timeout(15):
            while not town.stage.delivery.connected:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def test_a_line_that_is_cut_carries_nothing_and_another_one_what_was_not_acknowledged(
    town: Town,
) -> None:
    heard = await listen(town, "app_mention")
    await town.act("retries", waits=[0.5, 0.5, 0.5])
    async with town.app_running():
        await town.act("disconnect", reason="cut")
        await until(lambda: not town.stage.delivery.connected)
        await town.say("U0MARA", "C0ONBOARD", "@Dramatis hello")
        async with town.app_running():
            await until(lambda: len(heard) == 1)
    statuses = [row["status"] for row in town.stage.records.deliveries if row["kind"] == "events_api"]
    assert statuses[0] == "connection_failed"
    assert statuses[-1] == "ok"


async def test_a_socket_needs_a_ticket(town: Town) -> None:
    async with httpx.AsyncClient() as client:
        reply = await client.get(f"{town.stage.base_url}/socket")
    assert reply.status_code == 404


async def test_an_edited_message_is_told_with_what_it_was(town: Town) -> None:
    said = await town.slack.chat_postMessage(channel="U0JO", text="before")
    await town.slack.chat_update(channel="D0JO", ts=said["ts"], text="after")
    await town.slack.chat_delete(channel="D0JO", ts=said["ts"])
    await until(lambda: len(town.stage.records.deliveries) >= 3)
    events = [row["payload"]["event"] for row in town.stage.records.deliveries if not row["attempt"]]
    changed, deleted = (next(e for e in events if e.get("subtype") == kind) for kind in CHANGES)
    assert changed["message"]["text"] == "after"
    assert changed["previous_message"]["text"] == "before"
    assert deleted["deleted_ts"] == said["ts"]
    assert {e["channel_type"] for e in events} == {"im"}


async def test_commands_are_not_for_people_of_other_organisations(town: Town) -> None:
    answer = await town.say("U0OLU", "C0SHARED", "/persona list")
    assert "not a valid command" in answer["error"]


async def test_what_somebody_of_another_organisation_says_names_their_team(town: Town) -> None:
    await town.say("U0OLU", "C0SHARED", "@Dramatis ops-admin")
    await until(lambda: town.stage.records.deliveries)
    told = town.stage.records.deliveries[-1]["payload"]
    assert told["is_ext_shared_channel"]
    assert told["event"]["user_team"] == told["event"]["team"] == OTHER_TEAM_ID
