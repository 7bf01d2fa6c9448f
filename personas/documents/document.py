"""Documents about personas: Markdown as people write it, YAML, JSON. Same text, same drafts."""

import json
import re
from pathlib import PurePath
from typing import Any

import yaml

from personas.documents.draft import ClaimDraft, PersonaDraft, UnreadableDocument, one_line_of, shortened
from personas.documents.markdown import read_markdown
from personas.documents.record import read_records

__all__ = ["ClaimDraft", "PersonaDraft", "UnreadableDocument", "read_documents"]

LARGEST = 10_000_000
# A persona takes about 10,000 bytes; this much takes a few seconds to read.
LARGEST_YAML = 500_000
LARGEST_MARKDOWN = 500_000
DEEPEST = 20
FILENAME_MAX = 80
MARKDOWN, YAML, JSON = "Markdown", "YAML", "JSON"
FORMATS = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": MARKDOWN,
    ".yaml": YAML,
    ".yml": YAML,
    ".json": JSON,
}
LOOKS_LIKE_YAML = re.compile(r"^(---|- ?name:|name:|personas:)", re.MULTILINE)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_documents(filename: str, data: bytes) -> list[PersonaDraft]:
    """The personas a file describes; raises UnreadableDocument with a sentence for whoever sent it."""
    try:
        text = _text(data)
        kind = _format(filename, text)
        if kind == MARKDOWN:
            return _markdown(text, stem=_stem(filename))
        return read_records(_json(text) if kind == JSON else _yaml(text))
    except UnreadableDocument as problem:
        name = shortened(one_line_of(filename), FILENAME_MAX) or "the file"
        raise UnreadableDocument(f"I could not read {name}: {problem}.") from None


def _text(data: bytes) -> str:
    if not data.strip():
        raise UnreadableDocument("it is empty. Write at least a title and one heading, then import it again")
    if len(data) > LARGEST:
        raise UnreadableDocument("it is larger than 10 MB. Import the personas in several files")
    if data.startswith(UTF_16):
        raise UnreadableDocument("it is saved as UTF-16. Save it as UTF-8 and import it again")
    if b"\x00" in data or data.startswith(b"%PDF"):
        raise UnreadableDocument("it is not a text file. Export it as Markdown, YAML or JSON and import that")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableDocument(f"line {line} is not UTF-8. Save it as UTF-8 and import it again") from None
    if not re.search(r"\w", text):
        raise UnreadableDocument(
            "there is not one word in it. Write at least a title and one heading, then import it again"
        )
    return text


def _format(filename: str, text: str) -> str:
    ending = PurePath(filename).suffix.casefold()
    if ending in FORMATS and ending != ".txt":
        return FORMATS[ending]
    if text.lstrip().startswith(("{", "[{")):
        return JSON
    if ending == ".txt" or re.search(r"^#{1,3} \S", text, re.MULTILINE):
        return MARKDOWN
    if LOOKS_LIKE_YAML.search(text):
        return YAML
    raise UnreadableDocument(
        "I know Markdown (.md, .txt), YAML (.yaml) and JSON (.json). Save it as one of these"
    )


def _stem(filename: str) -> str:
    words = re.sub(r"[\W_]+", " ", PurePath(filename).stem).strip()
    return words[:1].upper() + words[1:] or "Persona"


def _markdown(text: str, *, stem: str) -> list[PersonaDraft]:
    if len(text) > LARGEST_MARKDOWN:
        raise UnreadableDocument("a Markdown document may have 500 KB. Import the personas in several files")
    return read_markdown(text, stem=stem)


def _json(text: str) -> object:
    try:
        # Numbers stay as they are written: a note must read 1.10 where its author wrote 1.10.
        return json.loads(text, object_pairs_hook=_pairs, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise UnreadableDocument(
            f"line {error.lineno} is not JSON ({error.msg}). Correct it and import it again"
        ) from None
    except RecursionError:
        raise UnreadableDocument(_too_deep("JSON")) from None


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, value in pairs:
        if key in values:
            raise UnreadableDocument(f'"{shortened(key, 60)}" is there twice in one place. Keep one of them')
        values[key] = value
    return values


def _yaml(text: str) -> object:
    if len(text) > LARGEST_YAML:
        raise UnreadableDocument(
            "a YAML document may have 500 KB. Import the personas in several files, or as JSON"
        )
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_bombs(text, loader)
        documents = [_value(node) for node in yaml.compose_all(text, Loader=loader) if node is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}" if mark else "it"
        raise UnreadableDocument(
            f"{line} is not YAML ({error.problem}). Correct it and import it again"
        ) from None
    except yaml.YAMLError:
        raise UnreadableDocument(
            "it has characters that YAML does not allow. Remove them and import it again"
        ) from None
    return documents[0] if len(documents) == 1 else documents


def _refuse_bombs(text: str, loader: Any) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise UnreadableDocument(
                f"line {line} refers to another place (*{event.anchor}). Write it out and import it again"
            )
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise UnreadableDocument(_too_deep("YAML"))


def _value(node: yaml.Node) -> object:
    """Plain values, scalars as they are written: no dates, no numbers, no yes that turns into true."""
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return _pairs([(_key(key), _value(value)) for key, value in node.value])
    return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)


def _key(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise UnreadableDocument(
            f"line {node.start_mark.line + 1} has a list where a name should stand. Give it a name"
        )
    return str(node.value)


def _too_deep(kind: str) -> str:
    return f"its {kind} is nested too deeply. Keep to a persona, its facets and their claims"
