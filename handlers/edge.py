"""The async file of this room: hop into a thread, keep the deadline, say the answer; every error a sentence."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
import httpx
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.call import (
    Answer,
    Call,
    FieldErrors,
    Form,
    NextView,
    Nothing,
    Oops,
    Options,
    Publish,
    Replace,
    Reply,
)
from handlers.need import Need, Outside, origin_of
from personas.errors import Broken, Mistake, NotInChannel, SlackRefused, TooSlow
from personas.refusal import refusal
from personas.views import mistake as mistake_view
from personas.views.parts import aloud
from storage.store import Store

log = logging.getLogger(__name__)

Handler = Callable[[Call, Store], Answer]

# Slack shows its own error at 3 s; what is not ready by then follows by another way.
DEADLINE_S = 2.0
POOL = 4
STILL_WORKING = "Still working on it, the answer follows here."
DONE = "Done."
# What Slack's client, our own or the network raise when an answer did not get through.
UNREACHED = (SlackApiError, aiohttp.ClientError, httpx.HTTPError, OSError, TimeoutError)
_ANSWERED_IN_DM = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"})


@dataclass(slots=True)
class Edge:
    """Runs handlers and says what they answer. `now` is the product's clock."""

    store: Store
    http: httpx.AsyncClient
    now: Callable[[], datetime]
    origins: frozenset[str]
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(POOL, "handler"))
    background: set[asyncio.Task[None]] = field(default_factory=set)

    async def command(
        self, call: Call, handler: Handler, *, ack: AsyncAck, client: AsyncWebClient, url: str
    ) -> None:
        """Answer a slash command in the acknowledgement itself, or by its response URL when that is too late."""
        task = asyncio.create_task(self._decided(call, handler, None, client))
        answer = await self._in_time(task)
        if answer is None:
            await ack(text=STILL_WORKING, response_type="ephemeral")
            self._later(self._follow(task, call, client, url))
        elif isinstance(answer, Reply):
            await ack(**_said(answer), response_type="in_channel" if answer.shared else "ephemeral")
        else:
            await self._show(answer, call, client, url)
            await ack()

    async def pressed(
        self,
        call: Call,
        handler: Handler,
        need: Need | None,
        *,
        ack: AsyncAck,
        client: AsyncWebClient,
        url: str,
    ) -> None:
        """Answer a click, a shortcut, a mention or a message."""
        task = asyncio.create_task(self._decided(call, handler, need, client))
        answer = await self._in_time(task)
        await ack()
        # Slack marks a click as failed after 3 s: it does not wait for what we say with Slack's own help.
        if answer is None:
            self._later(self._follow(task, call, client, url))
        else:
            self._later(self._show(answer, call, client, url))

    async def submitted(
        self, call: Call, handler: Handler, need: Need | None, *, ack: AsyncAck, client: AsyncWebClient
    ) -> None:
        """Answer a form: errors stay on it, another view takes its place, anything else closes it."""
        task = asyncio.create_task(self._decided(call, handler, need, client))
        answer = await self._in_time(task)
        if answer is None:
            view = mistake_view.notice(STILL_WORKING)
            await ack(response_action="update", view=view)
            self._later(self._follow(task, call, client, ""))
        elif isinstance(answer, FieldErrors):
            await ack(response_action="errors", errors=answer.errors)
        elif isinstance(answer, NextView | Form):
            await ack(response_action="update", view=answer.view)
        else:
            await ack(response_action="clear")
            self._later(self._show(answer, call, client, ""))

    async def typed(self, call: Call, handler: Handler, *, ack: AsyncAck) -> None:
        """Answer letters typed into a type-ahead; when something breaks the list is empty."""
        try:
            answer = await asyncio.wait_for(self._run(call, handler), DEADLINE_S)
        except Exception:
            log.exception("no options for %s", call.action)
            answer = Options([])
        options = answer.options if isinstance(answer, Options) else []
        await ack(options=[_option(label, value) for label, value in options])

    async def event(
        self, call: Call, handler: Handler, *, ack: AsyncAck, client: AsyncWebClient, raises: bool
    ) -> None:
        """Take in an event. One that changes something keeps its error: Slack delivers it again."""
        if raises:
            answer = await self._run(call, handler)
        else:
            answer = await self._decided(call, handler, None, client)
        await self._show(answer, call, client, "")
        await ack()

    async def drain(self) -> None:
        """Let answers under way be said before the process ends."""
        if self.background:
            await asyncio.wait(tuple(self.background), timeout=10)
        self.pool.shutdown(wait=True, cancel_futures=False)

    async def _run(self, call: Call, handler: Handler) -> Answer:
        own = call.trigger or call.once.startswith("view:")
        store = self.store.acting(call.user, call.now) if own else self.store
        return await asyncio.get_running_loop().run_in_executor(self.pool, handler, call, store)

    async def _decided(
        self, call: Call, handler: Handler, need: Need | None, client: AsyncWebClient
    ) -> Answer:
        """What to say, come what may: a mistake is an answer too."""
        try:
            if need:
                call = await need(call, Outside(client, self.http, self.origins))
            return await self._run(call, handler)
        except Oops as oops:
            return self._sorry(call, oops.mistake)
        except Exception as error:
            reference = secrets.token_hex(3)
            log.exception(
                "%s failed for %s in %s, reference %s", call.action, call.user, call.tenant, reference
            )
            return self._sorry(call, _blame(error, reference))

    def _sorry(self, call: Call, mistake: Mistake) -> Answer:
        if call.form and call.once.startswith("view:"):
            field = (
                "channel"
                if isinstance(mistake, NotInChannel) and "channel" in call.form
                else next(iter(call.form))
            )
            return FieldErrors({field: mistake_view.field_sentence(mistake)})
        return Reply(*mistake_view.sentence(mistake))

    async def _in_time(self, task: "asyncio.Task[Answer]") -> Answer | None:
        done, _ = await asyncio.wait({task}, timeout=DEADLINE_S)
        return task.result() if done else None

    async def _follow(
        self, task: "asyncio.Task[Answer]", call: Call, client: AsyncWebClient, url: str
    ) -> None:
        answer = await task
        if isinstance(answer, FieldErrors):
            answer = Reply(*mistake_view.words(" ".join(answer.errors.values())))
        elif isinstance(answer, Nothing) and call.once.startswith("view:"):
            answer = NextView(mistake_view.notice(DONE))
        await self._show(answer, call, client, url)

    def _later(self, said: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(said)
        self.background.add(task)
        task.add_done_callback(self._said_or_not)

    def _said_or_not(self, task: "asyncio.Task[None]") -> None:
        self.background.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("an answer was not said", exc_info=error)

    async def _show(self, answer: Answer, call: Call, client: AsyncWebClient, url: str) -> None:
        """Say an answer; when Slack refuses, say that instead, once."""
        try:
            await self._say(answer, call, client, url)
        except UNREACHED as error:
            reference = secrets.token_hex(3)
            log.warning(
                "slack did not take the answer to %s: %s, reference %s", call.action, error, reference
            )
            blocks, text = mistake_view.sentence(SlackRefused(_code(error), reference))
            await self._last_words(Reply(blocks, text), call, client, url)

    async def _say(self, answer: Answer, call: Call, client: AsyncWebClient, url: str) -> None:
        match answer:
            case Nothing() | Options() | FieldErrors():
                return
            case Reply():
                await self._reply(answer, call, client, url)
            case Replace():
                await self._replace(answer, call, client, url)
            case NextView(view) if call.in_view and call.view_id:
                await self._update(view, call, client)
            case Form(view) | NextView(view):
                await self._open(view, call, client, url)
            case Publish(view):
                await client.views_publish(user_id=call.user, view=view)

    async def _reply(self, reply: Reply, call: Call, client: AsyncWebClient, url: str) -> None:
        if url:
            kind = "in_channel" if reply.shared else "ephemeral"
            thread = {"thread_ts": call.thread_ts} if call.thread_ts else {}
            await self._respond(
                url, {**_said(reply), **thread, "response_type": kind, "replace_original": False}
            )
        elif (call.in_view or call.in_home) and call.trigger and not call.once.startswith("view:"):
            await self._open(mistake_view.notice_of(reply.blocks), call, client, url)
        else:
            await self._speak(reply, call, client)

    async def _speak(self, reply: Reply, call: Call, client: AsyncWebClient) -> None:
        """Without a response URL: privately where the person is, else in the app's own conversation."""
        thread = call.thread_ts or None
        if call.channel and not call.in_dm:
            try:
                if reply.shared:
                    await client.chat_postMessage(channel=call.channel, thread_ts=thread, **_said(reply))
                else:
                    await client.chat_postEphemeral(
                        channel=call.channel, user=call.user, thread_ts=thread, **_said(reply)
                    )
            except SlackApiError as error:
                if _code(error) not in _ANSWERED_IN_DM:
                    raise
            else:
                return
        await client.chat_postMessage(channel=call.user, **_said(reply))

    async def _replace(self, answer: Replace, call: Call, client: AsyncWebClient, url: str) -> None:
        if not url:
            if answer.blocks:
                await self._reply(Reply(answer.blocks, answer.text), call, client, url)
        elif answer.blocks is None:
            await self._respond(url, {"delete_original": True})
        else:
            said = _said(Reply(answer.blocks, answer.text))
            await self._respond(url, {**said, "replace_original": True})

    async def _open(self, view: dict[str, Any], call: Call, client: AsyncWebClient, url: str) -> None:
        if not call.trigger:
            blocks, text = mistake_view.needs_form(call.text)
            await self._reply(Reply(blocks, text), call, client, url)
        elif call.in_view and not call.once.startswith("view:"):
            await client.views_push(trigger_id=call.trigger, view=view)
        else:
            await client.views_open(trigger_id=call.trigger, view=view)

    async def _update(self, view: dict[str, Any], call: Call, client: AsyncWebClient) -> None:
        """Put a view where it was pressed; when it changed meanwhile, a later press was faster and wins."""
        try:
            await client.views_update(view_id=call.view_id, hash=call.view_hash or None, view=view)
        except SlackApiError as error:
            if _code(error) != "hash_conflict":
                raise

    async def _last_words(self, reply: Reply, call: Call, client: AsyncWebClient, url: str) -> None:
        """The way the answer should have gone, then the other one: the response URL may be what failed."""
        for way in dict.fromkeys((url, "")):
            try:
                await self._reply(reply, call, client, way)
            except UNREACHED:
                continue
            return
        log.warning("slack would not even take the apology to %s", call.user)

    async def _respond(self, url: str, body: dict[str, Any]) -> None:
        if origin_of(url) not in self.origins:
            log.warning("refused a response URL on a host that is not Slack's")
            return
        response = await self.http.post(url, json=body)
        response.raise_for_status()


def _said(reply: Reply) -> dict[str, Any]:
    text = aloud(reply.text) if reply.shared else reply.text
    return {"blocks": reply.blocks, "text": text, "unfurl_links": False, "unfurl_media": False}


def _option(label: str, value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": label[:75] or " "}, "value": value[:150]}


def _blame(error: Exception, reference: str) -> Mistake:
    if isinstance(error, TimeoutError):
        return TooSlow(reference)
    if isinstance(error, UNREACHED):
        return SlackRefused(_code(error), reference)
    return Broken(reference)


def _code(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return refusal(error.response.data, error.response.status_code)
    return type(error).__name__
