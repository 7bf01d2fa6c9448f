"""A form that comes back: as it was sent, with what was typed in it and a sentence under what is to be mended."""

from collections.abc import Iterator, Mapping
from typing import Any

from personas.views.parts import ID_MAX, Block, Blocks, context, esc, quote, section

AGAIN = "Here is your form again, as you typed it."
CLOSED = "You closed the form, so here is what you typed."
# Block ids of what stands between the fields: what we put there the last time goes.
OURS = "refill:"
# Which of Slack's state values an element takes back, and under which name.
INITIAL = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
}
# What Slack adds to a view it tells of; views.update takes the rest.
TAKEN = ("type", "callback_id", "title", "submit", "close", "private_metadata", "blocks")

State = Mapping[str, Mapping[str, Mapping[str, Any]]]


def refilled(view: Block, state: State, errors: Mapping[str, str]) -> Block:
    """The same view with the person's answers in it. Each error stands under its field."""
    again = {**context(AGAIN), "block_id": f"{OURS}again"}
    blocks = [again, *_fields(view.get("blocks") or [], state, errors)]
    return {**{key: view[key] for key in TAKEN if view.get(key)}, "blocks": blocks}


def unfolded(view: Block, state: State, *, fold: str, more: Blocks) -> Block:
    """The same view as it is filled in by now, with the rest of its fields where the block `fold` stood.

    Pressed twice, it is unfolded already.
    """
    again = refilled(view, state, {})
    at = next((at for at, block in enumerate(again["blocks"]) if block.get("block_id") == fold), None)
    if at is None:
        return {**again, "blocks": again["blocks"][1:]}
    return {**again, "blocks": [*again["blocks"][1:at], *more, *again["blocks"][at + 1 :]]}


def kept(state: State, errors: Mapping[str, str]) -> Blocks:
    """Where the form is gone: the sentences, and the words that were typed, to be copied."""
    typed = [
        str(answer["value"]) for block in state.values() for answer in block.values() if answer.get("value")
    ]
    words = [section(f"{CLOSED}\n" + "\n\n".join(quote(text) for text in typed))] if typed else []
    return [section(esc(" ".join(errors.values()))), *words]


def _fields(blocks: Blocks, state: State, errors: Mapping[str, str]) -> Iterator[Block]:
    for block in blocks:
        name = block.get("block_id", "")
        if not name.startswith(OURS):
            yield _filled(block, state.get(name) or {})
        if name in errors:
            yield {**context(f"↑ {esc(errors[name])}"), "block_id": f"{OURS}{name}"[:ID_MAX]}


def _filled(block: Block, answers: Mapping[str, Mapping[str, Any]]) -> Block:
    element = block.get("element")
    answer = answers.get(element.get("action_id", "")) if element else None
    if not element or answer is None:
        return block
    kept = {key: value for key, value in element.items() if not key.startswith("initial_")}
    given = {INITIAL[key]: value for key, value in answer.items() if key in INITIAL and value}
    return {**block, "element": {**kept, **given}}
