"""F19 over HTTP: while nothing can be written Slack keeps its events, people read why, /readyz says it, and it passes."""

import resource
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine

from tests.conversations.harness import MARA, Team, team
from tests.faults.conftest import Figures
from tests.faults.signed import event, file_by_emoji, reaction
from tests.postgresql import cluster
from tests.processes import family

VOLUME = "6m"
# On a crowded machine, as the short form may meet it.
CROWDED_S = 8.0
# Of every kind of trouble: what /readyz says, and how a person reads it.
DISK = ("the disk of the database reports errors", "The disk that holds my database is in trouble")
FULL = ("the database is full", "My database is full")
READ_ONLY = ("the database is read-only", "My database can only be read at the moment")


@dataclass(frozen=True)
class SlackFailure:
    """A database that can be made to refuse what is written, and to take it again."""

    url: str
    begin: Callable[[Team], None]
    end: Callable[[Team], None]
    ready: str
    told: str


@contextmanager
def nothing_written(folder: Path, migrated: Path) -> Iterator[SlackFailure]:
    """The process may not write to any file: what a broken disk or a used-up quota is to SQLite."""
    yield SlackFailure(
        _copied(migrated, folder), lambda here: _allow(here, 0), lambda here: _allow(here, -1), *DISK
    )


@contextmanager
def full_volume(folder: Path, migrated: Path) -> Iterator[SlackFailure]:
    """A small volume of its own, and a file that takes all the room."""
    _mount(folder)
    filler = folder / "filler"
    try:
        yield SlackFailure(
            _copied(migrated, folder), lambda _: _fill(filler), lambda _: filler.unlink(), *FULL
        )
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def read_only_server(_folder: Path, _migrated: Path) -> Iterator[SlackFailure]:
    """A PostgreSQL that was made read-only, with every connection begun anew."""
    with cluster() as own:

        def switch(how: str) -> None:
            engine = create_engine(own.url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql("SET default_transaction_read_only = off")
                connection.exec_driver_sql(
                    f"ALTER DATABASE dramatis SET default_transaction_read_only = {how}"
                )
                connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = 'dramatis'"
                )
            engine.dispose()

        yield SlackFailure(own.url, lambda _: switch("on"), lambda _: switch("off"), *READ_ONLY)


def _may_mount() -> bool:
    """A container often may not; the other ways are there in any case."""
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    "way",
    [nothing_written, read_only_server, *([full_volume] if _may_mount() else [])],
    ids=lambda way: way.__name__,
)
def test_nothing_is_taken_in_while_nothing_can_be_written(
    way: Callable[..., Iterator[SlackFailure]],
    tmp_path: Path,
    migrated_file: Path,
    long: bool,
    figures: Figures,
) -> None:
    folder = tmp_path / "volume"
    folder.mkdir()
    with way(folder, migrated_file) as trouble, team(trouble.url, mode="http") as here:  # type: ignore[attr-defined]
        file_by_emoji(trouble.url)
        app = f"http://127.0.0.1:{here.mode.partition(':')[2]}"
        assert _told(app, "before") == 200
        trouble.begin(here)
        start = time.monotonic()
        refused = [_told(app, f"during {number}") for number in range(3)]
        slowest = (time.monotonic() - start) / 3
        said = here.asks(MARA, "/persona start")
        here.until(lambda: httpx.get(f"{app}/readyz").text == trouble.ready, seconds=60)
        ready, alive = httpx.get(f"{app}/readyz"), httpx.get(f"{app}/healthz")
        trouble.end(here)
        start = time.monotonic()
        here.until(lambda: httpx.get(f"{app}/readyz").status_code == 200, seconds=60)
        again = [_told(app, f"during {number}") for number in range(3)]
        recovery = time.monotonic() - start
        started = here.asks(MARA, "/persona start")
        sound = _integrity(trouble.url)
    figures(
        "F19", engine=way.__name__, acked_but_lost=sum(status < 300 for status in refused), seconds=slowest,
        readyz=ready.text, recovery=recovery, integrity=sound,
    )  # fmt: skip
    assert all(status >= 500 for status in refused)
    assert slowest < (3 if long else CROWDED_S)
    assert said.startswith(trouble.told)
    assert "nothing was saved" in said
    assert "admin" in said
    assert (ready.status_code, alive.status_code) == (503, 200)
    assert again == [200, 200, 200]
    assert "Three" in started
    assert sound == "ok"


def _told(app: str, name: str) -> int:
    ts = f"{abs(hash(name)) % 10**9}.1"
    return httpx.post(f"{app}/slack/events", timeout=10, **event(reaction(ts), f"Ev {name}")).status_code


def _copied(migrated: Path, folder: Path) -> str:
    shutil.copy(migrated, folder / "dramatis.db")
    return f"sqlite:///{folder}/dramatis.db"


def _allow(here: Team, size: int) -> None:
    for pid in family(here.processes[-1].pid):
        _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if size < 0 else size, most))


def _mount(folder: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={VOLUME}", "tmpfs", folder], check=True)


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return


def _integrity(url: str) -> str:
    if not url.startswith("sqlite"):
        return "ok"
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as raw:
        return str(raw.execute("PRAGMA integrity_check").fetchone()[0])
