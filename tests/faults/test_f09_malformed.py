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
from sqlalchemy import select

import handlers
from bot import web
from bot.client import Client
from bot.foreign_tenant import refused
from handlers.edge import Edge
from handlers.failure import UNREACHED
from handlers.vocabulary import ACTIONS, OPTIONS, SHORTCUTS, SUBMISSIONS
from personas.people import Person
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
# What is odd, and yet text that a database takes.
ODDER: list[Any] = [
    *(each for each in ODD if each not in ("\0", "\ud800")), [WORD], [{}], {"type": WORD}, {"x": {}}, 10**30, "1.1",
    float("inf"), "x",
]  # fmt: skip
NAMES = ("type", "user", "id", "value", "files", "item", "name", "text")


def told(**event: Any) -> Json:
    """An event in its envelope."""
    installed = {"team_id": TENANT, "enterprise_id": None, "user_id": "U0", "is_enterprise_install": False}
    return {
        **EVENT,
        "event_time": 1,
        "authorizations": [installed],
        "is_ext_shared_channel": False,
        "event": event,
    }


WHO: Json = {
    "id": "U9", "team_id": TENANT, "name": "x", "tz": "UTC", "profile": {"display_name": "x", "status_emoji": ""},
    "enterprise_user": {"enterprise_id": "E1", "teams": [TENANT]},
}  # fmt: skip
ITEM = {"type": "message", "channel": ONBOARDING, "ts": "1.1"}
RICH = {
    "type": "rich_text_section",
    "elements": [{"type": "text", "text": "x"}, {"type": "link", "url": "https://x"}],
}
UNDER: Json = {
    "ts": "1.1", "text": "x", "user": "U1", "attachments": [{"text": "x"}],
    "blocks": [{"type": "rich_text", "elements": [RICH]}],
}  # fmt: skip
OPTION = {"selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": "x"}}
KINDS: list[Json] = [
    told(type="message", user=MARA, text="x", channel="D1", channel_type="im", ts="1.1"),
    told(type="reaction_added", user=MARA, reaction="card_index", item=ITEM, item_user="U1", event_ts="1"),
    told(type="reaction_removed", user=MARA, reaction="card_index", item=ITEM, event_ts="1"),
    told(type="app_mention", user=MARA, text="<@U0> x", channel=ONBOARDING, ts="1.1", team=TENANT),
    told(type="app_home_opened", user=MARA, channel="D1", tab="home", view={"id": "V1", "type": "home"}),
    told(type="team_join", user=WHO),
    told(type="user_change", user=WHO),
    told(type="channel_id_changed", old_channel_id="C1", new_channel_id="C2"),
    told(type="team_access_revoked", team_ids=["T1"]),
    told(type="team_access_granted", team_ids=["T1"]),
    told(type="tokens_revoked", tokens={"oauth": ["U1"], "bot": []}),
    *({**FILED, "view": {**FILED["view"], "callback_id": each}} for each in sorted(SUBMISSIONS)),
    *({**PRESS, "actions": [{**PRESS["actions"][0], "action_id": each}]} for each in sorted(ACTIONS)),
    *({**PRESS, "actions": [{"action_id": each, "type": "overflow", **OPTION}]} for each in sorted(ACTIONS)),
    *(
        {**PRESS, "type": "block_suggestion", "action_id": each, "view": FILED["view"]}
        for each in sorted(OPTIONS)
    ),
    *(
        {**PRESS, "type": "message_action", "callback_id": each, "message": UNDER}
        for each in sorted(SHORTCUTS)
    ),
    {
        "type": "shortcut",
        "callback_id": "log_decision",
        "team": {"id": TENANT},
        "user": {"id": MARA},
        "trigger_id": "1",
    },
]
# Deeper than anybody can follow.
DEEP = "[" * 100_000 + "]" * 100_000
COMMAND: Json = {"command": "/persona", "text": WORD, "user_id": MARA, "team_id": TENANT, "trigger_id": "1"}


@pytest.fixture
def known(lite: Store) -> Store:
    """A database whose directory names Mara."""
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person(MARA, "Mara", team=TENANT), NOW)
    return lite


def test_bent_bodies_change_nothing_and_are_never_a_500(
    known: Store, long: bool, figures: Figures, caplog: pytest.LogCaptureFixture
) -> None:
    chance, before = random.Random(9), dump(known)
    bodies = [bent(chance) for _ in range(10_000 if long else 300)]
    with caplog.at_level(logging.DEBUG):
        signed = asyncio.run(posted(known, [request(body, kind=kind) for kind, body in bodies]))
        unsigned = asyncio.run(posted(known, [request(body, kind=kind, secret="x") for kind, body in bodies]))
        large = [request(b"x" * 5 * 2**20, secret=secret) for secret in (SECRET, "x")]
        too_large = asyncio.run(posted(known, large))
        deep = asyncio.run(posted(known, _deep()))
    figures("F9", **{f"signed_{status}": many for status, many in sorted(signed.items())})
    assert set(unsigned) == {401}
    assert set(too_large) == {413}
    assert set(deep) <= {200, 400}
    assert set(signed) <= {200, 400}
    assert dump(known) == before
    assert WORD not in caplog.text  # tracebacks included


