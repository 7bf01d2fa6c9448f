"""Slack's own pace, where it is insisted on; a clock that runs faster; a crowd that was here before."""

import time

import pytest
from slack_sdk.errors import SlackApiError

from playground.clock import DemoClock
from tests.playground.town import Town

pytestmark = pytest.mark.anyio


async def refused(town: Town, channel: str = "C0ONBOARD") -> str:
    """What Slack asks for when a message is too much: its Retry-After."""
    with pytest.raises(SlackApiError) as caught:
        await town.slack.chat_postMessage(channel=channel, text="once more")
    assert (caught.value.response.status_code, caught.value.response["error"]) == (429, "ratelimited")
    return str(caught.value.response.headers["retry-after"])


async def post(town: Town, channel: str = "C0ONBOARD") -> None:
    await town.slack.chat_postMessage(channel=channel, text="once")


async def test_a_channel_takes_one_message_a_second_of_the_demos_clock(town: Town) -> None:
    await town.act("quotas", method="chat.postMessage", calls=300, seconds=60, gap=60)
    await post(town)
    assert 1 <= int(await refused(town)) <= 60
    await post(town, "C0PRODUCT")
    await town.act("clock", advance=60)
    await post(town)


async def test_a_team_takes_so_many_in_a_while_and_says_when_to_come_back(town: Town) -> None:
    await town.act("quotas", method="chat.postMessage", calls=2, seconds=3600, gap=0)
    await post(town)
    await post(town, "C0PRODUCT")
    assert 3500 < int(await refused(town, "C0DESIGN")) <= 3600
    await town.act("clock", advance=3600)
    await post(town, "C0DESIGN")
    told = (await town.look("quotas"))["quotas"]
    assert told == [{"method": "chat.postMessage", "passed": 3, "refused": 1, "busiest": 2}]


async def test_nothing_is_insisted_on_unless_ordered_and_it_can_be_taken_back(town: Town) -> None:
    await town.act("quotas", calls=1, seconds=3600)
    await post(town)
    await refused(town, "C0PRODUCT")
    await town.people.delete("/playground/quotas")
    await post(town)
    reply = await town.people.post("/playground/quotas", json={"calls": 0})
    assert (reply.status_code, "at least 1" in reply.json()["error"]) == (400, True)


async def test_the_clock_can_run_faster_and_says_how_fast(town: Town) -> None:
    await town.act("clock", rate=1000)
    before, began = town.stage.clock.now(), time.monotonic()
    while time.monotonic() - began < 0.02:
        pass
    assert (town.stage.clock.now() - before).total_seconds() >= 20
    assert (await town.people.get("/clock")).json()["rate"] == 1000
    assert "error" in await town.act("clock", rate=0)


async def test_waiting_by_a_clock_that_runs_faster_takes_less(town: Town) -> None:
    clock, began = DemoClock(), time.monotonic()
    clock.run(1000)
    await clock.sleep(600)
    assert time.monotonic() - began < 60


async def test_a_crowd_is_listed_and_can_be_written_to_and_no_event_told_of_it(town: Town) -> None:
    crowd = [{"id": f"U{number:04}CROWD", "name": f"Person {number}"} for number in range(300)]
    await town.act("crowd", people=crowd)
    assert (await town.look("deliveries"))["deliveries"] == []
    page = await town.slack.users_list(limit=200)
    assert len(page["members"]) == 200
    await town.slack.chat_postMessage(channel="U0299CROWD", text="hello")
    assert "error" in await town.act("crowd", people=["U1"])
