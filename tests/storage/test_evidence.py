"""Evidence and its tallies: whatever is done in whatever order, what was counted is what a recount says."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.persona import Claim, Facet, Persona, Type
from storage import tables
from storage.store import Store, Writing
from tests.conftest import NOW, TENANT

numbers: Iterator[int] = count(1)


def persona(tx: Writing) -> tuple[int, list[int]]:
    """A persona with two claims."""
    name = f"Persona {next(numbers)}"
    claims = (
        Claim(0, 0, Facet.STUCK, "Stops at the integration"),
        Claim(0, 0, Facet.RISK, "Looks unprepared"),
    )
    made = tx.personas.create(
        Persona(0, name.lower().replace(" ", "-"), name, Type.USER, claims=claims), by="U1", at=NOW
    )
    whole = tx.personas.get(made)
    assert whole is not None
    return made, [claim.id for claim in whole.claims]


def piece(ticket: int = 0, **more: object) -> Evidence:
    return replace(
        Evidence(0, 0, f"words {ticket}", Kind.STUCK, Source.TICKET, Polarity.NEW, State.DRAFT, "U1", NOW, NOW,
                 source_key=f"ticket:{ticket}", channel="C1", ts=f"{next(numbers)}.0", seen_by=("U1",)),
        **more,
    )  # fmt: skip


Counted = dict[tuple[object, ...], tuple[object, ...]]


def tallies(tx: Writing) -> Counted:
    """All tallies that say anything, as the rows stand."""
    return {
        (row.persona_id, row.claim_id, row.visibility, row.source): (
            row.pieces, row.sources, row.n, row.m, row.contradictions, row.newest)
        for row in tx.connection.execute(tx.evidence.select(tables.Tally))
        if row.pieces or row.contradictions
    }  # fmt: skip


def recounted(tx: Writing) -> Counted:
    """The same after counting everything again from the evidence alone."""
    tx.connection.execute(tx.evidence.delete(tables.Tally))
    for each in tx.evidence.everything():
        if each.persona_id:
            tx.evidence.recount(each.persona_id, each.claim_id, each.visibility, each.source)
    return tallies(tx)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["file", "about", "withdraw", "restore", "revise"]),
        st.integers(0, 5),
        st.integers(0, 1),
        st.sampled_from([None, 0, 1]),
        st.sampled_from(list(Polarity)),
        st.sampled_from([Source.TICKET, Source.INTERVIEW]),
    ),
    max_size=14,
)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tallies_equal_a_recount_after_any_sequence(store: Store, steps: list[Any]) -> None:
    with store.begin(f"T{next(numbers)}") as tx:
        people = [persona(tx), persona(tx)]
        filed: list[int] = []
        for step, which, who, claim, polarity, source in steps:
            about, claims = people[who]
            claim_id = None if claim is None else claims[claim]
            when = NOW + timedelta(hours=which)
            if step == "file" or not filed:
                state = State.FILED if which % 2 else State.DRAFT
                fresh = piece(which % 3, polarity=polarity, source=source, happened_at=when, n=which, m=6, state=state,
                              persona_id=about if which % 2 else None, claim_id=claim_id if which % 2 else None)  # fmt: skip
                filed.append(tx.evidence.file(fresh).id)
                continue
            now = tx.evidence.locked(filed[which % len(filed)])
            assert now is not None
            if step == "about":
                tx.evidence.about(now, persona_id=about, claim_id=claim_id, by="U0MARA", at=NOW)
            elif step == "withdraw":
                tx.evidence.withdraw(now, by="U0MARA", at=NOW)
            elif step == "restore" and now.state is State.WITHDRAWN:
                tx.evidence.restore(now, by="U0MARA", at=NOW)
            elif step == "revise":
                tx.evidence.revise(
                    replace(now, polarity=polarity, source=source, n=1, m=2, happened_at=when),
                    by="U0MARA",
                    at=NOW,
                )
        assert tallies(tx) == recounted(tx)


def test_the_same_ticket_twice_is_one_source_and_two_pieces(store: Store) -> None:
    with store.begin(TENANT) as tx:
        who, claims = persona(tx)
        for _ in range(2):
            tx.evidence.about(
                tx.evidence.file(piece(1)), persona_id=who, claim_id=claims[0], by="U0MARA", at=NOW
            )
        backing = tx.personas.get(who).claims[0].backing  # type: ignore[union-attr]
        assert (backing.tallies[0].pieces, backing.tallies[0].sources) == (2, 1)


def test_a_message_is_never_two_pieces(store: Store) -> None:
    first = piece(1)
    with store.begin(TENANT) as tx:
        tx.evidence.file(first)
    with pytest.raises(Exception, match=r"(?i)unique"), store.begin(TENANT) as tx:
        tx.evidence.file(first)


def test_who_filed_it_in_a_form_stays_when_the_emoji_go(store: Store) -> None:
    with store.begin(TENANT) as tx:
        made = tx.evidence.file(piece(1))
        tx.evidence.vouch(made.id, "U2")
        assert tx.evidence.seen_by(made.id, ["U3"]) == ("U2", "U3")
        assert tx.evidence.seen_by(made.id, []) == ("U2",)
        assert tx.evidence.forsake(made.id, "U2") == ()


def test_an_emoji_of_whoever_filed_it_in_a_form_changes_nothing_when_it_goes(store: Store) -> None:
    with store.begin(TENANT) as tx:
        made = tx.evidence.file(piece(1))
        tx.evidence.vouch(made.id, "U2")
        tx.evidence.seen_by(made.id, ["U2"])
        assert tx.evidence.seen_by(made.id, []) == ("U2",)


def test_the_decisions_that_cite_a_piece(store: Store) -> None:
    with store.begin(TENANT) as tx:
        made = tx.evidence.file(piece(1))
        assert tx.evidence.cited_by(made.id) == []
        cite(tx, made.id, NOW)
        assert [label for _, label in tx.evidence.cited_by(made.id)] == ["D-7"]


def test_a_look_is_due_until_it_was_looked_at_and_again_when_a_reaction_came_meanwhile(store: Store) -> None:
    with store.begin(TENANT) as tx:
        tx.captures.want("C1", "1.0", user="U1", now=NOW)
    with store.system() as system:
        [look] = system.captures.take(NOW, limit=5)
    with store.begin(TENANT) as tx:
        tx.captures.want("C1", "1.0", user="U2", now=NOW)
        assert tx.captures.locked(look)
        tx.captures.looked(look)
    with store.system() as system:
        again = system.captures.take(NOW, limit=5)
    assert [(each.user, each.wanted) for each in again] == [("U2", 2)]
    with store.begin(TENANT) as tx:
        assert not tx.captures.locked(look)


def cite(tx: Writing, evidence_id: int, now: datetime) -> int:
    """A decision that rests on a piece."""
    decision = Decision(0, 7, "b", "because", Grounds.EVIDENCE, "U1", now)
    decision_id = tx.evidence.add(
        tables.Decision, number=decision.number, changed_to=decision.changed_to, because=decision.because,
        grounds=decision.grounds.value, status="active", logger="U1", logged_at=now,
    )  # fmt: skip
    tx.evidence.put(tables.DecisionEvidence, {"decision_id": decision_id, "evidence_id": evidence_id})
    return decision_id


def test_two_people_pressing_at_once_leave_what_a_recount_says(store: Store) -> None:
    with store.begin(TENANT) as tx:
        people = [persona(tx)[0], persona(tx)[0]]
        made = [tx.evidence.file(piece(1)).id for _ in range(4)]

    def press(turn: int) -> None:
        for evidence_id in made[:: 1 if turn % 2 else -1]:
            with store.begin(TENANT) as tx:
                held = tx.evidence.locked(evidence_id)
                assert held is not None
                tx.evidence.about(held, persona_id=people[turn % 2], by="U0MARA", at=NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    with store.begin(TENANT) as tx:
        assert tallies(tx) == recounted(tx)


def test_words_are_found_as_they_are_spelt(store: Store) -> None:
    with store.begin(TENANT) as tx:
        claim = Claim(0, 0, Facet.STUCK, "Sucht die Straße auf der Karte")
        tx.personas.create(Persona(0, "rider", "Rider", Type.USER, claims=(claim,)), by="U1", at=NOW)
        assert [hit.found.text for hit in tx.ranked_search.closest("Straße")] == [claim.text]  # type: ignore[union-attr]
