"""The pieces every view is made of: the one place that knows Slack's limits and escapes user text."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from personas.control_characters import without_control_characters
from personas.redaction import ENTITIES, ENTITY
from personas.truncate import boundary

Block = dict[str, Any]
Blocks = list[Block]

SECTION_MAX = 3000
FIELD_MAX = 2000
HEADER_MAX = 150
BUTTON_MAX = 75
ID_MAX = 255
OPTION_MAX = 75
TITLE_MAX = 24
HINT_MAX = 2000
PLACEHOLDER_MAX = 150
INPUT_MAX = 3000
CONTEXT_PARTS = 10
ACTIONS_PARTS = 25
OPTIONS_LIMIT = 100
RADIO_LIMIT = 10
# Slack takes 50 blocks and about 13,000 characters; a card that long is not read anyway.
MESSAGE_BLOCKS = 30
MESSAGE_CHARS = 9000
VIEW_BLOCKS = 100

ELLIPSIS = "…"


def esc(text: str) -> str:
    """User text for mrkdwn: mentions, links and `<!channel>` become plain characters. Once, and only here.

    Characters that nobody sees are dropped: some would turn our words around too.
    """
    shown = without_control_characters(text)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def aloud(text: str) -> str:
    """The words beside the blocks of what everybody sees: escaped, also where their user parts were before."""
    return esc(ENTITY.sub(lambda found: ENTITIES[found[0]], text))


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words; a cut shows, and tears no entity, token or emoji."""
    if len(text) <= limit:
        return text
    return text[: boundary(text, limit - 1)].rstrip() + ELLIPSIS


def one_line(text: str, limit: int = 150) -> str:
    """User text on one line, cut, then escaped."""
    return esc(cut(" ".join(text.split()), limit))


def quote(text: str, limit: int = 600) -> str:
    """Somebody's words as a Slack quote."""
    lines = [line.strip() for line in cut(text.strip(), limit).splitlines() if line.strip()]
    return "\n".join(f"> {esc(line)}" for line in lines) or "> "


def day(when: datetime | None, fallback: str = "no date") -> str:
    """A Slack date: shown in the reader's own zone and language."""
    if when is None:
        return fallback
    return f"<!date^{int(when.timestamp())}^{{date_short_pretty}}|{when:%d %b %Y}>"


def weekday(when: datetime | None) -> str:
    """A day to come, with its weekday."""
    return f"<!date^{int(when.timestamp())}^{{date_long_pretty}}|{when:%A, %d %b %Y}>" if when else "no date"


def clock_time(when: datetime) -> str:
    """A moment to come, with its weekday and time of day."""
    return f"<!date^{int(when.timestamp())}^{{date_long_pretty}} at {{time}}|{when:%A, %d %b %Y %H:%M} UTC>"


def person(user: str) -> str:
    """A name Slack draws. Used only where the reader alone sees it, or for the one person who acts."""
    return f"<@{user}>" if user and user.isalnum() else "somebody"


def place(channel: str) -> str:
    """A channel's name, drawn by Slack."""
    return f"<#{channel}>" if channel and channel.isalnum() else "that channel"


def link(url: str, label: str) -> str:
    """A link, when it is an ordinary web address; else just the label."""
    safe = url.startswith(("https://", "http://")) and not any(c in url for c in "<>| \n\t")
    return f"<{url.replace('&', '&amp;')}|{esc(label)}>" if safe else esc(label)


def count(number: int, one: str, many: str = "") -> str:
    """ "1 ticket", "9 tickets"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def plain(text: str, limit: int) -> Block:
    """A plain text object; Slack escapes nothing in it and reads nothing into it."""
    shown = without_control_characters(text).strip()
    return {"type": "plain_text", "text": cut(shown or " ", limit), "emoji": True}


def mrkdwn(text: str, limit: int = SECTION_MAX) -> Block:
    """A text object whose user parts were escaped by `esc` before."""
    return {"type": "mrkdwn", "text": cut(text, limit) or " ", "verbatim": True}


def header(text: str) -> Block:
    """A headline."""
    return {"type": "header", "text": plain(text, HEADER_MAX)}


def section(text: str, *, accessory: Block | None = None, block_id: str = "") -> Block:
    """A paragraph, with at most one element at its side."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    return _named(block, block_id)


def fields(pairs: Sequence[str], *, heading: str = "") -> Block:
    """Short texts in two columns, which a narrow screen shows below each other; at most ten."""
    above = {"text": mrkdwn(heading)} if heading else {}
    return {"type": "section", **above, "fields": [mrkdwn(text, FIELD_MAX) for text in pairs[:10]]}


def context(*texts: str) -> Block:
    """Small print."""
    return {
        "type": "context",
        "elements": [mrkdwn(text) for text in texts if text][:CONTEXT_PARTS] or [mrkdwn(" ")],
    }


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str = "") -> Block:
    """A row of buttons and menus."""
    return _named({"type": "actions", "elements": list(elements)[:ACTIONS_PARTS]}, block_id)


def button(
    label: str, action: str, value: str = "", *, style: str = "", confirm: Block | None = None
) -> Block:
    """A button. `value` comes back when it is pressed."""
    element: Block = {"type": "button", "text": plain(label, BUTTON_MAX), "action_id": action[:ID_MAX]}
    if value:
        element["value"] = value[:2000]
    if style:
        element["style"] = style
    if confirm:
        element["confirm"] = confirm
    return element


