"""Decisions on both engines: logging, finding, linking, counting."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import event

from personas.decision import Decision, Grounds, Validity
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.permission import Viewer
from personas.persona import Persona, PersonaRef, Type
from storage.store import Store
from tests.conftest import NOW, TENANT


def persona(store: Store, name: str, *, tenant: str = TENANT) -> PersonaRef:
    """A persona as a reference."""
    made = Persona(0, name.lower(), name, Type.USER)
    with store.begin(tenant) as tx:
        return replace(made.ref, id=tx.personas.create(made, by="U0MARA", at=NOW))


def evidence(store: Store, about: PersonaRef) -> Evidence:
    """A filed piece."""
    piece = Evidence(0, 0, "x", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U0SAM", NOW, NOW,
                     persona_id=about.id)  # fmt: skip
    with store.begin(TENANT) as tx:
        return tx.evidence.file(piece)


def log(store: Store, *, tenant: str = TENANT, **parts: Any) -> Decision:
    """A logged decision."""
    given: dict[str, Any] = {"logged_at": NOW, "grounds": Grounds.OPEN}
    made = Decision(0, 0, "two paths", "they set up alone", logger="U0MARA", **{**given, **parts})
    with store.begin(tenant) as tx:
        return tx.decisions.log(made)


def test_a_decision_comes_back_as_it_was_logged(store: Store) -> None:
    admin, buyer = persona(store, "Admin"), persona(store, "Buyer")
    piece = evidence(store, admin)
    made = log(
        store, changed_from="one path", served=(admin,), unserved=(buyer,), cited=(piece,), area="onboarding",
        grounds=Grounds.EVIDENCE, how_known="one sitting", revisit_on=date(2027, 1, 23), channel="C1",
        thread_ts="1.5",
    )  # fmt: skip
    assert made.label == "D-1"
    with store.read(TENANT) as reading:
        assert reading.decisions.get(made.id) == made
        assert reading.decisions.numbered(1) == made
        assert reading.decisions.everything() == [made]
        assert reading.decisions.get(made.id + 1) is None


def test_numbers_and_decisions_belong_to_one_workspace(store: Store) -> None:
    log(store)
    other = log(store, tenant="T0OTHER")
    assert other.number == 1
    with store.read(TENANT) as reading:
        assert reading.decisions.get(other.id) is None
        assert len(reading.decisions.recent()) == 1


def test_private_decisions_are_seen_where_they_were_logged(store: Store) -> None:
    admin = persona(store, "Admin")
    log(store, served=(admin,), visibility="G1", grounds=Grounds.EVIDENCE)
    with store.read(TENANT) as reading:
        found = reading.decisions
        assert found.recent(viewer=Viewer("C1")) == []
        assert (
            found.hidden(viewer=Viewer("C1")) == found.hidden(viewer=Viewer("C1"), persona_id=admin.id) == 1
        )
        assert len(found.recent(viewer=Viewer("G1"))) == len(found.recent(viewer=Viewer("C1", "U0MARA"))) == 1
        assert found.hidden(viewer=Viewer("G1")) == found.hidden(viewer=Viewer("C1", "U0MARA")) == 0
        assert found.of_persona(admin.id, viewer=Viewer("C1")) == []
        assert len(found.of_persona(admin.id, viewer=Viewer("G1"))) == 1
        assert found.proof(NOW, viewer=Viewer("C1")).logged == 0
        assert found.proof(NOW, viewer=Viewer("G1")).naming == 1


def test_the_newest_decision_of_a_persona_costs_one_statement(store: Store) -> None:
    admin, buyer = persona(store, "Admin"), persona(store, "Buyer")
    for _ in range(3):
        log(store, served=(admin,), unserved=(buyer,))
    asked: list[str] = []
    with store.read(TENANT) as reading:
        event.listen(reading.connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        assert [each.number for each in reading.decisions.of_persona(admin.id, limit=1)] == [3]
        assert len([told for told in asked if told.startswith("SELECT")]) == 1
        assert reading.decisions.of_persona(buyer.id) == []
        assert len(reading.decisions.of_persona(buyer.id, served=False)) == 3


def test_what_was_taken_back_no_longer_counts_for_anybody(store: Store) -> None:
    admin = persona(store, "Admin")
    made = log(store, served=(admin,))
    with store.begin(TENANT) as tx:
        tx.decisions.reverse(made.id, by="U0JO", at=NOW)
    with store.read(TENANT) as reading:
        assert reading.decisions.of_persona(admin.id) == []
        assert reading.decisions.proof(NOW).decorative == (admin,)
        [kept] = reading.decisions.recent()
    assert (kept.validity, kept.edited_by, kept.edited_at) == (Validity.REVERSED, "U0JO", NOW)


def test_linking_adds_to_what_is_cited_and_repeating_it_changes_nothing(store: Store) -> None:
    admin = persona(store, "Admin")
    one, two = evidence(store, admin), evidence(store, admin)
    made = log(store, served=(admin,), cited=(one,))
    for _ in range(2):
        with store.begin(TENANT) as tx:
            tx.decisions.link(made.id, [two.id], by="U0JO", at=NOW)
    with store.read(TENANT) as reading:
        now = reading.decisions.get(made.id)
    assert now
    assert [piece.label for piece in now.cited] == ["EV-1", "EV-2"]
    assert now.grounds is Grounds.EVIDENCE


def test_withdrawn_evidence_backs_nothing_any_more(store: Store) -> None:
    admin = persona(store, "Admin")
    piece = evidence(store, admin)
    made = log(store, served=(admin,), cited=(piece,), grounds=Grounds.EVIDENCE)
    with store.begin(TENANT) as tx:
        tx.evidence.withdraw(piece, by="U0MARA", at=NOW)
    with store.read(TENANT) as reading:
        now = reading.decisions.get(made.id)
        assert now
        assert now.cited == ()
        assert reading.decisions.proof(NOW).citing == 0


def test_decisions_that_rest_on_nothing_are_found_until_they_are_settled(store: Store) -> None:
    older, old = (log(store, logged_at=NOW - timedelta(days=days)) for days in (6, 5))
    settled = log(store, logged_at=NOW - timedelta(days=4))
    resting_on_nothing = {"grounds": Grounds.OPEN}
    with store.begin(TENANT) as tx:
        tx.decisions.settle_as_judgement(settled.id, by="U0MARA", at=NOW)
        assert [each.id for each in tx.decisions.facts(resting_on_nothing)] == [older.id, old.id]
        tx.decisions.reverse(old.id, by="U0MARA", at=NOW)
        assert [each.id for each in tx.decisions.facts(resting_on_nothing)] == [older.id]


def test_the_proof_counts_names_evidence_and_idle_personas(store: Store) -> None:
    admin, buyer = persona(store, "Admin"), persona(store, "Buyer")
    piece = evidence(store, admin)
    log(store, served=(admin,), cited=(piece,), grounds=Grounds.EVIDENCE)
    log(store, served=(admin, buyer), unserved=())
    log(store, unserved=(buyer,))
    log(store, served=(buyer,), logged_at=NOW - timedelta(days=91))
    with store.read(TENANT) as reading:
        counted = reading.decisions.proof(NOW - timedelta(days=90), days=90)
    assert (counted.days, counted.logged, counted.naming, counted.citing) == (90, 3, 2, 1)
    assert counted.per_persona == ((admin, 2), (buyer, 1))