def test_odd_bodies_of_every_kind_are_answered_and_break_nothing(
    known: Store, long: bool, figures: Figures, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(11)
    odd = [mutated(chance) for _ in range(10_000 if long else 400)]
    bodies = [
        json.dumps(each) if "event" in each else urlencode({"payload": json.dumps(each)}) for each in odd
    ]
    kinds = ["application/json" if "event" in each else FORM for each in odd]
    signed = zip(bodies, kinds, strict=True)
    with caplog.at_level(logging.WARNING):
        statuses = asyncio.run(posted(known, [request(body.encode(), kind=kind) for body, kind in signed]))
    figures("F9", **{f"mutated_{status}": many for status, many in sorted(statuses.items())})
    assert set(statuses) == {200, 400}
    broke = [each.exc_info[1] for each in caplog.records if each.exc_info]
    assert [each for each in broke if not isinstance(each, UNREACHED)] == []


def test_a_request_is_taken_for_five_minutes_and_counts_once(known: Store, figures: Figures) -> None:
    form = urlencode({**COMMAND, "text": "start", "channel_id": ONBOARDING}).encode()
    outside = asyncio.run(posted(known, (request(form, age=age) for age in (-303, 303))))
    assert (set(outside), dump(known)["persona"]) == ({401}, [])
    inside = asyncio.run(posted(known, (request(form, age=age) for age in (-297, 297))))
    first = dump(known)
    replayed = asyncio.run(posted(known, [request(form)] * 10))
    assert (set(inside), set(replayed)) == ({200}, {200})
    assert dump(known) == first
    figures("F10", refused=2, taken=12, effects=1)
    assert len(first["persona"]) == 3


def test_the_word_payload_in_a_command_is_a_word_like_any_other(known: Store) -> None:
    assert asyncio.run(posted(known, [command("what payload=x", trigger="1")])) == {200: 1}


@pytest.mark.parametrize(
    ("secret", "status"), [("old", 200), ("new", 200), ("older", 401), ("new,old", 401), ("", 401)]
)
def test_while_the_secret_is_changed_both_count(known: Store, secret: str, status: int) -> None:
    body = urlencode({**COMMAND, "text": "help", "channel_id": ONBOARDING}).encode()
    answered = asyncio.run(posted(known, [request(body, secret=secret)], secret="new, old"))
    assert answered == {status: 1}


class Deaf(Client):
    """A Slack that nobody reaches, and that knows nobody but whom we know."""

    async def users_info(self, **_: Any) -> Any:
        raise refused(self, "users.info", "user_not_found")


async def posted(store: Store, requests: Iterable[Json], *, secret: str = SECRET) -> Counter[int]:
    """The statuses of all of them, from the whole product behind its HTTP edge; an exception fails the test."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TENANT, bot_token="xoxb-1", bot_id="B1", bot_user_id="U0"
        )

    async def failure() -> None:
        return None

    client = Deaf(token="xoxb-1", base_url="http://127.0.0.1:9/api/", retry_handlers=[])
    app = AsyncApp(
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
    nowhere = httpx.MockTransport(lambda _: httpx.Response(200))
    async with httpx.AsyncClient(transport=nowhere) as outside:
        edge = Edge(store, outside, lambda: NOW, frozenset())
        handlers.register(app, edge, lambda _: client)
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


def mutated(chance: random.Random) -> Json:
    """A payload of any kind in which a place or two were taken out, made odd or put in."""
    thing: Json = copy.deepcopy(chance.choice(KINDS))
    for _ in range(chance.choice((1, 1, 2))):
        at, key = chance.choice(places(thing))
        turn = chance.random()
        if turn < 0.2:
            del at[key]
        elif turn < 0.3 and isinstance(at, dict):
            at[chance.choice(NAMES)] = copy.deepcopy(chance.choice(ODDER))
        else:
            at[key] = copy.deepcopy(chance.choice(ODDER))
    return thing


def swapped(thing: Json, chance: random.Random) -> Json:
    """One value somewhere in it replaced by something odd."""
    at, key = chance.choice(places(thing))
    at[key] = chance.choice(ODD)
    return thing


def places(thing: Json) -> list[tuple[Any, Any]]:
    """Every place in it: what holds it, and under which key."""
    found: list[tuple[Any, Any]] = []
    seen: list[Any] = [thing]
    while seen:
        at = seen.pop()
        for key, part in at.items() if isinstance(at, dict) else enumerate(at):
            found.append((at, key))
            if isinstance(part, dict | list):
                seen.append(part)
    return found


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
