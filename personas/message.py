"""A Slack message as words: systems write blocks or attachments, people rich text; e-mails and snippets are files."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from personas.rich_text import UnknownElement, mappings, rich_lines
from personas.slack_text import Line, markdown, mrkdwn, plain

Raw = Mapping[str, Any]

_LINK = re.compile(r"<(https?://[^>|]+)")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)\|([^<>]+)>")
UNNAMED = re.compile(r"<#([A-Z0-9]+)>")
_ONLY_LINKS = re.compile(r"(?:https?://\S+|\s)*")
BETWEEN_CELLS = " | "
# In a mail: what was answered, below "On Monday, Jo wrote:".
_EARLIER = re.compile(r"(?:^[^\n]*:[ \t]*\n+)?(?:^>[^\n]*(?:\n+|\Z))+\Z", re.MULTILINE)


class Role(Enum):
    """What a part of a message is for: words, what is quoted in them, or what stands around them."""

    SAID = auto()
    QUOTED = auto()
    TITLE = auto()
    FIELD = auto()
    SMALL = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a message, or one labelled field; `block` counts the blocks it was read from."""

    text: str
    role: Role = Role.SAID
    block: int = 0
    links: tuple[tuple[str, str], ...] = ()
    bold: str = ""
    bolds: tuple[str, ...] = ()


def text_of(message: Raw) -> str:
    """A message's words from its blocks, its attachments and its files, else from its text."""
    return joined(parts_of(message))


def joined(parts: Iterable[Part]) -> str:
    """The parts as one text."""
    return "\n".join(part.text for part in parts).strip()


def parts_of(message: Raw) -> list[Part]:
    """A message line by line, without previews that Slack added."""
    own = list(_from_blocks(mappings(message.get("blocks")), message.get("text") or ""))
    shown = [_attachment(each) for each in _own_attachments(message, joined(own))]
    files = [_file(each) for each in mappings(message.get("files"))]
    read = [own, *(part for part in (*shown, *files) if part)]
    if not any(part.text.strip() for block in read for part in block):
        read = [_parts(mrkdwn(message.get("text") or ""))]
    elif not own and not message.get("bot_id"):
        read = [_parts(mrkdwn(message.get("text") or "")), *read]
    return _with_channels(_numbered(read), message.get("text") or "")


def links_of(message: Raw) -> tuple[str, ...]:
    """Every address in a message, wherever it stands; not those of previews."""
    own = {**message, "attachments": _own_attachments(message, "")}
    return tuple(dict.fromkeys(_LINK.findall(_strings(own)) + _addresses(own)))


def names_given(message: Raw) -> tuple[str, ...]:
    """Whom the message itself names as its writer: authors of attachments, senders of mails."""
    authors = [str(each.get("author_name") or "") for each in _own_attachments(message, "")]
    senders = [
        str(sender.get(key) or "")
        for key in ("name", "address")
        for file in mappings(message.get("files"))
        for sender in mappings(file.get("from"))
    ]
    return tuple(name for name in dict.fromkeys([*authors, *senders]) if name)


def is_mail(message: Raw) -> bool:
    """Whether it brings an e-mail that somebody sent to the channel."""
    return any(file.get("mode") == "email" for file in mappings(message.get("files")))


def _numbered(blocks: Iterable[list[Part]]) -> list[Part]:
    """The parts of all blocks, counted over all of them."""
    found: list[Part] = []
    for block in blocks:
        first = found[-1].block + 1 if found else 0
        found += [replace(part, block=part.block + first) for part in block]
    return found


def _with_channels(parts: list[Part], text: str) -> list[Part]:
    """Rich text holds a channel's id alone; the message's text knows its name."""
    names = dict(_CHANNEL.findall(text))

    def named(found: re.Match[str]) -> str:
        return f"#{names[found[1]]}" if found[1] in names else found[0]

    return [replace(part, text=UNNAMED.sub(named, part.text)) for part in parts] if names else parts


def _from_blocks(blocks: Iterable[Raw], text: str) -> Iterator[Part]:
    for place, block in enumerate(blocks):
        try:
            parts = BLOCKS.get(str(block.get("type", "")), _nested)(block)
        except UnknownElement:
            parts = _parts(mrkdwn(text))
        yield from (replace(part, block=place) for part in parts)


def _parts(lines: Iterable[Line], role: Role = Role.SAID) -> list[Part]:
    return [
        Part(
            line.text,
            Role.QUOTED if line.quoted else Role.TITLE if line.heading else role,
            links=line.links,
            bold=line.bold,
            bolds=line.bolds,
        )
        for line in lines
    ]


def _lines(text: Any) -> list[Line]:
    """A text object's lines, by its type; texts of attachments have none and are `mrkdwn`."""
    if not isinstance(text, Mapping):
        return mrkdwn(str(text)) if text else []
    said = str(text.get("text") or "")
    return plain(said) if str(text.get("type")) in {"plain_text", "raw_text"} else mrkdwn(said)


