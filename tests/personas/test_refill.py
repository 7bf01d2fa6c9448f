"""A form that comes back has every answer in it, and Slack would take it."""

from typing import Any

import pytest

from personas.views.refill import kept, refilled

ONE = {"text": {"type": "plain_text", "text": "Ops admin"}, "value": "1"}
ANSWERS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"type": "plain_text_input"}, {"value": "four & six"}, {"initial_value": "four & six"}),
    ({"type": "number_input", "initial_value": "8"}, {"value": "12"}, {"initial_value": "12"}),
    ({"type": "static_select", "initial_option": ONE}, {"selected_option": ONE}, {"initial_option": ONE}),
    ({"type": "external_select"}, {"selected_option": ONE}, {"initial_option": ONE}),
    ({"type": "checkboxes"}, {"selected_options": [ONE]}, {"initial_options": [ONE]}),
    ({"type": "datepicker"}, {"selected_date": "2026-11-24"}, {"initial_date": "2026-11-24"}),
    ({"type": "multi_users_select"}, {"selected_users": ["U1"]}, {"initial_users": ["U1"]}),
    (
        {"type": "conversations_select"},
        {"selected_conversation": "C1"},
        {"initial_conversation": "C1"},
    ),
    # What was emptied comes back empty, not as it was first shown.
    ({"type": "plain_text_input", "initial_value": "before"}, {"value": None}, {}),
    ({"type": "checkboxes", "initial_options": [ONE]}, {"selected_options": []}, {}),
]


def view(*elements: dict[str, Any]) -> dict[str, Any]:
    blocks = [
        {"type": "input", "block_id": f"b{place}", "element": {**element, "action_id": "a"}}
        for place, element in enumerate(elements)
    ]
    return {"id": "V1", "type": "modal", "callback_id": "c", "private_metadata": "{}", "blocks": blocks}


@pytest.mark.parametrize(("element", "answer", "initial"), ANSWERS)
def test_every_kind_of_answer_comes_back(
    element: dict[str, Any], answer: dict[str, Any], initial: dict[str, Any]
) -> None:
    again = refilled(view(element), {"b0": {"a": answer}}, {})
    [_, block] = again["blocks"]
    assert block["element"] == {"type": element["type"], "action_id": "a", **initial}
    assert again["private_metadata"] == "{}"


def test_a_sentence_stands_under_its_field_once_however_often_the_form_comes_back() -> None:
    state = {"b0": {"a": {"value": "x"}}, "b1": {"a": {"value": "y"}}}
    boxes = {"type": "plain_text_input"}, {"type": "plain_text_input"}
    once = refilled(view(*boxes), state, {"b0": "First.", "b1": "Second."})
    twice = refilled(once, state, {"b1": "Still."})
    assert [block["type"] for block in once["blocks"]] == ["context", "input", "context", "input", "context"]
    assert [block["type"] for block in twice["blocks"]] == ["context", "input", "input", "context"]
    assert "Still." in str(twice["blocks"][-1])


def test_where_the_form_is_gone_the_typed_words_are_said() -> None:
    said = str(
        kept({"b0": {"a": {"value": "<words>"}}, "b1": {"a": {"selected_option": ONE}}}, {"b0": "No."})
    )
    assert "No." in said
    assert "&lt;words&gt;" in said
