"""The last net: what broke before a handler was reached. People read a sentence; an event comes again."""

import asyncio
import logging
import secrets
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.authorize import Unanswered
from bot.identity import Unidentified
from handlers.call import Call, Reply
from handlers.failure import UNREACHED, UNWELL
from handlers.responder import Responder, said_in
from personas.errors import Broken, Mistake, NotReady
from personas.views import mistake as mistake_view
from storage.failure import Failure, failure_of

log = logging.getLogger(__name__)


def spread(app: AsyncApp, voice: Responder) -> None:
    """Catch whatever leaves a middleware or a listener of the app."""
    speaking: set[asyncio.Task[None]] = set()

    @app.error
    async def caught(error: Exception, body: dict[str, Any], client: AsyncWebClient) -> BoltResponse | None:
        if isinstance(error, Unidentified):
            return await answered(NotReady(), body, client)
        reference = secrets.token_hex(3)
        failed = _failure(error)
        # Of a database that is away the words say enough, as often as they come.
        log.error(
            "nothing answered this, reference %s: %s",
            reference,
            failed or error,
            exc_info=None if failed else error,
        )
        return await answered(UNWELL[failed](reference) if failed else Broken(reference), body, client)

    async def answered(mistake: Mistake, body: dict[str, Any], client: AsyncWebClient) -> BoltResponse | None:
        answer = _answer(mistake, body)
        if answer is None and (url := body.get("response_url")):
            # Slack marks a press as failed where it is not acknowledged; the words come by the other way.
            said = asyncio.create_task(_say(voice, Reply(*mistake_view.sentence(mistake)), client, url))
            speaking.add(said)
            said.add_done_callback(speaking.discard)
            answer = BoltResponse(status=200)
        return answer


def _failure(error: Exception) -> Failure | None:
    return Failure.SILENT if isinstance(error, Unanswered) else failure_of(error)


def _answer(mistake: Mistake, body: dict[str, Any]) -> BoltResponse | None:
    """What a payload takes as an answer in its acknowledgement; None where it takes none."""
    if "command" in body:
        said = said_in(Reply(*mistake_view.sentence(mistake)))
        return BoltResponse(status=200, body={**said, "response_type": "ephemeral"})
    if body.get("type") == "block_suggestion":
        return BoltResponse(status=200, body={"options": []})
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body=_on_form(mistake, body["view"]))
    return None


def _on_form(mistake: Mistake, view: dict[str, Any]) -> dict[str, Any]:
    """Under the first field, so that what was typed stays there."""
    fields = [each["block_id"] for each in view.get("blocks", []) if each.get("type") == "input"]
    if fields:
        return {"response_action": "errors", "errors": {fields[0]: mistake_view.field_sentence(mistake)}}
    return {"response_action": "update", "view": mistake_view.notice(mistake_view.plain_sentence(mistake))}


async def _say(voice: Responder, reply: Reply, client: AsyncWebClient, url: str) -> None:
    nobody = Call(tenant="", user="", now=datetime.min.replace(tzinfo=UTC))
    try:
        await voice.reply(reply, nobody, client, url)
    except UNREACHED:
        log.warning("the response URL would not take it either")
