"""Slack's rich text as it reads there: one table from the type of an element to its words.

Types from Slack's reference of block elements (https://docs.slack.dev/reference/block-kit/block-elements).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from personas.slack_text import Line, day_words

Raw = Mapping[str, Any]


class UnknownElement(Exception):
    """An element that this table does not know and that says nothing of itself: the message's text has to."""


def mappings(value: Any) -> list[Raw]:
    """The parts of a list that can be read; anything else is an empty list."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def rich_lines(block: Raw) -> list[Line]:
    """The lines of a `rich_text` block. Raises `UnknownElement`."""
    return [line for element in mappings(block.get("elements")) for line in _lines(element)]


def _lines(element: Raw) -> Iterator[Line]:
    children = mappings(element.get("elements"))
    match element.get("type"):
        case "rich_text_list":
            yield from _listed(element, children)
        case "rich_text_quote":
            yield from _split(children, quoted=True)
        case _ if children or str(element.get("type", "")).startswith("rich_text_"):
            yield from _split(children)
        case _:
            yield from _split([element])


def _split(children: list[Raw], *, quoted: bool = False) -> Iterator[Line]:
    """One run of elements, which holds its own line ends."""
    text = "".join(_words(child) for child in children).strip("\n")
    links = [(_words(each), str(each["url"])) for each in children if each.get("url")]
    for line in text.split("\n"):
        here = tuple(link for link in links if link[0] in line)
        yield Line(line, here, _bold(children), quoted)


def _bold(children: list[Raw]) -> str:
    """The bold words that a run begins with."""
    first = children[0] if children else {}
    style = first.get("style")
    return _words(first) if isinstance(style, dict) and style.get("bold") else ""


def _listed(element: Raw, items: list[Raw]) -> Iterator[Line]:
    """ "• one", "1. one", as Slack writes them, deeper ones indented."""
    margin = "    " * _number(element.get("indent"))
    first = _number(element.get("offset")) + 1
    for place, item in enumerate(items, first):
        mark = f"{place}. " if element.get("style") == "ordered" else "• "
        for line_place, line in enumerate(_lines(item)):
            yield Line(f"{margin}{mark if not line_place else ''}{line.text}", line.links, quoted=line.quoted)


def _words(element: Raw) -> str:
    kind = str(element.get("type", ""))
    known = ELEMENTS.get(kind)
    if known is None and "elements" in element:
        return "".join(_words(child) for child in mappings(element["elements"]))
    words = (known or _own_words)(element)
    if not words and known is None:
        raise UnknownElement(kind)
    return words.replace("\0", "")


def _first_of(*keys: str, silent: str = "") -> Callable[[Raw], str]:
    """The first of these fields that says something, else the words for one that says nothing."""

    def words(element: Raw) -> str:
        return next((str(element[key]) for key in keys if element.get(key)), silent)

    return words


_own_words = _first_of("text", "label", "fallback", "alt_text", "title", "name", "url")


def _person(element: Raw) -> str:
    return f"<@{element.get('user_id', '')}>"


def _record_field(element: Raw) -> str:
    return _first_of("salesforce_field_label", "salesforce_field_api_name", silent="a field")(element)


def _day(element: Raw) -> str:
    return day_words(
        element.get("timestamp"), str(element.get("format") or ""), str(element.get("fallback") or "")
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 100_000 else 0


# People, teams and channels stand in angle brackets, as Slack writes them in text: `mask` reads them.
ELEMENTS: Mapping[str, Callable[[Raw], str]] = {
    "attachment_mention": _first_of("text", "url"),
    "broadcast": lambda element: f"@{element.get('range') or 'channel'}",
    "canvas": _first_of("label", "text", "url", silent="a canvas"),
    "canvas_message_unfurl": _first_of("text", "url", silent="a message"),
    "canvas_user_mention": _person,
    "channel": lambda element: f"<#{element.get('channel_id', '')}>",
    "citation": _first_of("text", "url"),
    "color": _first_of("value"),
    "date": _day,
    "emoji": lambda element: f":{element.get('name', '')}:",
    "file": _first_of("text", "url", silent="a file"),
    "link": _first_of("text", "url"),
    "list_record": _first_of("text", "label", "url", silent="a list item"),
    "message_mention": _first_of("text", "url", silent="a message"),
    "salesforce_data_field": _record_field,
    "tag": _first_of("text", "label", "name", silent="a tag"),
    "team": _first_of("text", "name", silent="a workspace"),
    "text": lambda element: str(element.get("text") or ""),
    "user": _person,
    "usergroup": lambda element: f"<!subteam^{element.get('usergroup_id', '')}>",
    "work_object_mention": _first_of("text", "url"),
    "workflow_mention": _first_of("text", "url", silent="a workflow"),
}
