"""Wherever Slack says that a token is gone, the workspace is stopped: in an answer, on Home, in the directory, at a file."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web as aio
from slack_sdk.errors import SlackApiError

from bot.authorize import Tenants
from bot.client import Client
from bot.vault import Vault, keys_of, new_key
from scheduler import people
from scheduler.capture import ReactionWorker
from scheduler.slack_error import ENDED
from storage.installation import Stopped
from storage.store import Store
from tests.bot.test_vault import kept, of
from tests.bot.whose import App, Slack, command, listening, meet, served, token_of
from tests.conftest import NOW, TENANT
from tests.conversations.harness import MARA, Json
from tests.scheduler.test_delivery import want, words

__all__ = ["words"]
pytestmark = pytest.mark.anyio
REVOKED = {"ok": False, "error": "token_revoked"}
WHO = {"team": {"id": TENANT}, "user": {"id": MARA, "team_id": TENANT}, "trigger_id": "1"}
HOME = {
    "type": "event_callback", "team_id": TENANT, "event_id": "Ev1",
    "event": {"type": "app_home_opened", "user": MARA, "tab": "home", "channel": "D1"},
}  # fmt: skip


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def handed_in(file: Json) -> Json:
    """The form of an import with a file in it."""
    field = {"file": {"x": {"type": "file_input", "files": [{"id": "F1", "name": "ops.md", **file}]}}}
    view = {"id": "V1", "type": "modal", "callback_id": "import_file", "state": {"values": field}}
    return {**WHO, "type": "view_submission", "view": view}


async def opens_a_form(app: App) -> None:
    await app.hear(command("new"))


async def opens_home(app: App) -> None:
    await app.hear(HOME)


async def asks_who_somebody_is(app: App) -> None:
    await app.hear(command("list", user_id="U0NEW"))


async def asks_about_a_channel(app: App) -> None:
    """A press that says the place in its answer: what Slack does not tell stays unknown there."""
    pressed = {"action_id": "share", "type": "button", "value": "ops-admin"}
    await app.hear(
        {**WHO, "type": "block_actions", "channel": {"id": "C1"}, "response_url": "x", "actions": [pressed]}
    )


async def reads_the_directory(app: App) -> None:
    job_context = app.built.job_context
    await people.mirror_due(
        job_context.store, job_context.client_for, job_context.now, job_context.failure_log
    )


async def sends_a_message(app: App) -> None:
    want(app.built.store)
    await app.built.sender.send_due()


async def looks_at_a_reaction(app: App) -> None:
    store = app.built.store
    with store.begin(TENANT) as tx:
        tx.captures.want("C1", "1.0", user=MARA, now=app.built.clock.now())
    await ReactionWorker(store, app.built.job_context.client_for, app.built.clock.now).once()


async def fetches_a_file(app: App) -> None:
    app.slack.who = REVOKED
    await app.hear(handed_in({"url_private": f"{app.address}/file"}))


PLACES: dict[str, tuple[str, Callable[[App], Awaitable[None]]]] = {
    "a form": ("views.open", opens_a_form),
    "Home": ("views.publish", opens_home),
    "who somebody is": ("users.info", asks_who_somebody_is),
    "a channel": ("conversations.info", asks_about_a_channel),
    "the directory": ("users.list", reads_the_directory),
    "the outbox": ("chat.postMessage", sends_a_message),
    "a reaction": ("conversations.info", looks_at_a_reaction),
    "a file": ("auth.test", fetches_a_file),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("words")
async def test_wherever_slack_says_it_the_workspace_is_stopped(
    lite: Store, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    method, act = PLACES[place]
    async with served(lite, slack := Slack(token_of(TENANT), {method: REVOKED})) as app:
        meet(lite)
        await act(app)
        assert slack.asked[method]
    assert of(lite, TENANT).stopped_why == Stopped.REVOKED
    assert f"the workspace {TENANT} is stopped: token_revoked" in caplog.messages


async def test_a_file_that_is_not_given_for_another_reason_stops_nothing(lite: Store) -> None:
    async with served(lite, slack := Slack(token_of(TENANT))) as app:
        meet(lite)
        answer = await app.hear(handed_in({"url_private": f"{app.address}/file"}))
        assert "Slack answered 403" in answer.text
        assert slack.asked["auth.test"] == 2
    assert of(lite, TENANT).stopped_at is None


@pytest.mark.parametrize("word", sorted(ENDED))
async def test_of_many_workspaces_the_one_whose_token_is_gone_is_deleted_on_its_day(
    store: Store, word: str
) -> None:
    vault = Vault(keys_of(new_key()))
    for tenant in (TENANT, "T0HARBOR"):
        kept(store, tenant, vault, f"xoxb-{tenant}")
    slack = Slack(token_of(TENANT), {"views.open": {"ok": False, "error": word}})
    async with listening(slack) as address:
        base = Client(base_url=f"{address}/api/", retry_handlers=[])
        client = Tenants(store, vault, base, lambda: NOW).client_for(TENANT)
        with pytest.raises(SlackApiError):
            await client.views_open(trigger_id="1", view={})
    stopped = of(store, TENANT)
    assert (stopped.stopped_why, stopped.delete_after) == (Stopped.REVOKED, NOW + store.kept.removed)
    assert of(store, "T0HARBOR").stopped_at is None


@pytest.mark.parametrize("word", ["missing_scope", "channel_not_found", "ratelimited", "fatal_error"])
async def test_any_other_refusal_stops_nothing(lite: Store, word: str) -> None:
    async with served(lite, Slack(token_of(TENANT), {"views.open": {"ok": False, "error": word}})) as app:
        meet(lite)
        await opens_a_form(app)
    assert of(lite, TENANT).stopped_at is None


async def test_a_page_without_a_word_of_slacks_stops_nothing(lite: Store) -> None:
    async with served(lite, Slack(token_of(TENANT), {"views.open": aio.Response(status=401)})) as app:
        meet(lite)
        await opens_a_form(app)
    assert of(lite, TENANT).stopped_at is None
