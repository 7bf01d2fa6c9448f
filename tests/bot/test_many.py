"""The command line where several workspaces installed the app: which one, each with its own token, never another's."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo import sample
from bot.vault import new_key
from personas.people import Person
from personas.persona import Persona, Type
from storage.installation import Stopped, Workspace
from storage.migrations import upgrade
from storage.store import Store
from tests.bot.conftest import Done, Run
from tests.bot.tenants import GROUP, HARBOR, LONG_AGO, NORTHLIGHT, installed, many
from tests.conftest import NOW
from tests.conversations.harness import Team

KEY = new_key()
WHICH = "Say which with --workspace, by ID or by name."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}")
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def two(slack: Team, store: Store) -> Store:
    for team in (NORTHLIGHT, HARBOR):
        installed(slack, store, team, KEY)
    return store


@pytest.fixture
def go(run: Run, environment: dict[str, str]) -> Run:
    """Runs a command with the settings for many workspaces."""
    return lambda *words, **more: run(*words, **{**many(environment, KEY), **more})


def quiet(store: Store, tenant: str) -> None:
    """A persona of Mara's nobody has added to for three months."""
    ago = NOW - timedelta(days=90)
    with store.begin(tenant) as tx:
        tx.people.mirror(Person("U0MARA", "Mara", tz="Europe/Lisbon"), ago)
        persona = Persona(0, "ops-admin", "Ops admin", Type.USER, steward="U0MARA")
        tx.personas.create(persona, by="U0MARA", at=ago)


def posts(slack: Team, before: int) -> list[dict[str, Any]]:
    return [each for each in slack.get("calls")["calls"][before:] if each["method"] == "chat.postMessage"]


def test_check_walks_every_workspace_and_says_why_some_are_silent(
    go: Run, slack: Team, two: Store, start: Run, environment: dict[str, str]
) -> None:
    installed(slack, two, GROUP, KEY)
    installed(slack, two, "T0LOST", new_key(), secret="xoxb-lost")
    installed(slack, two, "T0AWAY", KEY, secret="xoxb-away")
    installed(slack, two, "T0REVOKED", KEY, secret="xoxb-never-known")
    with two.begin("T0AWAY") as tx:
        tx.installation.stop(Stopped.UNINSTALLED, at=NOW - timedelta(days=3), kept=timedelta(days=10))
        tx.deliveries.want("decision", key="k", now=NOW, subject_id=1, channel="C0PRODUCT")
        tx.connection.exec_driver_sql("UPDATE delivery SET state = 'failed'")
    done = start("check", **many(environment, KEY))
    assert (done.returncode, done.stderr) == (2, "")
    told = by_title(done)
    assert "Slack knows us: dramatis in Northlight" in told["Northlight (T0DEMO)"]
    assert "Slack knows us: dramatis in Harbor & Finch" in told["Harbor & Finch (T0HARBOR)"]
    assert "8 scopes granted, none missing" in told["Harbor & Finch (T0HARBOR)"]
    assert "in 1 of its workspaces" in told["Northlight Group (E0NORTH)"]
    assert "none of ENCRYPTION_KEYS opens its token" in told["T0LOST (T0LOST)"]
    assert "the app was removed here; everything is deleted in 7 days" in told["T0AWAY (T0AWAY)"]
    assert "messages: 1 failed" in told["T0AWAY (T0AWAY)"]
    assert "Slack does not accept its token (invalid_auth)" in told["T0REVOKED (T0REVOKED)"]
    only = go("check", "--workspace", "harbor & finch")
    assert (only.returncode, "Harbor" in only.stdout, "Northlight" in only.stdout) == (0, True, False)


def test_a_command_about_one_workspace_asks_which_and_takes_an_id_or_a_name(
    go: Run, two: Store, tmp_path: Path
) -> None:
    with two.begin(HARBOR) as tx:
        tx.backups.restore(sample(NOW).model_copy(update={"team": HARBOR}))
    unsaid = go("export", "-")
    assert (unsaid.returncode, unsaid.stdout) == (2, "")
    assert (
        unsaid.stderr == f"2 workspaces are here: Harbor & Finch (T0HARBOR), Northlight (T0DEMO). {WHICH}\n"
    )
    unknown = go("export", "-", "--workspace", "Acme")
    assert unknown.stderr.startswith("No workspace here is called Acme. There is Harbor & Finch (T0HARBOR), ")
    by_id, by_name = (go("export", "-", "--workspace", each).stdout for each in (HARBOR, "Harbor & Finch"))
    assert '"slug": "ops-admin"' in by_id
    assert by_id.count("\n") == by_name.count("\n")
    assert "ops-admin" not in go("export", "-", "--workspace", NORTHLIGHT).stdout
    gone = go("import", tmp_path / "nofile.md", ENCRYPTION_KEYS="")
    assert gone.stderr == f"I could not open {tmp_path / 'nofile.md'}: No such file or directory.\n"
    document = tmp_path / "ops.md"
    document.write_text("# Persona: Ops admin\n\n## Stuck on\n- exports\n")
    assert go("import", document).stderr.endswith(f"{WHICH}\n")
    done = go("import", document, "--workspace", "Northlight", "--steward", "@Mara")
    assert (done.returncode, done.stderr) == (0, "")
    assert '"slug": "ops-admin"' in go("export", "-", "--workspace", NORTHLIGHT).stdout


