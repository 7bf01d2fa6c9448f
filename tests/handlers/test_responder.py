"""How answers are said: every way that is left is tried, and everybody's words call nobody."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from handlers.call import Answer, Call, Replace, Reply
from handlers.edge import Edge
from storage.store import Store
from tests.conftest import NOW

Make = Callable[..., Call]
ORIGIN = "https://hooks.slack.com"


class Slack:
    """Takes what is said by the Web API and in acknowledgements."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    async def __call__(self, **parts: Any) -> None:
        self.said.append(parts)

    chat_postEphemeral = chat_postMessage = views_update = views_push = __call__  # noqa: N815 - Slack's names


def pressed(
    store: Store, call: Call, answer: Answer, *, status: int = 200, url: str = f"{ORIGIN}/x"
) -> tuple[Slack, list[dict[str, Any]]]:
    """What Slack got for a press that is answered like this, and what its response URL got."""
    slack, posted = Slack(), []

    def respond(request: httpx.Request) -> httpx.Response:
        posted.append(json.loads(request.content))
        return httpx.Response(status)

    async def press() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(respond)) as http:
            edge = Edge(store, http, lambda: NOW, frozenset({ORIGIN}))
            await edge.pressed(call, lambda *_: answer, None, ack=_acked, client=slack, url=url)  # type: ignore[arg-type]
            await edge.drain()

    asyncio.run(press())
    return slack, posted


async def _acked(**_: Any) -> None:
    """Slack heard that we heard."""


def test_where_the_response_url_is_dead_the_person_is_told_another_way(lite: Store, call: Make) -> None:
    slack, posted = pressed(lite, call(), Reply([], "Hello"), status=500)
    assert len(posted) == 2
    assert [each["user"] for each in slack.said] == ["U0MARA"]
    assert "Slack did not answer me as it should (HTTPStatusError)" in slack.said[0]["text"]


def test_what_everybody_sees_calls_nobody(lite: Store, call: Make) -> None:
    _, posted = pressed(lite, call(), Reply([], "<!channel> & D-7: A &amp; B", shared=True))
    assert posted[0]["text"] == "&lt;!channel&gt; &amp; D-7: A &amp; B"


@pytest.mark.parametrize("answer", [Reply([{"type": "divider"}], "there"), Replace([{"type": "divider"}])])
def test_what_is_pressed_in_a_notice_takes_its_place(lite: Store, call: Make, answer: Answer) -> None:
    notice = {"id": "V1", "callback_id": "notice"}
    inside = call(in_modal=True, view_id="V1", trigger="1", shown=notice, view_hash="1.a")
    slack, _ = pressed(lite, inside, answer, url="")
    [said] = slack.said
    assert (said["view_id"], said["view"]["blocks"]) == ("V1", [{"type": "divider"}])


def test_an_answer_to_a_press_in_a_form_leaves_the_form_under_it(lite: Store, call: Make) -> None:
    form = {"id": "V1", "callback_id": "evidence_file"}
    inside = call(in_modal=True, view_id="V1", trigger="1", shown=form)
    slack, _ = pressed(lite, inside, Reply([{"type": "divider"}], "there"), url="")
    [said] = slack.said
    assert said["trigger_id"] == "1"
    assert "view_id" not in said
