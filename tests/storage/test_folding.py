"""Words and names are found whatever their case, in every alphabet, on both engines alike."""

from dataclasses import replace

import pytest

from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.persona import Claim, Facet, Persona, Type, key_of
from storage.store import Store
from tests.conftest import NOW, TENANT

PAIRS = [
    ("Ärger mit ÖLEN", "ärger öl"),
    ("ärger", "ÄRGER"),
    ("Straße", "STRASSE"),
    ("STRASSE", "straße"),
    ("ΟΔΟΣ", "οδος"),
    ("Ёлка", "ёЛКА"),
    ("İstanbul", "İSTANBUL"),
    ("100 % sure_thing", "% SURE_"),
    ("a\\b", "A\\B"),
]
PLAIN = Evidence(0, 0, "", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U0MARA", NOW, NOW)


@pytest.mark.parametrize(("text", "typed"), PAIRS)
def test_words_are_found_in_evidence_and_claims_without_case(store: Store, text: str, typed: str) -> None:
    with store.begin(TENANT) as tx:
        draft = Persona(0, "admin", "Admin", Type.USER, claims=(Claim(0, 0, Facet.STUCK, text),))
        persona_id = tx.personas.create(draft, by="U0MARA", at=NOW)
        tx.evidence.file(replace(PLAIN, text=text, persona_id=persona_id))
        tx.evidence.file(replace(PLAIN, text="something else", persona_id=persona_id, source_key="2"))
        assert [piece.text for piece in tx.evidence.of_persona(persona_id, words=typed)] == [text]
        hits = tx.ranked_search.closest(typed)
        assert [(type(hit.found), hit.found.text) for hit in hits] == [(Claim, text), (Evidence, text)]  # type: ignore[union-attr]
        assert [piece.text for piece in tx.evidence.find(typed)] == [text]


def test_a_sign_that_like_would_read_finds_only_itself(store: Store) -> None:
    with store.begin(TENANT) as tx:
        persona_id = tx.personas.create(Persona(0, "a", "A", Type.USER), by="U0MARA", at=NOW)
        tx.evidence.file(replace(PLAIN, text="plain", persona_id=persona_id))
        for sign in ("%", "_", "p%n", "\\"):
            assert tx.evidence.of_persona(persona_id, words=sign) == []


@pytest.mark.parametrize(("name", "typed"), [("Ärger", "ärger"), ("Straße", "STRASSE"), ("İlk", "ilk")])
def test_a_persona_answers_to_its_name_in_any_case(store: Store, name: str, typed: str) -> None:
    with store.begin(TENANT) as tx:
        tx.personas.create(Persona(0, key_of(name), name, Type.USER), by="U0MARA", at=NOW)
        key = key_of(typed)
        assert [ref.name for ref in tx.personas.matching([key])[key]] == [name]
