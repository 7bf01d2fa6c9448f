"""YAML and JSON as plain values: scalars as they are written, nothing twice, nothing that unfolds."""

import json
from typing import Any

import yaml

from personas.documents.draft import UnreadableDocument, shortened

# A persona takes about 10,000 bytes; this much takes a few seconds to read.
LARGEST_YAML = 500_000
DEEPEST = 20


def json_of(text: str) -> object:
    """The value of a JSON text."""
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


def yaml_of(text: str) -> object:
    """The value of a YAML text; several documents are a list."""
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
