"""The async file of this room: hop into a thread, keep the deadline, say the answer; every error a sentence."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

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
    Reply,
)
from handlers.limit import keep, pause_of
from handlers.need import Need, Outside
from handlers.voice import Voice, code_of, said_in
from personas.errors import (
    Broken,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseSilent,
    DatabaseUnwell,
    Mistake,
    NotInChannel,
    SlackRefused,
    TooSlow,
    Twice,
    Unsure,
)
from personas.views import mistake as mistake_view
from personas.views import refill
from storage.acting import Replayed, Saved
from storage.failure import Failure, failure_of
from storage.store import Store

log = logging.getLogger(__name__)

Handler = Callable[[Call, Store], Answer]
T = TypeVar("T")

# Slack shows its own error at 3 s; what is not ready by then follows by another way.
DEADLINE_S = 2.0
POOL = 4
# Every answer under way is said within this, so that a process told to end has ended after 25 s.
DRAIN_S = 8.0
STILL_WORKING = "Still working on it, the answer follows here."
FOLLOWS = "Still working on it, the answer follows as a message."
FORM_FOLLOWS = "Still working on it. The answer follows here or as a message."
DONE = "Done."
# What Slack's client, our own or the network raise when an answer did not get through.
UNREACHED = (SlackApiError, aiohttp.ClientError, httpx.HTTPError, OSError, TimeoutError)
UNWELL: dict[Failure, Callable[[str], Mistake]] = {
    Failure.FULL: DatabaseFull,
    Failure.READ_ONLY: DatabaseReadOnly,
    Failure.DISK: DatabaseUnwell,
    Failure.DAMAGED: DatabaseUnwell,
    Failure.SILENT: DatabaseSilent,
}


class Late(RuntimeError):
    """It did not end before the deadline; `running` when it goes on. An event Slack is to deliver again."""

    def __init__(self, what: str, running: "asyncio.Future[Answer] | None") -> None:
        super().__init__(f"{what} was not taken in within {DEADLINE_S} s")
        self.running = running


@dataclass(frozen=True, slots=True)
class Turn:
    """One call on its way to an answer: by which ways it can be said, in whose hands the store is, until when."""

    call: Call
    client: AsyncWebClient
    url: str
    store: Store
    ends: float


@dataclass(slots=True)
class Edge:
    """Runs handlers and says what they answer. `now` is the product's clock."""

    store: Store
    http: httpx.AsyncClient
    now: Callable[[], datetime]
    origins: frozenset[str]
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(POOL, "handler"))
    background: set[asyncio.Future[Any]] = field(default_factory=set)

    async def command(
        self, call: Call, handler: Handler, *, ack: AsyncAck, client: AsyncWebClient, url: str
    ) -> None:
        """Answer a slash command in the acknowledgement itself, or by its response URL when that is too late."""
        turn = self._turn(call, client, url)
        task = self._later(self._decided(turn, handler, None))
        answer = await self._in_time(task, turn)
        if answer is None:
            await ack(text=STILL_WORKING, response_type="ephemeral")
            self._later(self._follow(task, turn))
        elif isinstance(answer, Reply):
            await ack(**said_in(answer), response_type="in_channel" if answer.shared else "ephemeral")
        elif await self._shown(answer, turn):
            await ack()
        else:
            await ack(text=STILL_WORKING, response_type="ephemeral")

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
        """Answer a click or a shortcut."""
        turn = self._turn(call, client, url)
        task = self._later(self._decided(turn, handler, need))
        answer = await self._in_time(task, turn)
        await ack()
        # Slack marks a click as failed after 3 s: it does not wait for what we say with Slack's own help.
        if answer is None:
            self._later(self._apologise(task, turn))
        else:
            self._later(self._show(answer, turn))

    async def submitted(
        self, call: Call, handler: Handler, need: Need | None, *, ack: AsyncAck, client: AsyncWebClient
    ) -> None:
        """Answer a form: errors stay on it, another view takes its place, anything else closes it."""
        turn = self._turn(call, client, "")
        task = self._later(self._decided(turn, handler, need))
        answer = await self._in_time(task, turn)
        if answer is None:
            await ack(response_action="update", view=mistake_view.notice(FORM_FOLLOWS))
            self._later(self._follow(task, turn))
        elif isinstance(answer, FieldErrors):
            await ack(response_action="errors", errors=answer.errors)
        elif isinstance(answer, NextView | Form):
            await ack(response_action="update", view=answer.view)
        else:
            await ack(response_action="clear")
            self._later(self._show(answer, turn))

    async def typed(self, call: Call, handler: Handler, *, ack: AsyncAck) -> None:
        """Answer letters typed into a type-ahead; when something breaks or takes too long the list is empty."""
        try:
            answer = await self._or_never(call, handler, self.store)
        except Late as late:
            answer = Options([])
            if late.running:
                self._later(_ended_well(late.running))
        except Exception:
            log.exception("no options for %s", call.action)
            answer = Options([])
        options = answer.options if isinstance(answer, Options) else []
        await ack(options=[_option(label, value) for label, value in options])

    async def event(
        self, call: Call, handler: Handler, *, ack: AsyncAck, client: AsyncWebClient, raises: bool
    ) -> None:
        """Take in an event. One that changes something keeps its error: Slack delivers it again."""
        turn = self._turn(call, client, "")
        if raises:
            await self._shown(await self._taken_in(turn, handler), turn)
        else:
            task = self._later(self._decided(turn, handler, None))
            answer = await self._in_time(task, turn)
            if answer is None:
                self._later(self._follow(task, turn))
            else:
                await self._shown(answer, turn)
        await ack()

    async def drain(self) -> None:
        """Let answers under way be said before the process ends; what has not begun never will."""
        if self.background:
            _, left = await asyncio.wait(tuple(self.background), timeout=DRAIN_S)
            if left:
                log.warning("%s answers were not said before the end", len(left))
        self.pool.shutdown(wait=False, cancel_futures=True)

    @property
    def _voice(self) -> Voice:
        return Voice(self.http, self.origins)

    def _turn(self, call: Call, client: AsyncWebClient, url: str) -> Turn:
        """Whoever acts, acts once: a press by its trigger, an event by its id."""
        if call.trigger:
            store = self.store.acting(call.user, call.now, once=f"press:{call.trigger}")
        elif call.once:
            store = self.store.acting(call.user if call.mention else "", call.now, once=f"event:{call.once}")
        else:
            store = self.store
        ends = asyncio.get_running_loop().time() + DEADLINE_S
        return Turn(call, client, url, store, ends)

    async def _taken_in(self, turn: Turn, handler: Handler) -> Answer:
        try:
            return await self._or_never(turn.call, handler, turn.store)
        except Replayed:
            return Nothing()
        except Late as late:
            if late.running:
                self._later(self._follow(late.running, turn))
            raise

    async def _or_never(self, call: Call, handler: Handler, store: Store) -> Answer:
        """The answer in time; what has not even begun by then is dropped."""
        work = self.pool.submit(_unit, handler, call, store)
        answer: asyncio.Future[Answer] = asyncio.wrap_future(work)
        await asyncio.wait({answer}, timeout=DEADLINE_S)
        if answer.done():
            return answer.result()
        raise Late(call.action, None if work.cancel() else answer)

    async def _decided(self, turn: Turn, handler: Handler, need: Need | None) -> Answer:
        """What to say, come what may: a mistake is an answer too."""
        call = turn.call
        try:
            if need:
                heed = partial(self._heed, call=call)
                call = await need(call, Outside(turn.client, self.http, self.origins, heed))
            return await self._off(_unit, handler, call, turn.store)
        except Oops as oops:
            return self._sorry(call, oops.mistake)
        except Replayed:
            return self._sorry(call, Twice()) if call.once.startswith("view:") else Nothing()
        except Exception as error:
            self._heed(error, call)
            reference = secrets.token_hex(3)
            failed = failure_of(error)
            log.exception(
                "%s failed for %s in %s, reference %s: %s", call.action, call.user, call.tenant,
                reference, failed or type(error).__name__, exc_info=failed is None,
            )  # fmt: skip
            return self._sorry(call, _blame(error, reference, turn.store.saved))

    def _sorry(self, call: Call, mistake: Mistake) -> Answer:
        if call.form and call.once.startswith("view:"):
            field = (
                "channel"
                if isinstance(mistake, NotInChannel) and "channel" in call.form
                else next(iter(call.form))
            )
            return FieldErrors({field: mistake_view.field_sentence(mistake)})
        return Reply(*mistake_view.sentence(mistake))

    async def _in_time(self, task: "asyncio.Future[Answer]", turn: Turn) -> Answer | None:
        done, _ = await asyncio.wait({task}, timeout=_left(turn))
        return task.result() if done else None

    async def _apologise(self, task: "asyncio.Future[Answer]", turn: Turn) -> None:
        """Too late for the click: say so, then the answer when it comes."""
        said = mistake_view.words(STILL_WORKING if turn.url else FOLLOWS)
        self._later(self._last_words(Reply(*said), replace(turn, call=replace(turn.call, trigger=""))))
        await self._follow(task, turn)

    async def _follow(self, task: "asyncio.Future[Answer]", turn: Turn) -> None:
        try:
            answer = await task
        except Replayed:
            return
        if isinstance(answer, FieldErrors):
            await self._bring_back(answer.errors, turn)
            return
        if isinstance(answer, Form) and turn.call.once.startswith("view:"):
            answer = NextView(answer.view)
        elif isinstance(answer, Nothing) and turn.call.once.startswith("view:"):
            answer = NextView(mistake_view.notice(DONE))
        await self._show(answer, turn)

    async def _bring_back(self, errors: dict[str, str], turn: Turn) -> None:
        """The form again with what was typed in it; where it was closed meanwhile, the typed words as a message."""
        call = turn.call
        try:
            await self._voice.say(
                NextView(refill.refilled(call.shown, call.form, errors)), call, turn.client, ""
            )
        except UNREACHED as error:
            self._heed(error, call)
            log.info("the form of %s could not be brought back: %s", call.action, error)
            await self._show(Reply(refill.kept(call.form, errors), " ".join(errors.values())), turn)

    def _heed(self, error: Exception, call: Call) -> None:
        """Slack had enough of a method: the clock hears of it by a row; who comes next is let through all the same."""
        if pause := pause_of(error):
            self._later(self._off(keep, self.store, call.tenant, pause, self.now()))

    async def _off(self, work: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.pool, work, *given)

    def _later(self, said: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Go on in the background. Nobody waits for it, so what breaks there is logged here."""
        task = asyncio.create_task(said)
        self.background.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Future[Any]") -> None:
        self.background.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("something begun in the background broke", exc_info=error)

    async def _shown(self, answer: Answer, turn: Turn) -> bool:
        """Say it while Slack waits for the acknowledgement; when Slack takes its time, it is said all the same."""
        done, _ = await asyncio.wait({self._later(self._show(answer, turn))}, timeout=_left(turn))
        return bool(done)

    async def _show(self, answer: Answer, turn: Turn) -> None:
        """Say an answer; when Slack refuses, say that instead, once."""
        try:
            await self._voice.say(answer, turn.call, turn.client, turn.url)
        except UNREACHED as error:
            self._heed(error, turn.call)
            reference = secrets.token_hex(3)
            log.warning(
                "slack did not take the answer to %s: %s, reference %s", turn.call.action, error, reference
            )
            saved = turn.store.saved is Saved.SOMETHING
            blocks, text = mistake_view.sentence(SlackRefused(code_of(error), reference, saved))
            await self._last_words(Reply(blocks, text), turn)

    async def _last_words(self, reply: Reply, turn: Turn) -> None:
        """The way the answer should have gone, then the other one: the response URL may be what failed."""
        for way in dict.fromkeys((turn.url, "")):
            try:
                await self._voice.reply(reply, turn.call, turn.client, way)
            except UNREACHED as error:
                self._heed(error, turn.call)
                continue
            return
        log.warning("slack would not even take the apology to %s", turn.call.user)


def _unit(handler: Handler, call: Call, store: Store) -> Answer:
    """A handler is one unit of work: it runs again where the database was lost before it kept anything."""
    return store.persist(lambda: handler(call, store))


def _option(label: str, value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": label[:75] or " "}, "value": value[:150]}


async def _ended_well(running: "asyncio.Future[Answer]") -> None:
    await running


def _left(turn: Turn) -> float:
    return max(0.0, turn.ends - asyncio.get_running_loop().time())


def _blame(error: Exception, reference: str, saved: Saved) -> Mistake:
    if saved is not Saved.NOTHING:
        return Unsure(reference)
    if failed := failure_of(error):
        return UNWELL[failed](reference)
    if isinstance(error, TimeoutError):
        return TooSlow(reference)
    if isinstance(error, UNREACHED):
        return SlackRefused(code_of(error), reference)
    return Broken(reference)
