"""What the page reads and does, and how the playground starts and ends."""

import asyncio
import json
import signal
import sys
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from playground.clock import DemoClock, next_working_morning
from playground.emoji import exists
from playground.server import PAGE
from tests.playground.town import Town, open_town, until

pytestmark = pytest.mark.anyio


async def test_the_state_shows_the_team_as_one_person_sees_it(town: Town) -> None:
    mara, sam = [await town.look("state", **{"as": user}) for user in ("U0MARA", "U0SAM")]
    assert {"C0ONBOARD", "G0RENEW", "C0SHARED", "D0MARADEVIN", "D0MARA"} <= {
        c["id"] for c in mara["channels"]
    }
    assert {c["id"] for c in sam["channels"]} == {"C0ONBOARD", "C0BETA", "D0SAM"}
    assert mara["clock"] == {"now": "2026-11-24T10:00:00+00:00", "label": "Tuesday 24 November, 10:00"}
    assert [c["command"] for c in mara["commands"]] == ["/persona", "/decided"]
    assert sum(1 for p in mara["people"] if p["can_act"] and not p["is_guest"]) > 12


async def test_without_a_name_the_page_starts_as_mara(town: Town) -> None:
    assert (await town.look("state"))["me"]["id"] == "U0MARA"


async def test_the_seed_reads_like_a_week_of_work(town: Town) -> None:
    tickets = await town.messages("U0MARA", "C0SUPPORT")
    assert any("#4711" in json.dumps(one) for one in tickets)
    assert all(one["at"] < "2026-11-24T10:00" for one in tickets)
    days = {datetime.fromisoformat(one["at"]).weekday() for one in tickets}
    assert days <= {0, 1, 2, 3, 4}


async def test_unread_counts_until_the_channel_is_looked_at(town: Town) -> None:
    async def unread() -> int:
        state = await town.look("state", **{"as": "U0DEVIN"})
        return int(next(c["unread"] for c in state["channels"] if c["id"] == "C0PRODUCT"))

    await town.say("U0MARA", "C0PRODUCT", "one")
    await town.say("U0MARA", "C0PRODUCT", "two")
    assert await unread() == 2
    await town.messages("U0DEVIN", "C0PRODUCT")
    assert await unread() == 0


async def test_the_stream_tells_what_happens_to_those_who_see_it(town: Town) -> None:
    told: dict[str, list[dict[str, Any]]] = {"U0MARA": [], "U0JO": []}
    open_for = set()

    async def listen(user: str) -> None:
        async with connect(stream(town, user)) as tab:
            open_for.add(user)
            async for line in tab:
                told[user].append(json.loads(line))

    listening = [asyncio.create_task(listen(user)) for user in told]
    await until(lambda: open_for == set(told))
    await town.say("U0PRIYA", "G0RENEW", "secret")
    await town.slack.chat_postEphemeral(channel="C0ONBOARD", user="U0MARA", text="psst")
    await town.act("clock", jump="in an hour")
    await until(lambda: all(heard and heard[-1]["type"] == "clock" for heard in told.values()))
    for task in listening:
        task.cancel()
    assert [event["type"] for event in told["U0MARA"]] == ["message", "unread", "ephemeral", "clock"]
    assert [event["type"] for event in told["U0JO"]] == ["clock"]


async def test_the_playground_ends_the_streams_of_its_tabs_when_it_ends() -> None:
    async with open_town() as town:
        tab = await connect(stream(town, "U0MARA"))
    await asyncio.wait_for(tab.wait_closed(), 5)


async def test_a_stream_as_nobody_is_refused(town: Town) -> None:
    with pytest.raises(InvalidStatus, match="HTTP 400"):
        await connect(stream(town, "U0NOBODY"))


async def test_a_closed_tab_is_told_nothing_any_more(town: Town) -> None:
    tab = await connect(stream(town, "U0JO"))
    assert town.stage.stream.watched_by("U0JO")
    await tab.close()
    await until(lambda: not town.stage.stream.watched_by("U0JO"))


async def test_the_clock_jumps_to_the_next_working_morning(town: Town) -> None:
    assert (await town.act("clock", to="2026-11-27T18:00:00+00:00"))["clock"][
        "label"
    ] == "Friday 27 November, 18:00"
    jumped = (await town.act("clock", jump="next working day 10:00"))["clock"]
    assert jumped["label"] == "Monday 30 November, 10:00"
    assert (await town.people.get("/clock")).json()["now"].startswith("2026-11-30T10:00")
    assert "error" in await town.act("clock", jump="yesterday")


def test_a_working_morning_is_ten_in_the_teams_own_time() -> None:
    assert next_working_morning(datetime(2026, 7, 3, 12, tzinfo=UTC)).astimezone(UTC).hour == 9


async def test_waiting_by_the_demos_clock_ends_when_the_clock_is_moved() -> None:
    clock = DemoClock()
    waiting = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)
    clock.advance(3601)
    await asyncio.wait_for(waiting, 1)