def test_tick_speaks_in_each_workspace_with_its_own_token_and_nowhere_without_one(
    go: Run, slack: Team, two: Store
) -> None:
    installed(slack, two, "T0LOST", new_key(), secret="xoxb-lost")
    for tenant in (NORTHLIGHT, HARBOR, "T0LOST"):
        quiet(two, tenant)
    before = len(slack.get("calls")["calls"])
    done = go("tick")
    assert (done.returncode, done.stdout) == (
        0,
        "3 people had something due; 3 messages tried, 1 still waiting.\n",
    )
    assert sorted(each["team"] for each in posts(slack, before)) == [NORTHLIGHT, HARBOR]
    with two.read("T0LOST") as reading:
        assert reading.deliveries.states() == {"pending": 1}
        lost = reading.installation.get()
    assert lost
    assert (lost.stopped_why, lost.delete_after) == (Stopped.UNREADABLE, None)
    looked = go("tick", "--dry-run", "--workspace", "Northlight")
    assert "Northlight" not in looked.stdout
    assert "--workspace only looks" in go("tick", "--workspace", "Northlight").stderr


def test_one_token_speaks_for_its_own_workspace_alone(run: Run, slack: Team, store: Store) -> None:
    for tenant, name in ((NORTHLIGHT, "Northlight"), (HARBOR, "Harbor & Finch")):
        workspace = Workspace(tenant, name, "U0DRAMATIS", "B0DRAMATIS", "U0SAM", frozenset(), LONG_AGO)
        with store.system() as system:
            system.installations.save(workspace)
        quiet(store, tenant)
    before = len(slack.get("calls")["calls"])
    assert run("tick").stdout == "2 people had something due; 2 messages tried, 1 still waiting.\n"
    assert len(posts(slack, before)) == 1
    with store.read(HARBOR) as reading:
        assert reading.deliveries.states() == {"pending": 1}
        kept = reading.installation.get()
    assert kept and kept.stopped_at is None
    told = by_title(run("check"))
    assert "SLACK_BOT_TOKEN is another workspace's: nothing is said here" in told["Harbor & Finch (T0HARBOR)"]
    assert "Slack knows us: dramatis in Northlight" in told["Northlight (T0DEMO)"]


def test_a_token_exchanged_for_another_workspaces_says_nothing_there(
    run: Run, slack: Team, store: Store
) -> None:
    kept = Workspace(HARBOR, "Harbor & Finch", "U0DRAMATIS", "B0DRAMATIS", "U0SAM", frozenset(), LONG_AGO)
    with store.system() as system:
        system.installations.save(kept)
    quiet(store, HARBOR)
    before = len(slack.get("calls")["calls"])
    done = run("tick")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "SLACK_BOT_TOKEN belongs to Northlight (T0DEMO), but this database holds Harbor & Finch (T0HARBOR). "
    )
    assert posts(slack, before) == []


def test_where_nobody_installed_it_yet_commands_say_how(go: Run, store: Store) -> None:
    for words in (["tick"], ["export", "-"]):
        done = go(*words)
        assert done.returncode == 2
        assert done.stderr.startswith(
            "No workspace has installed the app yet. Open http://127.0.0.1:1/slack/install"
        )
    assert "no workspace has installed the app yet" in go("check").stdout


def test_a_wrong_app_level_token_is_found_before_a_start_is(run: Run) -> None:
    done = run("check", SLACK_APP_TOKEN="xapp-wrong")
    assert done.returncode == 2
    assert "Slack does not accept SLACK_APP_TOKEN" in done.stdout
    assert "Slack opens a socket for SLACK_APP_TOKEN" in run("check").stdout


def test_erasing_in_one_workspace_leaves_the_other_as_it_was(go: Run, two: Store) -> None:
    for tenant in (NORTHLIGHT, HARBOR):
        with two.begin(tenant) as tx:
            tx.backups.restore(sample(NOW).model_copy(update={"team": tenant}))
    assert go("erase", "--person", "U0MARA", "--yes").stderr.endswith(f"{WHICH}\n")
    assert go("erase").stderr.startswith("Say whom: --person")
    harbor = go("export", "-", "--workspace", HARBOR).stdout
    assert go("erase", "--person", "U0MARA", "--workspace", NORTHLIGHT, "--yes").returncode == 0
    assert (
        go("erase", "--person", "U0MARA", "--workspace", NORTHLIGHT).stdout
        == "There is nothing of U0MARA here.\n"
    )
    assert without_time(go("export", "-", "--workspace", HARBOR).stdout) == without_time(harbor)
    tried = go("erase", "--workspace", "Northlight")
    assert tried.stdout.startswith("workspace Northlight (T0DEMO): ")
    assert "Nothing was changed" in tried.stdout
    assert go("erase", "--workspace", "Northlight", "--yes").returncode == 0
    assert go("erase", "--workspace", "Northlight", "--yes").stderr.startswith(
        "No workspace here is called Northlight"
    )
    assert without_time(go("export", "-").stdout) == without_time(harbor)


def by_title(done: Done) -> dict[str, str]:
    """What was said of each workspace."""
    parts = done.stdout.split("\n\n  ")[1:]
    return {part.splitlines()[0]: part for part in parts}


def without_time(text: str) -> list[str]:
    return [line for line in text.splitlines() if '"snapshot"' not in line]
