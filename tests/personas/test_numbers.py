"""Every number people say opens by a button or a menu, wherever it stands."""

from datetime import UTC, datetime

import pytest

from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.persona import Claim, Facet, Persona, PersonaRef, Type
from personas.pulse import Course, Mode, Pulse
from personas.views import chain, decision, evidence, persona_card, persona_section, pulse
from personas.views.numbers import opening
from personas.views.parts import Blocks

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
OPS = Persona(1, "ops-admin", "Ops admin", Type.USER, claims=(Claim(7, 1, Facet.STUCK, "Stops there"),))
PIECE = Evidence(
    24, 24, "It is Thursday.", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U1", NOW, NOW,
    persona_id=1, claim_id=7, own_words=True,
)  # fmt: skip
DECIDED = Decision(2, 2, "two paths", "they differ", Grounds.EVIDENCE, "U1", NOW, cited=(PIECE,))
PULSE = Pulse(
    3, 3, PersonaRef(1, "ops-admin", "Ops admin"), "Did you?", (), Mode.NAMED, "U1", NOW, NOW, evidence_id=24
)  # fmt: skip

SHOWN: dict[str, tuple[Blocks, set[str]]] = {
    "a card": (persona_card.card(persona_card.Shown(OPS, said=PIECE, changed=DECIDED)), {"EV-24", "D-2"}),
    "a decision": (decision.whole(DECIDED), {"EV-24"}),
    "decisions": (decision.listing([DECIDED]), {"D-2"}),
    "evidence": (evidence.listing(OPS, [PIECE], claims={}), {"EV-24"}),
    "a piece": (evidence.shown(PIECE, OPS.ref, cites=["D-2"]), {"D-2"}),
    "their words": (persona_section.in_words(OPS, [PIECE], [], words=""), {"EV-24"}),
    "the chain": (chain.chain(OPS, [chain.Link(OPS.claims[0], (PIECE,), (DECIDED,))]), {"EV-24", "D-2"}),
    "a result": (pulse.card(PULSE, Course(0, 0, filed_as="EV-24")), {"EV-24"}),
    "a filed result": (pulse.filed(PULSE, PIECE, ""), {"EV-24"}),
}


def values(blocks: Blocks) -> set[str]:
    """What the buttons and menus of a message carry."""
    found = [each for block in blocks for each in (*block.get("elements", ()), block.get("accessory") or {})]
    return {choice.get("value", "") for each in found for choice in (each, *each.get("options", ()))}


@pytest.mark.parametrize("place", SHOWN)
def test_a_number_opens_from_wherever_it_is_read(place: str) -> None:
    blocks, numbers = SHOWN[place]
    assert numbers <= values(blocks)


def test_one_number_is_a_button_and_several_are_a_menu() -> None:
    assert opening() == []
    assert [each["text"]["text"] for each in opening(PIECE, None)] == ["Open EV-24"]
    [menu] = opening(PIECE, DECIDED, PIECE)
    assert [each["text"]["text"] for each in menu["options"]] == [
        "EV-24 · It is Thursday.",
        "D-2 · two paths",
    ]


def test_a_result_says_about_whom_and_what_it_was_filed() -> None:
    told = str(pulse.card(PULSE, Course(0, 0, filed_as="EV-24", filed_on="Stops there")))
    assert "Filed as *EV-24* about *Ops admin*, on “Stops there”." in told
