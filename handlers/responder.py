"""Says an answer by the ways Slack gives: a response URL, a view, a private message, the app's own conversation."""

import logging
from dataclasses import dataclass, replace
from typing import Any

import httpx
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.call import (
    Answer,
    Call,
    FieldErrors,
    Form,
    NextView,
    Nothing,
    Options,
    Publish,
    Replace,
    Reply,
)
from handlers.prefetch import origin_of
from personas.refusal import refusal
from personas.views import mistake as mistake_view
from personas.views.parts import aloud

log = logging.getLogger(__name__)

PRESS_AGAIN = "That took too long to open. Press it once more."
_TRIGGER_SPENT = frozenset(
    {
        "expired_trigger_id",
        "exchanged_trigger_id",
        "trigger_expired",
        "trigger_exchanged",
        "invalid_trigger_id",
    }
)
_ANSWERED_IN_DM = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"})


@dataclass(frozen=True, slots=True)
class Responder:
    """Speaks through Slack's client, and through the one HTTP client where Slack gave an address."""

    http: httpx.AsyncClient
    origins: frozenset[str]

    async def say(self, answer: Answer, call: Call, client: AsyncWebClient, url: str) -> None:
        """Say any answer; raises what Slack's client or the network raise."""
        match answer:
            case Nothing() | Options() | FieldErrors():
                return
            case Reply():
                await self.reply(answer, call, client, url)
            case Replace():
                await self._replace(answer, call, client, url)
            case NextView(view) if call.in_modal and call.view.id:
                await self._update(view, call, client)
            case Form(view) | NextView(view):
                await self._open(view, call, client, url)
            case Publish(view):
                await client.views_publish(user_id=call.user, view=view)

    async def reply(self, reply: Reply, call: Call, client: AsyncWebClient, url: str) -> None:
        """Say words where the person is, and to nobody else unless they are shared."""
        if url:
            kind = "in_channel" if reply.shared else "ephemeral"
            thread = {"thread_ts": call.thread_ts} if call.thread_ts else {}
            await self._respond(
                url, {**said_in(reply), **thread, "response_type": kind, "replace_original": False}
            )
        elif call.in_modal and call.view.shown.get("callback_id") == mistake_view.NOTICE:
            await self._instead(reply, call, client)
        elif (call.in_modal or call.in_home) and call.trigger and not call.is_submission:
            try:
                await self._put(mistake_view.notice_of(reply.blocks), call, client)
            except SlackApiError as error:
                if code_of(error) not in _TRIGGER_SPENT:
                    raise
                await self._speak(reply, call, client)
        else:
            await self._speak(reply, call, client)

    async def _speak(self, reply: Reply, call: Call, client: AsyncWebClient) -> None:
        """Without a response URL: privately where the person is, else in the app's own conversation."""
        thread = call.thread_ts or None
        if call.channel and not call.in_dm:
            try:
                if reply.shared:
                    await client.chat_postMessage(channel=call.channel, thread_ts=thread, **said_in(reply))
                else:
                    await client.chat_postEphemeral(
                        channel=call.channel, user=call.user, thread_ts=thread, **said_in(reply)
                    )
            except SlackApiError as error:
                if code_of(error) not in _ANSWERED_IN_DM:
                    raise
            else:
                return
        await client.chat_postMessage(channel=call.user, **said_in(reply))

    async def _replace(self, answer: Replace, call: Call, client: AsyncWebClient, url: str) -> None:
        if not url:
            if answer.blocks and call.in_modal and call.view.id:
                await self._instead(Reply(answer.blocks, answer.text), call, client)
            elif answer.blocks:
                await self.reply(Reply(answer.blocks, answer.text), call, client, url)
        elif answer.blocks is None:
            await self._respond(url, {"delete_original": True})
        else:
            said = said_in(Reply(answer.blocks, answer.text))
            await self._respond(url, {**said, "replace_original": True})

    async def _instead(self, reply: Reply, call: Call, client: AsyncWebClient) -> None:
        """In the place of the view it was pressed in, where that is still open."""
        try:
            await client.views_update(view_id=call.view.id, view=mistake_view.notice_of(reply.blocks))
        except SlackApiError as error:
            if code_of(error) != "not_found":
                raise
            await self._speak(reply, call, client)

    async def _open(self, view: dict[str, Any], call: Call, client: AsyncWebClient, url: str) -> None:
        """Open a form; where there is no trigger, or it took too long, a button that asks for it again."""
        try:
            if call.trigger:
                await self._put(view, call, client)
                return
        except SlackApiError as error:
            if code_of(error) not in _TRIGGER_SPENT:
                raise
        said = mistake_view.needs_form(call.text) if call.text else mistake_view.words(PRESS_AGAIN)
        await self.reply(Reply(*said), replace(call, trigger=""), client, url)

    async def _put(self, view: dict[str, Any], call: Call, client: AsyncWebClient) -> None:
        if call.in_modal and not call.is_submission:
            await client.views_push(trigger_id=call.trigger, view=view)
        else:
            await client.views_open(trigger_id=call.trigger, view=view)

    async def _update(self, view: dict[str, Any], call: Call, client: AsyncWebClient) -> None:
        """Put a view where it was pressed; when it changed meanwhile, a later press was faster and wins."""
        try:
            await client.views_update(view_id=call.view.id, hash=call.view.hash or None, view=view)
        except SlackApiError as error:
            if code_of(error) != "hash_conflict":
                raise

    async def _respond(self, url: str, body: dict[str, Any]) -> None:
        if origin_of(url) not in self.origins:
            log.warning("refused a response URL on a host that is not Slack's")
            return
        response = await self.http.post(url, json=body)
        response.raise_for_status()


def said_in(reply: Reply) -> dict[str, Any]:
    """A reply as the arguments of Slack's methods."""
    text = aloud(reply.text) if reply.shared else reply.text
    return {"blocks": reply.blocks, "text": text, "unfurl_links": False, "unfurl_media": False}


def code_of(error: Exception) -> str:
    """What went wrong, in Slack's word or the error's name."""
    if isinstance(error, SlackApiError):
        return refusal(error.response.data, error.response.status_code)
    return type(error).__name__
