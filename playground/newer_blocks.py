"""Slack's newer blocks: cards in a row, containers, alerts, plans with their tasks, tables of data."""

from collections.abc import Callable

from playground import limits
from playground.elements import BUTTONS, identifier, image
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

CARD_BUTTONS = 3
CARDS = 10
CARD_TITLE, CARD_BODY = 150, 200
CHILDREN = 10
DATA_ROWS = 101  # the header and a hundred
STATES = ("pending", "in_progress", "complete", "error")
LEVELS = ("default", "info", "warning", "error", "success")
WIDTHS = ("narrow", "standard", "wide", "full")

Block = Callable[..., Check]


def in_messages(
    block: Block, *, rich_text: Check, cell: Check, children: dict[str, Check]
) -> dict[str, Check]:
    """What only a message may show, made of what every surface knows."""
    task = block(
        "task_card",
        {"task_id": identifier, "title": string(limits.SECTION_TEXT), "status": one_of(*STATES)},
        {"details": rich_text, "output": rich_text, "sources": items(_source, CHILDREN, 0)},
    )
    row = items(cell, limits.TABLE_COLUMNS)
    return {
        "card": _card(block),
        "carousel": block("carousel", {"elements": items(by_type({"card": _card(block)}), CARDS)}),
        "container": _container(block, rich_text=rich_text, children=children),
        "task_card": task,
        "plan": block(
            "plan", {"title": string(limits.SECTION_TEXT)}, {"tasks": items(by_type({"task_card": task}), 50, 0)}
        ),
        "data_table": block(
            "data_table",
            {"caption": string(limits.SECTION_TEXT), "rows": items(row, DATA_ROWS, 2)},
            {"page_size": integer(1, 100), "row_header_column_index": integer(0)},
        ),
    }  # fmt: skip


def in_views(block: Block) -> dict[str, Check]:
    """What only a view may show."""
    return {
        "alert": block("alert", {"text": mrkdwn_or_plain(limits.SECTION_TEXT)}, {"level": one_of(*LEVELS)})
    }


_source = record({"type": anything, "url": string(limits.URL)}, {"text": string(limits.SECTION_TEXT)})


def _card(block: Block) -> Check:
    return both(
        block(
            "card",
            {},
            {
                "hero_image": image,
                "icon": image,
                "title": mrkdwn_or_plain(CARD_TITLE),
                "subtitle": mrkdwn_or_plain(CARD_TITLE),
                "body": mrkdwn_or_plain(CARD_BODY),
                "actions": items(by_type({"button": BUTTONS["button"]}), CARD_BUTTONS),
            },
        ),
        _one_of_these("hero_image", "title", "actions", "body"),
    )


def _container(block: Block, *, rich_text: Check, children: dict[str, Check]) -> Check:
    return both(
        block(
            "container",
            {"child_blocks": items(by_type(children), CHILDREN)},
            {
                "title": plain(CARD_TITLE),
                "rich_text_title": rich_text,
                "subtitle": mrkdwn_or_plain(CARD_TITLE),
                "width": one_of(*WIDTHS),
                "icon": image,
                "is_collapsible": boolean,
                "default_collapsed": boolean,
                "has_header_divider": boolean,
            },
        ),
        _one_of_these("title", "rich_text_title"),
    )


def _one_of_these(*names: str) -> Check:
    def check(value: object, pointer: str, report: Report) -> None:
        if isinstance(value, dict) and not any(name in value for name in names):
            report.error(f"missing required field: {' or '.join(names)}", pointer)

    return check
