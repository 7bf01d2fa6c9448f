"""The example questions, and how they are read: as the product reads what people type."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from personas.persona import key_of
from personas.questions import feature
from personas.questions.question import worded

HERE = Path(__file__).parent
EXAMPLES, CONCEPTS = HERE / "examples.tsv", HERE / "concepts.txt"
# What people say around a question, which changes nothing about it.
BEFORE, BEHIND = HERE / "contexts.txt", HERE / "afterthoughts.txt"
NAMES = {"{p}": "Ops admin", "{q}": "Signing buyer"}


def examples() -> list[tuple[str, str]]:
    """Topic and question, as they are kept."""
    lines = EXAMPLES.read_text(encoding="utf-8").splitlines()
    return [(topic, text) for topic, _, text in (line.partition("\t") for line in lines if line)]


def concepts() -> dict[str, tuple[str, ...]]:
    """For each word what it means."""
    found: dict[str, tuple[str, ...]] = {}
    for line in filter(None, CONCEPTS.read_text(encoding="utf-8").splitlines()):
        name, _, words = line.partition(":")
        for word in dict.fromkeys(map(key_of, words.split())):
            found[word] = (*found.get(word, ()), name)
    return found


def in_context(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Each example again with something said before it, and again with something behind it."""
    before, behind = (path.read_text(encoding="utf-8").splitlines() for path in (BEFORE, BEHIND))
    chance = Random(0)
    led = [f"{chance.choice(before)} {text}" for text in texts]
    return led, [f"{text} {chance.choice(behind)}".replace(" ,", ",") for text in texts]


def named(text: str) -> str:
    """An example with names in it."""
    for place, name in NAMES.items():
        text = text.replace(place, name)
    return text


def tokens_of(text: str) -> tuple[str, ...]:
    """What the table is asked with for an example."""
    return worded(named(text), frozenset(map(key_of, NAMES.values()))).tokens


def sources() -> str:
    """Tells whether a table was made of these examples, in this way."""
    read = [EXAMPLES, CONCEPTS, BEFORE, BEHIND, Path(feature.__file__), HERE / "fit.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in read)).hexdigest()[:16]


def lines_per_topic() -> Iterator[tuple[str, int]]:
    """How many examples a topic has."""
    topics = [topic for topic, _ in examples()]
    return ((topic, topics.count(topic)) for topic in sorted(set(topics)))
