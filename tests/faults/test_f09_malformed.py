"""F9 and F10: bent bodies and old ones are refused, change nothing, are no 500 and leave no word in the log."""

import asyncio
import copy
import json
import logging
import random
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

import handlers
from bot import web
from handlers.edge import Edge
from storage.columns import Row
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.conversations.harness import MARA, ONBOARDING, SECRET, Json
from tests.faults.conftest import Figures
from tests.faults.signed import FORM, command, request

WORD = "zebrafish"
ODD: list[Any] = [
    None,
    0,
    -1,
    True,
    [],
    {},
    [[]],
    {"id": 5},
    "",
    "\0",
    "\ud800",
    WORD * 50,
    1.5,
    [None],
    "😀",
]
PRESS: Json = {
    "type": "block_actions", "team": {"id": TENANT}, "user": {"id": MARA}, "trigger_id": "1",
    "channel": {"id": ONBOARDING, "name": "x"}, "container": {"type": "message", "message_ts": "1.1"},
    "message": {"ts": "1.1", "text": WORD, "blocks": [{"type": "section", "text": {"text": WORD}}]},
    "actions": [{"action_id": "evidence_open", "block_id": "b", "type": "button", "value": WORD}],
}  # fmt: skip
FILED: Json = {
    "type": "view_submission", "team": {"id": TENANT}, "user": {"id": MARA}, "trigger_id": "1",
    "view": {
        "id": "V1", "type": "modal", "callback_id": "evidence_counts", "private_metadata": '{"subject": 1}',
        "state": {"values": {"n": {"n": {"type": "plain_text_input", "value": WORD}}}},
    },
}  # fmt: skip
EVENT: Json = {
    "type": "event_callback", "team_id": TENANT, "event_id": "Ev1", "authorizations": [{"team_id": TENANT}],
    "event": {"type": "message", "user": MARA, "text": WORD, "channel": ONBOARDING, "ts": "1.1"},
}  # fmt: skip
# Deeper than anybody can follow.
DEEP = "[" * 100_000 + "]" * 100_000
COMMAND: Json = {"command": "/persona", "text": WORD, "user_id": MARA, "team_id": TENANT, "trigger_id": "1"}


def test_bent_bodies_change_nothing_and_are_never_a_500(
    lite: Store, long: bool, figures: Figures, caplog: pytest.LogCaptureFixture
) -> None:
    chance, before = random.Random(9), dump(lite)
    bodies = [bent(chance) for _ in range(10_000 if long else 300)]
    with caplog.at_level(logging.DEBUG):
        signed = asyncio.run(posted(lite, [request(body, kind=kind) for kind, body in bodies]))
        unsigned = asyncio.run(posted(lite, [request(body, kind=kind, secret="x") for kind, body in bodies]))
        large = [request(b"x" * 5 * 2**20, secret=secret) for secret in (SECRET, "x")]
        too_large = asyncio.run(posted(lite, large))
        deep = asyncio.run(posted(lite, _deep()))
    figures("F9", **{f"signed_{status}": many for status, many in sorted(signed.items())})
    assert set(unsigned) == {401}
    assert set(too_large) == {413}
    assert set(deep) <= {200, 400}
    assert set(signed) <= {200, 400}
    assert dump(lite) == before
    assert WORD not in caplog.text  # tracebacks included


def test_a_request_is_taken_for_five_minutes_and_counts_once(lite: Store, figures: Figures) -> None:
    form = urlencode({**COMMAND, "text": "start", "channel_id": ONBOARDING}).encode()
    outside = asyncio.run(posted(lite, (request(form, age=age) for age in (-303, 303))))
    assert (set(outside), dump(lite)["persona"]) == ({401}, [])
    inside = asyncio.run(posted(lite, (request(form, age=age) for age in (-297, 297))))
    first = dump(lite)
    replayed = asyncio.run(posted(lite, [request(form)] * 10))
    assert (set(inside), set(replayed)) == ({200}, {200})
    assert dump(lite) == first
    figures("F10", refused=2, taken=12, effects=1)
    assert len(first["persona"]) == 3


def test_the_word_payload_in_a_command_is_a_word_like_any_other(lite: Store) -> None:
    assert asyncio.run(posted(lite, [command("what payload=x", trigger="1")])) == {200: 1}


@pytest.mark.parametrize(
    ("secret", "status"), [("old", 200), ("new", 200), ("older", 401), ("new,old", 401), ("", 401)]
)
def test_while_the_secret_is_changed_both_count(lite: Store, secret: str, status: int) -> None:
    body = urlencode({**COMMAND, "text": "help", "channel_id": ONBOARDING}).encode()
    answered = asyncio.run(posted(lite, [request(body, secret=secret)], secret="new, old"))
    assert answered == {status: 1}


async def posted(store: Store, requests: Iterable[Json], *, secret: str = SECRET) -> Counter[int]:
    """The statuses of all of them, from the whole product behind its HTTP edge; an exception fails the test."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TENANT, bot_token="xoxb-1", bot_id="B1", bot_user_id="U0"
        )

    async def failure() -> None:
        return None

    app = AsyncApp(
        client=AsyncWebClient(token="xoxb-1", base_url="http://127.0.0.1:9/api/", retry_handlers=[]),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
    nowhere = httpx.MockTransport(lambda _: httpx.Response(200))
    async with httpx.AsyncClient(transport=nowhere) as outside:
        edge = Edge(store, outside, lambda: NOW, frozenset())
        handlers.register(app, edge)
        asgi = httpx.ASGITransport(web.build(app, secret=secret, failure=failure))
        async with httpx.AsyncClient(transport=asgi, base_url="http://edge") as http:
            answers = [await http.post("/slack/events", **each) for each in requests]
        await edge.drain()
    return Counter(answer.status_code for answer in answers)


def _deep() -> list[Json]:
    """The same depth in every place where JSON may stand."""
    state = json.dumps({**FILED, "view": 0}).replace("0", DEEP, 1)
    forms = [urlencode({"payload": each}).encode() for each in (DEEP, state)]
    return [*map(request, forms), request(DEEP.encode(), kind="application/json")]


def bent(chance: random.Random) -> tuple[str, bytes]:
    """A body as no Slack would send it, and the kind it says it is."""
    thing = copy.deepcopy(chance.choice([FILED, EVENT, PRESS]))
    if chance.random() < 0.5:
        thing = swapped(thing, chance)
        text = json.dumps(thing)
        body = text.encode() if "event" in thing else urlencode({"payload": text}).encode()
    else:
        seed = chance.choice(
            [json.dumps(EVENT), urlencode(COMMAND), urlencode({"payload": json.dumps(PRESS)})]
        )
        body = bytes(garbled(bytearray(seed.encode()), chance))
    return chance.choice([FORM, "application/json", "text/plain", ""]), body


def swapped(thing: Json, chance: random.Random) -> Json:
    """One value somewhere in it replaced by something odd."""
    places: list[tuple[Any, Any]] = []
    seen: list[Any] = [thing]
    while seen:
        at = seen.pop()
        for key, part in at.items() if isinstance(at, dict) else enumerate(at):
            places.append((at, key))
            if isinstance(part, dict | list):
                seen.append(part)
    at, key = chance.choice(places)
    at[key] = chance.choice(ODD)
    return thing


def garbled(body: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randint(1, 6)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    return body[: chance.randrange(len(body))] if chance.random() < 0.2 else body


def dump(store: Store) -> dict[str, list[Any]]:
    with store.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in Row.metadata.sorted_tables
        }
