"""What comes over a socket has the shape of a payload, or is acknowledged and goes no further."""

import asyncio
from typing import Any

import pytest
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.socketmode import Socket

MENTION = {"type": "app_mention", "user": "U1", "text": "x", "channel": "C1", "ts": "1.1"}
EVENT = {"type": "event_callback", "team_id": "T1", "event_id": "E1", "event": MENTION}
COMMAND = {"command": "/persona", "text": "x", "user_id": "U1", "team_id": "T1", "trigger_id": "1"}
PRESS = {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"action_id": "x", "type": "button"}]}


class Line:
    """Keeps what is answered."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def send_socket_mode_response(self, response: Any) -> None:
        self.said.append(response.envelope_id)


class App:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    async def async_dispatch(self, request: Any) -> Any:
        self.heard.append(request.body)
        raise ConnectionAbortedError


def heard(kind: str, payload: Any) -> tuple[list[str], list[Any]]:
    async def run() -> tuple[list[str], list[Any]]:
        line, app = Line(), App()
        socket = Socket(app, app_token="xapp-1", client=AsyncWebClient())  # type: ignore[arg-type]
        try:
            await socket._answer(line, SocketModeRequest(kind, "E1", payload))  # type: ignore[arg-type]
        except ConnectionAbortedError:
            pass
        finally:
            await socket._client.close()  # type: ignore[no-untyped-call]
        return line.said, app.heard

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("kind", "payload"), [("events_api", EVENT), ("slash_commands", COMMAND), ("interactive", PRESS)]
)
def test_what_slack_sends_is_handed_on(kind: str, payload: Any) -> None:
    assert heard(kind, payload) == ([], [payload])


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", {**EVENT, "event": {"type": "reaction_added", "item": {"type": {}}}}),
        ("events_api", {**EVENT, "authorizations": ["T1"]}),
        ("slash_commands", {**COMMAND, "user_id": None}),
        ("interactive", {**PRESS, "actions": [{"type": "button"}]}),
    ],
)
def test_what_has_no_shape_that_can_be_read_is_acknowledged_and_no_more(kind: str, payload: Any) -> None:
    assert heard(kind, payload) == (["E1"], [])
