"""A program that is older than the database does not start, whatever it was asked to do."""

from pathlib import Path

from sqlalchemy import text

from storage.migrations import upgrade
from storage.store import Store
from tests.bot.conftest import Run


def test_an_older_program_refuses_a_newer_database_with_a_sentence(
    run: Run, tmp_path: Path, empty: str
) -> None:
    store = Store.open(empty)
    upgrade(store)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    store.close()
    document = tmp_path / "persona.md"
    document.write_text("# Buyer\n\nSigns")
    for words in (
        ("run",),
        ("export", "-"),
        ("erase", "--person", "U0MARA"),
        ("import", document),
        ("tick",),
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
