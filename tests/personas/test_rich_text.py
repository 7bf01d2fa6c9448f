"""Rich text reads as it does in Slack: every element that Slack documents, and those it may add."""

from typing import Any

import pytest

from personas.message import text_of
from personas.redaction import mask
from personas.rich_text import ELEMENTS

Element = dict[str, Any]

# From Slack's reference of block elements: an element inside "It was … today", and how that reads once it is filed.
DOCUMENTED: tuple[tuple[Element, str], ...] = (
    ({"type": "attachment_mention", "url": "https://x.example/a", "text": "the board"}, "the board"),
    ({"type": "attachment_mention", "url": "https://x.example/a"}, "https://x.example/a"),
    ({"type": "broadcast", "range": "here"}, "everyone"),
    ({"type": "canvas", "file_id": "F1", "label": "Launch plan"}, "Launch plan"),
    ({"type": "canvas", "file_id": "F1"}, "a canvas"),
    ({"type": "canvas_message_unfurl", "root_message_ts": "1.0", "root_message_channel": "C1"}, "a message"),
    ({"type": "canvas_user_mention", "user_id": "U1"}, "a colleague"),
    ({"type": "channel", "channel_id": "C0HELP"}, "a channel"),
    ({"type": "citation", "url": "https://x.example", "text": "the handbook", "index": 1}, "the handbook"),
    ({"type": "color", "value": "#F405B3"}, "#F405B3"),
    ({"type": "date", "timestamp": 1720710212, "format": "{date_num} at {time}"}, "2024-07-11 at 15:03"),
    ({"type": "date", "timestamp": 1720710212, "format": "{date_short_pretty}"}, "Jul 11, 2024"),
    ({"type": "date", "timestamp": 1720710212, "format": "{ago}", "fallback": "on Thursday"}, "on Thursday"),
    ({"type": "emoji", "name": "gear", "unicode": "2699-fe0f"}, ":gear:"),
    ({"type": "emoji", "name": "wave::skin-tone-2"}, ":wave::skin-tone-2:"),
    ({"type": "file", "file_id": "F1", "text": "Q3.pdf"}, "Q3.pdf"),
    ({"type": "link", "url": "https://x.example/a", "text": "a page"}, "a page"),
    ({"type": "link", "url": "https://x.example/a"}, "https://x.example/a"),
    ({"type": "list_record", "record_id": "R1"}, "a list item"),
    ({"type": "message_mention", "channel_id": "C1", "message_ts": "1.0"}, "a message"),
    (
        {"type": "salesforce_data_field", "salesforce_record_id": "1", "salesforce_field_label": "Owner"},
        "Owner",
    ),
    ({"type": "tag", "text": "urgent"}, "urgent"),
    ({"type": "team", "team_id": "T1"}, "a workspace"),
    ({"type": "text", "text": "~not~ *bold* &amp; done", "style": {"code": True}}, "~not~ *bold* &amp; done"),
    ({"type": "user", "user_id": "U1"}, "a colleague"),
    ({"type": "usergroup", "usergroup_id": "S1"}, "a team"),
    (
        {"type": "work_object_mention", "entity_id": "E1", "text": "Deal 7", "url": "https://x.example"},
        "Deal 7",
    ),
    ({"type": "workflow_mention", "workflow_id": "W1", "text": "Ask for access"}, "Ask for access"),
)


def section(*elements: Element) -> Element:
    return {"type": "rich_text_section", "elements": list(elements)}


def said(text: str) -> Element:
    return {"type": "text", "text": text}


def read(*elements: Element, text: str = "") -> str:
    return text_of({"text": text, "blocks": [{"type": "rich_text", "elements": list(elements)}]})


@pytest.mark.parametrize(("element", "words"), DOCUMENTED, ids=lambda each: str(each)[:50])
def test_an_element_reads_as_in_slack(element: Element, words: str) -> None:
    assert mask(read(section(said("It was "), element, said(" today")))) == f"It was {words} today"


def test_every_element_of_the_table_is_tried_here() -> None:
    assert {element["type"] for element, _ in DOCUMENTED} == set(ELEMENTS)


def test_lists_keep_their_marks_and_their_depth() -> None:
    steps = {
        "type": "rich_text_list",
        "style": "ordered",
        "offset": 2,
        "elements": [section(said("open")), section(said("wait"))],
    }
    inner = {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(said("an hour"))]}
    assert read(section(said("What they did:\n")), steps, inner) == "What they did:\n3. open\n4. wait\n    • an hour"  # fmt: skip


def test_quotes_and_code_keep_their_lines() -> None:
    quote = {"type": "rich_text_quote", "elements": [said("I gave up\n"), {"type": "emoji", "name": "cry"}]}
    code = {"type": "rich_text_preformatted", "elements": [said("Error: 500\n  at line 3")]}
    assert read(quote, code) == "I gave up\n:cry:\nError: 500\n  at line 3"


def test_a_channel_is_named_where_the_messages_text_names_it() -> None:
    told = read(section(said("see "), {"type": "channel", "channel_id": "C0HELP"}), text="see <#C0HELP|help>")
    assert told == "see #help"


def test_an_element_of_tomorrow_says_what_it_says_of_itself() -> None:
    assert read(section(said("It is "), {"type": "hologram", "text": "a cube"})) == "It is a cube"


def test_an_element_that_says_nothing_of_itself_leaves_it_to_the_messages_text() -> None:
    told = read(section(said("It is "), {"type": "hologram", "ref": "H1"}), text="It is a &lt;cube&gt;")
    assert told == "It is a <cube>"
