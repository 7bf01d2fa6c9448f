"""Slack's limits, in a table of the playground's own, and the small checks they are made of.

Every check takes a value and its JSON pointer and writes what is wrong into a Report, in Slack's words.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_BLOCK_CHARACTERS = 13_200  # over all blocks of a message; undocumented, seen by many apps
MESSAGE_TEXT = 40_000
UPDATE_TEXT = 4_000
MARKDOWN_TEXT = 12_000
ATTACHMENTS = 100
METADATA_BYTES = 16_384
VIEW_STACK = 3
VIEW_BYTES = 250_000

VIEW_TITLE = 24
PRIVATE_METADATA = 3_000
IDENTIFIER = 255  # block_id, action_id, callback_id, external_id

SECTION_TEXT = 3_000
SECTION_FIELDS = 10
FIELD_TEXT = 2_000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
CONTEXT_TEXT = 3_000
ACTIONS_ELEMENTS = 25
INPUT_LABEL = 2_000
PLACEHOLDER = 150
TYPED_TEXT = 3_000

BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
URL = 3_000
ALT_TEXT = 2_000
IMAGE_TITLE = 2_000

OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100
FEW_OPTIONS = 10  # checkboxes and radio buttons
OVERFLOW_OPTIONS = 5

CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

TABLE_ROWS = 100
TABLE_COLUMNS = 20
DATA_ROWS = 101  # the header and a hundred

CARD_BUTTONS = 3
CARDS = 10
CARD_TITLE, CARD_BODY = 150, 200

FILES = 10

TRIGGER_SECONDS = 3.0
RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60
SOCKETS = 10
ACK_SECONDS = 3.0

Check = Callable[[object, str, "Report"], None]


@dataclass
class Report:
    """What is wrong with a thing, each fault with its place."""

    messages: list[str] = field(default_factory=list)

    def error(self, sentence: str, pointer: str) -> None:
        """Note one fault in Slack's format."""
        self.messages.append(f"[ERROR] {sentence} [json-pointer:{pointer}]")


def string(most: int, least: int = 1, pattern: str = "") -> Check:
    """A text within these lengths, matching the pattern as a whole."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.error("must be a string", pointer)
        elif len(value) > most:
            report.error(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            report.error(f"must be more than {least - 1} characters", pointer)
        elif pattern and not re.fullmatch(pattern, value):
            report.error("must match the expected format", pointer)

    return check


def boolean(value: object, pointer: str, report: Report) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report.error("must be a boolean", pointer)


def anything(value: object, pointer: str, report: Report) -> None:
    """Where Slack's rules are not ours to judge."""


def integer(low: int, high: int = 2**53) -> Check:
    """A whole number within these bounds."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.error("must be an integer", pointer)
        elif value < low:
            report.error(f"must be greater than or equal to {low}", pointer)
        elif value > high:
            report.error(f"must be less than or equal to {high}", pointer)

    return check


def one_of(*words: str) -> Check:
    """One of these words."""

    def check(value: object, pointer: str, report: Report) -> None:
        if value not in words:
            report.error("must be a valid enum value", pointer)

    return check


def items(item: Check, most: int, least: int = 1) -> Check:
    """A list, each part checked."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.error("must be an array", pointer)
            return
        if len(value) > most:
            report.error(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            report.error(f"no less than {least} items allowed", pointer)
        for at, one in enumerate(value):
            item(one, f"{pointer}/{at}", report)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these keys and no others."""
    known = {**required, **(optional or {})}

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.error("must provide an object", pointer)
            return
        for name in required:
            if name not in value:
                report.error(f"missing required field: {name}", pointer)
        for name, part in value.items():
            if name not in known:
                report.error(f"invalid additional property: {name}", pointer)
            else:
                known[name](part, f"{pointer}/{name}", report)

    return check


def both(*checks: Check) -> Check:
    """All checks, one after the other."""

    def check(value: object, pointer: str, report: Report) -> None:
        for one in checks:
            one(value, pointer, report)

    return check


def by_type(table: Mapping[str, Check]) -> Check:
    """An object whose `type` decides what else it may hold."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.error("must provide an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            report.error("missing required field: type", pointer)
        elif not isinstance(kind, str) or kind not in table:
            report.error(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            table[kind](value, pointer, report)

    return check


def plain(most: int, least: int = 1) -> Check:
    """A text object of type plain_text."""
    return _text(most, least, "plain_text")


def mrkdwn_or_plain(most: int, least: int = 1) -> Check:
    """A text object of either type."""
    return _text(most, least, "plain_text", "mrkdwn")


def _text(most: int, least: int, *kinds: str) -> Check:
    shape = record(
        {"type": one_of(*kinds), "text": string(most, least)}, {"emoji": boolean, "verbatim": boolean}
    )

    def check(value: object, pointer: str, report: Report) -> None:
        shape(value, pointer, report)
        if isinstance(value, dict) and value.get("type") == "mrkdwn" and "emoji" in value:
            report.error("invalid additional property: emoji", pointer)
        if isinstance(value, dict) and value.get("type") == "plain_text" and "verbatim" in value:
            report.error("invalid additional property: verbatim", pointer)

    return check
