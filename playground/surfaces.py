"""Whole surfaces as Slack judges them: a message's blocks, a modal, a Home tab."""

import json
from collections import Counter
from collections.abc import Iterator

from playground import limits
from playground.blocks import message_block, view_block
from playground.limits import Report, boolean, items, one_of, plain, record, string
from playground.model import Json

_message_blocks = items(message_block, limits.MESSAGE_BLOCKS, 0)
_view_blocks = items(view_block, limits.VIEW_BLOCKS, 0)
_shared = {
    "private_metadata": string(limits.PRIVATE_METADATA, 0),
    "callback_id": string(limits.IDENTIFIER, 0),
    "external_id": string(limits.IDENTIFIER, 0),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
}
_modal = record(
    {"type": one_of("modal"), "title": plain(limits.VIEW_TITLE), "blocks": _view_blocks},
    {
        **_shared,
        "submit": plain(limits.VIEW_TITLE),
        "close": plain(limits.VIEW_TITLE),
        "submit_disabled": boolean,
    },
)
_home = record({"type": one_of("home"), "blocks": _view_blocks}, _shared)


def faults_in_blocks(blocks: object, pointer: str = "/blocks") -> list[str]:
    """What Slack would say about a message's blocks; empty when it takes them."""
    report = Report()
    _message_blocks(blocks, pointer, report)
    _unique_ids(blocks, pointer, report)
    return report.messages


def too_many_characters(blocks: list[Json]) -> bool:
    """Whether all texts together pass the ceiling of a message."""
    return sum(len(text) for text in texts(blocks)) > limits.MESSAGE_BLOCK_CHARACTERS


def faults_in_view(view: object, *, kind: str) -> list[str]:
    """`kind` is what the method takes: a modal to open or a home to publish."""
    report = Report()
    if not isinstance(view, dict):
        report.error("must provide an object", "/view")
        return report.messages
    if view.get("type") != kind:
        report.error(f"must be of type {kind}", "/view/type")
        return report.messages
    (_modal if kind == "modal" else _home)(view, "/view", report)
    _unique_ids(view.get("blocks"), "/view/blocks", report)
    _has_submit(view, report)
    _one_focus(view, report)
    if len(json.dumps(view)) > limits.VIEW_BYTES:
        report.error("view is too large", "/view")
    return report.messages


def _has_submit(view: Json, report: Report) -> None:
    inputs = [block for block in _dicts(view.get("blocks")) if block.get("type") == "input"]
    if view.get("type") == "modal" and inputs and "submit" not in view:
        report.error("must define `submit` to use an `input` block in modals", "/view/submit")
    for at, block in enumerate(_dicts(view.get("blocks"))):
        element = block.get("element")
        if view.get("type") == "home" and isinstance(element, dict) and element.get("type") == "file_input":
            report.error("unsupported type: file_input", f"/view/blocks/{at}/element/type")


def _one_focus(view: Json, report: Report) -> None:
    focused = [
        element for _, element in elements_in(view.get("blocks")) if element.get("focus_on_load") is True
    ]
    if len(focused) > 1:
        report.error("only one element can have `focus_on_load` set to true", "/view/blocks")


def _unique_ids(blocks: object, pointer: str, report: Report) -> None:
    named = [(at, str(b["block_id"])) for at, b in enumerate(_dicts(blocks)) if b.get("block_id")]
    often = Counter(name for _, name in named)
    for at, name in named:
        if often[name] > 1:
            report.error(f"block_id `{name}` already exists", f"{pointer}/{at}/block_id")
    for at, block in enumerate(_dicts(blocks)):
        _unique_actions(block, f"{pointer}/{at}", report)


def _unique_actions(block: Json, pointer: str, report: Report) -> None:
    seen: set[str] = set()
    for at, element in enumerate(_dicts(block.get("elements"))):
        action = element.get("action_id")
        if isinstance(action, str) and action in seen:
            report.error(f"`action_id` {action} already exists", f"{pointer}/elements/{at}/action_id")
        elif isinstance(action, str):
            seen.add(action)


def elements_in(blocks: object) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in."""
    for block in _dicts(blocks):
        if block.get("type") == "rich_text":
            continue
        for element in _elements_of(block):
            if element.get("type") not in {"image", "mrkdwn", "plain_text"}:
                yield block, element


def _elements_of(block: Json) -> Iterator[Json]:
    """Those of a card in a carousel belong to the carousel."""
    if block.get("type") == "card":
        yield from _dicts(block.get("actions"))
    elif block.get("type") == "carousel":
        for card in _dicts(block.get("elements")):
            yield from _elements_of(card)
    else:
        yield from _dicts([block.get("accessory"), block.get("element"), *_dicts(block.get("elements"))])


def texts(value: object) -> Iterator[str]:
    """Every text anywhere inside."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "text" and isinstance(part, str):
                yield part
            else:
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def _dicts(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
