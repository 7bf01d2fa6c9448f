"""`python -m bot erase`: tried first, done when told to, once."""

import re
from pathlib import Path

import pytest

from bot.demo import sample
from handlers import commands
from handlers.call import Call
from storage.erasure import WorkspaceErased
from storage.store import Store
from tests.bot.conftest import Run
from tests.conftest import NOW, TENANT


def test_a_person_is_only_counted_until_yes_is_said(run: Run, tmp_path: Path) -> None:
    _lived_in(run, tmp_path)
    tried = run("erase", "--person", "U0MARA")
    assert tried.returncode == 0
    assert "Nothing was changed. Add --yes to do it" in tried.stdout
    assert re.match(r"U0MARA: .*\d+ rows?, \d+ mentions?\.$", tried.stdout.splitlines()[0])
    assert b"U0MARA" in (tmp_path / "dramatis.db").read_bytes() + _log(tmp_path)
    done = run("erase", "--person", "U0MARA", "--yes")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == tried.stdout.splitlines()[0]
    assert b"U0MARA" not in (tmp_path / "dramatis.db").read_bytes() + _log(tmp_path)
    assert run("erase", "--person", "U0MARA", "--yes").stdout == "There is nothing of U0MARA here.\n"


def test_a_workspace_goes_whole(run: Run, tmp_path: Path) -> None:
    _lived_in(run, tmp_path)
    assert "Nothing was changed" in run("erase", "--workspace").stdout
    assert "Erased." in run("erase", "--workspace", "--yes").stdout
    store = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}")
    with store.read(TENANT) as reading:
        assert reading.personas.refs(retired=True) == []
        assert reading.installation.get() is None
    store.close()


def test_a_process_that_goes_on_starts_no_empty_workspace_after_it_was_erased(
    run: Run, tmp_path: Path
) -> None:
    _lived_in(run, tmp_path)
    store = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}")
    with store.read(TENANT) as reading:
        workspace = reading.installation.get()
    run("erase", "--workspace", "--yes")
    start = Call(
        tenant=TENANT, user="U0MARA", now=NOW, text="start", channel="C1", idempotency_key="trigger:1"
    )
    with pytest.raises(WorkspaceErased):
        commands.answer(start, store.for_user("U0MARA", NOW))
    with store.read(TENANT) as reading:
        assert reading.personas.refs(retired=True) == []
    assert workspace
    with store.system() as system:
        system.installations.save(workspace)
    assert "hypotheses" in str(commands.answer(start, store.for_user("U0MARA", NOW)))
    store.close()


def _lived_in(run: Run, tmp_path: Path) -> None:
    snapshot = tmp_path / "sample.json"
    snapshot.write_text(sample(NOW).dump())
    assert run("import", snapshot).returncode == 0


def _log(tmp_path: Path) -> bytes:
    log = tmp_path / "dramatis.db-wal"
    return log.read_bytes() if log.exists() else b""
