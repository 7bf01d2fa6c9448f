"""One token serves its own workspace: nobody else's payload, nobody while it is unknown whose it is, never a mixture."""

from functools import partial

import pytest

from bot import identity
from bot.foreign_tenant import ForeignTenantClient
from storage.installation import Stopped, Workspace
from storage.store import Store
from tests.bot.whose import SILENT, Slack, command, meet, rows, served, token_of, until
from tests.conftest import NOW, TENANT
from tests.conversations.harness import Json
from tests.handlers.test_person_lookup import WAYS

pytestmark = pytest.mark.anyio
OURS = "T0HARBOR"
SENTENCE = "is for members of the workspace that installed it"
STARTED = "I have just started"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "ASKED_AGAIN_S", (0.02,))


def kept(store: Store, tenant: str, name: str) -> None:
    """A start left word of this workspace."""
    with store.system() as system:
        system.installations.save(Workspace(tenant, name, "U0BOT", "B0", "", frozenset(), NOW))


async def heard(slack: Slack, words: str) -> bool:
    """Whether it was said by a response URL."""
    return words in " ".join(slack.said)


FOREIGN: dict[str, Json] = {
    **WAYS,
    "form without fields": {**WAYS["form"], "view": {**WAYS["form"]["view"], "state": {"values": {}}}},
    "command that writes": command("start"),
    "event of an organisation": {
        **WAYS["Home"], "authorizations": [{"enterprise_id": "E0NORTH", "is_enterprise_install": True}],
    },
}  # fmt: skip
SILENTLY = {"mention", "direct message", "Home", "reaction", "event of an organisation", "type-ahead"}
# Slack gives no way to answer these but its Web API, and our token is none of that workspace's.
NO_WAY = {"shortcut"}


@pytest.mark.parametrize("way", FOREIGN)
async def test_a_payload_of_another_workspace_gets_one_sentence_and_writes_nothing(
    lite: Store, way: str
) -> None:
    async with served(lite, slack := Slack(token_of(OURS))) as app:
        before = await app.settled()
        slack.said.clear()
        answer = await app.hear(FOREIGN[way])
        assert answer.status_code == 200
        said = answer.text + " ".join(slack.said)
        assert (SENTENCE in said) is (way not in SILENTLY | NO_WAY)
        assert rows(lite) == before
        assert set(slack.asked) == {"auth.test"}


async def test_a_press_that_slack_attributes_to_another_organisation_is_an_outsiders(lite: Store) -> None:
    press = {
        **WAYS["button"], "team": {"id": "T0ELSE"}, "user": {"id": "U0OLU", "team_id": "T0ELSE"},
        "channel": {"id": "C0SHARED"}, "actions": [{"action_id": "start", "type": "button", "value": ""}],
    }  # fmt: skip
    async with served(lite, slack := Slack(token_of(TENANT))) as app:
        before = await app.settled()
        assert (await app.hear(press)).status_code == 200
        assert SENTENCE in " ".join(slack.said)
        assert rows(lite) == before


async def test_ones_own_workspace_is_served(lite: Store) -> None:
    async with served(lite, Slack(token_of(TENANT))) as app:
        meet(lite)
        assert "No personas yet" in (await app.hear(command())).text


async def test_a_token_of_an_organisation_serves_all_of_its_workspaces(lite: Store) -> None:
    whole = token_of(TENANT, enterprise_id="E0NORTH", is_enterprise_install=True)
    async with served(lite, Slack(whole)) as app:
        meet(lite, "E0NORTH")
        for team in (TENANT, "T0SECOND"):
            of_it = command(team=team, enterprise_id="E0NORTH", is_enterprise_install="true")
            assert "No personas yet" in (await app.hear(of_it)).text
        another = command(team="T0ELSE", enterprise_id="E0ELSE", is_enterprise_install="true")
        assert SENTENCE in (await app.hear(another)).text
    with lite.read("E0NORTH") as reading:
        found = reading.installation.get()
    assert found
    assert (found.is_enterprise, found.enterprise, found.name) == (True, "E0NORTH", "Northlight")


