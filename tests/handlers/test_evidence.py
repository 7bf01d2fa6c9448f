"""Evidence as people file, answer and take it back: what each press and each form leads to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from handlers import commands, evidence, evidence_form
from handlers.call import Call, FieldErrors, Form, NextView, Nothing, Oops, Options, Quoted, Replace, Reply
from handlers.keep import Keep
from personas.errors import CitedEvidence, Gone, PrivatePlace, Twice, UnknownNumber
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person, Place
from personas.persona import Claim, Facet, Persona, Type
from playground.surfaces import faults_in_blocks, faults_in_view
from storage.acting import Replayed
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.storage.test_evidence import cite

Calls = Callable[..., Call]
SUPPORT = Place("C0SUPPORT", "support-tickets", known=True)
TICKET = Quoted(
    "1795170120.000000",
    "#4711 Stuck on columns\nI gave up. Write to ana@x.example",
    "U0TICKETS",
    from_bot=True,
)


@pytest.fixture
def ids(lite: Store) -> tuple[int, int, int]:
    """Ops admin with one claim, Buyer, and filing switched on in a channel bound to both."""
    claims = (Claim(0, 0, Facet.STUCK, "Stops at the integration"),)
    with lite.begin(TENANT) as tx:
        admin = tx.personas.create(
            Persona(0, "ops-admin", "Ops admin", Type.USER, emoji="p-ops", claims=claims), by="U1", at=NOW
        )
        buyer = tx.personas.create(Persona(0, "buyer", "Buyer", Type.BUYER), by="U1", at=NOW)
        tx.channels.bind("C0SUPPORT", [admin, buyer], filing=True, by="U1", at=NOW)
        whole = tx.personas.get(admin)
        assert whole
    return admin, buyer, whole.claims[0].id


def drafted(store: Store, **more: Any) -> Evidence:
    piece = Evidence(
        0, 0, "I gave up", Kind.STUCK, Source.TICKET, Polarity.NEW, State.DRAFT, "U0PRIYA", NOW, NOW,
        source_key="ticket:4711", channel="C0SUPPORT", ts="1.0", seen_by=("U0PRIYA",),
    )  # fmt: skip
    with store.begin(TENANT) as tx:
        return tx.evidence.file(replace(piece, **more))


def now_of(store: Store, piece: Evidence) -> Evidence:
    with store.read(TENANT) as reading:
        found = reading.evidence.get(piece.id)
    assert found
    return found


def reaction(call: Calls, emoji: str, **more: Any) -> Call:
    given = {
        "channel": "C0SUPPORT",
        "value": emoji,
        "message": Quoted("1.0"),
        "user": "U0PRIYA",
        "once": "Ev1",
        **more,
    }
    return call("", **given)


def looks(store: Store) -> int:
    with store.system() as system:
        return len(system.captures.due(NOW, limit=50))


@pytest.mark.parametrize("emoji", ["card_index", "p-ops", "p-ops::skin-tone-3"])
def test_an_emoji_of_ours_or_a_personas_leaves_a_look_and_twice_the_same_event_one(
    lite: Store, ids: Any, call: Calls, emoji: str
) -> None:
    assert evidence.reacted(reaction(call, emoji), lite.acting("", NOW, once="event:Ev1")) == Nothing()
    with pytest.raises(Replayed):
        evidence.reacted(reaction(call, emoji), lite.acting("", NOW, once="event:Ev1"))
    with lite.read(TENANT) as reading:
        row = reading.connection.exec_driver_sql("SELECT wanted FROM capture").scalar()
    assert (looks(lite), row) == (1, 1)


@pytest.mark.parametrize(
    "more",
    [
        {"value": "eyes"},
        {"value": "white_check_mark"},
        {"channel": "C0PRODUCT"},
        {"user": "U0BOT"},
        {"user": "U0STRANGER"},
        {"message": Quoted("")},
    ],
)
def test_what_does_not_matter_is_ignored_without_a_write(
    lite: Store, ids: Any, call: Calls, more: Any
) -> None:
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U0BOT", "Bot", is_bot=True), NOW)
        tx.people.mirror(Person("U0STRANGER", "Olu", stranger=True), NOW)
    begun: list[str] = []
    event.listen(lite.engine, "begin", lambda _: begun.append("a write"))
    assert evidence.reacted(reaction(call, **{"emoji": "card_index", **_renamed(more)}), lite) == Nothing()
    assert (looks_without_begin(lite), begun) == (0, [])


def _renamed(more: Any) -> Any:
    return {("emoji" if key == "value" else key): value for key, value in more.items()}


def looks_without_begin(store: Store) -> int:
    with store.read(TENANT) as reading:
        return int(reading.connection.exec_driver_sql("SELECT count(*) FROM capture").scalar() or 0)


def test_one_tap_says_whom_it_is_about_and_the_line_becomes_the_receipt(
    lite: Store, ids: Any, call: Calls
) -> None:
    piece = drafted(lite)
    said = evidence.about(call("", value=f"{piece.id}:{ids[0]}", action="evidence_about:line:0"), lite)
    assert isinstance(said, Replace)
    assert "Saved as *EV-1* about *Ops admin*" in str(said.blocks)
    assert now_of(lite, piece).state is State.FILED
    with lite.read(TENANT) as reading:
        assert [each.kind for each in reading.deliveries.of("tick", piece.id)] == ["tick"]


def test_the_button_still_works_when_it_moves_to_another_persona(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite)
    for who in (ids[0], ids[1]):
        evidence.about(call("", value=f"{piece.id}:{who}", action="evidence_about:line:0"), lite)
    with lite.read(TENANT) as reading:
        admin, buyer = (reading.personas.get(who) for who in ids[:2])
    assert admin is not None
    assert buyer is not None
    assert (admin.backing.pieces, buyer.backing.pieces) == (0, 1)


@pytest.mark.parametrize("value", ["999:1", "x:1", ":", "", "1" * 40])
def test_a_button_about_something_gone_says_so(lite: Store, ids: Any, call: Calls, value: str) -> None:
    with pytest.raises(Oops) as oops:
        evidence.about(call("", value=value), lite)
    assert isinstance(oops.value.mistake, Gone)


def test_a_button_of_another_workspace_finds_nothing(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite)
    with pytest.raises(Oops) as oops:
        evidence.undo(call("", value=str(piece.id), tenant="T0OTHER"), lite)
    assert isinstance(oops.value.mistake, Gone)


def test_a_persona_that_is_gone_files_nothing(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite)
    with pytest.raises(Oops) as oops:
        evidence.about(call("", value=f"{piece.id}:999"), lite)
    assert oops.value.mistake == Gone("That persona")
    assert now_of(lite, piece).state is State.DRAFT


def test_whose_words_they_are_is_one_tap(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite)
    evidence.said(call("", value=f"{piece.id}:1", action="evidence_words:line:own"), lite)
    assert now_of(lite, piece).own_words
    evidence.said(call("", value=f"{piece.id}:0", action="evidence_words:line:told"), lite)
    assert not now_of(lite, piece).own_words


def test_undo_withdraws_and_a_second_press_says_it_is_gone(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite, persona_id=ids[0], state=State.FILED)
    said = evidence.undo(call("", value=str(piece.id), user="U0PRIYA", action="evidence_undo:line"), lite)
    assert "is withdrawn" in str(said)
    assert now_of(lite, piece).state is State.WITHDRAWN
    with pytest.raises(Oops) as oops:
        evidence.undo(call("", value=str(piece.id)), lite)
    assert oops.value.mistake == Gone("EV-1")


def test_undo_leaves_what_others_have_filed_too(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite, seen_by=("U0DEVIN", "U0PRIYA"))
    said = evidence.undo(call("", value=str(piece.id), user="U0PRIYA"), lite)
    assert "1 colleague has filed it too, so it stays" in str(said)
    assert now_of(lite, piece).seen_by == ("U0DEVIN",)


def test_undo_of_what_a_decision_cites_names_the_decision(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite, persona_id=ids[0], state=State.FILED)
    with lite.begin(TENANT) as tx:
        cite(tx, piece.id, NOW)
    with pytest.raises(Oops) as oops:
        evidence.undo(call("", value=str(piece.id), user="U0PRIYA"), lite)
    assert oops.value.mistake == CitedEvidence("EV-1", ("D-7",))


def test_the_inbox_lists_my_drafts_and_answers_in_its_place(lite: Store, ids: Any, call: Calls) -> None:
    first, _ = drafted(lite), drafted(lite, ts="2.0", source_key="ticket:2")
    said = commands.answer(call("inbox", user="U0PRIYA"), lite)
    assert isinstance(said, Reply)
    assert "2 notes of yours" in str(said.blocks)
    after = evidence.about(
        call("", value=f"{first.id}:{ids[0]}", user="U0PRIYA", action="evidence_about:inbox:0"), lite
    )
    assert "1 note of yours" in str(after)
    assert "Nothing waits for you" in str(commands.answer(call("inbox", user="U0JO"), lite))


@pytest.mark.parametrize("typed", ["EV-1", "ev1", "EV–1", "ev 1 share"])
def test_a_piece_by_its_number(lite: Store, ids: Any, call: Calls, typed: str) -> None:
    drafted(lite, persona_id=ids[0], state=State.FILED, claim_id=ids[2])
    said = commands.answer(call(typed), lite)
    assert isinstance(said, Reply)
    assert "about *Ops admin*" in str(said.blocks)
    assert "Stops at the integration" in str(said.blocks)
    assert said.shared is typed.endswith("share")


def test_a_number_nobody_gave_out_says_so(lite: Store, ids: Any, call: Calls) -> None:
    with pytest.raises(Oops) as oops:
        commands.answer(call("EV-99"), lite)
    assert oops.value.mistake == UnknownNumber("EV-99")


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
    lite: Store, ids: Any, call: Calls, typed: str, sentence: str
) -> None:
    piece = drafted(lite)
    form = {"counts": {"counts": {"value": typed}}}
    keep = Keep(subject=piece.id).dump()
    assert evidence.counted(call("", form=form, keep=keep), lite) == FieldErrors({"counts": sentence})


def test_counts_are_kept_and_can_be_taken_away_again(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite)
    for once, (typed, counts) in enumerate((("4 of 6", (4, 6)), ("", (None, None)))):
        form = {"counts": {"counts": {"value": typed}}}
        evidence.counted(call("", form=form, keep=Keep(subject=piece.id).dump(), once=f"view:{once}"), lite)
        assert (now_of(lite, piece).n, now_of(lite, piece).m) == counts


def state(**fields: Any) -> dict[str, Any]:
    chosen = {"whose": "own", "polarity": "supports", "source": "interview", **fields}
    typed = {"quote", "counts", "reference", "account"}
    return {
        block: {
            block: {"value": value}
            if block in typed
            else {"selected_option": {"value": value, "text": {"text": value}}}
        }
        for block, value in chosen.items()
    }


def test_the_form_files_one_piece_about_a_claim_with_everything_masked(
    lite: Store, ids: Any, call: Calls
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
    said = evidence_form.filed(call("", form=form, keep=opened.view["private_metadata"], once="view:1"), lite)
    assert isinstance(said, Reply)
    with lite.read(TENANT) as reading:
        piece = reading.evidence.numbered(1)
        persona = reading.personas.get(ids[0])
    assert piece is not None
    assert persona is not None
    assert (piece.text, piece.claim_id, piece.n, piece.m) == ("Call [phone], I waited", ids[2], 4, 6)
    assert (piece.source_key, piece.own_words, piece.seen_by) == ("ticket:4711", True, ("U0MARA",))
    assert persona.claims[0].backing.tallies[0].m == 6


def test_a_form_sent_twice_is_one_piece(lite: Store, ids: Any, call: Calls) -> None:
    form = state(quote="x", persona=str(ids[0]))
    evidence_form.filed(call("", form=form, keep="{}", once="view:1"), lite)
    with pytest.raises(Oops) as oops:
        evidence_form.filed(call("", form=form, keep="{}", once="view:1"), lite)
    assert oops.value.mistake == Twice()


def test_a_new_claim_is_made_once_and_carries_the_evidence(lite: Store, ids: Any, call: Calls) -> None:
    for once in ("view:1", "view:2"):
        form = state(quote=once, persona=str(ids[1]), claim="new:risk:Signs for something nobody uses")
        evidence_form.filed(call("", form=form, keep="{}", once=once), lite)
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
    lite: Store, ids: Any, call: Calls, fields: Any, block: str, sentence: str
) -> None:
    named = {"BUYER": str(ids[1]), "CLAIM": str(ids[2])}
    given = {
        "quote": "x",
        "persona": str(ids[0]),
        **{key: named.get(value, value) for key, value in fields.items()},
    }
    assert evidence_form.filed(call("", form=state(**given), keep="{}"), lite) == FieldErrors(
        {block: sentence}
    )


def test_a_day_to_come_is_no_day_it_happened(lite: Store, ids: Any, call: Calls) -> None:
    form = {**state(quote="x", persona=str(ids[0])), "day": {"day": {"selected_date": "2027-01-01"}}}
    assert evidence_form.filed(call("", form=form, keep="{}"), lite) == FieldErrors(
        {"day": evidence_form.NOT_YET}
    )


def test_the_shortcut_files_the_message_and_its_ticket_once(lite: Store, ids: Any, call: Calls) -> None:
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=TICKET, place=SUPPORT), lite)
    assert isinstance(opened, Form)
    assert faults_in_view(opened.view, kind="modal") == []
    assert "ana@x.example" not in str(opened.view)
    for once in ("view:1", "view:2"):
        form = state(quote="I gave up", persona=str(ids[0]), source="ticket")
        evidence_form.filed(
            call("", form=form, keep=opened.view["private_metadata"], channel="C0SUPPORT", once=once), lite
        )
    with lite.read(TENANT) as reading:
        pieces = reading.evidence.everything()
    assert [(each.source_key, each.ts, each.happened_at.year) for each in pieces] == [
        ("ticket:4711", TICKET.ts, 2026)
    ]


def test_the_shortcut_on_a_filed_message_opens_what_is_there(lite: Store, ids: Any, call: Calls) -> None:
    drafted(lite, ts=TICKET.ts)
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=TICKET, place=SUPPORT), lite)
    assert "EV-1: what you change here changes the piece that is there." in str(opened)


def test_a_long_message_is_cut_between_words_and_shows_it(lite: Store, ids: Any, call: Calls) -> None:
    long = replace(TICKET, text="#4711 " + "columns " * 200)
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=long, place=SUPPORT), lite)
    assert isinstance(opened, Form)
    [quote] = [block for block in opened.view["blocks"] if block.get("block_id") == "quote"]
    assert quote["element"]["initial_value"].endswith(" columns…")
    assert len(quote["element"]["initial_value"]) <= 600


def test_a_piece_that_was_longer_than_the_box_keeps_its_words(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite, text="word " * 300)
    form = state(quote=piece.text[:600], persona=str(ids[0]))
    evidence_form.filed(call("", form=form, keep=Keep(subject=piece.id).dump(), once="view:1"), lite)
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
    lite: Store, ids: Any, call: Calls, where: Any, shared: bool
) -> None:
    with pytest.raises(Oops) as oops:
        evidence_form.from_message(call("", channel="C1", message=TICKET, **where), lite)
    assert oops.value.mistake == PrivatePlace("C1", shared=shared)


def test_more_details_keep_what_was_typed(lite: Store, ids: Any, call: Calls) -> None:
    form = state(quote="typed words", persona=str(ids[0]), counts="2 of 3")
    said = evidence_form.more(call("", form=form, keep="{}"), lite)
    assert isinstance(said, NextView)
    assert faults_in_view(said.view, kind="modal") == []
    assert "typed words" in str(said.view)
    assert "2 of 3" in str(said.view)
    assert sum(block["type"] == "input" for block in said.view["blocks"]) == 11


def test_claims_are_offered_for_the_chosen_persona_and_new_ones_under_each_facet(
    lite: Store, ids: Any, call: Calls
) -> None:
    form = state(persona=str(ids[0]))
    assert evidence_form.claims_offered(call("", form=form), lite) == Options(
        [("Gets stuck: Stops at the integration", str(ids[2]))]
    )
    said = evidence_form.claims_offered(call("nobody told her", form=form), lite)
    assert isinstance(said, Options)
    assert ("New · Risks: nobody told her", "new:risk:nobody told her") in said.options
    assert evidence_form.claims_offered(call("", form={}), lite) == Options([])


def test_every_line_and_list_is_one_slack_takes_whatever_was_said(lite: Store, ids: Any, call: Calls) -> None:
    for place, text in enumerate(
        ("x" * 3000, "<!channel> *bold* `code`\n" * 100, "مرحبا بالعالم 🎉", "&" * 3000)
    ):
        piece = drafted(
            lite, text=text, ts=f"{place}.5", persona_id=ids[0], state=State.FILED, account="a" * 40
        )
        for said in (
            commands.answer(call(piece.label), lite),
            evidence.said(call("", value=f"{piece.id}:{place % 2}", action="evidence_words:line:own"), lite),
            commands.answer(call("ops-admin evidence"), lite),
        ):
            assert isinstance(said, Reply | Replace)
            assert faults_in_blocks(said.blocks) == []
            assert "<!channel>" not in str(said.blocks)


def test_in_home_a_press_says_nothing_as_home_renews_itself(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite)
    with lite.begin(TENANT) as tx:
        tx.deliveries.live("home", key="home:U0PRIYA", now=NOW, person="U0PRIYA")
    pressed = call(
        "", value=f"{piece.id}:{ids[0]}", action="evidence_about:home:0", in_home=True, user="U0PRIYA"
    )
    assert evidence.about(pressed, lite) == Nothing()
    with lite.read(TENANT) as reading:
        assert [each.wanted > each.shown for each in reading.deliveries.of("home", 0)] == [True]


def test_more_details_know_the_day_and_the_ticket_of_the_message(lite: Store, ids: Any, call: Calls) -> None:
    opened = evidence_form.from_message(call("", channel="C0SUPPORT", message=TICKET, place=SUPPORT), lite)
    assert isinstance(opened, Form)
    said = evidence_form.more(call("", form=state(quote="x"), keep=opened.view["private_metadata"]), lite)
    assert "'initial_date': '2026-11-20'" in str(said)
    assert "'initial_value': '#4711'" in str(said)


def test_changing_a_filed_message_keeps_its_source_and_its_link(lite: Store, ids: Any, call: Calls) -> None:
    piece = drafted(lite, link="https://nl.slack.com/archives/C0SUPPORT/p1")
    keep = Keep(subject=piece.id).dump()
    for once, fields in (
        ("view:1", {}),
        ("view:2", {"reference": piece.link}),
        ("view:3", {"reference": "#9"}),
    ):
        evidence_form.filed(
            call("", form=state(quote="x", persona=str(ids[0]), **fields), keep=keep, once=once), lite
        )
        assert now_of(lite, piece).link == piece.link
        assert now_of(lite, piece).source_key == ("ticket:9" if once == "view:3" else "ticket:4711")
