"""Slack answers a call that a person waits for with half a body, a list, a page or nothing: they read a sentence."""

import logging
from typing import Any

import pytest
from aiohttp import web as aio

from personas.persona import Persona, Type
from storage.store import Store
from tests.bot.whose import Slack, command, meet, served, token_of
from tests.conftest import NOW, TENANT
from tests.conversations.harness import MARA, Json

pytestmark = pytest.mark.anyio
SENTENCE = "Slack did not answer me as it should"
JSON = "application/json"
ODD: dict[str, aio.Response] = {
    "truncated": aio.Response(body=b'{"ok": tr', content_type=JSON),
    "a list": aio.Response(body=b'["ok"]', content_type=JSON),
    "a page": aio.Response(body=b"<html>welcome</html>", content_type="text/html"),
    "a page called JSON": aio.Response(body=b"<html>welcome</html>", content_type=JSON),
    "empty": aio.Response(body=b"", content_type=JSON),
    "empty of no kind": aio.Response(status=200),
    "null": aio.Response(body=b"null", content_type=JSON),
    "no letters": aio.Response(body=b"\xff\xfe\x00", content_type=JSON),
    "an empty object": aio.Response(body=b"{}", content_type=JSON),
}
WHO = {"team": {"id": TENANT}, "user": {"id": MARA, "team_id": TENANT}, "trigger_id": "1"}
SETTINGS = {"callback_id": "channel_settings", "private_metadata": '{"channel": "C1"}'}
MODAL = {"id": "V1", "type": "modal", "hash": "1"}


def event(**inner: Any) -> Json:
    return {"type": "event_callback", "team_id": TENANT, "event_id": "Ev1", "event": {"user": MARA, **inner}}


def pressed(action: str, value: str, **where: Any) -> Json:
    actions = [{"action_id": action, "type": "button", "value": value}]
    return {**WHO, "type": "block_actions", "actions": actions, **where}


def submitted(view: Json, **fields: Json) -> Json:
    values = {name: {"x": field} for name, field in fields.items()}
    return {**WHO, "type": "view_submission", "view": {**MODAL, **view, "state": {"values": values}}}


CHANNEL = {"type": "conversations_select", "selected_conversation": "C1"}
OFF = {"type": "checkboxes", "selected_options": []}
WAYS: dict[str, tuple[str, Json]] = {
    "a form from a command": ("views.open", command("new")),
    "a form from a message": (
        "views.open",
        pressed("again:form", "new", channel={"id": "C1"}, response_url="x"),
    ),
    "a form from Home": ("views.open", pressed("again:form", "new", view={"id": "V1", "type": "home"})),
    "a form over a form": ("views.push", pressed("again:form", "new", view=MODAL)),
    "Home": ("views.publish", event(type="app_home_opened", tab="home", channel="D1")),
    "an answer in a channel": (
        "chat.postEphemeral",
        event(type="app_mention", text="<@U0> list", channel="C1", ts="1.1"),
    ),
    "what kind of channel it is": ("conversations.info", submitted(SETTINGS, filing=OFF)),
    "what kind of channel a button names": (
        "conversations.info",
        pressed("filing_on", "C1:", channel={"id": "C1"}, response_url="x"),
    ),
    "a message to be filed": (
        "conversations.info",
        {
            **WHO, "type": "message_action", "callback_id": "file_evidence", "channel": {"id": "C1"},
            "message": {"ts": "1.1", "text": "It stops"}, "response_url": "x",
        },
    ),
    "who is in a channel": (
        "conversations.members",
        submitted({"callback_id": "pulse_draft", "private_metadata": '{"persona": 1}'}, channel=CHANNEL),
    ),
    "a file": ("files.info", submitted({"callback_id": "import_apply", "private_metadata": '{"file": "F1"}'})),
}  # fmt: skip


EVERYWHERE = ("truncated", "a list", "a page", "empty")
# What is asked for something: all is well, it says, and nothing else.
ASKED = {"conversations.info", "conversations.members", "files.info"}
NOTHING_IN_IT = aio.Response(body=b'{"ok": true}', content_type=JSON)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(("way", "odd"), [
    *(("a form from a command", odd) for odd in ODD),
    *((way, odd) for way in WAYS for odd in EVERYWHERE if way != "a form from a command"),
    *((way, "nothing in it") for way in WAYS if WAYS[way][0] in ASKED),
])  # fmt: skip
async def test_the_person_reads_a_sentence_and_the_log_has_no_traceback(
    lite: Store, caplog: pytest.LogCaptureFixture, way: str, odd: str
) -> None:
    method, payload = WAYS[way]
    with lite.begin(TENANT) as tx:
        tx.personas.create(Persona(0, "admin", "Admin", Type.USER), by=MARA, at=NOW)
    meet(lite)
    async with served(lite, slack := Slack(token_of(TENANT), {method: ODD.get(odd, NOTHING_IN_IT)})) as app:
        answer = await app.hear(payload)
        assert answer.status_code == 200
        assert slack.asked[method]
        assert SENTENCE in answer.text + " ".join(slack.said)
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []
