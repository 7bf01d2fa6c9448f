"""Text as a person types it, turned into what Slack sends: mentions, channels, links, entities."""

import re
from collections.abc import Iterable

from playground.model import Channel, Person

_LINK = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"]")
_BROADCASTS = ("channel", "here", "everyone")
_EDGE = r"(?![\w-])"


def as_slack(text: str, people: Iterable[Person], channels: Iterable[Channel], *, escape: bool = True) -> str:
    """With `escape` off (a command without should_escape), only the three characters become entities."""
    written = entities(text)
    if not escape:
        return written
    written = _LINK.sub(lambda link: f"<{link.group()}>", written)
    for name, user in _names(people):
        written = re.sub(
            rf"(?<![\w<])@{re.escape(entities(name))}{_EDGE}", f"<@{user}>", written, flags=re.IGNORECASE
        )
    for word in _BROADCASTS:
        written = re.sub(rf"(?<![\w<!])@{word}{_EDGE}", f"<!{word}>", written)
    for channel in (c for c in channels if c.kind in {"channel", "private"}):
        mention = f"<#{channel.id}|{channel.name}>"
        written = re.sub(rf"(?<![\w<&/])#{re.escape(channel.name)}{_EDGE}", mention, written)
    return written


def entities(text: str) -> str:
    """The three characters Slack encodes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _names(people: Iterable[Person]) -> list[tuple[str, str]]:
    """Longest first, so that @Mara Lindqvist is not read as @Mara."""
    names = {(name, p.id) for p in people if not p.deleted for name in (p.name, p.real_name) if name}
    return sorted(names, key=lambda pair: (-len(pair[0]), pair))
