"""`python -m bot backup`: a whole copy while others write; nothing overwritten; PostgreSQL is told its own way."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from storage.migrations import upgrade
from storage.store import Store
from tests.bot.conftest import Run
from tests.conftest import NOW, TENANT


def test_a_copy_made_while_somebody_writes_is_whole_and_starts(run: Run, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}")
    upgrade(store)
    _write(store, 0)
    stop = threading.Event()

    def write() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            _write(store, turn)

    writer = threading.Thread(target=write)
    writer.start()
    done = run("backup", tmp_path / "copy.db")
    stop.set()
    writer.join()
    assert (done.returncode, done.stderr) == (0, "")
    assert "looked through and whole" in done.stdout
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        # Both rows of a transaction or neither.
        one = copy.execute("SELECT count(*) FROM heard WHERE key LIKE 'a:%'").fetchone()
        assert one == copy.execute("SELECT count(*) FROM heard WHERE key LIKE 'b:%'").fetchone() != (0,)
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.glob(".*")) == []
    copied = Store.open(f"sqlite:///{tmp_path / 'copy.db'}")
    upgrade(copied)
    _write(copied, -1)
    copied.close()
    store.close()


def test_nothing_that_is_there_is_overwritten(run: Run, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}")
    upgrade(store)
    store.close()
    (tmp_path / "copy.db").write_text("mine")
    done = run("backup", tmp_path / "copy.db")
    assert done.returncode == 2
    assert (
        done.stderr
        == f"{tmp_path / 'copy.db'} is there already. A backup overwrites nothing: give another name.\n"
    )
    assert (tmp_path / "copy.db").read_text() == "mine"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "There is no database at /nowhere/at/all.db."),
        (
            {"DATABASE_URL": "postgresql://localhost/x"},
            "PostgreSQL brings its own: `pg_dump --format=custom --file=",
        ),
    ],
)
def test_what_can_not_be_copied_is_a_sentence(
    run: Run, tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    done = run("backup", tmp_path / "copy.db", **settings)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert not (tmp_path / "copy.db").exists()


def test_a_place_that_can_not_be_written_is_a_sentence(run: Run, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}")
    upgrade(store)
    store.close()
    done = run("backup", tmp_path / "nowhere" / "copy.db")
    assert done.returncode == 2
    assert done.stderr.startswith(f"I could not write {tmp_path / 'nowhere' / 'copy.db'}: ")


def _write(store: Store, turn: int) -> None:
    with store.begin(TENANT) as tx:
        tx.idempotency_keys.claim(f"a:{turn}", NOW)
        tx.idempotency_keys.claim(f"b:{turn}", NOW)
