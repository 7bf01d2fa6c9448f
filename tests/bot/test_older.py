"""A program that is older than the database does not start, whatever it was asked to do."""

from pathlib import Path

from sqlalchemy import text

from storage.migrations import upgrade
from storage.store import Store
from tests.bot.conftest import Run


def test_an_older_program_refuses_a_newer_database_with_a_sentence(run: Run, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}")
    upgrade(store)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    store.close()
    for words in (("run",), ("export", "-"), ("erase", "--person", "U0MARA")):
        done = run(*words)
        assert done.returncode == 2
        assert done.stderr == (
            "The database was written by a newer version of Dramatis. Upgrade this one, then start again.\n"
        )
