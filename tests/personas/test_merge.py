"""A document that is imported again: what it changes, and what people's own words keep."""

from typing import Any

from personas.documents.draft import ClaimDraft, PersonaDraft
from personas.documents.merge import Merge, Stated, facts_of, merged, words_of
from personas.persona import Facet, Persona, Type

PERSONA = Persona(id=1, slug="ops-admin", name="Ops admin", type=Type.USER, role="Sets it up")


def stuck(text: str, **parts: Any) -> ClaimDraft:
    return ClaimDraft(facet=Facet.STUCK, text=text, **parts)


def stated(claim: ClaimDraft, *, now: str = "", number: int = 7, **parts: Any) -> Stated:
    """A claim that came from a document; `now` is what people have made of it."""
    return Stated(
        number, claim.facet.value, now or claim.text, claim.detail, claim.shipped, claim.unknown,
        imported=words_of(claim), **parts,
    )  # fmt: skip


def merge(
    *claims: ClaimDraft, here: list[Stated], before: dict[str, Any] | None = None, **facts: Any
) -> Merge:
    draft = PersonaDraft(name="Ops admin", claims=claims, **{"role": "Sets it up", **facts})
    return merged(draft, PERSONA, here, before if before is not None else facts_of(draft))


def test_the_same_document_changes_nothing() -> None:
    line = stuck("Stops at the integration step", detail="Waits for IT")
    done = merge(line, here=[stated(line)])
    assert not done.changes
    assert len(done.same) == 1


def test_a_reworded_line_stays_the_same_claim() -> None:
    before, after = (
        stuck("Stops at the integration step"),
        stuck("Stops at the integration step for three days"),
    )
    done = merge(after, here=[stated(before)])
    assert [(was.id, now.text) for was, now in done.changed] == [(7, after.text)]
    assert not done.new


def test_a_line_people_have_edited_keeps_their_words_and_is_not_added_again() -> None:
    line = stuck("Stops at the integration step")
    done = merge(line, here=[stated(line, now="Waits three days for IT")])
    assert not done.changes
    assert not done.kept


def test_where_both_have_changed_people_win_and_it_is_said() -> None:
    before, after = stuck("Stops at the integration step"), stuck("Stops at the integration step for long")
    done = merge(after, here=[stated(before, now="Waits three days for IT")])
    assert not done.changes
    assert done.kept == [("Waits three days for IT", "Stops at the integration step for long")]


def test_what_was_taken_off_is_not_brought_back() -> None:
    line = stuck("Stops at the integration step")
    done = merge(line, here=[stated(line, removed=True)])
    assert not done.changes
    assert done.taken_off == [line.text]


def test_a_line_that_left_the_document_stays_and_is_named() -> None:
    line = stuck("Stops at the integration step")
    done = merge(here=[stated(line)])
    assert not done.changes
    assert done.left_out == [line.text]


def test_a_claim_people_made_in_the_same_words_is_the_same() -> None:
    done = merge(stuck("Stops at step two."), here=[Stated(3, "stuck", "stops at  step two")])
    assert not done.changes


def test_a_detail_is_added_to_a_claim_that_had_none() -> None:
    done = merge(
        stuck("Stops at step two", detail="Waits for IT"), here=[Stated(3, "stuck", "Stops at step two")]
    )
    assert [now.detail for _, now in done.changed] == ["Waits for IT"]


def test_knowing_replaces_not_knowing() -> None:
    unknown = ClaimDraft(facet=Facet.RISK, text="We don't know yet", unknown=True)
    known = ClaimDraft(facet=Facet.RISK, text="An empty e-mail is her mistake")
    assert [was.unknown for was, _ in merge(known, here=[stated(unknown)]).changed] == [True]
    assert not merge(unknown, here=[Stated(3, "risk", "She vouched for it")]).changes


def test_another_claim_is_no_rewording() -> None:
    done = merge(stuck("Cannot map columns"), here=[stated(stuck("Closes the invitation"))])
    assert [claim.text for claim in done.new] == ["Cannot map columns"]


def test_a_fact_only_the_document_changed_is_taken_over() -> None:
    before = facts_of(PersonaDraft(name="Ops admin", role="Sets it up"))
    assert merge(here=[], before=before, role="Runs it").facts == {"role": "Runs it"}


def test_a_fact_people_changed_stays_and_is_said_again_the_next_time() -> None:
    before = facts_of(PersonaDraft(name="Ops admin", role="Installs it"))
    done = merge(here=[], before=before, role="Runs it")
    assert done.kept == [("Sets it up", "Runs it")]
    assert done.remembered["role"] == "Installs it"


def test_a_persona_made_by_hand_is_only_filled_where_it_is_empty() -> None:
    done = merge(here=[], before={}, role="Runs it", one_line="Told on Friday")
    assert done.facts == {"one_line": "Told on Friday"}
    assert done.kept == [("Sets it up", "Runs it")]