@pytest.mark.parametrize(
    "way", ["command", "button", "form", "type-ahead", "shortcut", "mention", "reaction"]
)
async def test_while_slack_is_silent_at_the_very_first_start_nobody_is_served(lite: Store, way: str) -> None:
    async with served(lite, slack := Slack(SILENT)) as app:
        ready = await app.ready()
        assert (ready.status_code, ready.text[:26]) == (503, "Slack does not answer at h")
        before = await app.settled()
        answer = await app.hear(WAYS[way])
        assert (STARTED in answer.text) is (way in {"command", "form"})
        if way == "button":
            await until(partial(heard, slack, STARTED))
        # What changes something comes again.
        assert answer.status_code == (500 if way in {"mention", "reaction", "shortcut"} else 200)
        assert rows(lite) == before


async def test_once_slack_answers_the_workspace_is_served_without_a_restart(lite: Store) -> None:
    async with served(lite, slack := Slack(SILENT)) as app:
        meet(lite)
        assert STARTED in (await app.hear(command())).text
        slack.who = token_of(TENANT)
        await app.becomes(200)
        assert "No personas yet" in (await app.hear(command())).text
        assert SENTENCE in (await app.hear(command(team=OURS))).text


async def test_later_starts_while_slack_is_silent_serve_the_workspace_of_last_time(lite: Store) -> None:
    kept(lite, TENANT, "Northlight")
    meet(lite)
    async with served(lite, Slack(SILENT)) as app:
        assert (await app.ready()).status_code == 200
        assert "No personas yet" in (await app.hear(command())).text
        assert SENTENCE in (await app.hear(command(team=OURS))).text


@pytest.mark.parametrize(
    "answer",
    [{"ok": False, "error": "internal_error"}, {"ok": False, "error": "ratelimited"}, {"ok": True}],
    ids=["trouble", "slower", "no workspace in it"],
)
async def test_what_says_nothing_of_the_token_does_not_refuse_it(lite: Store, answer: Json) -> None:
    kept(lite, TENANT, "Northlight")
    async with served(lite, Slack(answer)) as app:
        assert (await app.ready()).status_code == 200


async def test_a_token_exchanged_for_another_workspaces_is_refused_with_both_names(lite: Store) -> None:
    kept(lite, TENANT, "Northlight")
    with pytest.raises(identity.TokenExchanged) as caught:
        async with served(lite, Slack(token_of(OURS))):
            pass
    said = str(caught.value)
    assert "belongs to Harbor & Finch (T0HARBOR), but this database holds Northlight (T0DEMO)" in said
    assert "Put the token of that workspace back" in said
    assert ("installation", OURS) not in rows(lite)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (token_of(OURS), "belongs to Harbor & Finch (T0HARBOR)"),
        ({"ok": False, "error": "token_revoked"}, "does not accept SLACK_BOT_TOKEN (token_revoked)"),
    ],
    ids=["exchanged", "revoked"],
)
async def test_a_token_that_turns_out_not_to_be_ours_serves_nobody_any_more(
    lite: Store, who: Json, why: str
) -> None:
    kept(lite, TENANT, "Northlight")
    meet(lite)
    async with served(lite, slack := Slack(SILENT)) as app:
        assert "No personas yet" in (await app.hear(command())).text
        slack.who = who
        assert why in await app.becomes(503)
        assert STARTED in (await app.hear(command())).text
        assert isinstance(app.built.job_context.client_for(TENANT), ForeignTenantClient)


async def test_one_that_is_left_to_be_deleted_does_not_keep_another_from_starting(lite: Store) -> None:
    kept(lite, TENANT, "Northlight")
    with lite.begin(TENANT) as tx:
        tx.installation.stop(Stopped.UNINSTALLED, at=NOW, kept=lite.kept.removed)
    async with served(lite, Slack(token_of(OURS))) as app:
        assert (await app.ready()).status_code == 200
