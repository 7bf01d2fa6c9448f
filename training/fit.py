"""Trains the table of topics from the examples, and tries it on examples it has not seen."""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import sqrt
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from personas.questions.feature import features
from personas.questions.table import UNIT
from training.examples import concepts, examples, in_context, sources, tokens_of

COMMON = 2  # examples that a feature must occur in
PENALTY, TOLERANCE = 2.0, 1e-2
SHARPNESS = (
    4.0  # makes probabilities of the distances, so that of what is called 80 % sure about that many are right
)
FAINT = 8  # hundredths: what speaks for a topic less than this is left out
FOLDS = 5

Features = dict[str, float]


def trained() -> str:
    """The table as it is kept, of all examples."""
    topics, texts = zip(*examples(), strict=True)
    return dumped(*fitted(texts, topics))


def fitted(texts: Sequence[str], topics: Sequence[str]) -> tuple[list[str], Any]:
    """The features that count, and a model of them, trained on the examples alone and with something around them."""
    found = [features_of(text) for text in texts]
    counted = Counter(feature for each in found for feature in each)
    names = sorted(feature for feature, times in counted.items() if times >= COMMON)
    around = [features_of(text) for led in in_context(texts) for text in led]
    model = LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=0)
    return names, model.fit(matrix([*found, *around], names), [*topics] * 3)


@cache
def features_of(text: str) -> Features:
    """What the table looks at in an example."""
    return dict(features(tokens_of(text), CONCEPTS))


def matrix(found: Sequence[Features], names: Sequence[str]) -> Any:
    """A row for each example, of length one."""
    places = {name: place for place, name in enumerate(names)}
    ends, columns, values = [0], [], []
    for each in found:
        known = {places[name]: weight for name, weight in each.items() if name in places}
        length = sqrt(sum(weight * weight for weight in known.values())) or 1
        columns.extend(known)
        values.extend(weight / length for weight in known.values())
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(found), len(names)))


def dumped(names: Sequence[str], model: Any) -> str:
    """The table as text: for each feature the topics it speaks for or against, in whole hundredths."""
    weights = np.rint(model.coef_ * UNIT).astype(int)
    weights[abs(weights) < FAINT] = 0
    kept = [place for place in range(len(names)) if weights[:, place].any()]
    which, values, counts = [], [], []
    for place in kept:
        topics = np.flatnonzero(weights[:, place])
        which.extend(int(topic) for topic in topics)
        values.extend(int(weights[topic, place]) for topic in topics)
        counts.append(len(topics))
    return json.dumps(
        {
            "sources": sources(),
            "topics": list(model.classes_),
            "bias": [round(float(bias), 2) for bias in model.intercept_],
            "sharpness": SHARPNESS,
            "concepts": {word: " ".join(meant) for word, meant in sorted(CONCEPTS.items())},
            "features": [names[place] for place in kept],
            "counts": b64encode(bytes(counts)).decode(),
            "which": b64encode(bytes(which)).decode(),
            "weights": b64encode(np.array(values, dtype="<i2").tobytes()).decode(),
        },
        indent=0,
        ensure_ascii=False,
    )


CONCEPTS = concepts()
