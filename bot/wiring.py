"""Builds store, Slack client, Bolt app and clock: the only file that sees every room."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import aiohttp
import httpx
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

import handlers
from bot import clock_offset, last_resort
from bot.client import Client
from bot.clock import Clock
from bot.identity import Identity
from bot.settings import Settings
from bot.wake import INSTALLS, WORK, Wake
from handlers.edge import Edge, everybody
from handlers.responder import Responder
from personas.views.parts import count
from scheduler import jobs
from scheduler.capture import ReactionWorker
from scheduler.delivery import Sender
from storage.failure import Failure
from storage.store import Store

log = logging.getLogger(__name__)
NOT_HERE = (
    "Dramatis was removed from this workspace, or is paused. Whoever may install apps here can install it again; "
    "what it kept is there for {}."
)
Authorize = Callable[..., Awaitable[AuthorizeResult | None]]
SLACK_TIMEOUT_S = 10
# Whoever asks whether we are ready hears it within this.
READY_S = 2.0
HTTP_TIMEOUT_S = 5.0


class NotConnected(RuntimeError):
    """Slack does not open a socket for the app-level token."""


@dataclass(slots=True)
class Running:
    """Everything that was built, for the command that runs it."""

    settings: Settings
    store: Store
    clock: Clock
    client: AsyncWebClient
    http: httpx.AsyncClient
    edge: Edge
    app: AsyncApp
    sender: Sender
    scheduler: AsyncIOScheduler
    job_context: jobs.JobContext
    # Whose token stands in the settings; None where each workspace has its own.
    identity: Identity | None
    pages: Sequence[Route] = ()
    # Another process changed an installation: what is remembered of it is old.
    forget: Callable[[], None] = lambda: None
    # Set when something broke that runs for the process's whole life: a fresh process does what this one can't.
    broken: asyncio.Event = field(default_factory=asyncio.Event)
    # A newer release migrated the database: no process of this one does any good.
    outdated: bool = False
    _look: asyncio.Task[Failure | None] | None = None

    async def failure(self) -> Failure | None:
        """What keeps the database from working; one look at a time, however many ask, since each may hang."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(asyncio.to_thread(self.store.failure, self.clock.now()))
        done, _ = await asyncio.wait({self._look}, timeout=READY_S)
        return self._look.result() if done else Failure.SILENT

    @property
    def name(self) -> str:
        """Of the one workspace that is served, where it is one."""
        ours = self.identity.workspace if self.identity else None
        return ours.name if ours else "Slack"

    def why_unready(self) -> str:
        """Why nobody is served yet; empty where somebody is."""
        return self.identity.why_unknown if self.identity else ""

    def outgrow(self) -> None:
        """A newer release took over: this process ends."""
        self.outdated = True
        self.broken.set()

    def ended(self, task: asyncio.Task[None]) -> None:
        """What runs for the process's whole life never ends without a word."""
        if not task.cancelled() and (error := task.exception()):
            log.critical("something that runs in the background broke; the process ends", exc_info=error)
            self.broken.set()


@dataclass(frozen=True, slots=True)
class Part:
    """What one process of a `run` does, how it is woken, and whom it wakes. By itself, a process does everything."""

    answers: bool = False
    works: bool = False
    wake: Wake | None = None
    # Who sends and works in the background, where that is another process; and every other process.
    background: Wake | None = None
    others: Sequence[Wake] = ()


ALONE = Part(answers=True, works=True)


@asynccontextmanager
async def running(settings: Settings, store: Store, part: Part = ALONE) -> AsyncIterator[Running]:
    """Build it, start what this process does, and end it in order."""
    async with outside() as (session, http), AsyncExitStack() as ending:
        built = await _build(settings, store, session=session, http=http)
        if settings.clock_url:
            following = asyncio.create_task(built.clock.follow(settings.clock_url, http))
            following.add_done_callback(built.ended)
            ending.callback(following.cancel)
        if built.identity:
            asking = asyncio.create_task(built.identity.follow())
            asking.add_done_callback(built.ended)
            ending.callback(asking.cancel)
        store.after_upgrade(partial(asyncio.get_running_loop().call_soon_threadsafe, built.outgrow))
        calls = {INSTALLS: built.forget}
        if part.works:
            calls[WORK] = await ending.enter_async_context(_working(built))
        if part.background:
            store.after_commit(partial(part.background.tell, WORK))
        for other in part.others:
            store.after_install(partial(other.tell, INSTALLS))
        if part.wake:
            part.wake.listen(asyncio.get_running_loop(), calls)
        try:
            yield built
        finally:
            await built.edge.drain()


