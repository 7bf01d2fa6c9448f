"""A message stays within its budget, and is written as JSON once: when it is sent."""

import json
from typing import Any

import pytest

from personas.views.parts import MESSAGE_CHARS, actions, button, context, fitted, length, section

BLOCKS = [
    section("*Stuck at*  Stops at the integration"),
    section("Zoë — “schön” 😀", accessory=button("Open", "again:1", "ops-admin")),
    context("one", "two"),
    actions(button("Share here", "share", "ops-admin"), button("Edit", "again:edit", "ops-admin edit")),
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block["type"])
def test_a_block_is_as_long_as_its_json(block: dict[str, Any]) -> None:
    told = len(json.dumps(block, ensure_ascii=False))
    assert told <= length(block) <= told * 1.2


def test_nothing_is_written_as_json_to_be_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "dumps", lambda *_, **__: pytest.fail("written to be measured"))
    assert fitted(BLOCKS) == BLOCKS


def test_what_is_too_long_ends_with_a_word_about_it() -> None:
    kept = fitted([section("x" * 2000) for _ in range(10)])
    assert len(kept) == MESSAGE_CHARS // 2000 + 1
    assert "longer than Slack lets me show" in str(kept[-1])
