"""A ranked search: any of the words, by their stems, the rarest first, and only what the reader may read counts."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.permission import Viewer
from personas.persona import Claim, Facet, Persona, Type
from personas.search import Hit, asked_for
from personas.stem import stem
from storage import ranked_search
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.large import fill

PLAIN = Evidence(0, 0, "", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U0MARA", NOW, NOW)
WAITS = "Waits three days or more for whoever holds the keys"


@pytest.fixture
def admin(store: Store) -> int:
    with store.begin(TENANT) as tx:
        claims = (Claim(0, 0, Facet.STUCK, WAITS), Claim(0, 0, Facet.RISK, "Is blamed for an empty report"))
        return tx.personas.create(Persona(0, "ops", "Ops admin", Type.USER, claims=claims), by="U1", at=NOW)


def file(store: Store, persona_id: int, words: str, **more: object) -> Evidence:
    with store.begin(TENANT) as tx:
        piece = replace(PLAIN, text=words, persona_id=persona_id, source_key=words[:200], **more)
        return tx.evidence.file(piece)


def log(store: Store, persona_id: int, changed_to: str, **more: object) -> None:
    with store.begin(TENANT) as tx:
        ref = tx.personas.get(persona_id).ref  # type: ignore[union-attr]
        made = Decision(0, 0, changed_to, "They told us", Grounds.JUDGEMENT, "U1", NOW, served=(ref,))
        tx.decisions.log(replace(made, **more))


def found(store: Store, typed: str, viewer: Viewer | None = None, persona_id: int = 0) -> list[str]:
    with store.read(TENANT) as reading:
        hits = reading.ranked_search.closest(typed, viewer=viewer or Viewer(), persona_id=persona_id)
    return [_told(hit) for hit in hits]


def _told(hit: Hit) -> str:
    return hit.found.changed_to if isinstance(hit.found, Decision) else hit.found.text


def test_the_words_of_a_card_are_found_by_a_whole_question(store: Store, admin: int) -> None:
    assert found(store, "why does she wait three days?") == [WAITS]
    assert found(store, "waiting for 3 day") == [WAITS]


def test_quotes_and_decisions_are_found_as_claims_are(store: Store, admin: int) -> None:
    file(store, admin, "Nobody invited me", own_words=True)
    log(store, admin, "Invitations go out one by one")
    assert found(store, "how do they feel about inviting people") == [
        "Nobody invited me",
        "Invitations go out one by one",
    ]


def test_what_covers_more_and_is_rarer_comes_first(store: Store, admin: int) -> None:
    for number in range(5):
        file(store, admin, f"The export failed again, {number}")
    file(store, admin, "The export of invoices failed")
    file(store, admin, "Invoices come late")
    assert found(store, "export invoices")[:2] == ["The export of invoices failed", "Invoices come late"]


def test_letters_within_a_word_are_found_where_no_word_is(store: Store, admin: int) -> None:
    file(store, admin, "Die Abrechnung fehlt")
    assert found(store, "Rechnung") == ["Die Abrechnung fehlt"]
    assert found(store, "zebra") == []


def test_of_one_persona_comes_what_is_about_it_else_what_there_is(store: Store, admin: int) -> None:
    with store.begin(TENANT) as tx:
        buyer = tx.personas.create(Persona(0, "buyer", "Buyer", Type.BUYER), by="U1", at=NOW)
    file(store, admin, "The invoice is late")
    file(store, buyer, "The invoice is wrong")
    assert found(store, "invoice", persona_id=buyer) == ["The invoice is wrong"]
    assert found(store, "keys", persona_id=buyer) == [WAITS]


@pytest.mark.parametrize("typed", ["export", "export invoice", "invoice export rare", "xpor"])
def test_what_one_may_not_read_changes_neither_order_nor_number(
    store: Store, admin: int, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranked_search, "MOST", 10)
    reader = Viewer("C1", "U0READER")
    for number in range(6):
        file(store, admin, f"The export failed, {number}")
    for number in range(3):
        file(store, admin, f"An invoice, {number}", visibility="C1")
    before = found(store, typed, reader)
    for number in range(30):
        words = f"A rare export of the invoice, {number}"
        file(store, admin, words, visibility="C0SECRET", reporter="U0OTHER")
        log(store, admin, words, visibility="C0SECRET")
    draft = replace(PLAIN, text="A rare draft export", persona_id=None, state=State.DRAFT)
    with store.begin(TENANT) as tx:
        tx.evidence.file(draft)
    assert found(store, typed, reader) == before
    assert before


def test_who_brought_something_finds_it_from_elsewhere_and_nobody_else(store: Store, admin: int) -> None:
    file(store, admin, "A secret zebra", visibility="C0SECRET", reporter="U0OWN")
    assert found(store, "zebra", Viewer("C1", "U0OWN")) == ["A secret zebra"]
    assert found(store, "zebra", Viewer("C0SECRET", "U0OTHER")) == ["A secret zebra"]
    assert found(store, "zebra", Viewer("C1", "U0OTHER")) == []
    assert found(store, "zebra", Viewer("C1")) == []


def test_what_is_withdrawn_or_moves_to_a_private_channel_is_found_no_more(store: Store, admin: int) -> None:
    one, other = file(store, admin, "A zebra"), file(store, admin, "Another zebra")
    with store.begin(TENANT) as tx:
        tx.evidence.withdraw(one, by="U1", at=NOW)
        tx.evidence.revise(replace(other, visibility="C0SECRET"), by="U1", at=NOW)
    assert found(store, "zebra", Viewer("C1")) == []
    with store.read(TENANT) as reading:
        assert reading.search.differences() == {}


def test_where_every_word_is_frequent_the_newest_are_found(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, personas=2, pieces=900, decisions=20)
    with store.read(TENANT) as reading:
        hits = reading.ranked_search.closest("common export", viewer=Viewer("C1"))
    assert len(hits) == ranked_search.READ
    assert all("common" in str(hit.found) and "export" in str(hit.found) for hit in hits[:3])


def test_a_search_takes_few_statements_whatever_is_typed(store: Store, admin: int) -> None:
    file(store, admin, "The export failed")
    statements: list[str] = []
    with store.read(TENANT) as reading:
        event.listen(reading.connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        reading.ranked_search.closest(
            "why " * 300 + "export failed waits keys blamed report days holds empty"
        )
    assert len(statements) <= 30


@pytest.mark.parametrize(
    "forms",
    [
        "wait waits waiting waited",
        "invite invites inviting invited invitation invitations",
        "integrate integration integrates integrating",
        "company companies",
        "three 3",
        "approve approval approves",
        "set setting settings",
        "price prices pricing",
        "pay pays paying payment paid",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    "words", ["user use", "bill bible", "thing think", "access accent", "process proceed"]
)
def test_other_words_keep_theirs(words: str) -> None:
    one, other = map(stem, words.split())
    assert one != other


def test_small_words_are_looked_for_only_where_there_are_no_others() -> None:
    assert asked_for("What do we know about the invoices?") == ("invoices",)
    assert asked_for("who are we") == ("who", "are", "we")
