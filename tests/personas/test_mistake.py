"""Every mistake has a sentence of its own that says what happened and what to type or press."""

import dataclasses
import re
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from personas import errors
from personas.persona import PersonaRef, Type
from personas.pulse import LeftOut
from personas.views import mistake as view
from personas.views.parts import actions, button
from playground.surfaces import faults_in_blocks
from tests.personas.strange import STRANGE

OPS = PersonaRef(1, "ops-admin", "Ops admin", Type.USER)
SAMPLES: dict[str, Any] = {
    "str": "opps-admin", "int": 4711, "bool": False, "PersonaRef": OPS, "Mapping": {LeftOut.RECENT: 6},
    "datetime": datetime(2026, 11, 28, tzinfo=UTC),
}  # fmt: skip
HELPS = re.compile(
    r"`[^`]+`|\b(try|type|press|choose|ask|add|shorten|start|say|wait|use|give|write|pick|write|thank|how about)\b",
    re.IGNORECASE,
)
KINDS: tuple[type[Any], ...] = get_args(errors.Mistake)


def sample(kind: type[Any], words: str = "opps-admin") -> Any:
    """One mistake of a kind, every field filled."""
    filled: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        name = field.type if isinstance(field.type, str) else field.type.__name__
        if name.startswith("tuple"):
            filled[field.name] = (OPS,) if "PersonaRef" in str(field.type) else (words,)
        else:
            filled[field.name] = words if name == "str" else SAMPLES.get(name, words)
    return kind(**filled)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_sentence_helps_and_blames_nobody(kind: type[Any]) -> None:
    blocks, text = view.sentence(sample(kind))
    buttons = [element for block in blocks for element in block.get("elements", [])]
    assert HELPS.search(blocks[0]["text"]["text"]) or buttons, text
    assert "!" not in text
    assert not re.search(r"\b(invalid|illegal|wrong|error|failed|must)\b", text, re.IGNORECASE), text


def test_no_two_mistakes_share_a_sentence() -> None:
    sentences = [view.plain_sentence(sample(kind)) for kind in KINDS]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("words", STRANGE, ids=range(len(STRANGE)))
def test_slack_takes_every_sentence_whatever_was_typed(words: str) -> None:
    for kind in KINDS:
        blocks, text = view.sentence(sample(kind, words))
        assert faults_in_blocks(blocks) == []
        assert text
        assert "<!channel>" not in blocks[0]["text"]["text"]


def test_an_unknown_name_can_be_made_a_persona_at_once() -> None:
    blocks, _ = view.sentence(errors.UnknownPersona("Night shift", ()))
    assert [button["value"] for button in blocks[-1]["elements"]] == ["list", "new Night shift"]


def test_a_word_of_the_command_is_not_offered_as_a_name() -> None:
    blocks, _ = view.sentence(errors.UnknownPersona("roles", (), reserved=True))
    assert [button["value"] for button in blocks[-1]["elements"]] == ["list"]


def test_what_is_shown_in_a_view_offers_no_sharing_here() -> None:
    row = actions(button("Share here", "share", "D-1"), button("Open", "again:open", "D-1"))
    [left] = view.notice_of([row, actions(button("Share here", "share", "D-1"))])["blocks"]
    assert [each["action_id"] for each in left["elements"]] == ["again:open"]
