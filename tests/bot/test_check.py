"""`python -m bot check`: what is well, what is not, and what to do about it."""

from pathlib import Path

import pytest
import yaml

from bot import check_slack as check
from bot.demo import sample
from bot.finding import BAD, GOOD, SHORT
from storage import tables
from storage.migrations import upgrade
from storage.store import Store
from tests.bot.conftest import Run
from tests.conftest import NOW, TENANT
from tests.conversations.harness import ROOT
from tests.postgresql import Cluster


def declared(kind: str) -> frozenset[str]:
    return frozenset(yaml.safe_load((ROOT / "manifest.yaml").read_text())["oauth_config"]["scopes"][kind])


def test_all_is_well(run: Run, start: Run, tmp_path: Path) -> None:
    snapshot = tmp_path / "sample.json"
    snapshot.write_text(sample(NOW).dump())
    run("import", snapshot)
    done = start("check")
    assert done.stdout.splitlines()[-1] == "All is well."
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 personas on record" in done.stdout
    assert "every count is what the evidence adds up to" in done.stdout


def test_a_refused_token_says_what_to_do(run: Run) -> None:
    done = run("check", SLACK_BOT_TOKEN="xoxb-wrong")
    assert done.returncode == 2
    assert "Install the app again and copy its token." in done.stdout
    assert done.stdout.splitlines()[-1] == "2 points to look at."


def test_slack_that_does_not_answer_is_no_traceback(run: Run) -> None:
    done = run("check", SLACK_API_URL="http://127.0.0.1:9/")
    assert (done.returncode, done.stderr) == (2, "")
    assert "Slack does not answer at http://127.0.0.1:9/." in done.stdout


def test_a_database_that_does_not_answer_hides_its_password(run: Run) -> None:
    done = run("check", DATABASE_URL="postgresql://dramatis:geheim@127.0.0.1:9/dramatis")
    assert (done.returncode, done.stderr) == (2, "")
    assert "does not answer" in done.stdout
    assert "geheim" not in done.stdout


def test_a_postgresql_without_icu_says_what_words_need(run: Run, postgresql: Cluster) -> None:
    url = postgresql.created("no_icu")
    store = Store.open(url)
    upgrade(store)
    assert store.folds()
    with store.system() as system:
        system.connection.exec_driver_sql("SET LOCAL allow_system_table_mods = on")
        system.connection.exec_driver_sql("DELETE FROM pg_collation WHERE collname = 'und-x-icu'")
    done = run("check", DATABASE_URL=url)
    assert done.returncode == 2
    assert "no collation und-x-icu" in done.stdout
    _, _, todo = done.stdout.partition("As its owner, `")
    with store.system() as system:
        system.connection.exec_driver_sql(todo.partition("`")[0])
    assert "und-x-icu" not in run("check", DATABASE_URL=url).stdout
    with store.read(TENANT) as reading:
        assert reading.evidence.find("ärger") == []
    store.close()


def test_looking_makes_no_database(run: Run, tmp_path: Path) -> None:
    done = run("check")
    assert done.returncode == 1
    assert "no database yet" in done.stdout
    assert not (tmp_path / "dramatis.db").exists()


def test_missing_settings_are_named(run: Run) -> None:
    done = run("check", SLACK_BOT_TOKEN="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("SLACK_BOT_TOKEN is missing")


def test_a_missing_scope_says_to_install_again() -> None:
    [finding, *_] = check.scopes(declared("bot") - {"reactions:read"} | declared("bot_optional"))
    assert finding.state == BAD
    assert "reactions:read" in finding.what
    assert "install it again" in finding.todo


@pytest.mark.parametrize("scope", sorted(declared("bot_optional")))
def test_an_optional_scope_says_what_is_off_without_it(scope: str) -> None:
    found = check.scopes(declared("bot") | declared("bot_optional") - {scope})
    assert [finding.state for finding in found] == [GOOD, SHORT]
    assert check.OPTIONAL[scope] in found[1].what


def test_a_wrong_count_is_reported_not_repaired(run: Run, tmp_path: Path) -> None:
    snapshot = tmp_path / "sample.json"
    snapshot.write_text(sample(NOW).dump())
    run("import", snapshot)
    store = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}")
    with store.begin(TENANT) as tx:
        tally = tables.Tally.__table__
        tx.connection.execute(tally.update().where(tally.c.claim_id == 0).values(pieces=77))
    store.close()
    for _ in range(2):
        done = run("check")
        assert done.returncode == 1
        assert "not what the evidence adds up to: new-teammate, ops-admin, signing-buyer" in done.stdout


def test_an_index_that_differs_from_the_record_is_reported_not_repaired(run: Run, tmp_path: Path) -> None:
    snapshot = tmp_path / "sample.json"
    snapshot.write_text(sample(NOW).dump())
    run("import", snapshot)
    assert "the search index holds every word of the record, and no other" in run("check").stdout
    store, posting = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}"), tables.SearchPosting.__table__
    with store.begin(TENANT) as tx:
        missing = posting.select().where(posting.c.kind == "evidence").limit(1)
        row = tx.connection.execute(missing).one()
        gone = (
            posting.c.kind == "evidence",
            posting.c.word == row.word,
            posting.c.subject_id == row.subject_id,
        )
        tx.connection.execute(posting.delete().where(*gone))
        erased = {"tenant": TENANT, "kind": "decision", "subject_id": 999_999, "word": row.word}
        tx.connection.execute(posting.insert().values(**erased))
    store.close()
    for _ in range(2):
        done = run("check")
        assert done.returncode == 1
        assert "what the record says: words of decisions (1), words of evidence (1)" in done.stdout
        assert "import into an empty database" in done.stdout


def test_an_uncertain_message_is_reported(run: Run, tmp_path: Path) -> None:
    snapshot = tmp_path / "sample.json"
    snapshot.write_text(sample(NOW).dump())
    run("import", snapshot)
    store = Store.open(f"sqlite:///{tmp_path / 'dramatis.db'}")
    with store.begin(TENANT) as tx:
        tx.deliveries.want("decision", key="k", now=NOW, subject_id=1, channel="C0PRODUCT")
        tx.connection.execute(tables.Delivery.__table__.update().values(state="uncertain"))
    store.close()
    done = run("check")
    assert done.returncode == 1
    assert "messages: 1 uncertain" in done.stdout
    assert "a question perhaps twice; they are not sent again" in done.stdout
