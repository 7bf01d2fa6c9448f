"""The edge of this room: hop into a thread, keep the deadline, say the answer; every error a sentence."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import httpx
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.access import UnknownPerson, may_look_up
from handlers.answer_cache import AnswerCache
from handlers.background import Background
from handlers.call import (
    MENTION,
    Answer,
    Call,
    FieldErrors,
    Form,
    Handler,
    InvalidForm,
    NextView,
    Nothing,
    Options,
    Reply,
    UserError,
)
from handlers.failure import UNREACHED, mistake_of, named_in_log
from handlers.person_lookup import PersonLookup
from handlers.prefetch import Need, SlackReader
from handlers.rate_limit import pause_of, record_pause
from handlers.responder import Responder, code_of, said_in
from personas.errors import EverythingErased, Mistake, NotInChannel, SlackRefused, Twice
from personas.views import mistake as mistake_view
from personas.views import refill
from personas.views.parts import option
from storage.erasure import WorkspaceErased
from storage.failure import failure_of
from storage.glance import Glance, glance_of
from storage.store import Store
from storage.unit_of_work import DuplicateRequest, Saved
from storage.version import Current

log = logging.getLogger(__name__)

T = TypeVar("T")

# Slack shows its own error at 3 s; what is not ready by then follows by another way.
DEADLINE_S = 2.0
POOL = 4
# What is remembered is of use only where it is found to be current sooner than it would be made anew.
GLANCE_S = 0.3
# Every answer under way is said within this, so that a process told to end has ended after 25 s.
DRAIN_S = 8.0
STILL_WORKING = "Still working on it, the answer follows here."
FOLLOWS = "Still working on it, the answer follows as a message."
FORM_FOLLOWS = "Still working on it. The answer follows here or as a message."
DONE = "Done."


def everybody(tenant: str) -> bool:
    """Whoever is let in by a token of their own is served."""
    return True


class Late(RuntimeError):
    """It did not end before the deadline; `running` when it goes on. An event Slack is to deliver again."""

    def __init__(self, what: str, running: "asyncio.Future[Answer] | None", deadline_s: float) -> None:
        super().__init__(f"{what} was not taken in within {deadline_s} s")
        self.running = running


@dataclass(frozen=True, slots=True)
class Request:
    """One call on its way to an answer: by which ways it can be said, in whose hands the store is, until when."""

    call: Call
    client: AsyncWebClient
    url: str
    store: Store
    ends: float


@dataclass(slots=True)
class Edge:
    """Runs handlers and says what they answer. `now` is the product's clock, `serves` tells whose tenant is ours."""

    store: Store
    http: httpx.AsyncClient
    now: Callable[[], datetime]
    origins: frozenset[str]
    deadline_s: float = DEADLINE_S
    serves: Callable[[str], bool] = everybody
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(POOL, "handler"))
    background: Background = field(default_factory=Background)
    cache: AnswerCache = field(default_factory=AnswerCache)
    glance: Glance = field(init=False)
    people: PersonLookup = field(init=False)

    def __post_init__(self) -> None:
        self.glance = glance_of(self.store.url)
        self.people = PersonLookup(self.store, self.now)

    async def command(
        self, call: Call, handler: Handler, *, ack: AsyncAck, client: AsyncWebClient, url: str
    ) -> None:
        """Answer a slash command in the acknowledgement itself, or by its response URL when that is too late."""
        request = self._request(call, client, url)
        task = self.background.start(self._answer(request, handler, None))
        answer = await self._in_time(task, request)
        if answer is None:
            await ack(text=STILL_WORKING, response_type="ephemeral")
            self.background.start(self._follow(task, request))
        elif isinstance(answer, Reply):
            said = await ack(**said_in(answer), response_type="in_channel" if answer.shared else "ephemeral")
            if answer.basis and not answer.shared:
                self.cache.put(call, said.body, answer.basis)
        elif await self._shown(answer, request):
            await ack()
        else:
            await ack(text=STILL_WORKING, response_type="ephemeral")

    async def remembered(self, call: Call, *, home: str) -> str | None:
        """The body that answered a command before, where nothing that it was made of has changed and they may read it.

        `home` is the team its payload names for its person, where it is not ours: then more than their row decides.
        """
        cached = self.cache.get(call)
        if cached is None or home or not self.serves(call.tenant):
            return None
        current, basis = await self._current(call, cached.basis.persona_id), cached.basis
        if current is None or not may_look_up(current.person, call):
            return None
        if (current.persona, current.names) != (basis.persona, basis.names):
            self.cache.drop(call)
            return None
        return cached.body

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
        request = self._request(call, client, url)
        task = self.background.start(self._answer(request, handler, need))
        answer = await self._in_time(task, request)
        await ack()
        # Slack marks a click as failed after 3 s: it does not wait for what we say with Slack's own help.
        if answer is None:
            self.background.start(self._apologise(task, request))
        else:
            self.background.start(self._show(answer, request))

    async def submitted(
        self, call: Call, handler: Handler, need: Need | None, *, ack: AsyncAck, client: AsyncWebClient
    ) -> None:
        """Answer a form: errors stay on it, another view takes its place, anything else closes it."""
        request = self._request(call, client, "")
        task = self.background.start(self._answer(request, handler, need))
        answer = await self._in_time(task, request)
        if answer is None:
            await ack(response_action="update", view=mistake_view.notice(FORM_FOLLOWS))
            self.background.start(self._follow(task, request))
        elif isinstance(answer, FieldErrors):
            await ack(response_action="errors", errors=answer.errors)
        elif isinstance(answer, NextView | Form):
            await ack(response_action="update", view=answer.view)
        else:
            await ack(response_action="clear")
            self.background.start(self._show(answer, request))

    async def typed(self, call: Call, handler: Handler, *, ack: AsyncAck, client: AsyncWebClient) -> None:
        """Answer letters typed into a type-ahead; when something breaks or takes too long the list is empty."""
        try:
            work = partial(self._in_time_or_late, call, handler, self.store)
            answer = await self._once_known(call, client, work)
        except Late as late:
            answer = Options([])
            if late.running:
                self.background.start(_ended_well(late.running))
        except Exception:
            log.exception("no options for %s", call.action)
            answer = Options([])
        options = answer.options if isinstance(answer, Options) else []
        await ack(options=[option(label, value) for label, value in options])

    async def event(
        self, call: Call, handler: Handler, *, ack: AsyncAck, client: AsyncWebClient, raises: bool
    ) -> None:
        """Take in an event. One that changes something keeps its error: Slack delivers it again."""
        request = self._request(call, client, "")
        if raises:
            await self._shown(await self._taken_in(request, handler), request)
        else:
            task = self.background.start(self._answer(request, handler, None))
            answer = await self._in_time(task, request)
            if answer is None:
                self.background.start(self._follow(task, request))
            else:
                await self._shown(answer, request)
        await ack()

    async def drain(self) -> None:
        """Let answers under way be said before the process ends; what has not begun never will."""
        if left := await self.background.drain(DRAIN_S):
            log.warning("%s answers were not said before the end", left)
        self.pool.shutdown(wait=False, cancel_futures=True)

    async def _current(self, call: Call, persona_id: int) -> Current | None:
        """Who asks and what is current, as of now; None where that takes long."""
        if self.glance.at_once:
            return self.glance.current(call.tenant, call.user, persona_id)
        look = asyncio.ensure_future(self._off(self.glance.current, call.tenant, call.user, persona_id))
        done, _ = await asyncio.wait({look}, timeout=GLANCE_S)
        return look.result() if done else None

    @property
    def _responder(self) -> Responder:
        return Responder(self.http, self.origins)

    def _request(self, call: Call, client: AsyncWebClient, url: str) -> Request:
        """Whoever acts, acts once: a form by the state it was sent in, a press by its trigger, an event by its id."""
        if call.trigger:
            key = call.idempotency_key if call.is_submission else f"press:{call.trigger}"
            store = self.store.for_user(call.user, call.now, idempotency_key=key, message=_message_of(call))
        elif call.idempotency_key:
            store = self.store.for_user(
                call.user if call.action == MENTION else "",
                call.now,
                idempotency_key=f"event:{call.idempotency_key}",
            )
        else:
            store = self.store
        ends = asyncio.get_running_loop().time() + self.deadline_s
        return Request(call, client, url, store, ends)

    async def _taken_in(self, request: Request, handler: Handler) -> Answer:
        try:
            work = partial(self._in_time_or_late, request.call, handler, request.store)
            return await self._once_known(request.call, request.client, work)
        except DuplicateRequest:
            return Nothing()
        except Late as late:
            if late.running:
                self.background.start(self._follow(late.running, request))
            raise

    async def _once_known(
        self, call: Call, client: AsyncWebClient, work: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """Do the work; where the directory does not name who asks, Slack is asked first, and it is done once more.

        While Slack does not say, they are refused; what a refusal says nothing to keeps the error, and comes again.
        """
        try:
            return await work()
        except UnknownPerson as unknown:
            try:
                is_known = await self.people.ask(call.tenant, call.user, client)
            except UNREACHED as error:
                self._note_rate_limit(error, call)
                log.warning("Slack does not say who somebody in %s is: %s", call.tenant, code_of(error))
                if not unknown.is_told:
                    raise
                is_known = False
            return await work() if is_known else unknown.refused()

    async def _in_time_or_late(self, call: Call, handler: Handler, store: Store) -> Answer:
        """The answer in time; what has not even begun by then is dropped."""
        work = self.pool.submit(_unit, handler, call, store)
        answer: asyncio.Future[Answer] = asyncio.wrap_future(work)
        await asyncio.wait({answer}, timeout=self.deadline_s)
        if answer.done():
            return answer.result()
        raise Late(call.action, None if work.cancel() else answer, self.deadline_s)

    async def _answer(self, request: Request, handler: Handler, need: Need | None) -> Answer:
        """What to say, come what may: a mistake is an answer too."""
        call = request.call
        try:
            if need:
                note_rate_limit = partial(self._note_rate_limit, call=call)
                call = await need(call, SlackReader(request.client, self.http, self.origins, note_rate_limit))
            work = partial(self._off, _unit, handler, call, request.store)
            return await self._once_known(call, request.client, work)
        except InvalidForm as invalid:
            return FieldErrors(invalid.errors)
        except UserError as user_error:
            return self._mistake_answer(call, user_error.mistake)
        except WorkspaceErased as erased:
            return self._mistake_answer(call, EverythingErased(erased.at))
        except DuplicateRequest:
            return self._mistake_answer(call, Twice()) if call.is_submission else Nothing()
        except Exception as error:
            self._note_rate_limit(error, call)
            reference = secrets.token_hex(3)
            failed = failure_of(error)
            what, who = named_in_log(call)
            # Of what Slack or the database would not do, the words say enough.
            bug = failed is None and not isinstance(error, UNREACHED)
            log.log(
                logging.ERROR if failed or bug else logging.WARNING,
                "%s failed for %s in %s, reference %s: %s", what, who, call.tenant,
                reference, failed or code_of(error), exc_info=bug,
            )  # fmt: skip
            return self._mistake_answer(call, mistake_of(error, reference, request.store.saved))

    def _mistake_answer(self, call: Call, mistake: Mistake) -> Answer:
        if call.form and call.is_submission:
            field = (
                "channel"
                if isinstance(mistake, NotInChannel) and "channel" in call.form
                else next(iter(call.form))
            )
            return FieldErrors({field: mistake_view.field_sentence(mistake)})
        return Reply(*mistake_view.sentence(mistake))

    async def _in_time(self, task: "asyncio.Future[Answer]", request: Request) -> Answer | None:
        done, _ = await asyncio.wait({task}, timeout=_left(request))
        return task.result() if done else None

    async def _apologise(self, task: "asyncio.Future[Answer]", request: Request) -> None:
        """Too late for the click: say so, then the answer when it comes."""
        said = mistake_view.words(STILL_WORKING if request.url else FOLLOWS)
        self.background.start(
            self._last_words(Reply(*said), replace(request, call=replace(request.call, trigger="")))
        )
        await self._follow(task, request)

    async def _follow(self, task: "asyncio.Future[Answer]", request: Request) -> None:
        try:
            answer = await task
        except DuplicateRequest:
            return
        if isinstance(answer, FieldErrors):
            await self._bring_back(answer.errors, request)
            return
        if isinstance(answer, Form) and request.call.is_submission:
            answer = NextView(answer.view)
        elif isinstance(answer, Nothing) and request.call.is_submission:
            answer = NextView(mistake_view.notice(DONE))
        await self._show(answer, request)

    async def _bring_back(self, errors: dict[str, str], request: Request) -> None:
        """The form again with what was typed in it; where it was closed meanwhile, the typed words as a message."""
        call = request.call
        try:
            await self._responder.say(
                NextView(refill.refilled(call.view.shown, call.form, errors)), call, request.client, ""
            )
        except UNREACHED as error:
            self._note_rate_limit(error, call)
            log.info("the form of %s could not be brought back: %s", call.action, error)
            await self._show(Reply(refill.kept(call.form, errors), " ".join(errors.values())), request)

    def _note_rate_limit(self, error: Exception, call: Call) -> None:
        """Slack had enough of a method: the clock hears of it by a row; who comes next is let through all the same."""
        if pause := pause_of(error):
            self.background.start(self._off(record_pause, self.store, call.tenant, pause, self.now()))

    async def _off(self, work: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.pool, work, *given)

    async def _shown(self, answer: Answer, request: Request) -> bool:
        """Say it while Slack waits for the acknowledgement; when Slack takes its time, it is said all the same."""
        done, _ = await asyncio.wait(
            {self.background.start(self._show(answer, request))}, timeout=_left(request)
        )
        return bool(done)

    async def _show(self, answer: Answer, request: Request) -> None:
        """Say an answer; when Slack refuses, say that instead, once."""
        try:
            await self._responder.say(answer, request.call, request.client, request.url)
        except UNREACHED as error:
            self._note_rate_limit(error, request.call)
            reference = secrets.token_hex(3)
            log.warning(
                "slack did not take the answer to %s: %s, reference %s",
                named_in_log(request.call)[0],
                error,
                reference,
            )
            saved = request.store.saved is Saved.SOMETHING
            blocks, text = mistake_view.sentence(SlackRefused(code_of(error), reference, saved))
            await self._last_words(Reply(blocks, text), request)

    async def _last_words(self, reply: Reply, request: Request) -> None:
        """The way the answer should have gone, then the other one: the response URL may be what failed."""
        for way in dict.fromkeys((request.url, "")):
            try:
                await self._responder.reply(reply, request.call, request.client, way)
            except UNREACHED as error:
                self._note_rate_limit(error, request.call)
                continue
            return
        log.warning("slack would not even take the apology to %s", named_in_log(request.call)[1])


def _unit(handler: Handler, call: Call, store: Store) -> Answer:
    """A handler is one unit of work: it runs again where the database was lost before it kept anything."""
    return store.retry_if_unsaved(lambda: handler(call, store))


def _message_of(call: Call) -> tuple[str, str]:
    """The message that something was pressed in; the answer shows it as it stands then."""
    return (call.channel, call.message.ts) if call.message else ("", "")


async def _ended_well(running: "asyncio.Future[Answer]") -> None:
    await running


def _left(request: Request) -> float:
    return max(0.0, request.ends - asyncio.get_running_loop().time())
