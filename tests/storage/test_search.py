"""The search index: what it finds is what the texts hold, and what is erased leaves it and the file."""

from dataclasses import replace
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import func, select, text

from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.permission import Viewer
from personas.persona import Claim, Facet, Persona, Type
from personas.search import terms_of, words_of
from storage import search, tables
from storage.ask import scrub
from storage.migrations import upgrade
from storage.migrations.versions import r0012_search, r0015_ranked_search
from storage.privacy import erase_person
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.large import fill

PLAIN = Evidence(0, 0, "", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U0MARA", NOW, NOW)
LONG = "https://example.org/" + "segment" * 40


@pytest.fixture
def persona_id(store: Store) -> int:
    with store.begin(TENANT) as tx:
        draft = Persona(0, "a", "A", Type.USER, claims=(Claim(0, 0, Facet.STUCK, "Loses the invitation"),))
        return tx.personas.create(draft, by="U0MARA", at=NOW)


def filed(store: Store, persona_id: int, words: str, **more: object) -> Evidence:
    with store.begin(TENANT) as tx:
        key = str(abs(hash(words)))
        return tx.evidence.file(replace(PLAIN, text=words, persona_id=persona_id, source_key=key, **more))


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("They EXPORT the dashboard", "port board"),
        ("Abrechnung für März", "rechnung MÄRZ"),
        ("it's a check-in, isn't it", "check-in isn't"),
        ("請求書をどこで見るのか分からない", "どこで見る"),
        (LONG, "segmentsegmentsegmentsegmentsegmentsegmentsegment"),
        (LONG, "mentsegmentseg"),
        ("snake_case at 100 %", "snake 100 %"),
    ],
)
def test_any_part_of_a_word_is_found_as_before(store: Store, persona_id: int, words: str, typed: str) -> None:
    filed(store, persona_id, words)
    filed(store, persona_id, "something else")
    with store.read(TENANT) as reading:
        assert [piece.text for piece in reading.evidence.find(typed)] == [words]
        assert reading.evidence.find(f"{typed} nowhere") == []


def test_what_is_frequent_is_found_as_what_is_rare_is(
    store: Store, persona_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, personas=2, pieces=300, decisions=0, first=5)
    viewer = Viewer("C1", "U0MARA")
    typed = ["common", "common export", "rarest", "xpor", "e", "common nowhere", "%"]
    with store.read(TENANT) as reading:
        by_index = [reading.evidence.find(each, viewer=viewer) for each in typed]
    for limit in ("WORDS_MOST", "ROWS_MOST", "OFFERED_MOST"):
        monkeypatch.setattr(search, limit, 0)
    with store.read(TENANT) as reading:
        assert [reading.evidence.find(each, viewer=viewer) for each in typed] == by_index
    assert by_index[0]
    assert by_index[4]


def test_the_index_follows_every_change_of_a_text(store: Store, persona_id: int) -> None:
    piece = filed(store, persona_id, "They lose the invitation")
    with store.begin(TENANT) as tx:
        tx.evidence.revise(replace(piece, text="They keep the summons"), by="U1", at=NOW)
        [claim] = tx.personas.get(persona_id).claims  # type: ignore[union-attr]
        tx.personas.restate(claim.id, by="U1", at=NOW, text="Finds the summons")
    with store.read(TENANT) as reading:
        assert [each.text for each in reading.evidence.find("summons")] == ["They keep the summons"]
        claims = reading.ranked_search.closest("summon")
        assert "Finds the summons" in [hit.found.text for hit in claims]  # type: ignore[union-attr]
        assert reading.evidence.find("invitation") == []
        assert reading.search.differences() == {}
        words = select(tables.SearchWord.word).where(tables.SearchWord.word.in_(["lose", "invitation"]))
        assert reading.connection.execute(words).all() == []


def test_erased_words_leave_the_index_and_the_bytes_of_the_file(lite: Store) -> None:
    with lite.begin(TENANT) as tx:
        persona_id = tx.personas.create(Persona(0, "a", "A", Type.USER), by="U1", at=NOW)
    filed(lite, persona_id, "The zanzibarian said xylophonic things")
    filed(lite, persona_id, "They said other things", reporter="U0PRIYA", author="U0PRIYA")
    path = Path(str(lite.url.database))
    assert b"xylophonic" in path.read_bytes() + Path(f"{path}-wal").read_bytes()
    with lite.begin(TENANT) as tx:
        erase_person(tx, "U0MARA", now=NOW)
    scrub(lite.engine)
    assert b"xylophonic" not in path.read_bytes() + Path(f"{path}-wal").read_bytes()
    with lite.read(TENANT) as reading:
        assert reading.search.differences() == {}
        assert len(reading.evidence.find("things")) == 1


def test_a_workspace_that_ends_takes_its_words_along(store: Store, persona_id: int) -> None:
    filed(store, persona_id, "They lose the invitation")
    with store.begin(TENANT) as tx:
        for table in (tables.Claim, tables.Evidence):
            tx.search.write(tx.search.delete(table))
    with store.read(TENANT) as reading:
        for table in (tables.SearchWord, tables.SearchPosting):
            assert reading.connection.execute(select(func.count()).select_from(table)).scalar() == 0


def test_what_was_written_before_there_was_an_index_is_put_into_it(empty: str) -> None:
    store = Store.open(empty)
    upgrade(store)
    fill(store, personas=3, pieces=50, decisions=10)
    with store.engine.begin() as connection:
        for table in ("search_word", "search_posting"):
            connection.execute(text(f"DROP TABLE {table}"))
        with Operations.context(MigrationContext.configure(connection)):
            r0012_search.upgrade()
            r0015_ranked_search.upgrade()
    with store.read(TENANT) as reading:
        assert reading.search.differences() == {}
        assert reading.connection.execute(select(func.count()).select_from(tables.SearchWord)).scalar()
    store.close()


def test_the_index_is_cut_into_words_without_case() -> None:
    assert words_of("Straße, STRASSE!", "check-in") == {"strasse", "check", "in"}
    assert terms_of("Check-IN 100%") == ("check", "in", "100")
    assert max(map(len, words_of("x" * 500))) == 64
