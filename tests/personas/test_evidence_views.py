"""How evidence looks, with the longest, emptiest and strangest things people say: Slack takes all of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from personas.errors import CitedEvidence, NoChannelHere, NoWords
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Place
from personas.persona import Claim, Facet, Persona, PersonaRef, Type
from personas.views import channel, evidence_form, mistake
from personas.views import evidence as view
from playground.surfaces import faults_in_blocks, faults_in_view, too_many_characters

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TEXTS = {
    "empty": "",
    "space": " \n\n ",
    "long": "word " * 2000,
    "one word": "w" * 3000,
    "escapes": "&<>" * 1000,
    "broadcast": "<!channel> <@U0MARA> <https://x.example|here>",
    "right to left": "\u202eمرحبا بالعالم\u202c 🎉🎉",
    "markup": "*bold* _it_ `code` ~no~ > quote\n> " * 50,
}
CALLS = ("<!channel>", "<!here>", "<@U0MARA>", "<https://x.example|here>")
REFS = [
    PersonaRef(n, f"p-{n}", name, Type.USER)
    for n, name in enumerate(("N" * 60, "مرحبا", "<!here> & co", "🎉"), 1)
]


def piece(text: str, **more: Any) -> Evidence:
    made = Evidence(
        7, 131, text, Kind.STUCK, Source.TICKET, Polarity.CONTRADICTS, State.FILED, "U1", NOW, NOW,
        link="https://x.example/a", n=4, m=6, account=text[:40], seen_by=("U1", "U2", "U3"),
    )  # fmt: skip
    return replace(made, **more)


def read_as_markup(value: Any) -> list[str]:
    """Every text that Slack would read mentions and links into."""
    if isinstance(value, list):
        return [text for each in value for text in read_as_markup(each)]
    if not isinstance(value, dict):
        return []
    own = [str(value["text"])] if value.get("type") == "mrkdwn" else []
    return own + [text for each in value.values() for text in read_as_markup(each)]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_message_is_one_slack_takes_and_calls_nobody(text: str) -> None:
    draft = piece(text, persona_id=None, state=State.DRAFT, n=None, m=None)
    persona = Persona(1, "p", text[:60] or "P", Type.USER)
    said = [
        view.saved(piece(text), REFS[0], REFS, claim=text),
        view.saved(draft, None, REFS),
        view.saved(draft, None, []),
        view.inbox([(draft, REFS)] * view.INBOX_SIZE, left=40),
        view.shown(piece(text), REFS[2], reporter=text, claim=text, cites=["D-1", "D-2"]),
        view.shown(piece(text, state=State.WITHDRAWN), None),
        view.listing(persona, [piece(text)] * 30, claims={0: text}, words=text),
        view.listing(persona, [], claims={}, words=text),
        view.undone(draft),
        view.still_seen(draft, 3),
        channel.saved(Place("C1", text), REFS),
    ]
    for blocks in said:
        assert faults_in_blocks(blocks) == []
        assert not too_many_characters(blocks)
        assert not any(call in text for text in read_as_markup(blocks) for call in CALLS)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("more", [False, True])
def test_every_form_is_one_slack_takes(text: str, more: bool) -> None:
    filling = evidence_form.Filling(
        quote=text, persona=("N" * 200, "1"), claim=(text or "x", "new:stuck:" + text[:130]), counts=text[:40],
        reference=text[:300], account=text[:40], day=NOW.date(), more=more,
    )  # fmt: skip
    closed = channel.form(Place("C1"), REFS, [(ref, "p-x") for ref in REFS] * 5, closed=True, metadata="{}")
    opened = channel.form(Place("C1", filing=True), REFS * 5, [(REFS[0], "p-x")], closed=False, metadata="{}")
    for form in (
        evidence_form.form(filling, metadata="{}", label="EV-1"),
        view.counts_form(piece(text), metadata="{}"),
        closed,
        opened,
    ):
        assert faults_in_view(form, kind="modal") == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_claims_fit_the_picker_however_they_are_written(text: str) -> None:
    claims = [Claim(n, 1, side, text or "x") for n, side in enumerate(Facet)]
    for label, value in evidence_form.claim_choices(claims, text[:200]):
        assert 0 < len(label) <= 75
        assert 0 < len(value) <= 150
        assert evidence_form.new_claim(value) is None or evidence_form.new_claim(value).text in " ".join(
            text.split()
        )  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "value", ["", "12", "new:", "new:stuck:", "new:stuck: ", "new:nothing:words", "old:stuck:words"]
)
def test_what_is_no_new_claim(value: str) -> None:
    assert evidence_form.new_claim(value) is None


@pytest.mark.parametrize("it", [CitedEvidence("EV-1", ("D-7", "D-9")), NoWords(), NoChannelHere()])
def test_each_mistake_has_a_sentence_slack_takes(it: Any) -> None:
    blocks, text = mistake.sentence(it)
    assert faults_in_blocks(blocks) == []
    assert text.endswith(".")
