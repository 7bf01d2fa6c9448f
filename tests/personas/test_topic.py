"""Topics: what can be asked besides a facet."""

import pytest

from personas.facet import Facet
from personas.questions.question import Asked, Topic, understand
from personas.questions.topic import label_of, needs_of, typed

SAID = {
    Topic.ROLES: "approves budget",
    Topic.SEARCH: "integration",
    Topic.CARES: "branding",
    Topic.WHY: "split the wizard",
}
TYPED = [each for each in (*Facet, *Topic) if each is not Topic.NONE]


@pytest.mark.parametrize(
    "topic", [each for each in TYPED if each not in {Topic.LIST, Topic.PROOF, Topic.COMPARE}]
)
def test_what_a_button_types_is_understood_for_certain(topic: Topic | Facet) -> None:
    words = SAID.get(topic, "")
    text = typed(topic, who="ops-admin", words=words, number=7)
    asked = understand(text, {"ops-admin", "buyer"})
    expected = topic.asked_as if isinstance(topic, Facet) else topic
    assert (asked.topic, asked.sureness) == (expected, "sure"), text
    assert asked.words == words or topic is Topic.SURE
    assert asked.who == "ops-admin" or not needs_of(topic)


def test_every_topic_has_a_name_of_its_own() -> None:
    assert len({label_of(each) for each in (*Facet, *Topic)}) == len(Facet) + len(Topic)


def test_a_question_about_nobody_asks_which() -> None:
    assert Asked(Facet.STUCK).asks_which
    assert Asked(Topic.CARD, who="all").asks_which
    assert Asked(Topic.COMPARE, who="buyer").asks_which
    assert not Asked(Topic.COMPARE, who="buyer", others=("ops-admin",)).asks_which
    assert not Asked(Facet.STUCK, who="this").asks_which
    assert not Asked(Facet.FIRST).asks_which
    assert not Asked(Topic.WEAKEST).asks_which
