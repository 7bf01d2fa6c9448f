"""A store on both engines, a fixed clock, and calls as the edge would make them."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handlers.call import Call
from storage.migrations import upgrade
from storage.store import Store
from tests.calls import make_call
from tests.postgresql import Cluster, cluster

TENANT = "T0DEMO"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """In CI everything is there, so a test that was skipped is a test that failed."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


def pytest_collection_finish() -> None:
    """What was imported and collected stays: looking through it for garbage time and again takes a fifth of a run."""
    gc.collect()
    gc.freeze()


def seeds(many: int) -> range:
    """The random runs of a property test: two, and with SEEDS=all every one."""
    return range(many if os.environ.get("SEEDS") == "all" else 2)


@pytest.fixture
def now() -> datetime:
    """A Tuesday at ten."""
    return NOW


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of our own, on a socket in a temporary folder."""
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with an up-to-date schema, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    store = Store.open(f"sqlite:///{path}")
    upgrade(store)
    with store.system() as system:
        system.connection.exec_driver_sql("SELECT 1")
    store.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, migrated database, once per engine."""
    if request.param == "sqlite":
        copy = tmp_path / "dramatis.db"
        shutil.copy(request.getfixturevalue("migrated_file"), copy)
        return f"sqlite:///{copy}"
    running: Cluster = request.getfixturevalue("postgresql")
    return running.emptied()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    running: Cluster = request.getfixturevalue("postgresql")
    return running.created("empty")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store on each engine."""
    opened = Store.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def lite(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A store on SQLite alone, where the engine makes no difference."""
    copy = tmp_path / "lite.db"
    shutil.copy(migrated_file, copy)
    opened = Store.open(f"sqlite:///{copy}")
    yield opened
    opened.close()


@pytest.fixture
def call() -> Callable[..., Call]:
    """Makes calls: `call("ops-admin stuck", user="U0PRIYA")`."""

    def make(text: str = "", **parts: Any) -> Call:
        given = {
            "tenant": TENANT,
            "user": "U0MARA",
            "now": NOW,
            "channel": "C0ONBOARD",
            "idempotency_key": "trigger:1",
        }
        return make_call(text=text, **{**given, **parts})

    return make
