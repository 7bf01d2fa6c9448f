"""Importing documents: the same twice is once, and claims keep their evidence."""

from personas.documents.document import read_documents
from personas.documents.draft import PersonaDraft
from personas.documents.merge import Merge
from personas.errors import NameReserved, NameTaken, Retired
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Facet, Persona
from storage.store import Store
from tests.conftest import NOW, TENANT

DOCUMENT = b"""# Ops admin Persona

**Name**: Ana Silva
**Role**: Sets the workspace up

Based on 8 interviews.

## Pain points
- Stops at the integration step
- Maps 63 columns before anything shows

## Quotes
> "It has to work by Monday."
"""


def brought(store: Store, data: bytes = DOCUMENT, *, steward: str = "") -> Merge:
    with store.begin(TENANT) as tx:
        [draft] = read_documents("ops.md", data)
        merge = tx.documents.plan(draft, steward=steward)
        if merge.problem is None:
            tx.documents.apply(merge, by="U0MARA", at=NOW)
    return merge


def persona(store: Store, key: str = "ops-admin") -> Persona:
    with store.read(TENANT) as reading:
        found = reading.personas.get(reading.personas.matching([key])[key][0].id)
    assert found
    return found


def test_a_document_becomes_a_persona_without_evidence(store: Store) -> None:
    assert brought(store, steward="U0DEVIN").makes
    found = persona(store)
    assert (found.name, found.slug, found.steward) == ("Ops admin", "ops-admin", "U0DEVIN")
    assert [claim.text for claim in found.about(Facet.STUCK)] == [
        "Stops at the integration step", "Maps 63 columns before anything shows",
    ]  # fmt: skip
    assert found.backing.pieces == 0
    assert "8 interviews" in found.provenance
    assert persona(store, "ana-silva").id == found.id


def test_the_same_document_twice_changes_nothing(store: Store) -> None:
    brought(store)
    before = persona(store)
    assert not brought(store).changes
    assert persona(store) == before


def test_a_changed_line_keeps_its_evidence(store: Store) -> None:
    brought(store)
    claim = persona(store).about(Facet.STUCK)[0]
    piece = Evidence(
        0, 0, "Four of six", Kind.STUCK, Source.INTERVIEW, Polarity.SUPPORTS, State.FILED, "U0JO", NOW, NOW,
        persona_id=claim.persona_id, claim_id=claim.id, n=4, m=6,
    )  # fmt: skip
    with store.begin(TENANT) as tx:
        tx.evidence.file(piece)
    merge = brought(store, DOCUMENT.replace(b"integration step", b"integration step, for three days"))
    assert len(merge.changed) == 1
    after = persona(store).about(Facet.STUCK)[0]
    assert (after.id, after.text) == (claim.id, "Stops at the integration step, for three days")
    assert after.backing.pieces == 1
    assert not brought(
        store, DOCUMENT.replace(b"integration step", b"integration step, for three days")
    ).changes


def test_what_people_changed_in_slack_stays(store: Store) -> None:
    brought(store)
    first, second = persona(store).about(Facet.STUCK)
    with store.begin(TENANT) as tx:
        tx.personas.restate(first.id, by="U0JO", at=NOW, text="Waits for IT")
        tx.personas.drop(second.id, by="U0JO", at=NOW)
        tx.personas.change(first.persona_id, by="U0JO", at=NOW, role="Runs it")
    before = persona(store)
    merge = brought(store)
    assert not merge.changes
    assert merge.taken_off == ["Maps 63 columns before anything shows"]
    assert persona(store) == before


def test_a_name_that_is_another_ones_nickname_is_refused(store: Store) -> None:
    brought(store)
    merge = brought(store, DOCUMENT.replace(b"Ops admin", b"Ana Silva"))
    assert isinstance(merge.problem, NameTaken)


def test_a_nickname_that_is_taken_is_left_out_and_said(store: Store) -> None:
    brought(store)
    merge = brought(store, DOCUMENT.replace(b"Ops admin", b"Site admin"))
    assert [name for name, _ in merge.refused] == ["Ana", "Ana Silva"] or "Ana Silva" in dict(merge.refused)
    assert persona(store, "ana-silva").slug == "ops-admin"


def test_a_name_that_is_a_word_of_the_grammar_is_refused(lite: Store) -> None:
    assert isinstance(brought(lite, DOCUMENT.replace(b"Ops admin", b"Help")).problem, NameReserved)


def test_a_retired_persona_is_left_alone(lite: Store) -> None:
    brought(lite)
    with lite.begin(TENANT) as tx:
        tx.personas.change(persona(lite).id, by="U0JO", at=NOW, retired_at=NOW)
    assert isinstance(brought(lite).problem, Retired)


def test_a_steward_named_later_takes_over_once(lite: Store) -> None:
    brought(lite)
    assert brought(lite, steward="U0PRIYA").changes
    assert persona(lite).steward == "U0PRIYA"
    assert not brought(lite, steward="U0PRIYA").changes


def test_the_steward_and_slug_a_document_gives_are_taken_where_they_hold(lite: Store) -> None:
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U0DEVIN", "devin"), NOW)
        draft = PersonaDraft(name="Ops admin", slug="ops", steward="U0DEVIN")
        merge = tx.documents.plan(draft, maker="U0MARA")
        tx.documents.apply(merge, by="U0MARA", at=NOW)
        [persona] = tx.personas.all()
        assert (persona.slug, persona.steward) == ("ops", "U0DEVIN")
        renamed = tx.documents.plan(PersonaDraft(name="Operations admin", slug="ops"))
        assert renamed.ref == persona.ref
        stranger = tx.documents.plan(PersonaDraft(name="Baker", steward="U0NOBODY"), maker="U0MARA")
        assert stranger.steward == "U0MARA"
