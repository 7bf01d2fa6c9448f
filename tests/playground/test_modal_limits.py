"""Planted violations in a modal, each with the error Slack gives for it."""

import pytest

from playground.surfaces import faults_in_view
from tests.playground.blocks import Json, choice, field, modal, plain, select, typed

FAULTY_VIEWS: dict[str, tuple[Json, str]] = {
    "a title of 25": (
        modal(title=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    "a title in mrkdwn": (
        modal(title={"type": "mrkdwn", "text": "x"}),
        "must be a valid enum value [json-pointer:/view/title/type]",
    ),
    "a submit of 25": (
        modal(submit=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/submit/text]",
    ),
    "a close of 25": (
        modal(close=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/close/text]",
    ),
    "no title": ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    "private_metadata of 3001": (
        modal(private_metadata="x" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    "a callback_id of 256": (
        modal(callback_id="x" * 256),
        "must be less than 256 characters [json-pointer:/view/callback_id]",
    ),
    "101 blocks": (
        modal(*[{"type": "divider"}] * 101),
        "no more than 100 items allowed [json-pointer:/view/blocks]",
    ),
    "inputs without submit": (
        {"type": "modal", "title": plain(), "blocks": [field(typed())]},
        "must define `submit` to use an `input` block in modals [json-pointer:/view/submit]",
    ),
    "two in focus": (
        modal(field(typed(focus_on_load=True)), field(typed(focus_on_load=True))),
        "only one element can have `focus_on_load` set to true [json-pointer:/view/blocks]",
    ),
    "a table": (
        modal({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}),
        "unsupported type: table [json-pointer:/view/blocks/0/type]",
    ),
    "a key of our own": (modal(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
    "a home to open": ({"type": "home", "blocks": []}, "must be of type modal [json-pointer:/view/type]"),
}


@pytest.mark.parametrize("case", FAULTY_VIEWS)
def test_a_modal_is_refused_for(case: str) -> None:
    view, error = FAULTY_VIEWS[case]
    assert f"[ERROR] {error}" in faults_in_view(view, kind="modal")


def test_a_modal_with_every_input_is_accepted() -> None:
    kinds: list[Json] = [
        typed(multiline=True, max_length=3000, min_length=0),
        select(),
        {**select(), "type": "multi_static_select"},
        {"type": "external_select", "min_query_length": 0},
        {"type": "users_select"},
        {"type": "multi_users_select"},
        {"type": "conversations_select", "default_to_current_conversation": True},
        {"type": "channels_select"},
        {"type": "checkboxes", "options": [{"text": {"type": "mrkdwn", "text": "*x*"}, "value": "1"}]},
        {"type": "radio_buttons", "options": [choice()]},
        {"type": "datepicker", "initial_date": "2026-11-24"},
        {"type": "timepicker", "initial_time": "09:30"},
        {"type": "datetimepicker"},
        {"type": "file_input", "max_files": 1},
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"},
        {"type": "email_text_input"},
        {"type": "url_text_input"},
        {"type": "rich_text_input"},
    ]
    assert faults_in_view(modal(*(field(element, optional=True) for element in kinds)), kind="modal") == []
