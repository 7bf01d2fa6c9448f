"""Evidence as people answer and take it back: what each press leads to, and how a piece is shown."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers import commands, evidence
from handlers.call import Call, Nothing, Replace, Reply, UserError
from personas.documents.draft import ClaimDraft, PersonaDraft
from personas.errors import CitedEvidence, Gone, RetiredPersona, UnknownNumber
from personas.evidence import State
from personas.persona import Facet
from playground.surfaces import faults_in_blocks
from storage.store import Store
from storage.tenancy import wipe
from tests.conftest import NOW, TENANT
from tests.handlers.pieces import drafted, now_of, ops_and_buyer
from tests.storage.test_evidence import cite

Make = Callable[..., Call]


@pytest.fixture
def ids(lite: Store) -> tuple[int, int, int]:
    return ops_and_buyer(lite)


def test_one_tap_says_whom_it_is_about_and_the_line_becomes_the_receipt(
    lite: Store, ids: Any, call: Make
) -> None:
    piece = drafted(lite)
    said = evidence.about(call("", value=f"{piece.id}:{ids[0]}", action="evidence_about:line:0"), lite)
    assert isinstance(said, Replace)
    assert "Saved as *EV-1* about *Ops admin*" in str(said.blocks)
    assert now_of(lite, piece).state is State.FILED
    with lite.read(TENANT) as reading:
        assert [each.kind for each in reading.deliveries.of("tick", piece.id)] == ["tick"]


def test_the_button_still_works_when_it_moves_to_another_persona(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite)
    for who in (ids[0], ids[1]):
        evidence.about(call("", value=f"{piece.id}:{who}", action="evidence_about:line:0"), lite)
    with lite.read(TENANT) as reading:
        admin, buyer = (reading.personas.get(who) for who in ids[:2])
    assert admin is not None
    assert buyer is not None
    assert (admin.backing.pieces, buyer.backing.pieces) == (0, 1)


@pytest.mark.parametrize("value", ["999:1", "x:1", ":", "", "1" * 40])
def test_a_button_about_something_gone_says_so(lite: Store, ids: Any, call: Make, value: str) -> None:
    with pytest.raises(UserError) as user_error:
        evidence.about(call("", value=value), lite)
    assert isinstance(user_error.value.mistake, Gone)


def test_a_button_of_another_workspace_finds_nothing(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite)
    with pytest.raises(UserError) as user_error:
        evidence.undo(call("", value=str(piece.id), tenant="T0OTHER"), lite)
    assert isinstance(user_error.value.mistake, Gone)


def test_a_persona_that_is_gone_files_nothing(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite)
    with pytest.raises(UserError) as user_error:
        evidence.about(call("", value=f"{piece.id}:999"), lite)
    assert user_error.value.mistake == Gone("That persona")
    assert now_of(lite, piece).state is State.DRAFT


def test_a_persona_that_was_retired_between_mark_and_answer_files_nothing(
    lite: Store, ids: Any, call: Make
) -> None:
    piece = drafted(lite)
    with lite.begin(TENANT) as tx:
        tx.personas.change(ids[0], by="U0MARA", at=NOW, retired_at=NOW)
        ref = next(each.ref for each in tx.personas.all(retired=True) if each.id == ids[0])
    with pytest.raises(UserError) as user_error:
        evidence.about(call("", value=f"{piece.id}:{ids[0]}"), lite)
    assert user_error.value.mistake == RetiredPersona(ref)
    assert now_of(lite, piece).state is State.DRAFT


def test_a_document_that_was_merged_into_it_between_mark_and_answer_takes_nothing_from_it(
    lite: Store, ids: Any, call: Make
) -> None:
    piece = drafted(lite)
    with lite.begin(TENANT) as tx:
        draft = PersonaDraft(
            name="Ops admin", claims=(ClaimDraft(facet=Facet.STUCK, text="Waits for approval"),)
        )
        tx.documents.apply(tx.documents.plan(draft, steward="", maker="U0MARA"), by="U0MARA", at=NOW)
    evidence.about(call("", value=f"{piece.id}:{ids[0]}", action="evidence_about:line:0"), lite)
    filed = now_of(lite, piece)
    assert (filed.state, filed.persona_id) == (State.FILED, ids[0])


def test_a_workspace_that_was_erased_between_mark_and_answer_says_so_and_stays_empty(
    lite: Store, ids: Any, call: Make
) -> None:
    piece = drafted(lite)
    with lite.system() as system:
        wipe(system.connection, TENANT)
    with pytest.raises(UserError) as user_error:
        evidence.about(call("", value=f"{piece.id}:{ids[0]}"), lite)
    assert isinstance(user_error.value.mistake, Gone)
    with lite.read(TENANT) as reading:
        assert (reading.evidence.numbered(1), reading.deliveries.states()) == (None, {})


def test_whose_words_they_are_is_one_tap(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite)
    evidence.said(call("", value=f"{piece.id}:1", action="evidence_words:line:own"), lite)
    assert now_of(lite, piece).own_words
    evidence.said(call("", value=f"{piece.id}:0", action="evidence_words:line:told"), lite)
    assert not now_of(lite, piece).own_words


def test_undo_withdraws_and_a_second_press_says_it_is_gone(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite, persona_id=ids[0], state=State.FILED)
    said = evidence.undo(call("", value=str(piece.id), user="U0PRIYA", action="evidence_undo:line"), lite)
    assert "is withdrawn" in str(said)
    assert now_of(lite, piece).state is State.WITHDRAWN
    with pytest.raises(UserError) as user_error:
        evidence.undo(call("", value=str(piece.id)), lite)
    assert user_error.value.mistake == Gone("EV-1")


def test_undo_leaves_what_others_have_filed_too(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite, seen_by=("U0DEVIN", "U0PRIYA"))
    said = evidence.undo(call("", value=str(piece.id), user="U0PRIYA"), lite)
    assert "*EV-1* stays: 1 colleague filed it too." in str(said)
    assert now_of(lite, piece).seen_by == ("U0DEVIN",)


def test_undo_of_what_a_decision_cites_names_the_decision(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite, persona_id=ids[0], state=State.FILED)
    with lite.begin(TENANT) as tx:
        cite(tx, piece.id, NOW)
    with pytest.raises(UserError) as user_error:
        evidence.undo(call("", value=str(piece.id), user="U0PRIYA"), lite)
    assert user_error.value.mistake == CitedEvidence("EV-1", ("D-7",))


def test_the_inbox_lists_my_drafts_and_answers_in_its_place(lite: Store, ids: Any, call: Make) -> None:
    first, _ = drafted(lite), drafted(lite, ts="2.0", source_key="ticket:2")
    said = commands.answer(call("inbox", user="U0PRIYA"), lite)
    assert isinstance(said, Reply)
    assert "2 notes of yours" in str(said.blocks)
    after = evidence.about(
        call("", value=f"{first.id}:{ids[0]}", user="U0PRIYA", action="evidence_about:inbox:0"), lite
    )
    assert "1 note of yours" in str(after)
    assert "Your inbox is empty" in str(commands.answer(call("inbox", user="U0JO"), lite))


@pytest.mark.parametrize("typed", ["EV-1", "ev1", "EV–1", "ev 1 share"])
def test_a_piece_by_its_number(lite: Store, ids: Any, call: Make, typed: str) -> None:
    drafted(lite, persona_id=ids[0], state=State.FILED, claim_id=ids[2])
    said = commands.answer(call(typed), lite)
    assert isinstance(said, Reply)
    assert "about *Ops admin*" in str(said.blocks)
    assert "Stops at the integration" in str(said.blocks)
    assert said.shared is typed.endswith("share")


def test_a_number_nobody_gave_out_says_so(lite: Store, ids: Any, call: Make) -> None:
    with pytest.raises(UserError) as user_error:
        commands.answer(call("EV-99"), lite)
    assert user_error.value.mistake == UnknownNumber("EV-99")


def test_every_line_and_list_is_one_slack_takes_whatever_was_said(lite: Store, ids: Any, call: Make) -> None:
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


def test_in_home_a_press_says_nothing_as_home_renews_itself(lite: Store, ids: Any, call: Make) -> None:
    piece = drafted(lite)
    with lite.begin(TENANT) as tx:
        tx.deliveries.live("home", key="home:U0PRIYA", now=NOW, person="U0PRIYA")
    pressed = call(
        "", value=f"{piece.id}:{ids[0]}", action="evidence_about:home:0", in_home=True, user="U0PRIYA"
    )
    assert evidence.about(pressed, lite) == Nothing()
    with lite.read(TENANT) as reading:
        assert [each.wanted > each.shown for each in reading.deliveries.of("home", 0)] == [True]


@pytest.mark.parametrize(
    ("press", "value"),
    [
        (evidence.about, "{id}:1"),
        (evidence.said, "{id}:1"),
        (evidence.undo, "{id}"),
        (evidence.count, "{id}"),
    ],
)
def test_a_private_line_that_no_longer_holds_says_so_in_its_place(
    lite: Store, ids: Any, call: Make, press: Any, value: str
) -> None:
    piece = drafted(lite)
    with lite.begin(TENANT) as tx:
        tx.evidence.withdraw(piece, by="U0PRIYA", at=NOW)
    said = press(call("", value=value.format(id=piece.id), ephemeral=True), lite)
    assert isinstance(said, Replace)
    assert "*EV-1* is withdrawn and counts nowhere" in str(said.blocks)
