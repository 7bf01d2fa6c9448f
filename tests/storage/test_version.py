"""Versions: whatever a card or a look-up shows is never another while its version stays."""

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, true

from bot.demo import sample
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person
from storage import tables
from storage.changes import MARKS, UNSHOWN
from storage.columns import Row
from storage.installation import Workspace
from storage.store import Reading, Store, Writing
from storage.version import NOTHING, Current
from tests.conftest import NOW, TENANT
from tests.faults.walking import PEOPLE, steps, submit

PLACES = ("C0ONBOARD", "G0ONE")
USER = "U0MARA"
PRESSES, SUBMITTED = 200, 50
_P, _E, _D = tables.Persona.__table__, tables.Evidence.__table__, tables.Decision.__table__
_DP = tables.DecisionPersona.__table__
MADE_OF = (
    (_P, _P.c.id, true()),
    (_E, _E.c.persona_id, _E.c.persona_id.is_not(None)),
    (_D, _DP.c.persona_id, (_D.c.id == _DP.c.decision_id) & (_D.c.tenant == _DP.c.tenant)),
    *(
        (row.__table__, row.__table__.c.persona_id, true())
        for row in (tables.Alias, tables.Claim, tables.Tally)
    ),
)


@pytest.fixture
def filled(store: Store) -> Store:
    """The sample's record, in a workspace that is installed."""
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0BOT", "B0", "U0SAM", frozenset(), NOW))
    with store.begin(TENANT) as tx:
        tx.backups.restore(sample(NOW))
        for user in PEOPLE:
            tx.people.mirror(Person(user, user, team=TENANT, admin=True), NOW)
    return store


def first(store: Store) -> int:
    with store.read(TENANT) as reading:
        return reading.personas.refs()[0].id


def current(store: Store, persona_id: int) -> Current:
    with store.read(TENANT) as reading:
        return reading.versions.current(USER, persona_id)


def cards(connection: Connection, tenant: str) -> dict[int, list[str]]:
    """All that cards, sections and lines about each persona are made of, wherever they are read."""
    found: dict[int, list[str]] = defaultdict(list)
    for table, persona_id, where in MADE_OF:
        rows = connection.execute(
            select(persona_id.label("of"), *table.c).where(table.c.tenant == tenant, where)
        )
        for row in rows:
            found[row.of].append(repr(row))
    return {key: sorted(rows) for key, rows in found.items()}


def leading(reading: Reading) -> list[Any]:
    """Which words lead to which persona, and which channel is about whom."""
    places = [reading.channels.get(place) for place in PLACES]
    bound = [(place.private, place.shared, place.personas) for place in places]
    return [reading.personas.refs(retired=True), reading.personas.names(), bound]


class Watched(Store):
    """A store that sees after each transaction what changed under an old version."""

    stale: list[str]
    seen: dict[int, tuple[Any, Any]]

    @contextmanager
    def begin(self, tenant: str) -> Iterator[Writing]:
        with super().begin(tenant) as tx:
            yield tx
        before, after = dict(self.seen), self.looked(tenant)
        for key in before.keys() & after.keys():
            (told, version), (tells, newer) = before[key], after[key]
            if told != tells and version == newer:
                self.stale.append(f"{key}: {told} -> {tells}")
        self.seen.clear()
        self.seen.update(after)

    def looked(self, tenant: str) -> dict[int, tuple[Any, Any]]:
        """What is shown now, with its version: of each persona, and of the names under 0."""
        with self._reader.connect() as connection:
            reading = Reading(connection, tenant)
            found = cards(connection, tenant)
            versions = {each: reading.versions.current(USER, each) for each in [0, *found]}
            told: dict[int, tuple[Any, Any]] = {each: (found[each], versions[each].persona) for each in found}
            return told | {0: (leading(reading), versions[0].names)}


def test_every_table_says_what_a_row_of_it_is_about_or_that_nothing_shows_it() -> None:
    about = {table.name for table in MARKS} | {row.__tablename__ for row in UNSHOWN}
    assert about == {table.name for table in Row.metadata.sorted_tables}
    for table, marks in MARKS.items():
        assert {name for mark in marks for name in mark.columns} <= set(table.c.keys())


def test_nothing_that_is_looked_up_changes_under_its_version(filled: Store) -> None:
    watched = Watched.open(filled.url.render_as_string(hide_password=False))
    watched.stale, watched.seen = [], {}
    for handler, call in random.Random(1).sample([*steps(watched, TENANT, TENANT)], PRESSES):
        with suppress(Exception):
            handler(call, watched.for_user(USER, NOW))
    assert len(submit(watched, TENANT, TENANT)) > SUBMITTED
    watched.close()
    assert watched.stale == []


