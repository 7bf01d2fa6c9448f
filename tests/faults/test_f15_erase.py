"""F15: one person or one workspace is erased; the whole database is read afterwards, bytes and all."""

from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import inspect, text

from personas.evidence import Evidence, Kind, Polarity, Source, State
from storage import ask as asking
from storage.personal_data import personal_data_of
from storage.privacy import erase_person
from storage.store import Store
from storage.tenancy import wipe
from tests.conftest import NOW, TENANT
from tests.faults.conftest import Figures
from tests.handlers.pulses import MARA, USERS, Town, town

WHO, OTHER = USERS[0], USERS[1]
WORDS = ("my own unheard-of sentence", "what I typed about the export")


def test_an_erased_person_is_nowhere_but_as_a_pseudonym_in_the_audit_log(
    store: Store, figures: Figures
) -> None:
    here = _lived_in(store)
    before = _occurrences(store, WHO)
    assert before > 10
    with store.read(TENANT) as reading:
        held = personal_data_of(reading, WHO, workspace="Beta", at=NOW)
    assert {"capture", "delivery", "audit", "evidence", "persona", "person"} <= set(held.rows)
    start = perf_counter()
    with store.begin(TENANT) as tx:
        done = erase_person(tx, WHO, now=NOW)
    asking.scrub(store.engine)
    took = perf_counter() - start
    left = sum(_occurrences(store, each) for each in (WHO, *WORDS))
    assert done["answer"] == 2
    assert done["own words"] == 1
    assert (left, _in_file(store, WHO), _in_file(store, WORDS[0])) == (0, 0, 0)
    assert _occurrences(store, OTHER) > 5
    with store.read(TENANT) as reading:
        lines = reading.audit.newest()
        assert reading.tallies.differences() == []
    alias = next(line.subject for line in lines if line.what == "person erased")
    assert {line.who for line in lines if line.what == "evidence filed"} == {alias}
    with store.begin(TENANT) as tx:
        assert erase_person(tx, WHO, now=NOW) == {}
    with store.read(TENANT) as reading:
        assert reading.audit.newest() == lines
        assert personal_data_of(reading, WHO, workspace="Beta", at=NOW).pieces == 0
        assert personal_data_of(reading, OTHER, workspace="Beta", at=NOW).pieces > 5
    assert here.tap(OTHER, here.pulse(here.newest), 1)
    figures("F15", occurrences=before, left=left, left_in_file=_in_file(store, WHO), seconds=took)


def test_an_erased_workspace_leaves_no_row_and_its_neighbour_everything(
    store: Store, figures: Figures
) -> None:
    _lived_in(store)
    with store.begin("T0OTHER") as tx:
        tx.people.prefer(WHO, stopped_at=NOW)
    with store.engine.begin() as connection:
        rows = wipe(connection, TENANT)
        assert wipe(connection, TENANT) == 0
    asking.scrub(store.engine)
    assert rows > 50
    left = _occurrences(store, TENANT)
    assert left == 0
    with store.read("T0OTHER") as reading:
        assert reading.people.known(WHO).stopped_at == NOW
    figures("F15", workspace_rows=rows, left=left)


def _lived_in(store: Store) -> Town:
    here = town(store)
    for mode in ("named", "confidential"):
        asked = here.ask(mode=mode)
        here.tap(WHO, asked, 2)
        here.type(WHO, WORDS[0])
        here.tap(OTHER, asked, 1)
        here.now = NOW.replace(year=NOW.year + 1) if mode == "named" else here.now
    with store.begin(TENANT) as tx:
        tx.evidence.file(_piece(here.persona_id))
        tx.captures.want("C0BETA", "7.0", user=WHO, now=NOW)
        tx.personas.change(here.persona_id, by=WHO, at=NOW, steward=WHO, notes=f"ask <@{WHO}> about it")
        tx.reminders.connection.execute(
            text('UPDATE delivery SET note = \'{"reporter": "' + WHO + "\"}' WHERE person = :other"),
            {"other": MARA},
        )
    return here


def _piece(about: int) -> Evidence:
    return Evidence(
        id=0, number=0, text=WORDS[1], kind=Kind.STUCK, source=Source.TICKET, polarity=Polarity.SUPPORTS,
        state=State.FILED, reporter=WHO, filed_at=NOW, happened_at=NOW, persona_id=about,
        seen_by=(WHO, OTHER), n=3, m=4,
    )  # fmt: skip


def _occurrences(store: Store, words: str) -> int:
    """In how many fields of the whole database something stands."""
    with store.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        rows: list[Any] = [
            row for name in names for row in connection.execute(text(f'SELECT * FROM "{name}"'))
        ]
    return sum(words in str(value) for row in rows for value in row)


def _in_file(store: Store, words: str) -> int:
    """On SQLite, how often it stands in the bytes of the files: overwritten, not just unlinked."""
    if store.url.get_backend_name() != "sqlite":
        return 0
    path = Path(str(store.url.database))
    files = [path, path.with_name(f"{path.name}-wal")]
    return sum(each.read_bytes().count(words.encode()) for each in files if each.exists())
