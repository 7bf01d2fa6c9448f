"""The table of topics: what a question is about by the words it is made of, trained from example questions.

`make topics` writes it (`training/`); it is read when a question needs it first, and nothing but Python reads it.
"""

import json
from array import array
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from pathlib import Path

from personas.facet import Facet
from personas.questions.feature import features
from personas.questions.spelling import Spelling
from personas.questions.topic import Topic

FILE = Path(__file__).with_name("topics.json")
UNIT = 100  # weights are kept as whole hundredths
SPEAKS = 15  # hundredths

Ranked = tuple[tuple[Topic | Facet, float], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """For each feature the topics it speaks for or against. `starts` are where a feature's topics begin."""

    sources: str
    topics: tuple[Topic | Facet, ...]
    bias: tuple[float, ...]
    sharpness: float
    concepts: Mapping[str, tuple[str, ...]]
    places: Mapping[str, int]
    starts: Sequence[int]
    which: bytes
    weights: Sequence[int]
    spelling: Spelling

    def ranked(self, words: Sequence[str]) -> Ranked:
        """Every topic with its probability, the likeliest first."""
        return self._ranked(tuple(map(self.spelling.corrected, words)))

    def _ranked(self, words: tuple[str, ...]) -> Ranked:
        found = dict(features(words, self.concepts))
        known = [
            (self.places[feature], weight) for feature, weight in found.items() if feature in self.places
        ]
        scores, starts, which, weights = [0.0] * len(self.topics), self.starts, self.which, self.weights
        for place, weight in known:
            for at in range(starts[place], starts[place + 1]):
                scores[which[at]] += weight * weights[at]
        length = sqrt(sum(weight * weight for _, weight in known)) or 1
        return self._probable([score / length / UNIT for score in scores])

    def speaks_for(self, word: str, topic: Topic | Facet) -> bool:
        """Whether a word by itself is a reason to think of the topic."""
        place = self.places.get(self.spelling.corrected(word))
        if place is None or topic not in self.topics:
            return False
        start, end = self.starts[place], self.starts[place + 1]
        said = dict(zip(self.which[start:end], self.weights[start:end], strict=True))
        return said.get(self.topics.index(topic), 0) >= SPEAKS

    def _probable(self, scores: list[float]) -> Ranked:
        sharp = [self.sharpness * (score + bias) for score, bias in zip(scores, self.bias, strict=True)]
        raised = [exp(score - max(sharp)) for score in sharp]
        total = sum(raised)
        found = ((topic, value / total) for topic, value in zip(self.topics, raised, strict=True))
        return tuple(sorted(found, key=lambda each: -each[1]))


@cache
def table() -> Table:
    """The table that comes with the product."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Table:
    """A table as it is kept."""
    kept = json.loads(text)
    names = kept["features"]
    known = {name for name in names if name[0] not in "#~={^" and not {" ", "_"} & set(name)}
    concepts = {word: tuple(meant.split()) for word, meant in kept["concepts"].items()}
    return Table(
        sources=kept["sources"],
        topics=tuple(map(topic_of, kept["topics"])),
        bias=tuple(kept["bias"]),
        sharpness=kept["sharpness"],
        concepts=concepts,
        places={name: place for place, name in enumerate(names)},
        starts=array("i", _running(b64decode(kept["counts"]))),
        which=b64decode(kept["which"]),
        weights=_shorts(b64decode(kept["weights"])),
        spelling=Spelling.of(known | set(concepts)),
    )


def topic_of(name: str) -> Topic | Facet:
    """A topic or facet by the id it is kept under."""
    return Topic(name) if name in set(Topic) else Facet(name)


def _running(counts: bytes) -> list[int]:
    ends = [0]
    for count in counts:
        ends.append(ends[-1] + count)
    return ends


def _shorts(kept: bytes) -> Sequence[int]:
    """Numbers of two bytes each, the lower first, on whatever machine."""
    return array(
        "h", (int.from_bytes(kept[at : at + 2], "little", signed=True) for at in range(0, len(kept), 2))
    )