@pytest.mark.parametrize(
    ("gesture", "asked"),
    [
        ("say", {"as": "U0NOBODY", "channel": "C0ONBOARD", "text": "x"}),
        ("say", {"as": "U0JO", "channel": "G0RENEW", "text": "x"}),
        ("say", {"as": "U0MARA", "channel": "C0ONBOARD", "text": ""}),
        ("press", {"as": "U0MARA", "channel": "C0ONBOARD", "ts": "1.0", "action_id": "go"}),
        ("submit", {"as": "U0MARA", "view_id": "V0NONE", "values": {}}),
        ("react", {"as": "U0MARA", "channel": "C0ONBOARD", "ts": "1.0", "emoji": "eyes"}),
        ("join", {"channel": "C0NOWHERE", "user": "bot"}),
        ("person", {"id": "U0JO", "tz": "Mars/Olympus"}),
        ("event", {"event": "x"}),
    ],
)
async def test_a_mistake_is_answered_with_a_sentence(town: Town, gesture: str, asked: dict[str, Any]) -> None:
    reply = await town.people.post(f"/playground/{gesture}", json=asked)
    assert reply.status_code == 400
    assert reply.json()["error"].endswith(".")


def test_every_emoji_of_the_page_can_be_added() -> None:
    table = (PAGE / "emoji.js").read_text(encoding="utf-8").split("const TABLE = `")[1].split("`")[0]
    names = [entry[: entry.rindex(":")] for entry in table.split()]
    assert len(names) > 300
    assert [name for name in names if not exists(name, [])] == []


async def test_no_file_outside_the_page_is_served(town: Town) -> None:
    reply = await town.people.get("/page/%2e%2e/server.py")
    assert reply.status_code == 404


async def test_it_starts_with_one_line_and_ends_on_a_signal() -> None:
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "playground",
        "--manifest",
        "none.yaml",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert started.stdout
    name, address = (await asyncio.wait_for(started.stdout.readline(), 10)).decode().split()
    async with httpx.AsyncClient(base_url=address) as client:
        assert (await client.get("/playground/state")).status_code == 200
    started.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(started.communicate(), 5)
    assert (name, started.returncode, errors) == ("playground", 0, b"")


async def test_a_thread_shows_its_own_messages_only(town: Town) -> None:
    parent = next(m for m in await town.messages("U0MARA", "C0ONBOARD") if m["reply_count"] == 3)
    thread = await town.messages("U0MARA", "C0ONBOARD", thread=parent["ts"])
    assert [m["user"] for m in thread] == ["U0PRIYA", "U0DEVIN", "U0PRIYA", "U0MARA"]


async def test_what_tickets_writes_looks_like_a_ticket(town: Town) -> None:
    await town.say(
        "U0TICKETS", "C0SUPPORT", "#4720 Export is empty\nI only see headers. Call +44 20 7946 0991."
    )
    posted = await town.last("U0MARA", "C0SUPPORT")
    assert posted["is_app"]
    assert posted["blocks"][0]["text"]["text"] == (
        "*<https://northlight.zendesk.com/agent/tickets/4720|#4720> Export is empty*\n"
        "I only see headers. Call +44 20 7946 0991."
    )


async def test_a_page_from_elsewhere_cannot_act(town: Town) -> None:
    asked = {"as": "U0MARA", "channel": "C0ONBOARD", "text": "x"}
    foreign = await town.people.post(
        "/playground/say", json=asked, headers={"origin": "https://evil.example"}
    )
    own = await town.people.post("/playground/say", json=asked, headers={"origin": town.stage.base_url})
    assert (foreign.status_code, own.status_code) == (403, 200)


@pytest.mark.parametrize("path", ["/", "/playground/state", "/api/auth.test", "/clock"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.nip.io", ""]
)
async def test_a_name_that_somebody_pointed_at_this_address_is_not_answered(
    town: Town, path: str, host: str
) -> None:
    reply = await town.people.get(path, headers={"host": host, "origin": f"http://{host}"})
    assert (reply.status_code, "localhost" in reply.text) == (421, True)


async def test_a_foreign_name_opens_no_stream_either(town: Town) -> None:
    with pytest.raises(InvalidStatus, match="HTTP 421"):
        await connect(
            "ws://evil.example/playground/stream?as=U0MARA", host="127.0.0.1", port=town.people.base_url.port
        )


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LOCALHOST"])
async def test_the_playground_answers_to_its_own_names(town: Town, host: str) -> None:
    named = host.format(port=town.people.base_url.port)
    reply = await town.people.get("/playground/state", headers={"host": named, "origin": f"http://{named}"})
    assert reply.status_code == 200


def stream(town: Town, user: str) -> str:
    return f"{town.stage.base_url.replace('http', 'ws', 1)}/playground/stream?as={user}"
