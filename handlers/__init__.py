"""Ears: what people say to us. One Bolt listener per kind of payload, dispatching from the tables below."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import payload
from handlers.access import refuse_outsider, require_access
from handlers.call import Call, Handler
from handlers.commands import COMMANDS
from handlers.edge import Edge
from handlers.prefetch import Need
from handlers.vocabulary import ACTIONS, EVENTS, NEEDS, OPTIONS, QUIET_EVENTS, SHORTCUTS, SUBMISSIONS, ignored

ClientFor = Callable[[str], AsyncWebClient]
# The body that answers a payload from memory, where there is one.
Remembered = Callable[[dict[str, Any]], Awaitable[str | None]]
LOOK_UP = "/persona"
# What a command never carries: who acts, and where, would be read from it.
NESTED = frozenset({"authorizations", "event", "payload", "team", "user", "view"})
ANY = re.compile(".*", re.DOTALL)


def register(app: AsyncApp, edge: Edge, client_for: ClientFor) -> None:
    """Connect Slack's six kinds of payload to the tables. Commands first: a look-up is the common case.

    `client_for` gives a tenant's own client: Bolt makes one of its own for every request, which breaks on what is no
    answer of Slack's and tells nobody that a token is gone.
    """

    def ours(call: Call, client: AsyncWebClient) -> AsyncWebClient:
        own = client_for(call.tenant)
        own.token = client.token
        return own

    @app.command(ANY)
    async def on_command(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = payload.command(body, edge.now())
        handler = _in(edge, COMMANDS, "command", call.action, body)
        await edge.command(
            call, handler, ack=ack, client=ours(call, client), url=body.get("response_url", "")
        )

    @app.action(ANY)
    async def on_action(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = payload.action(body, edge.now())
        word = call.action.partition(":")[0]
        handler = _in(edge, ACTIONS, "action", word, body)
        url = body.get("response_url", "")
        await edge.pressed(
            call, handler, _need(edge, word, call), ack=ack, client=ours(call, client), url=url
        )

    @app.event(ANY)
    async def on_event(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        kind = body["event"]["type"]
        parse = payload.mention if kind == "app_mention" else payload.event
        handler = _in(edge, EVENTS, "event", kind, body)
        raises = kind not in QUIET_EVENTS
        call = parse(body, edge.now())
        await edge.event(call, handler, ack=ack, client=ours(call, client), raises=raises)

    @app.view_submission(ANY)
    async def on_submission(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = payload.submission(body, edge.now())
        handler = _in(edge, SUBMISSIONS, "submission", call.action, body)
        await edge.submitted(
            call, handler, _need(edge, call.action, call), ack=ack, client=ours(call, client)
        )

    @app.options(ANY)
    async def on_typed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = payload.typed(body, edge.now())
        handler = _in(edge, OPTIONS, "options", call.action.partition(":")[0], body)
        await edge.typed(call, handler, ack=ack, client=ours(call, client))

    @app.shortcut(ANY)
    async def on_shortcut(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = payload.shortcut(body, edge.now())
        handler = _in(edge, SHORTCUTS, "shortcut", call.action, body)
        url = body.get("response_url", "")
        await edge.pressed(
            call, handler, _need(edge, call.action, call), ack=ack, client=ours(call, client), url=url
        )


async def nothing(_: dict[str, Any]) -> None:
    """Nothing is remembered."""


async def remembered(edge: Edge, body: dict[str, Any]) -> str | None:
    """The answer to a look-up as it went to Slack before, where it still holds: asked ahead of Bolt, which takes longer.

    What is no plain command, as Slack sends them, goes the ordinary way.
    """
    if body.get("command") != LOOK_UP or NESTED & body.keys():
        return None
    return await edge.remembered(payload.command(body, edge.now()), home=payload.home_of(body))


def _need(edge: Edge, word: str, call: Call) -> Need | None:
    """What is asked of Slack first; nothing where we serve nobody."""
    return NEEDS.get(word) if edge.serves(call.tenant) else None


def _in(edge: Edge, table: dict[str, Handler], kind: str, word: str, body: dict[str, Any]) -> Handler:
    """Who answers this word, for whoever may ask."""
    if not edge.serves(payload.tenant_of(body)):
        return refuse_outsider(kind, word)
    return require_access(
        table.get(word, ignored), kind, word, home=payload.home_of(body), held=edge.people.held
    )