def test_a_new_piece_changes_its_personas_version_and_no_other(filled: Store) -> None:
    with filled.read(TENANT) as reading:
        one, other = [ref.id for ref in reading.personas.refs()][:2]
    before = current(filled, one), current(filled, other)
    with filled.begin(TENANT) as tx:
        tx.evidence.file(piece(one))
    assert current(filled, one).persona != before[0].persona
    assert current(filled, one).names == before[0].names
    assert current(filled, other) == before[1]


def test_a_piece_that_moves_changes_both(filled: Store) -> None:
    with filled.read(TENANT) as reading:
        one, other = [ref.id for ref in reading.personas.refs()][:2]
    with filled.begin(TENANT) as tx:
        filed = tx.evidence.file(piece(one))
    before = current(filled, one).persona, current(filled, other).persona
    with filled.begin(TENANT) as tx:
        tx.evidence.about(filed, persona_id=other, by=USER, at=NOW)
    assert current(filled, one).persona != before[0]
    assert current(filled, other).persona != before[1]


def test_what_was_undone_leaves_the_version_as_it_was(filled: Store) -> None:
    persona_id = first(filled)
    before = current(filled, persona_id)
    with suppress(KeyError), filled.begin(TENANT) as tx:
        tx.evidence.file(piece(persona_id))
        raise KeyError
    assert current(filled, persona_id) == before


def test_a_new_spelling_or_another_channel_binding_changes_the_names(filled: Store) -> None:
    persona_id = first(filled)
    seen = [current(filled, persona_id).names]
    with filled.begin(TENANT) as tx:
        tx.personas.answer_to(persona_id, ["Somebody"])
    seen.append(current(filled, persona_id).names)
    with filled.begin(TENANT) as tx:
        tx.channels.bind("C0NEW", [persona_id], filing=False, by=USER, at=NOW)
    seen.append(current(filled, persona_id).names)
    with filled.begin(TENANT) as tx:
        tx.channels.describe("C0NEW", name="new", private=True, shared=False, at=NOW)
    seen.append(current(filled, persona_id).names)
    with filled.begin(TENANT) as tx:  # a question may call them by it
        tx.personas.change(persona_id, by=USER, at=NOW, role="Sets it up")
    seen.append(current(filled, persona_id).names)
    with filled.begin(TENANT) as tx:
        tx.personas.change(persona_id, by=USER, at=NOW, retired_at=NOW)
    seen.append(current(filled, persona_id).names)
    assert len(set(seen)) == len(seen)
    with filled.begin(TENANT) as tx:
        tx.personas.answer_to(persona_id, ["Somebody"])
        tx.channels.describe("C0NEW", name="new", private=True, shared=False, at=NOW)
        tx.personas.change(persona_id, by=USER, at=NOW, one_line="Another")
    assert current(filled, persona_id).names == seen[-1]


def test_a_role_is_read_live_with_the_versions(filled: Store) -> None:
    persona_id = first(filled)
    with filled.begin(TENANT) as tx:
        tx.people.mirror(Person(USER, "Mara", team=TENANT, guest=True), NOW)
    person = current(filled, persona_id).person
    assert person
    assert person.guest
    with filled.read(TENANT) as reading:
        assert reading.versions.current("U0NOBODY", persona_id).person is None
    with filled.read("T0OTHER") as reading:
        assert reading.versions.current(USER, persona_id) == NOTHING


def test_all_that_is_held_against_a_remembered_answer_is_one_statement(filled: Store) -> None:
    persona_id, ran = first(filled), list[str]()

    def hear(_: Connection, __: Any, statement: str, *___: Any) -> None:
        ran.append(statement)

    event.listen(filled._reader, "before_cursor_execute", hear)
    current(filled, persona_id)
    event.remove(filled._reader, "before_cursor_execute", hear)
    assert len(ran) == 1


def test_a_version_never_comes_twice_even_where_the_same_is_said_again(filled: Store) -> None:
    persona_id, seen = first(filled), set[int | None]()
    for turn in range(20):
        with filled.begin(TENANT) as tx:
            tx.personas.change(persona_id, by=USER, at=NOW, role=random.Random(turn).choice(("a", "b")))
        seen.add(current(filled, persona_id).persona)
    assert len(seen) == 20


def piece(persona_id: int) -> Evidence:
    """A piece of evidence about somebody."""
    return Evidence(
        0, 0, "They waited", Kind.STUCK, Source.MESSAGE, Polarity.SUPPORTS, State.FILED, USER, NOW, NOW,
        persona_id=persona_id,
    )  # fmt: skip
