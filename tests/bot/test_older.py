"""Releases that meet: an older program neither starts on a newer database nor goes on with it, and says so once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import text

from bot.error_message import REPLACED
from storage.migrations import upgrade
from storage.schema import head
from storage.store import Store
from tests.bot.conftest import Run
from tests.conversations.harness import ROOT
from tests.faults.forked import Program
from tests.ports import free_port


def set_revision(store: Store, revision: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


@contextmanager
def running(environment: dict[str, str], port: str) -> Iterator[Program]:
    """A `run` over HTTP, once it is ready."""
    over_http = {
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": "made-up",
        "PORT": port,
        "TICK_SECONDS": "0.5",
    }
    process = Program("bot", "run", environment={**environment, **over_http}, folder=ROOT)
    try:
        assert said(port, "ready")
        yield process
    finally:
        process.kill()


def said(port: str, what: str) -> bool:
    """Whether /readyz says this before long."""
    for _ in range(300):
        try:
            if what in httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).text:
                return True
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    return False


def test_an_older_program_refuses_a_newer_database_with_a_sentence(
    run: Run, tmp_path: Path, empty: str
) -> None:
    store = Store.open(empty)
    upgrade(store)
    set_revision(store, "0999")
    store.close()
    document = tmp_path / "persona.md"
    document.write_text("# Buyer\n\nSigns")
    for words in (
        ("run",),
        ("export", "-"),
        ("erase", "--person", "U0MARA"),
        ("import", document),
        ("tick",),
        ("tick", "--dry-run"),
    ):
        done = run(*words, DATABASE_URL=empty)
        assert done.returncode == 2
        assert done.stderr == (
            "The database was written by a newer version of Dramatis. Upgrade this one, then start again.\n"
        )
    told = run("check", DATABASE_URL=empty)
    assert told.returncode == 2
    assert "was written by a newer version" in told.stdout
    assert "Upgrade this one" in told.stdout
    assert "brings it up to date" not in told.stdout


def test_a_run_waits_beside_a_restored_backup_and_ends_once_a_newer_release_took_over(
    environment: dict[str, str], empty: str
) -> None:
    port, store = str(free_port()), Store.open(empty)
    with running({**environment, "DATABASE_URL": empty}, port) as process:
        set_revision(store, "0001")
        assert said(port, "the database is of an earlier version: start again to bring it up to date")
        set_revision(store, head())
        assert said(port, "ready")
        assert process.poll() is None
        set_revision(store, "0999")
        _, error = process.communicate(60)
        assert process.wait() == 2
    assert error.count(REPLACED) == 1
    assert "Traceback" not in error
    store.close()
