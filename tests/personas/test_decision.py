"""What a decision adds up to, what gives pause, and how it looks at its longest."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from personas.decision import (
    NOBODY_SERVED,
    NOBODY_UNSERVED,
    Aged,
    Area,
    Contested,
    Decision,
    Grounds,
    Ignorable,
    Notice,
    OneVoice,
    Proof,
    Sketch,
    Unchanged,
    Validity,
    notices,
)
from personas.evidence import Backing, Evidence, Kind, Polarity, Source, State, Tally
from personas.persona import Claim, Facet, Persona, PersonaRef, Type
from personas.views import decision as view
from personas.views import decision_form
from playground.surfaces import faults_in_blocks, faults_in_view, too_many_characters
from tests.conftest import NOW

STRANGE = "<!channel> & <@U1> *bold* \u202eright to left\u202c 🎉 `code` ~no~ "
LONG = (STRANGE * 60)[:3000]
TODAY = NOW.date()
ADMIN = PersonaRef(1, "admin", "Admin", Type.USER)


def piece(number: int = 1, **parts: Any) -> Evidence:
    """A filed piece of evidence."""
    given: dict[str, Any] = {
        "source": Source.TICKET,
        "polarity": Polarity.SUPPORTS,
        "text": "x",
        "happened_at": NOW,
    }
    return Evidence(
        id=number,
        number=number,
        kind=Kind.STUCK,
        state=State.FILED,
        reporter="U1",
        filed_at=NOW,
        **given | parts,
    )


def decided(**parts: Any) -> Decision:
    """A decision with little in it."""
    given: dict[str, Any] = {"changed_to": "two paths", "because": "alone", "grounds": Grounds.OPEN}
    return Decision(7, 7, logger="U0MARA", logged_at=NOW, served=(ADMIN,), **given | parts)


LONGEST_NAMES = tuple(PersonaRef(n, f"p{n}", STRANGE[:58] + str(n)) for n in range(1, 30))
LONGEST = decided(
    changed_from=LONG[:150], changed_to=LONG[:150], because=LONG[:300], grounds=Grounds.EVIDENCE,
    area=Area.ALERTS.value, how_known=LONG[:300], revisit_on=date(2027, 1, 23), unserved=LONGEST_NAMES,
    visibility="G1", channel="C1",
    cited=tuple(piece(n, text=LONG, link="https://example.com/?a=1&b=2", source=source, n=999, m=9999)
                for n, source in enumerate([*Source] * 3, 1)),
)  # fmt: skip
LONGEST = replace(LONGEST, served=LONGEST_NAMES)
EVERY = [
    decided(),
    decided(grounds=Grounds.JUDGEMENT, nobody_unserved=True),
    decided(validity=Validity.REVERSED, changed_from="one"),
    replace(decided(changed_to=STRANGE, because="&<>"), served=()),
    LONGEST,
]
EVERY_NOTICE: list[Notice] = [
    Contested(Claim(1, 1, Facet.STUCK, LONG)),
    Aged(piece(happened_at=NOW)),
    OneVoice(STRANGE),
    Ignorable(ADMIN, Claim(1, 1, Facet.IGNORES, LONG)),
    Unchanged(ADMIN, NOW),
]


@pytest.mark.parametrize("it", EVERY)
def test_every_message_about_a_decision_is_one_slack_takes(it: Decision) -> None:
    persona = Persona(1, "admin", STRANGE, Type.USER)
    many = [it] * 25
    for blocks in (
        view.receipt(it), view.whole(it), view.listing(many), view.of_persona(persona, many, many),
        view.noticed(it, EVERY_NOTICE[:3]), view.noticed(it, EVERY_NOTICE[3:]), view.unposted(it, "C1"),
        view.unposted(it, "D1"),
    ):  # fmt: skip
        assert faults_in_blocks(blocks) == []
        assert not too_many_characters(blocks)
        assert "<!channel>" not in str(blocks)
        assert "<@U1>" not in str(blocks)


@pytest.mark.parametrize(
    "counted",
    [
        Proof(90, 0, 0, 0),
        Proof(90, 1, 1, 1, ((ADMIN, 1),)),
        Proof(90, 10**6, 10**5, 10**4, tuple((ref, n % 2) for n, ref in enumerate(LONGEST_NAMES * 10))),
    ],
)
def test_every_proof_is_one_slack_takes(counted: Proof) -> None:
    assert faults_in_blocks(view.proof(counted)) == []


@pytest.mark.parametrize("details", [True, False])
@pytest.mark.parametrize(
    "sketch",
    [
        Sketch(),
        Sketch(LONG, LONG, LONG, LONGEST_NAMES, LONGEST_NAMES, LONGEST.cited, Grounds.EVIDENCE,
               "alerts and notifications", LONG, date(2030, 1, 1), strangers=(LONG, STRANGE, "x")),
        Sketch(served=(NOBODY_SERVED,), unserved=(NOBODY_UNSERVED,), area="no such area", turn=99),
    ],
)  # fmt: skip
def test_every_form_is_one_slack_takes(sketch: Sketch, details: bool) -> None:
    form = decision_form.log_form(replace(sketch, details=details), metadata="{}", today=TODAY)
    assert faults_in_view(form, kind="modal") == []


@pytest.mark.parametrize("it", EVERY)
def test_the_form_that_links_evidence_is_one_slack_takes(it: Decision) -> None:
    assert faults_in_view(decision_form.link_form(it, metadata="{}"), kind="modal") == []


def test_the_receipt_has_five_lines() -> None:
    made = decided(
        changed_from="one path", unserved=(PersonaRef(2, "buyer", "Buyer"),), grounds=Grounds.EVIDENCE,
        cited=(piece(1, source=Source.INTERVIEW, n=4, m=6), piece(2), piece(3)),
        how_known="set-up ends in one sitting", revisit_on=date(2027, 1, 23),
    )  # fmt: skip
    [told] = view.receipt(made)
    day = "<!date^1800705600^{date_long_pretty}|Saturday, 23 Jan 2027>"
    assert told["text"]["text"].splitlines() == [
        "*D-7*  one path  →  *two paths*",
        "*Because of Admin:*  alone",
        "*Backed:*  4 of 6 in interviews, November; 2 tickets  _(EV-1, EV-2, EV-3)_",
        "*Not served:*  Buyer",
        f"*We'll know:*  set-up ends in one sitting · look again {day}",
    ]


def test_the_same_ticket_cited_twice_is_one_source() -> None:
    made = decided(grounds=Grounds.EVIDENCE, cited=(piece(1, source_key="#1"), piece(2, source_key="#1")))
    assert view.backed(made).startswith("1 ticket  ")


MAY, JUNE = NOW.replace(month=5), NOW.replace(month=6)


def test_people_asked_in_different_rounds_are_listed_and_never_added() -> None:
    made = decided(
        grounds=Grounds.EVIDENCE,
        cited=(
            piece(1, source=Source.PULSE, n=4, m=6, happened_at=JUNE, source_key="pulse:3"),
            piece(2, source=Source.INTERVIEW, n=3, m=5, happened_at=MAY, source_key="may"),
            piece(3, source=Source.INTERVIEW, n=1, m=5, happened_at=MAY, source_key="may"),
            piece(4, source=Source.INTERVIEW, happened_at=MAY, source_key="may"),
            piece(5, source=Source.INTERVIEW, n=2, m=9, happened_at=MAY, source_key="other"),
            piece(6, source=Source.INTERVIEW, happened_at=JUNE, source_key="one more"),
            piece(7, source=Source.TICKET, n=4, m=9),
        ),
    )  # fmt: skip
    assert view.backed(made).partition("  _(")[0] == (
        "1 of 5 and 2 of 9 in interviews, May; 4 of 6 in the pulse of June; 1 interview; 1 ticket"
    )


def test_two_pulses_of_a_month_and_a_round_of_another_year_say_so() -> None:
    pulses = [
        piece(n, source=Source.PULSE, n=n, m=8, happened_at=JUNE, source_key=f"pulse:{n}") for n in (1, 2)
    ]
    watched = piece(3, source=Source.METRIC, n=40, m=90, happened_at=MAY.replace(year=2024))
    made = decided(grounds=Grounds.EVIDENCE, cited=(*pulses, watched))
    assert view.backed(made).partition("  _(")[0] == (
        "40 of 90 in usage data, May 2024; 1 of 8 and 2 of 8 in pulses of June"
    )


def test_evidence_that_says_otherwise_is_counted_apart() -> None:
    made = decided(grounds=Grounds.EVIDENCE, cited=(piece(1), piece(2, polarity=Polarity.CONTRADICTS)))
    assert view.backed(made).startswith("1 ticket; 1 piece that says otherwise")


@pytest.mark.parametrize("said", ["Nothing, it is new.", "nothing", "New", "—", "-", "n/a", "none"])
def test_nothing_is_said_in_many_ways(said: str) -> None:
    assert decision_form.was_nothing(said) == ""


def test_a_former_state_stays_as_it_was_typed() -> None:
    assert decision_form.was_nothing("Nothing on the page") == "Nothing on the page"


def pause(made: Decision, *personas: Persona, now: datetime = NOW) -> list[Notice]:
    """What gives pause about a decision."""
    return notices(made, personas, now)


def test_nothing_gives_pause_about_an_ordinary_decision() -> None:
    cited = (piece(1, account="Acme"), piece(2, account="Umbrella"))
    claims = (Claim(1, 1, Facet.IGNORES, "The weekly digest mail"),)
    assert (
        pause(decided(cited=cited), Persona(1, "admin", "Admin", Type.USER, edited_at=NOW, claims=claims))
        == []
    )


def test_contested_aged_and_one_voice_give_pause() -> None:
    against = Backing((Tally(Source.TICKET, 1, 1, contradictions=1),))
    claim = Claim(5, 1, Facet.STUCK, "The invite", backing=against)
    persona = Persona(1, "admin", "Admin", Type.USER, claims=(claim,))
    old = piece(1, claim_id=5, account="Acme", happened_at=NOW - timedelta(days=91))
    assert pause(decided(cited=(old,)), persona) == [Contested(claim), Aged(old), OneVoice("Acme")]


def test_what_the_persona_can_ignore_and_a_year_of_silence_give_pause() -> None:
    ignored = Claim(1, 1, Facet.IGNORES, "The weekly digest mail")
    since = NOW - timedelta(days=366)
    persona = Persona(1, "admin", "Admin", Type.USER, edited_at=since, claims=(ignored,))
    said = pause(decided(changed_to="a digest by weekly mail"), persona)
    assert said == [Ignorable(persona.ref, ignored), Unchanged(persona.ref, since)]
