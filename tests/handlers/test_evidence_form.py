"""The form a piece is filed in, and the shortcut that opens it on a message."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from handlers import commands, evidence, evidence_form
from handlers.call import Call, Form, NextView, Options, Reply, UserError
from handlers.form_state import FormState
from personas.errors import PrivatePlace
from personas.evidence import QUOTE_MAX
from personas.people import Person, Place
from personas.persona import Facet, Persona, Type
from playground.surfaces import faults_in_view
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.calls import acting, field_errors
from tests.conftest import NOW, TENANT
from tests.handlers.pieces import SUPPORT, TICKET, drafted, now_of, ops_and_buyer, state

Make = Callable[..., Call]


@pytest.fixture
def ids(lite: Store) -> tuple[int, int, int]:
    return ops_and_buyer(lite)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("4 of 3", "4 of 3? The first number can't be larger."),
        ("4", "Give both numbers or neither."),
        ("many", "Give both numbers or neither."),
        ("0 of 0", "0 of 0 says nothing. Count at least one person."),
    ],
)
def test_wrong_counts_keep_the_form_open(
    lite: Store, ids: Any, call: Make, typed: str, sentence: str
) -> None:
    piece = drafted(lite)
    form = {"counts": {"counts": {"value": typed}}}
    form_state = FormState(subject=piece.id).dump()
    said = field_errors(evidence.counted, call("", form=form, metadata=form_state), lite)
    assert said == {"counts": sentence}


def test_counts_are_kept_and_can_be_taken_away_again(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite)
    for once, (typed, counts) in enumerate((("4 of 6", (4, 6)), ("", (None, None)))):
        form = {"counts": {"counts": {"value": typed}}}
        evidence.counted(
            call("", form=form, metadata=FormState(subject=piece.id).dump(), idempotency_key=f"view:{once}"),
            lite,
        )
        assert (now_of(lite, piece).n, now_of(lite, piece).m) == counts


def test_the_form_files_one_piece_about_a_claim_with_everything_masked(
    lite: Store, ids: Any, call: Make
) -> None:
    opened = commands.answer(call("ops-admin add she wrote to ana@x.example"), lite)
    assert isinstance(opened, Form)
    assert faults_in_view(opened.view, kind="modal") == []
    form = state(
        quote="Call +44 20 7946 0958, I waited",
        persona=str(ids[0]),
        claim=str(ids[2]),
        counts="4 of 6",
        reference="4711",
    )
    said = evidence_form.filed(
        call("", form=form, metadata=opened.view["private_metadata"], idempotency_key="view:1"), lite
    )
    assert isinstance(said, Reply)
    with lite.read(TENANT) as reading:
        piece = reading.evidence.numbered(1)
        persona = reading.personas.get(ids[0])
    assert piece is not None
    assert persona is not None
    assert (piece.text, piece.claim_id, piece.n, piece.m) == ("Call [phone], I waited", ids[2], 4, 6)
    assert (piece.source_key, piece.own_words, piece.seen_by) == ("ticket:4711", True, ("U0MARA",))
    assert persona.claims[0].backing.tallies[0].m == 6


def test_a_form_sent_twice_is_one_piece(lite: Store, ids: Any, call: Make) -> None:
    form = state(quote="x", persona=str(ids[0]))
    sent = call("", form=form, metadata="{}", idempotency_key="view:1")
    evidence_form.filed(sent, acting(lite, sent))
    with pytest.raises(DuplicateRequest):
        evidence_form.filed(sent, acting(lite, sent))


def test_a_new_claim_is_made_once_and_carries_the_evidence(lite: Store, ids: Any, call: Make) -> None:
    for once in ("view:1", "view:2"):
        form = state(quote=once, persona=str(ids[1]), claim="new:risk:Signs for something nobody uses")
        evidence_form.filed(call("", form=form, metadata="{}", idempotency_key=once), lite)
    with lite.read(TENANT) as reading:
        buyer = reading.personas.get(ids[1])
    assert buyer
    assert [(claim.text, claim.backing.pieces) for claim in buyer.about(Facet.RISK)] == [
        ("Signs for something nobody uses", 2)
    ]


@pytest.mark.parametrize(
    ("fields", "block", "sentence"),
    [
        ({"quote": " "}, "quote", evidence_form.NO_QUOTE),
        ({"persona": "999"}, "persona", evidence_form.NO_PERSONA),
        ({"persona": "BUYER", "claim": "CLAIM"}, "claim", evidence_form.OTHER_CLAIM.format(name="Buyer")),
        ({"counts": "4 of 3"}, "counts", "4 of 3? The first number can't be larger."),
        ({"reference": "the call last week"}, "reference", evidence_form.NO_REFERENCE),
    ],
)
def test_each_wrong_field_says_what_to_do(
    lite: Store, ids: Any, call: Make, fields: Any, block: str, sentence: str
) -> None:
    named = {"BUYER": str(ids[1]), "CLAIM": str(ids[2])}
    given = {
        "quote": "x",
        "persona": str(ids[0]),
        **{key: named.get(value, value) for key, value in fields.items()},
    }
    said = field_errors(evidence_form.filed, call("", form=state(**given), metadata="{}"), lite)
    assert said == {block: sentence}


def test_a_day_to_come_is_no_day_it_happened(lite: Store, ids: Any, call: Make) -> None:
    form = {**state(quote="x", persona=str(ids[0])), "day": {"day": {"selected_date": "2027-01-01"}}}
    said = field_errors(evidence_form.filed, call("", form=form, metadata="{}"), lite)
    assert said == {"day": evidence_form.NOT_YET}


def test_the_shortcut_files_the_message_and_its_ticket_once(lite: Store, ids: Any, call: Make) -> None:
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=TICKET, place=SUPPORT), lite)
    assert isinstance(opened, Form)
    assert faults_in_view(opened.view, kind="modal") == []
    assert "ana@x.example" not in str(opened.view)
    for once in ("view:1", "view:2"):
        form = state(quote="I gave up", persona=str(ids[0]), source="ticket")
        evidence_form.filed(
            call(
                "",
                form=form,
                metadata=opened.view["private_metadata"],
                channel="C0SUPPORT",
                idempotency_key=once,
            ),
            lite,
        )
    with lite.read(TENANT) as reading:
        pieces = reading.evidence.everything()
    assert [(each.source_key, each.ts, each.happened_at.year) for each in pieces] == [
        ("ticket:4711", TICKET.ts, 2026)
    ]


def test_the_shortcut_on_a_filed_message_opens_what_is_there(lite: Store, ids: Any, call: Make) -> None:
    drafted(lite, ts=TICKET.ts)
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=TICKET, place=SUPPORT), lite)
    assert "You are editing EV-1." in str(opened)


def test_a_long_message_is_cut_between_words_and_shows_it(lite: Store, ids: Any, call: Make) -> None:
    long = replace(TICKET, text="#4711 " + "columns " * 300)
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=long, place=SUPPORT), lite)
    assert isinstance(opened, Form)
    [quote] = [block for block in opened.view["blocks"] if block.get("block_id") == "quote"]
    assert quote["element"]["initial_value"].endswith(" columns…")
    assert len(quote["element"]["initial_value"]) <= QUOTE_MAX


def test_a_piece_that_was_longer_than_the_box_keeps_its_words(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite, text="word " * 400)
    form = state(quote=piece.text[:QUOTE_MAX], persona=str(ids[0]))
    evidence_form.filed(
        call("", form=form, metadata=FormState(subject=piece.id).dump(), idempotency_key="view:1"), lite
    )
    assert now_of(lite, piece).text == piece.text


@pytest.mark.parametrize(
    ("where", "shared"),
    [
        ({"private": True}, False),
        ({"in_dm": True}, False),
        ({"place": Place("C1", private=True, known=True, direct=True)}, False),
        ({"place": Place("C1")}, False),
        ({}, False),
        ({"place": Place("C1", shared=True, known=True)}, True),
    ],
)
def test_the_shortcut_is_declined_where_words_stay(
    lite: Store, ids: Any, call: Make, where: Any, shared: bool
) -> None:
    with pytest.raises(UserError) as user_error:
        evidence_form.from_message(call("", channel="C1", message=TICKET, **where), lite)
    assert user_error.value.mistake == PrivatePlace("C1", shared=shared)


def test_more_details_keep_what_was_typed(lite: Store, ids: Any, call: Make) -> None:
    form = state(quote="typed words", persona=str(ids[0]), counts="2", out_of="3")
    said = evidence_form.more(call("", form=form, metadata="{}"), lite)
    assert isinstance(said, NextView)
    assert faults_in_view(said.view, kind="modal") == []
    assert "typed words" in str(said.view)
    boxes = {block["block_id"]: block for block in said.view["blocks"] if block["type"] == "input"}
    assert [boxes[each]["label"]["text"] for each in ("counts", "out_of")] == ["How many people?", "… out of"]
    assert [boxes[each]["element"]["initial_value"] for each in ("counts", "out_of")] == ["2", "3"]
    assert len(boxes) == 12


@pytest.mark.parametrize(
    "typed", [{"counts": "2", "out_of": "3"}, {"counts": "2 of 3"}], ids=["two boxes", "an older form"]
)
def test_a_count_is_kept_from_two_boxes_and_from_a_form_that_was_opened_with_one(
    lite: Store, ids: Any, call: Make, typed: dict[str, str]
) -> None:
    form = state(quote="They stopped", persona=str(ids[0]), whose="own", **typed)
    evidence_form.filed(call("", form=form, metadata="{}"), lite)
    with lite.read(TENANT) as reading:
        piece = reading.evidence.numbered(1)
    assert piece
    assert (piece.n, piece.m) == (2, 3)


def test_claims_are_offered_for_the_chosen_persona_and_new_ones_under_each_facet(
    lite: Store, ids: Any, call: Make
) -> None:
    form = state(persona=str(ids[0]))
    assert evidence_form.claims_offered(call("", form=form), lite) == Options(
        [("Gets stuck: Stops at the integration", str(ids[2]))]
    )
    said = evidence_form.claims_offered(call("nobody told her", form=form), lite)
    assert isinstance(said, Options)
    assert ("New · Risks: nobody told her", "new:risk:nobody told her") in said.options
    assert evidence_form.claims_offered(call("", form={}), lite) == Options([])


def test_more_details_know_the_day_and_the_ticket_of_the_message(lite: Store, ids: Any, call: Make) -> None:
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=TICKET, place=SUPPORT), lite)
    assert isinstance(opened, Form)
    said = evidence_form.more(call("", form=state(quote="x"), metadata=opened.view["private_metadata"]), lite)
    assert "'initial_date': '2026-11-20'" in str(said)
    assert "'initial_value': '#4711'" in str(said)


def test_changing_a_filed_message_keeps_its_source_and_its_link(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite, link="https://nl.slack.com/archives/C0SUPPORT/p1")
    form_state = FormState(subject=piece.id).dump()
    for once, fields in (
        ("view:1", {}),
        ("view:2", {"reference": piece.link}),
        ("view:3", {"reference": "#9"}),
    ):
        evidence_form.filed(
            call(
                "",
                form=state(quote="x", persona=str(ids[0]), **fields),
                metadata=form_state,
                idempotency_key=once,
            ),
            lite,
        )
        assert now_of(lite, piece).link == piece.link
        assert now_of(lite, piece).source_key == ("ticket:9" if once == "view:3" else "ticket:4711")


def test_colleagues_names_are_masked_in_evidence_and_a_long_text_left_alone_stays_whole(
    store: Store, call: Make
) -> None:
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person("U0JO", "Jo Park", names=("Jo Park", "Jo")), NOW)
        admin = tx.personas.create(Persona(0, "admin", "Admin", Type.USER), by="U0MARA", at=NOW)
    form = state(quote="Jo says Jo-Jo will open in May", persona=str(admin))
    evidence_form.filed(call("", form=form, metadata="{}", idempotency_key="view:1"), store)
    with store.begin(TENANT) as tx:
        piece = tx.evidence.numbered(1)
        assert piece is not None
        assert piece.text == "a colleague says Jo-Jo will open in May"
        whole = replace(piece, text="Jo Park said " + "so " * 300)
        tx.evidence.revise(whole, by="U0MARA", at=NOW)
    form = state(quote=whole.text[:QUOTE_MAX].strip(), persona=str(admin))
    metadata = FormState(subject=piece.id).dump()
    evidence_form.filed(call("", form=form, metadata=metadata, idempotency_key="view:2"), store)
    with store.read(TENANT) as reading:
        assert reading.evidence.numbered(1) == replace(whole, seen_by=("U0MARA",))


def test_the_shortcut_takes_the_customers_part_of_a_card_and_no_standard_for_a_ticket(
    lite: Store, ids: Any, call: Make
) -> None:
    card = replace(TICKET, text="#4711 Stuck\nRequester\nJane Doe\nI gave up", said="#4711 Stuck\nI gave up")
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=card, place=SUPPORT), lite)
    assert isinstance(opened, Form)
    assert "#4711 Stuck\\nI gave up" in str(opened.view)
    said = replace(TICKET, text="Acme: the FIPS-140 export is empty", from_bot=False)
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=said, place=SUPPORT), lite)
    assert isinstance(opened, Form)
    assert "link" not in json.loads(opened.view["private_metadata"])
