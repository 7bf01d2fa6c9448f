"""Training anew makes the same table."""

import pytest

from personas.questions.table import FILE, read
from training.examples import examples, lines_per_topic
from training.fit import trained


@pytest.mark.slow
def test_training_anew_makes_the_same_table_but_for_a_hundredth() -> None:
    old, new = read(FILE.read_text(encoding="utf-8")), read(trained())
    assert (old.topics, old.places, old.concepts) == (new.topics, new.places, new.concepts)
    assert list(old.starts) == list(new.starts)
    assert old.which == new.which
    assert all(abs(one - other) <= 1 for one, other in zip(old.weights, new.weights, strict=True))
    assert all(abs(one - other) <= 0.011 for one, other in zip(old.bias, new.bias, strict=True))


def test_every_topic_has_at_least_eighty_examples_and_none_stands_twice() -> None:
    assert all(count >= 80 for _, count in lines_per_topic())
    texts = [text for _, text in examples()]
    assert len(texts) == len(set(texts))
