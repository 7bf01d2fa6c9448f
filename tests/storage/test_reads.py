"""What only reads costs the same at any size: statements find their rows by an index, and there are few of them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bench.reads import statements
from handlers.call import Reply
from personas.home import NEEDS_SHOWN, Home
from personas.permission import Viewer
from personas.persona import Facet
from personas.reminder import Track
from storage.home import home_of
from storage.store import Store
from tests.conftest import TENANT
from tests.large import ASKED, NOW, USER, ask, fill
from tests.postgresql import Cluster

LONG_AGO = "2025-01-01 00:00:00.000000"
# Their rows grow with a workspace; of the others there are a few hundred, or they are walked in an order up to a limit.
GROWING = "evidence|decision_persona|decision_evidence|witness|ask|answer|audit"
WHOLE = re.compile(rf"SCAN ({GROWING})\b|SEARCH ({GROWING}) USING .*\(tenant=\?\)$")


@pytest.fixture
def small(lite: Store) -> Store:
    """A few rows, which SQLite was never asked to count."""
    fill(lite, personas=4, pieces=60, decisions=30)
    return lite


def test_no_answer_reads_a_whole_workspace_on_sqlite(small: Store) -> None:
    plans: dict[str, list[str]] = {}

    def explain(of: Connection, cursor: object, statement: str, values: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            rows = of.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans[statement] = [row[3] for row in rows]

    event.listen(small._reader, "before_cursor_execute", explain)
    for words in ASKED.values():
        ask(small, words)
    with small.read(TENANT) as reading:
        home_of(reading, USER, NOW)
    walked = {statement: plan for statement, plan in plans.items() if any(map(WHOLE.match, plan))}
    assert len(plans) > 40
    assert list(walked.values()) == []


def test_evidence_by_its_id_is_found_by_it(small: Store) -> None:
    with small.read(TENANT) as reading:
        assert [piece.number for piece in reading.evidence.picked([9, 3, 5])] == [3, 5, 9]


def test_my_data_asks_as_often_for_many_decisions_as_for_few(store: Store) -> None:
    fill(store, personas=4, pieces=200, decisions=40)
    few = _statements(store, "my data")
    with store.begin(TENANT) as tx:
        tx.connection.execute(text(f"UPDATE decision SET logger = '{USER}'"))
        tx.connection.execute(text(f"UPDATE evidence SET reporter = '{USER}'"))
    many = _statements(store, "my data")
    assert len(many) == len(few) <= 20
    said = ask(store, "my data")
    assert isinstance(said, Reply)
    assert "*Decisions you logged* (40)" in str(said.blocks)
    assert "… and 30 more" in str(said.blocks)
    assert "*Evidence you brought* (200)" in str(said.blocks)
    assert "EV-200" in str(said.blocks)


def test_names_are_not_read_anew_for_each_persona_before_postgresql_counted(postgresql: Cluster) -> None:
    store = Store.open(postgresql.emptied())
    fill(store, personas=60, pieces=0, decisions=0)
    read = []

    def explain(of: Connection, cursor: object, statement: str, values: object, *_: object) -> None:
        with of.connection.driver_connection.cursor() as other:
            other.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
            read.append(_read(other.fetchone()[0][0]["Plan"]))

    event.listen(store._reader, "before_cursor_execute", explain)
    with store.read(TENANT) as reading:
        assert len(reading.personas.names()) == 60 * 3
    store.close()
    assert max(read) <= 60 * 4


def _read(plan: dict[str, Any]) -> int:
    here = plan["Actual Loops"] * (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0))
    return max([here, *map(_read, plan.get("Plans", ()))])


def _statements(store: Store, words: str) -> list[str]:
    with statements(store) as said:
        ask(store, words)
    return said


def test_a_list_reads_the_personas_it_shows_as_their_cards_tell_them(store: Store) -> None:
    fill(store, personas=30, pieces=400, decisions=0)
    with store.read(TENANT) as reading:
        for channel in ("", "C0SECRET"):
            whole = [persona.line for persona in reading.personas.all(channel=channel)]
            assert reading.personas.lines(25, channel=channel) == whole[:25]
            first = reading.personas.about(Facet.FIRST, channel=channel, limit=25)
            assert [each.claim(Facet.FIRST) for each in first] == [
                each.claim(Facet.FIRST) for each in reading.personas.all(channel=channel)[:25]
            ]
        assert reading.personas.how_many() == 30


@pytest.mark.parametrize("words", ["list", "first", "who approves the budget", "proof", "decisions", "D-3"])
def test_an_answer_runs_few_statements_however_many_personas_there_are(lite: Store, words: str) -> None:
    fill(lite, personas=4, pieces=60, decisions=30)
    few = _statements(lite, words)
    fill(lite, personas=30, pieces=0, decisions=0, first=4)
    assert len(_statements(lite, words)) == len(few) <= 10


def test_home_costs_the_same_with_many_decisions_that_cite_nothing(lite: Store) -> None:
    fill(lite, personas=4, pieces=60, decisions=100)
    with statements(lite) as few:
        home = _home(lite)
    assert (len(home.needs), home.more_needs) == (NEEDS_SHOWN, 5)
    with lite.begin(TENANT) as tx:
        tx.connection.execute(text(f"UPDATE decision SET logger = '{USER}'"))
    with statements(lite) as many:
        home = _home(lite)
    assert (len(home.needs), home.more_needs) == (NEEDS_SHOWN, 45)
    assert len(many) <= len(few) + 2


def test_home_reads_of_many_open_decisions_those_that_it_shows(lite: Store) -> None:
    fill(lite, personas=4, pieces=60, decisions=100)
    with statements(lite) as said:
        home = _home(lite)
    assert (len(home.needs), home.more_needs) == (NEEDS_SHOWN, 5)
    open_ones = [each for each in said if "decision.grounds = ?" in each]
    assert all("LIMIT" in each or "count(*)" in each for each in open_ones)
    assert len(open_ones) == 2


def test_home_brings_up_what_the_rules_hold_for_but_not_what_was_snoozed(store: Store) -> None:
    fill(store, personas=4, pieces=60, decisions=100)
    with store.begin(TENANT) as tx:
        for change in (
            f"persona SET created_at = '{LONG_AGO}', steward = '{USER}'",
            f"evidence SET filed_at = '{LONG_AGO}'",
            f"tally SET newest = '{LONG_AGO}'",
        ):
            tx.connection.execute(text(f"UPDATE {change}"))
        held = tx.reminders.cases(NOW, person=USER)
        ordered = sorted(held, key=lambda case: not case.rule.at_home_at_once)
        assert (len(ordered), tx.reminders.at_home(tx.people.known(USER), NOW)) == (14, (ordered[:5], 14))
        first, later = ordered[0], NOW + timedelta(days=7)
        tx.reminders.keep(Track(first.rule.id, first.subject_id, USER, first.spell, not_before=later))
        assert tx.reminders.at_home(tx.people.known(USER), NOW) == (ordered[1:6], 13)
        assert tx.reminders.at_home(tx.people.known(USER), later + timedelta(days=1)) == (ordered[:5], 14)


def test_a_chain_asks_for_nobody_who_stands_behind_a_piece(lite: Store) -> None:
    fill(lite, personas=4, pieces=200, decisions=30)
    with statements(lite) as said:
        assert isinstance(ask(lite, "persona-1 chain"), Reply)
    assert not [each for each in said if "witness" in each]


def _home(store: Store) -> Home:
    with store.read(TENANT) as reading:
        return home_of(reading, USER, NOW)


def test_what_is_hidden_is_known_from_what_is_kept_counted(store: Store) -> None:
    fill(store, personas=3, pieces=200, decisions=0)
    with store.read(TENANT) as reading:
        everything = [piece for piece in reading.evidence.everything() if piece.persona_id == 2]
        for viewer in (Viewer("C1"), Viewer("C1", USER), Viewer("C0SECRET", USER), Viewer("C1", "U0NEW")):
            unread = [each for each in everything if not viewer.can_read(each.visibility, each.reporter)]
            assert reading.evidence.hidden(2, viewer=viewer) == len(unread)
