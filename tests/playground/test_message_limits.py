"""Planted violations in a message, each with the error Slack gives for it."""

from typing import Any

import pytest

from playground.surfaces import faults_in_blocks, too_many_characters
from tests.playground.blocks import actions, button, choice, confirm, field, plain, section, select, typed

FAULTY_BLOCKS: dict[str, tuple[list[Any], str]] = {
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "a section of 3001": (
        [section("x" * 3001)],
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    "11 cards in a row": (
        [{"type": "carousel", "elements": [{"type": "card", "title": plain()}] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "a card saying nothing": (
        [{"type": "card", "subtitle": plain()}],
        "missing required field: hero_image or title or actions or body [json-pointer:/blocks/0]",
    ),
    "a table of data without rows": (
        [{"type": "data_table", "caption": "x", "rows": [[{"type": "raw_text", "text": "x"}]]}],
        "no less than 2 items allowed [json-pointer:/blocks/0/rows]",
    ),
    "an empty section": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "a section saying nothing": (
        [{"type": "section"}],
        "missing required field: text or fields [json-pointer:/blocks/0]",
    ),
    "11 fields": (
        [{"type": "section", "fields": [plain()] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "a field of 2001": (
        [{"type": "section", "fields": [plain("x" * 2001)]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    "a header of 151": (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "a mrkdwn header": (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "must be a valid enum value [json-pointer:/blocks/0/text/type]",
    ),
    "11 context elements": (
        [{"type": "context", "elements": [plain()] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "an empty context": (
        [{"type": "context", "elements": []}],
        "no less than 1 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "a button in a context": (
        [{"type": "context", "elements": [button()]}],
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    "26 actions": (
        [actions(*(button(action_id=str(n)) for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "no actions": ([actions()], "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
    "a text input among actions": (
        [actions(typed())],
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    "a multi select among actions": (
        [actions({**select(), "type": "multi_static_select"})],
        "unsupported type: multi_static_select [json-pointer:/blocks/0/elements/0/type]",
    ),
    "a button of 76": (
        [actions(button("x" * 76))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "a button in mrkdwn": (
        [actions({"type": "button", "text": {"type": "mrkdwn", "text": "x"}})],
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/text/type]",
    ),
    "a button value of 2001": (
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "a button url of 3001": (
        [actions(button(url="https://e.x/" + "x" * 3000))],
        "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
    ),
    "a button style of our own": (
        [actions(button(style="warning"))],
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    "a button without text": (
        [actions({"type": "button", "action_id": "a"})],
        "missing required field: text [json-pointer:/blocks/0/elements/0]",
    ),
    "an action_id of 256": (
        [actions(button(action_id="x" * 256))],
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    "an action_id twice": (
        [actions(button(), button())],
        "`action_id` go already exists [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    "a block_id twice": (
        [section(block_id="b"), section(block_id="b")],
        "block_id `b` already exists [json-pointer:/blocks/1/block_id]",
    ),
    "a block_id of 256": (
        [section(block_id="x" * 256)],
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    "a confirm title of 101": (
        [actions(button(confirm=confirm(title=plain("x" * 101))))],
        "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]",
    ),
    "a confirm text of 301": (
        [actions(button(confirm=confirm(text=plain("x" * 301))))],
        "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]",
    ),
    "a confirm button of 31": (
        [actions(button(confirm=confirm(deny=plain("x" * 31))))],
        "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]",
    ),
    "a confirm without deny": (
        [actions(button(confirm={"title": plain(), "text": plain(), "confirm": plain()}))],
        "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    "101 options": (
        [actions(select(101))],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "no options": (
        [actions(select(0))],
        "no less than 1 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "options and groups": (
        [actions(select(option_groups=[{"label": plain(), "options": [choice()]}]))],
        "must define exactly one of `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
    ),
    "an option text of 76": (
        [actions({"type": "static_select", "options": [choice("x" * 76)]})],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    "an option value of 151": (
        [actions({"type": "static_select", "options": [choice(value="x" * 151)]})],
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    "an option in mrkdwn in a menu": (
        [
            actions(
                {
                    "type": "static_select",
                    "options": [{"text": {"type": "mrkdwn", "text": "x"}, "value": "1"}],
                }
            )
        ],
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/options/0/text/type]",
    ),
    "an option value twice": (
        [actions({"type": "static_select", "options": [choice("A"), choice("B")]})],
        "option values must be unique [json-pointer:/blocks/0/elements/0/options]",
    ),
    "an initial option not offered": (
        [actions(select(initial_option=choice("Nine", "9")))],
        "`initial_option` must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    "11 radio buttons": (
        [actions({"type": "radio_buttons", "options": [choice(str(n), str(n)) for n in range(11)]})],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "11 checkboxes": (
        [section(accessory={"type": "checkboxes", "options": [choice(str(n), str(n)) for n in range(11)]})],
        "no more than 10 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    "6 overflow options": (
        [section(accessory={"type": "overflow", "options": [choice(str(n), str(n)) for n in range(6)]})],
        "no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    "a placeholder of 151": (
        [actions(select(placeholder=plain("x" * 151)))],
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]",
    ),
    "a date like 24/11/2026": (
        [actions({"type": "datepicker", "initial_date": "24/11/2026"})],
        "must match the expected format [json-pointer:/blocks/0/elements/0/initial_date]",
    ),
    "a time like 9am": (
        [actions({"type": "timepicker", "initial_time": "9 am!"})],
        "must match the expected format [json-pointer:/blocks/0/elements/0/initial_time]",
    ),
    "a query length of -1": (
        [actions({"type": "external_select", "min_query_length": -1})],
        "must be greater than or equal to 0 [json-pointer:/blocks/0/elements/0/min_query_length]",
    ),
    "a picture without words": (
        [{"type": "image", "image_url": "https://e.x/a.png"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    "an unknown block": ([{"type": "chart"}], "unsupported type: chart [json-pointer:/blocks/0/type]"),
    "an unknown key": (
        [{"type": "divider", "colour": "red"}],
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    "a block without type": ([{}], "missing required field: type [json-pointer:/blocks/0]"),
    "a block that is a text": (["hello"], "must provide an object [json-pointer:/blocks/0]"),
    "text that is a number": (
        [{"type": "section", "text": {"type": "mrkdwn", "text": 7}}],
        "must be a string [json-pointer:/blocks/0/text/text]",
    ),
    "a number input undecided": (
        [field({"type": "number_input"})],
        "missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]",
    ),
    "a label of 2001": (
        [field(typed(), label=plain("x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/label/text]",
    ),
    "a max_length of 3001": (
        [field(typed(max_length=3001))],
        "must be less than or equal to 3000 [json-pointer:/blocks/0/element/max_length]",
    ),
    "an initial value too long": (
        [field(typed(max_length=3, initial_value="four"))],
        "must be less than 4 characters [json-pointer:/blocks/0/element/initial_value]",
    ),
    "11 files": (
        [field({"type": "file_input", "max_files": 11})],
        "must be less than or equal to 10 [json-pointer:/blocks/0/element/max_files]",
    ),
    "a rich text of strings": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": ["x"]}]}],
        "must provide an object [json-pointer:/blocks/0/elements/0/elements/0]",
    ),
    "a rich text of buttons": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [button()]}]}],
        "unsupported type: button [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ),
    "a table of 21 columns": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}],
        "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
    ),
}


@pytest.mark.parametrize("case", FAULTY_BLOCKS)
def test_a_message_is_refused_for(case: str) -> None:
    blocks, error = FAULTY_BLOCKS[case]
    assert f"[ERROR] {error}" in faults_in_blocks(blocks)


def test_everything_at_its_limit_is_accepted() -> None:
    blocks = [
        section(
            "x" * 3000, accessory=button("x" * 75, value="x" * 2000, confirm=confirm(title=plain("x" * 100)))
        ),
        {"type": "header", "text": plain("x" * 150)},
        {"type": "section", "fields": [plain("x" * 200)] * 10},
        {
            "type": "context",
            "elements": [plain("x")] * 9 + [{"type": "image", "image_url": "https://e.x", "alt_text": "a"}],
        },
        actions(*(button(action_id=str(n)) for n in range(25))),
        actions(select(100, action_id="hundred"), select(action_id="set", initial_option=choice("1", "1"))),
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "x", "style": {"bold": True}}],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [{"type": "rich_text_section", "elements": []}],
                },
            ],
        },
        {"type": "markdown", "text": "*x*"},
    ]
    assert faults_in_blocks(blocks) == []
    assert not too_many_characters(blocks)


def test_a_message_of_more_than_13200_characters_over_all_blocks_is_too_long() -> None:
    assert too_many_characters([section("x" * 3000)] * 4 + [section("x" * 1201)])
