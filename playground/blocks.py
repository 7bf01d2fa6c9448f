"""The blocks Slack knows, what each may hold, and which of them a message, a modal or a Home may show."""

from playground import limits
from playground.elements import (
    BUTTONS,
    actions_element,
    context_element,
    identifier,
    image,
    input_element,
    section_accessory,
    slack_file,
    web_address,
)
from playground.limits import (
    Check,
    Report,
    anything,
    boolean,
    both,
    by_type,
    integer,
    items,
    mrkdwn_or_plain,
    one_of,
    plain,
    record,
    string,
)

RICH_TEXT_PARTS = 1_000
RICH_TEXT_DEPTH = 8


def _block(kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return record({"type": one_of(kind), **required}, {"block_id": identifier, **(optional or {})})


def _says_something(value: object, pointer: str, report: Report) -> None:
    if isinstance(value, dict) and "text" not in value and "fields" not in value:
        report.error("missing required field: text or fields", pointer)


def _shows_something(value: object, pointer: str, report: Report) -> None:
    parts = ("hero_image", "title", "actions", "body")
    if isinstance(value, dict) and not any(part in value for part in parts):
        report.error(f"missing required field: {' or '.join(parts)}", pointer)


def _one_picture(value: object, pointer: str, report: Report) -> None:
    if isinstance(value, dict) and ("image_url" in value) == ("slack_file" in value):
        report.error("must define exactly one of `image_url` or `slack_file`", pointer)


_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "unlink", "client_highlight")
_style = record({}, dict.fromkeys(_STYLES, boolean))
_styled = {"style": _style}
rich_leaf = by_type(
    {
        "text": record({"type": anything, "text": string(limits.SECTION_TEXT * 4)}, _styled),
        "link": record(
            {"type": anything, "url": string(limits.URL)},
            {**_styled, "text": string(3000), "unsafe": boolean},
        ),
        "user": record({"type": anything, "user_id": identifier}, _styled),
        "usergroup": record({"type": anything, "usergroup_id": identifier}, _styled),
        "channel": record({"type": anything, "channel_id": identifier}, _styled),
        "team": record({"type": anything, "team_id": identifier}, _styled),
        "emoji": record(
            {"type": anything, "name": identifier}, {**_styled, "unicode": anything, "skin_tone": anything}
        ),
        "broadcast": record({"type": anything, "range": one_of("here", "channel", "everyone")}, _styled),
        "color": record({"type": anything, "value": identifier}, _styled),
        "date": record(
            {"type": anything, "timestamp": integer(0), "format": string(limits.SECTION_TEXT)},
            {**_styled, "url": string(limits.URL), "fallback": string(limits.SECTION_TEXT)},
        ),
    }
)
_leaves = {"type": anything, "elements": items(rich_leaf, RICH_TEXT_PARTS, 0)}
_border = {"border": integer(0, 1)}
_section = record(_leaves)
rich_part = by_type(
    {
        "rich_text_section": _section,
        "rich_text_preformatted": record(_leaves, {**_border, "language": identifier}),
        "rich_text_quote": record(_leaves, _border),
        "rich_text_list": record(
            {
                "type": anything,
                "style": one_of("bullet", "ordered"),
                "elements": items(by_type({"rich_text_section": _section}), RICH_TEXT_PARTS),
            },
            {**_border, "indent": integer(0, RICH_TEXT_DEPTH), "offset": integer(0)},
        ),
    }
)
rich_text = _block("rich_text", {"elements": items(rich_part, RICH_TEXT_PARTS, 0)})
table_cell = by_type(
    {
        "raw_text": record({"type": anything, "text": string(limits.SECTION_TEXT)}),
        "raw_number": record({"type": anything, "value": anything}, {"text": anything}),
        "rich_text": rich_text,
    }
)
card = both(
    _block(
        "card",
        {},
        {
            "hero_image": image,
            "icon": image,
            "title": mrkdwn_or_plain(limits.CARD_TITLE),
            "subtitle": mrkdwn_or_plain(limits.CARD_TITLE),
            "body": mrkdwn_or_plain(limits.CARD_BODY),
            "actions": items(by_type({"button": BUTTONS["button"]}), limits.CARD_BUTTONS),
        },
    ),
    _shows_something,
)

EVERYWHERE: dict[str, Check] = {
    "section": both(
        _block(
            "section",
            {},
            {
                "text": mrkdwn_or_plain(limits.SECTION_TEXT),
                "fields": items(mrkdwn_or_plain(limits.FIELD_TEXT), limits.SECTION_FIELDS),
                "accessory": section_accessory,
                "expand": boolean,
            },
        ),
        _says_something,
    ),
    "header": _block("header", {"text": plain(limits.HEADER_TEXT)}),
    "divider": _block("divider", {}),
    "image": both(
        _block(
            "image",
            {"alt_text": string(limits.ALT_TEXT)},
            {"image_url": web_address, "slack_file": slack_file, "title": plain(limits.IMAGE_TITLE)},
        ),
        _one_picture,
    ),
    "context": _block("context", {"elements": items(context_element, limits.CONTEXT_ELEMENTS)}),
    "actions": _block("actions", {"elements": items(actions_element, limits.ACTIONS_ELEMENTS)}),
    "input": _block(
        "input",
        {"label": plain(limits.INPUT_LABEL), "element": input_element},
        {"hint": plain(limits.INPUT_LABEL), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": rich_text,
    "video": _block(
        "video",
        {
            "alt_text": string(limits.ALT_TEXT),
            "title": plain(200),
            "thumbnail_url": string(limits.URL),
            "video_url": string(limits.URL),
        },
        {
            "author_name": string(50),
            "description": plain(200),
            "provider_icon_url": string(limits.URL),
            "provider_name": string(50),
            "title_url": string(limits.URL),
        },
    ),
}
IN_MESSAGES: dict[str, Check] = {
    "markdown": _block("markdown", {"text": string(limits.MARKDOWN_TEXT)}),
    "table": _block(
        "table",
        {"rows": items(items(table_cell, limits.TABLE_COLUMNS), limits.TABLE_ROWS)},
        {"column_settings": items(anything, limits.TABLE_COLUMNS, 0)},
    ),
    "file": _block("file", {"external_id": identifier, "source": one_of("remote")}),
    "data_table": _block(
        "data_table",
        {
            "caption": string(limits.SECTION_TEXT),
            "rows": items(items(table_cell, limits.TABLE_COLUMNS), limits.DATA_ROWS, 2),
        },
        {"page_size": integer(1, 100), "row_header_column_index": integer(0)},
    ),
    "card": card,
    "carousel": _block("carousel", {"elements": items(by_type({"card": card}), limits.CARDS)}),
}

message_block = by_type({**EVERYWHERE, **IN_MESSAGES})
view_block = by_type(EVERYWHERE)
