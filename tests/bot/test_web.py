"""The HTTP edge: nothing unsigned, stale, oversized or malformed gets past it, and nothing of it is a 500."""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette

from bot import web
from bot.request_body import BODY_MAX

SECRET = "shhh"
FORM = "application/x-www-form-urlencoded"
COMMAND = {
    "command": "/persona",
    "text": "x",
    "user_id": "U1",
    "team_id": "T1",
    "channel_id": "C1",
    "trigger_id": "1",
}
# Somebody's, who does not know the secret.
SOMEBODYS = {"x-slack-request-timestamp": str(int(time.time())), "x-slack-signature": f"v0={'0' * 64}"}


@pytest.fixture
def client() -> "Edge":
    """The edge in front of a Bolt app that answers one command."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0"
        )

    app = AsyncApp(
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )

    @app.command("/persona")
    async def answer(ack: AsyncAck) -> None:
        await ack("heard")

    async def failure() -> None:
        return None

    return Edge(web.build(app, secret=SECRET, failure=failure))


class Edge:
    """The ASGI app, asked without a socket; an exception in it fails the test."""

    def __init__(self, asgi: Starlette) -> None:
        self.transport = httpx.ASGITransport(asgi)

    def ask(self, method: str, path: str, **parts: object) -> httpx.Response:
        async def asked() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://edge") as http:
                return await http.request(method, path, **parts)  # type: ignore[arg-type]

        return asyncio.run(asked())


def post(client: Edge, body: bytes, *, kind: str = FORM, age: int = 0, **headers: str) -> tuple[int, str]:
    """A signed request of a certain age, headers replaced as given."""
    stamp = str(int(time.time()) - age)
    signature = "v0=" + hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    given = {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": signature}
    sent = {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}
    answer = client.ask(
        "POST", "/slack/events", content=body, headers={key: value for key, value in sent.items() if value}
    )
    return answer.status_code, answer.text


def test_a_signed_command_is_heard(client: Edge) -> None:
    assert post(client, urlencode(COMMAND).encode()) == (200, "heard")


@pytest.mark.parametrize(("age", "status"), [(-303, 401), (-297, 200), (297, 200), (303, 401)])
def test_a_request_counts_for_five_minutes(client: Edge, age: int, status: int) -> None:
    assert post(client, urlencode(COMMAND).encode(), age=age)[0] == status


def test_a_clock_that_refuses_everybody_is_said_once_a_minute(
    client: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        assert post(client, urlencode(COMMAND).encode(), age=1200)[0] == 401
        assert post(client, urlencode(COMMAND).encode(), age=1200, x_slack_signature="v0=0")[0] == 401
    said = [each.getMessage() for each in caplog.records if "clock" in each.getMessage()]
    assert len(said) == 1
    assert "20 minutes before this machine's" in said[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"x_slack_signature": ""},
        {"x_slack_signature": "v0=0"},
        {"x_slack_signature": "nonsense"},
        {"x_slack_request_timestamp": ""},
        {"x_slack_request_timestamp": "yesterday"},
        {"x_slack_request_timestamp": "9" * 5000},
        {"x_slack_request_timestamp": "-1"},
    ],
)
def test_an_unsigned_request_is_refused_before_it_is_read(client: Edge, headers: dict[str, str]) -> None:
    for body in (urlencode(COMMAND).encode(), b"{", b"payload=[]"):
        assert post(client, body, **headers)[0] == 401


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 400),
        ("text/plain", 200),
        ("multipart/form-data; boundary=x", 200),
        ("\x7f;;=", 200),
    ],
)
def test_a_wrong_content_type_is_no_500_and_no_way_around_the_signature(
    client: Edge, kind: str, status: int
) -> None:
    body = urlencode(COMMAND).encode()
    assert post(client, body, kind=kind)[0] == status
    assert post(client, body, kind=kind, x_slack_signature="v0=0")[0] == 401
    assert post(client, b'{"type": "event_callback"}', kind=kind)[0] == 400


def test_a_request_above_one_mebibyte_is_refused(client: Edge) -> None:
    assert post(client, b"x" * BODY_MAX)[0] == 400
    assert post(client, b"x" * (BODY_MAX + 1)) == (413, "The request is larger than 1 MiB.")


def test_a_body_in_pieces_is_refused_once_it_is_too_large_and_read_no_further(client: Edge) -> None:
    read = []

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(100):
            read.append(number)
            yield b"x" * 65_536

    answer = client.ask("POST", "/slack/events", content=pieces(), headers=SOMEBODYS)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert len(read) == 17


def test_of_a_request_without_a_signature_nothing_is_read(client: Edge) -> None:
    read = []

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(100):
            read.append(number)
            yield b"x" * 65_536

    for headers in (
        {},
        {**SOMEBODYS, "x-slack-signature": "v0=0"},
        {**SOMEBODYS, "x-slack-request-timestamp": ""},
    ):
        answer = client.ask("POST", "/slack/events", content=pieces(), headers=headers)
        assert (answer.status_code, answer.headers["connection"]) == (401, "close")
    assert not read


def test_whoever_hangs_up_in_the_middle_of_a_request_breaks_nothing(client: Edge) -> None:
    told = iter([{"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"}])
    said: list[Any] = []

    async def receive() -> Any:
        return next(told)

    async def send(message: Any) -> None:
        said.append(message)

    headers = [(name.encode(), value.encode()) for name, value in SOMEBODYS.items()]
    scope = {
        "type": "http", "method": "POST", "path": "/slack/events", "raw_path": b"/slack/events", "root_path": "",
        "query_string": b"", "headers": [(b"content-length", b"99"), *headers], "http_version": "1.1", "scheme": "http",
    }  # fmt: skip
    asyncio.run(client.transport.app(scope, receive, send))
    assert said[0]["status"] == 400


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_slack_posts_and_nothing_else_is_taken(client: Edge, method: str) -> None:
    assert client.ask(method, "/slack/events", content=b"x").status_code == 405


@pytest.mark.parametrize("name", ["x-slack-signature", "x-slack-request-timestamp"])
def test_of_a_header_that_stands_twice_no_second_one_makes_it_signed(client: Edge, name: str) -> None:
    body = urlencode(COMMAND).encode()
    stamp = str(int(time.time()))
    signature = "v0=" + hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    given = [("content-type", FORM), ("x-slack-request-timestamp", stamp), ("x-slack-signature", signature)]
    assert client.ask("POST", "/slack/events", content=body, headers=given).status_code == 200
    assert client.ask("POST", "/slack/events", content=body, headers=[(name, "1"), *given]).status_code == 401


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b"null"),
        ("application/json", b'"text"'),
        ("application/json", b'{"type": "event_callback", "event": null}'),
        ("application/json", b'{"type": "event_callback", "event": {}, "event_id": "E"}'),
        ("application/json", b'{"type": "url_verification"}'),
        ("application/json", b"[" * 5000),
        ("application/json", b"\xff\xfe"),
        (FORM, b"payload="),
        (FORM, b"payload=[]"),
        (FORM, b"payload=null"),
        (FORM, b"payload=%22x%22"),
        (FORM, b'payload={"type":"block_actions","user":{"id":"U1"},"actions":[]}'),
        (FORM, b'payload={"type":"view_submission","user":{"id":"U1"},"view":null}'),
        (FORM, b"command=%2Fpersona"),
        (FORM, b""),
    ],
)
def test_a_signed_request_that_is_no_payload_is_a_400(client: Edge, kind: str, body: bytes) -> None:
    assert post(client, body, kind=kind) == (400, "That is no payload of Slack's.")


def test_mutated_requests_are_never_a_500(client: Edge) -> None:
    chance = random.Random(20261124)
    events = {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "E1",
        "event": {"type": "app_mention", "user": "U1"},
    }
    seeds = [(FORM, urlencode(COMMAND).encode()), ("application/json", json.dumps(events).encode())]
    for _ in range(600):
        kind, seed = chance.choice(seeds)
        body = bytearray(seed)
        for _ in range(chance.randint(1, 6)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        assert post(client, bytes(body), kind=kind)[0] in {200, 400, 404}
        assert post(client, bytes(body), kind=kind, x_slack_signature="v0=0")[0] == 401


def test_the_process_says_that_it_lives_and_is_ready(client: Edge) -> None:
    assert client.ask("GET", "/healthz").text == "ok"
    assert client.ask("GET", "/readyz").text == "ready"
