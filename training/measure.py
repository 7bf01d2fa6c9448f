"""How well questions are understood: on the examples by folds, and on sentences nobody trained or tuned to."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from personas.persona import key_of, prefixes
from personas.questions.asked import ALL, THIS
from personas.questions.question import Asked, Sureness, Topic, understand
from training.examples import examples
from training.fit import FOLDS, SHARPNESS, features_of, fitted, matrix

FRESH = Path(__file__).parents[1] / "tests/personas/questions/fresh.tsv"
PERSONA = re.compile(r"([^;(]+)\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of all questions."""

    questions: int
    right: float
    among_three: float
    wrong_but_sure: float

    def __str__(self) -> str:
        return (
            f"{self.questions} questions: {self.right:.1%} right at once, {self.among_three:.1%} right or among the "
            f"buttons, {self.wrong_but_sure:.1%} wrong but sure"
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence with the topics it may be read as."""

    text: str
    topics: frozenset[str]


def fresh() -> tuple[tuple[str, ...], list[Question]]:
    """All names in the file, and its questions."""
    head, *lines = FRESH.read_text(encoding="utf-8").splitlines()
    people = PERSONA.findall(head.partition(":")[2])
    names = [part.strip() for name, others in people for part in (name, *others.split(","))]
    split = (line.partition("\t") for line in lines if line and line[0] != "#")
    return tuple(names), [Question(text, frozenset(topics.split("|"))) for topics, _, text in split]


def of_product() -> Score:
    """What a person gets who types the fresh sentences."""
    names, questions = fresh()
    return scored([(question, asked_of(question.text, names)) for question in questions], names)


def asked_of(text: str, names: Iterable[str]) -> Asked:
    """What is understood where these personas are known."""
    known = {name: name for name in names}
    words = text.split()
    found = {key for at in range(len(words)) for key in prefixes(words[at:])} & set(map(key_of, known))
    return understand(text, found, lambda: known)


def scored(asked: Sequence[tuple[Question, Asked]], names: Collection[str] = ()) -> Score:
    """The shares of what was asked and understood."""
    known = {*map(key_of, names), key_of(THIS), ALL}
    told = [(question, answered(each, known), each) for question, each in asked]
    right = sum(answer in question.topics for question, answer, _ in told)
    near = sum(bool({answer, *each.nearest} & question.topics) for question, answer, each in told)
    wrong = sum(
        each.sureness is Sureness.SURE and answer not in question.topics for question, answer, each in told
    )
    return Score(len(asked), right / len(asked), near / len(asked), wrong / len(asked))


def answered(asked: Asked, known: Collection[str] = ()) -> str:
    """What is answered: nothing where buttons stand instead, what the record holds where nobody knows the words."""
    if asked.sureness is Sureness.UNSURE:
        return ""
    stranger = asked.topic is Topic.CARD and key_of(asked.who) not in known
    return Topic.SEARCH if asked.sureness is Sureness.NOTHING or stranger else asked.topic


def by_folds() -> Score:
    """What the table says of examples that it was not trained on."""
    topics, texts = (np.array(each) for each in zip(*examples(), strict=True))
    fold = np.random.default_rng(0).integers(0, FOLDS, len(topics))
    right = near = wrong = 0
    for number in range(FOLDS):
        seen = np.flatnonzero(fold != number)
        new = np.flatnonzero(fold == number)
        names, model = fitted([str(text) for text in texts[seen]], topics[seen])
        found = matrix([features_of(str(text)) for text in texts[new]], names)
        away = SHARPNESS * model.decision_function(found)
        chances = np.exp(away - away.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        best = model.classes_[np.argsort(-chances, axis=1)[:, :3]]
        first = best[:, 0] == topics[new]
        right += int(first.sum())
        near += int((best == topics[new][:, None]).any(axis=1).sum())
        wrong += int((~first & (chances.max(axis=1) >= 0.8)).sum())
    return Score(len(topics), right / len(topics), near / len(topics), wrong / len(topics))
