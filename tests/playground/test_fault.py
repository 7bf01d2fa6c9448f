"""Faults on order: what an app must live with."""

import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.playground.town import Town

pytestmark = pytest.mark.anyio


async def posted(town: Town) -> int:
    return sum(1 for m in await town.messages("U0MARA", "C0ONBOARD") if m["text"] == "once")


async def post(town: Town) -> None:
    await town.slack.chat_postMessage(channel="C0ONBOARD", text="once")


async def test_a_429_says_how_long_to_wait_and_then_is_over(town: Town) -> None:
    await town.act("faults", method="chat.postMessage", answer="429", retry_after=30)
    with pytest.raises(SlackApiError) as caught:
        await post(town)
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["retry-after"] == "30"
    await post(town)
    assert await posted(town) == 1


@pytest.mark.parametrize("status", ["500", "503"])
async def test_a_server_error_has_done_nothing(town: Town, status: str) -> None:
    await town.act("faults", method="*", answer=status)
    with pytest.raises(SlackApiError) as caught:
        await post(town)
    assert caught.value.response.status_code == int(status)
    assert await posted(town) == 0


@pytest.mark.parametrize(("answer", "count"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection_leaves_it_open_whether_it_happened(
    town: Town, answer: str, count: int
) -> None:
    await town.act("faults", method="chat.postMessage", answer=answer)
    with pytest.raises(aiohttp.ClientError):
        await post(town)
    assert await posted(town) == count


async def test_a_late_answer_has_happened(town: Town) -> None:
    await town.act("faults", method="chat.postMessage", answer="late", delay=0.2)
    began = time.monotonic()
    await post(town)
    assert time.monotonic() - began > 0.2
    assert await posted(town) == 1


async def test_any_error_of_slacks_can_be_ordered_and_taken_back(town: Town) -> None:
    await town.act("faults", method="chat.postMessage", answer="error:fatal_error", times=0)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await post(town)
        assert caught.value.response["error"] == "fatal_error"
    await town.people.delete("/playground/faults")
    await post(town)


async def test_a_fault_of_one_workspace_meets_no_other(town: Town) -> None:
    elsewhere = (await town.act("install", team="T0ELSEWHERE"))["token"]
    await town.act("faults", method="chat.postMessage", team="T0ELSEWHERE", answer="429", times=0)
    await post(town)
    with pytest.raises(SlackApiError) as caught:
        await town.slack.chat_postMessage(channel="C0ONBOARD", text="once", token=elsewhere)
    assert caught.value.response.status_code == 429
    assert await posted(town) == 1


async def test_one_message_a_second_can_be_insisted_on(town: Town) -> None:
    await town.act("faults", method="chat.postMessage", answer="per_second")
    await post(town)
    with pytest.raises(SlackApiError) as caught:
        await post(town)
    assert caught.value.response["error"] == "ratelimited"
    await town.slack.chat_postMessage(channel="C0PRODUCT", text="elsewhere")


async def test_a_fault_nobody_knows_is_a_mistake(town: Town) -> None:
    reply = await town.people.post("/playground/faults", json={"answer": "418"})
    assert reply.status_code == 400
    assert "answer must be one of" in reply.json()["error"]