def confirm(title: str, text: str, *, yes: str, no: str = "Not yet") -> Block:
    """The question before something that cannot be taken back."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(label: str, value: str, description: str = "") -> Block:
    """One choice."""
    choice: Block = {"text": plain(label, OPTION_MAX), "value": value[:150]}
    if description:
        choice["description"] = plain(description, OPTION_MAX)
    return choice


def overflow(action: str, options: Sequence[Block]) -> Block:
    """The ⋯ menu: up to five choices."""
    return {"type": "overflow", "action_id": action, "options": list(options)[:5]}


def select(
    action: str,
    options: Sequence[Block],
    *,
    placeholder: str,
    chosen: Block | None = None,
    many: bool = False,
) -> Block:
    """A menu of at most a hundred choices."""
    element: Block = {
        "type": "multi_static_select" if many else "static_select",
        "action_id": action,
        "options": list(options)[:OPTIONS_LIMIT],
        "placeholder": plain(placeholder, PLACEHOLDER_MAX),
    }
    if chosen:
        element["initial_option"] = chosen
    return element


def typeahead(
    action: str,
    *,
    placeholder: str,
    chosen: Sequence[Block] = (),
    many: bool = False,
    most: int | None = None,
    letters: int = 0,
) -> Block:
    """A menu that asks us for its choices while the person types."""
    element: Block = {
        "type": "multi_external_select" if many else "external_select",
        "action_id": action,
        "min_query_length": letters,
        "placeholder": plain(placeholder, PLACEHOLDER_MAX),
    }
    if chosen:
        element["initial_options" if many else "initial_option"] = list(chosen) if many else chosen[0]
    if many and most:
        element["max_selected_items"] = most
    return element


def radio(action: str, options: Sequence[Block], *, chosen: Block | None = None) -> Block:
    """Up to ten choices, all visible."""
    element: Block = {"type": "radio_buttons", "action_id": action, "options": list(options)[:RADIO_LIMIT]}
    if chosen:
        element["initial_option"] = chosen
    return element


def checkboxes(action: str, options: Sequence[Block], *, chosen: Sequence[Block] = ()) -> Block:
    """Up to ten ticks."""
    element: Block = {"type": "checkboxes", "action_id": action, "options": list(options)[:RADIO_LIMIT]}
    if chosen:
        element["initial_options"] = list(chosen)
    return element


def text_input(
    action: str,
    *,
    initial: str = "",
    placeholder: str = "",
    longest: int = INPUT_MAX,
    multiline: bool = False,
    focus: bool = False,
) -> Block:
    """A line or a box to type in."""
    longest = min(longest, INPUT_MAX)
    element: Block = {"type": "plain_text_input", "action_id": action, "max_length": longest}
    if initial:
        element["initial_value"] = cut(initial, longest)
    if placeholder:
        element["placeholder"] = plain(placeholder, PLACEHOLDER_MAX)
    if multiline:
        element["multiline"] = True
    if focus:
        element["focus_on_load"] = True
    return element


def number_input(action: str, *, least: int, most: int, initial: int | None = None) -> Block:
    """A whole number."""
    element: Block = {
        "type": "number_input",
        "action_id": action,
        "is_decimal_allowed": False,
        "min_value": str(least),
        "max_value": str(most),
    }
    if initial is not None:
        element["initial_value"] = str(initial)
    return element


def datepicker(action: str, *, initial: str = "") -> Block:
    """A day, YYYY-MM-DD."""
    element: Block = {"type": "datepicker", "action_id": action}
    if initial:
        element["initial_date"] = initial
    return element


def field(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A labelled input. Its answer and its error both go by `block_id`."""
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element}
    if hint:
        block["hint"] = plain(hint, HINT_MAX)
    if optional:
        block["optional"] = True
    return block


def modal(
    callback: str, title: str, blocks: Blocks, *, submit: str = "", close: str = "Cancel", metadata: str = ""
) -> Block:
    """A form. `keep` comes back as it is when the form is submitted."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, TITLE_MAX),
        "close": plain(close, TITLE_MAX),
        "blocks": blocks[:VIEW_BLOCKS],
    }
    if submit:
        view["submit"] = plain(submit, TITLE_MAX)
    if metadata:
        view["private_metadata"] = metadata[:3000]
    return view


def home(blocks: Blocks) -> Block:
    """The Home tab."""
    return {"type": "home", "blocks": blocks[:VIEW_BLOCKS]}


def fitted(blocks: Blocks, *, more: str = "The rest is longer than Slack lets me show.") -> Blocks:
    """A message within its budget: whole blocks are left out at the end, and it says so."""
    kept: Blocks = []
    used = 0
    for block in blocks:
        size = length(block)
        if len(kept) >= MESSAGE_BLOCKS - 1 or used + size > MESSAGE_CHARS:
            return [*kept, context(more)]
        kept.append(block)
        used += size
    return kept


def length(value: Any) -> int:
    """How long a block is as JSON, but for what is escaped in it: it is written as JSON once, when it is sent."""
    match value:
        case str():
            return len(value) + 2
        case dict():
            return sum(len(key) + 6 + length(part) for key, part in value.items()) + 2
        case list():
            return sum(length(part) + 2 for part in value) + 2
    return 4


def bullets(lines: Iterable[str]) -> str:
    """Lines under each other with a bullet before each."""
    return "\n".join(f"•  {line}" for line in lines)


def _named(block: Block, block_id: str) -> Block:
    if block_id:
        block["block_id"] = block_id
    return block