def _field(text: Any) -> Part:
    """A label and its value as one part."""
    lines = _lines(text)
    links = tuple(link for line in lines for link in line.links)
    return Part(
        "\n".join(line.text for line in lines), Role.FIELD, links=links, bold=lines[0].bold if lines else ""
    )


def _section(block: Raw) -> list[Part]:
    return [*_parts(_lines(block.get("text"))), *(_field(each) for each in mappings(block.get("fields")))]


def _header(block: Raw) -> list[Part]:
    return _parts(_lines(block.get("text")), Role.TITLE)


def _context(block: Raw) -> list[Part]:
    small = [each for each in mappings(block.get("elements")) if "text" in each]
    return [part for each in small for part in _parts(_lines(each), Role.SMALL)]


def _rich(block: Raw) -> list[Part]:
    return _parts(rich_lines(block))


def _markdown(block: Raw) -> list[Part]:
    return _parts(markdown(str(block.get("text") or "")))


def _table(block: Raw) -> list[Part]:
    """A table row by row; `data_table` has a caption above its rows."""
    caption = [Part(str(block["caption"]))] if block.get("caption") else []
    listed = block.get("rows")
    rows = [
        BETWEEN_CELLS.join(map(_cell, mappings(row))) for row in (listed if isinstance(listed, list) else [])
    ]
    return [*caption, *(Part(row) for row in rows if row.strip(BETWEEN_CELLS))]


def _cell(cell: Raw) -> str:
    if cell.get("type") == "rich_text":
        return " ".join(line.text for line in rich_lines(cell))
    return str(next((cell[key] for key in ("text", "value", "number") if cell.get(key) is not None), ""))


def _nested(block: Raw) -> list[Part]:
    """A block with others in it, or one we have not met: its texts, and what it holds."""
    texts = (block.get(key) for key in ("title", "subtitle", "text", "body", "description"))
    own = [part for text in texts if isinstance(text, str | Mapping) for part in _parts(_lines(text))]
    inner = [
        each
        for key in ("blocks", "elements", "cards", "tasks", "child_blocks")
        for each in mappings(block.get(key))
    ]
    return [*own, *_from_blocks(inner, "")]  # fmt: skip


def _silent(_: Raw) -> list[Part]:
    return []


BLOCKS: Mapping[str, Callable[[Raw], list[Part]]] = {
    "actions": _silent,
    "context": _context,
    "context_actions": _silent,
    "data_table": _table,
    "divider": _silent,
    "file": _silent,
    "header": _header,
    "image": _silent,
    "input": _silent,
    "markdown": _markdown,
    "rich_text": _rich,
    "section": _section,
    "table": _table,
    "video": _silent,
}


def _own_attachments(message: Raw, said: str) -> list[Raw]:
    """Attachments that somebody attached: a forwarded message is one, and so is a linked one where nothing else was said.

    What Slack or an app shows of a link is not what the person said.
    """
    attachments = mappings(message.get("attachments"))
    bare = _ONLY_LINKS.fullmatch(said or joined(_parts(mrkdwn(message.get("text") or "")))) is not None
    return [each for each in attachments if not _is_preview(each) or (bare and each.get("is_msg_unfurl"))]


def _is_preview(attachment: Raw) -> bool:
    marks = ("from_url", "is_app_unfurl", "is_msg_unfurl", "app_unfurl_url")
    return any(attachment.get(mark) for mark in marks) and not attachment.get("is_share")


def _attachment(attachment: Raw) -> list[Part]:
    title = _parts(_lines(attachment.get("title")))
    if title and attachment.get("title_link"):
        title[0] = replace(title[0], links=((title[0].text, str(attachment["title_link"])), *title[0].links))
    fields = [
        Part(f"{_plainly(each.get('title'))}: {_plainly(each.get('value'))}", Role.FIELD, bold=_plainly(each.get("title")))
        for each in mappings(attachment.get("fields"))
    ]  # fmt: skip
    pieces = [
        _parts(_lines(attachment.get("pretext"))),
        title,
        _parts(_lines(attachment.get("text"))),
        list(_from_blocks(mappings(attachment.get("blocks")), "")),
        fields,
    ]
    found = [piece for piece in pieces if piece]
    return _numbered(found) if found else _parts(_lines(attachment.get("fallback")))


def _plainly(text: Any) -> str:
    return "\n".join(line.text for line in _lines(text))


def _file(file: Raw) -> list[Part]:
    """The words of a mail or of a snippet; other files have none."""
    match file.get("mode"):
        case "email":
            subject = str(file.get("subject") or "")
            words = str(file.get("plain_text") or file.get("preview_plain_text") or "")
            body = _EARLIER.sub("", words.replace("\r\n", "\n")).strip()
            return [*([Part(subject)] if subject else []), *_parts(plain(body))]
        case "snippet" | "post" | "space":
            return _parts(plain(str(file.get("preview") or file.get("plain_text") or "")))
    heard = file.get("transcription")
    preview = heard.get("preview") if isinstance(heard, Mapping) else None
    spoken = preview.get("content") if isinstance(preview, Mapping) else ""
    return _parts(plain(str(spoken or "")))


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