@asynccontextmanager
async def _working(built: Running) -> AsyncIterator[Callable[[], None]]:
    """The clock, the sender and the reaction worker; hands back what wakes those who work off rows."""
    store, loop = built.store, asyncio.get_running_loop()
    workers = (built.sender, ReactionWorker(store, built.job_context.client_for, built.clock.now))

    def wake() -> None:
        for worker in workers:
            worker.wake(loop)

    store.after_commit(wake)
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    built.scheduler.start()
    first = asyncio.create_task(jobs.begin(built.job_context))
    for task in (*tasks, first):
        task.add_done_callback(built.ended)
    try:
        yield wake
    finally:
        built.scheduler.shutdown(wait=False)
        for worker in workers:
            worker.stop()
        first.cancel()
        await asyncio.wait(tasks, timeout=8)


async def _build(
    settings: Settings, store: Store, *, session: aiohttp.ClientSession, http: httpx.AsyncClient
) -> Running:
    client = slack_client(settings, session)
    clock = await clock_of(settings, http)
    if settings.many:
        return await _many(settings, store, client, http, clock)
    identity = Identity(settings, store, client, clock.now)
    await identity.learn()

    async def authorize(**_: object) -> AuthorizeResult:
        return identity.authorized()

    app = _bolt(settings, client, authorize)
    return _assembled(settings, store, clock, client, http, app, identity.client_for, identity)


async def _many(
    settings: Settings, store: Store, client: AsyncWebClient, http: httpx.AsyncClient, clock: Clock
) -> Running:
    """Many workspaces: each its own token, from our own table; people install the app themselves."""
    from bot.authorize import Tenants
    from bot.oauth import Installer
    from bot.vault import Vault

    tenants = Tenants(store, Vault(settings.keys), client, clock.now)
    store.after_install(tenants.forget)
    await asyncio.to_thread(tenants.examine)

    # Bolt looks at the names of the arguments and fills in `self` too: a method must not be handed to it.
    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        return await tenants.authorize(context, enterprise_id, team_id)

    app = _bolt(settings, client, authorize)
    built = _assembled(settings, store, clock, client, http, app, tenants.client_for)
    built.forget = tenants.forget
    built.pages = Installer(settings, store, tenants.vault, client, clock.now).routes()
    return built


def _assembled(
    settings: Settings,
    store: Store,
    clock: Clock,
    client: AsyncWebClient,
    http: httpx.AsyncClient,
    app: AsyncApp,
    client_for: Callable[[str], AsyncWebClient],
    identity: Identity | None = None,
) -> Running:
    edge = Edge(store, http, clock.now, settings.origins, serves=identity.serves if identity else everybody)
    handlers.register(app, edge, client_for)
    last_resort.spread(app, Responder(http, settings.origins))
    sender = Sender(store, client_for, clock.now)
    job_context = jobs.JobContext(store, client_for, clock.now, partial(clock_offset.same_day, client))
    scheduler = jobs.build(job_context, tick_seconds=settings.tick_seconds)
    return Running(
        settings, store, clock, client, http, edge, app, sender, scheduler, job_context, identity
    )  # fmt: skip


async def clock_of(settings: Settings, http: httpx.AsyncClient) -> Clock:
    """The machine's clock, or the demo's where there is one."""
    clock = Clock(lambda: datetime.now(UTC))
    if settings.clock_url:
        await clock.catch_up(settings.clock_url, http)
    return clock


def slack_client(settings: Settings, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """The one Web client: a shared session, and no retries of its own (they would post twice)."""
    return Client(
        token=settings.slack_bot_token or None,
        base_url=settings.slack_api_url,
        timeout=SLACK_TIMEOUT_S,
        session=session,
        retry_handlers=[],
    )


def _bolt(settings: Settings, client: AsyncWebClient, authorize: Authorize) -> AsyncApp:
    """Bolt, answering when the listener has ended; the signature was checked on raw bytes before."""
    return AsyncApp(
        client=client,
        logger=logging.getLogger("slack_bolt"),
        authorize=authorize,  # type: ignore[arg-type]  # None is Bolt's word for: not installed here
        process_before_response=True,
        user_facing_authorize_error_message=NOT_HERE.format(count(settings.keep_removed_days, "day")),
        request_verification_enabled=False,
        ssl_check_enabled=False,
        # Functions and assistants are not ours; each middleware costs on every request.
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )


@asynccontextmanager
async def outside() -> AsyncIterator[tuple[aiohttp.ClientSession, httpx.AsyncClient]]:
    """The two ways out: one session for Slack's Web API, one httpx client for everything else."""
    timeout = httpx.Timeout(HTTP_TIMEOUT_S)
    async with (
        # A shared session has its own patience: the client's is not looked at where one is given.
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SLACK_TIMEOUT_S)) as session,
        httpx.AsyncClient(timeout=timeout, trust_env=False, follow_redirects=False) as http,
    ):
        yield session, http
