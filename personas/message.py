"""A Slack message as words: ticket systems write blocks or attachments, people write text."""

import re
from collections.abc import Mapping
from typing import Any

from personas.redaction import unescape

Raw = Mapping[str, Any]

_LINK = re.compile(r"<(https?://[^>|]+)")


def text_of(message: Raw) -> str:
    """A message's words from its blocks, then its attachments, then its text. Decoded once."""
    parts = [_block(block) for block in message.get("blocks") or []]
    parts += [_attachment(attachment) for attachment in message.get("attachments") or []]
    found = "\n".join(part for part in parts if part)
    return unescape(found or message.get("text") or "").strip()


def links_of(message: Raw) -> tuple[str, ...]:
    """Every address in a message, wherever it stands."""
    return tuple(dict.fromkeys(_LINK.findall(_strings(message)) + _addresses(message)))


def _block(block: Raw) -> str:
    if block.get("type") == "rich_text":
        return "\n".join(_rich(element) for element in block.get("elements") or [])
    texts = [block.get("text"), *(block.get("fields") or [])]
    if block.get("type") == "context":
        texts += [part for part in block.get("elements") or [] if "text" in part]
    return "\n".join(_plain(text) for text in texts if text)


def _plain(text: Any) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else str(text)


def _rich(element: Raw) -> str:
    children = element.get("elements") or []
    if children:
        between = "\n" if element.get("type") == "rich_text_list" else ""
        return between.join(_rich(child) for child in children)
    if element.get("type") == "user":
        return f"<@{element.get('user_id', '')}>"
    return str(element.get("text") or element.get("url") or "")


def _attachment(attachment: Raw) -> str:
    pairs = [
        f"{field.get('title', '')}: {field.get('value', '')}" for field in attachment.get("fields") or []
    ]
    blocks = [_block(block) for block in attachment.get("blocks") or []]
    own = [attachment.get("pretext"), attachment.get("title"), attachment.get("text"), *blocks, *pairs]
    return "\n".join(part for part in own if part) or str(attachment.get("fallback") or "")


def _strings(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(_strings(part) for part in value.values())
    if isinstance(value, list):
        return " ".join(_strings(part) for part in value)
    return value if isinstance(value, str) else ""


def _addresses(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        own = [value[key] for key in ("url", "title_link", "from_url") if isinstance(value.get(key), str)]
        return own + [url for part in value.values() for url in _addresses(part)]
    return [url for part in value for url in _addresses(part)] if isinstance(value, list) else []
