"""The help: twelve lines that matter, and everything behind a button."""

import json
from typing import Any

import pytest

from handlers import commands
from handlers.call import Answer, Reply
from handlers.commands import GROUPS, TWELVE, examples
from storage.store import Store


def said(answer: Answer) -> str:
    assert isinstance(answer, Reply)
    return "\n".join(block["text"]["text"] for block in answer.blocks if block["type"] == "section")


def test_the_first_page_has_twelve_lines_in_three_groups(lite: Store, call: Any) -> None:
    text = said(commands.answer(call("help"), lite))
    assert text.count("`/") == 12
    assert [line for line in text.splitlines() if line.startswith("*")] == [
        "*Look up*",
        "*Record*",
        "*Keep fresh*",
    ]
    assert {example for group in GROUPS for example, _ in examples(group) if example in TWELVE} == TWELVE


@pytest.mark.parametrize("text", ["help more", "HELP  More"])
def test_the_button_under_it_shows_everything(lite: Store, call: Any, text: str) -> None:
    first = commands.answer(call("help"), lite)
    assert isinstance(first, Reply)
    assert [each["value"] for each in first.blocks[-1]["elements"]] == ["start", "help more"]
    everything = commands.answer(call(text), lite)
    assert said(everything).count("`/") == sum(len(examples(group)) for group in GROUPS)
    assert "help more" not in json.dumps(everything.blocks if isinstance(everything, Reply) else "")


def test_where_personas_are_the_help_does_not_offer_to_start(lite: Store, call: Any) -> None:
    commands.answer(call("start"), lite)
    everything = commands.answer(call("help more"), lite)
    assert isinstance(everything, Reply)
    assert everything.blocks[-1]["type"] == "context"


def test_the_examples_name_the_personas_of_this_channel(lite: Store, call: Any) -> None:
    commands.answer(call("start"), lite)
    assert "`/persona admin stuck`" in said(commands.answer(call("help"), lite))
