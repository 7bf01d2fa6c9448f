"""Sharing: in either order of words, with the name of who shared it and nothing left to press for it."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers import commands
from handlers.call import Call, Reply
from personas.people import Person
from personas.persona import Persona, Type
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.handlers.pieces import drafted

Make = Callable[..., Call]


@pytest.fixture
def team(lite: Store) -> Store:
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U0MARA", "Mara"), NOW)
        for name in ("Ops admin", "Signing buyer"):
            tx.personas.create(
                Persona(0, name.lower().replace(" ", "-"), name, Type.USER), by="U0MARA", at=NOW
            )
    return lite


def labels(reply: Reply) -> list[str]:
    pressed: list[dict[str, Any]] = [each for block in reply.blocks for each in block.get("elements", ())]
    return [each["text"]["text"] for each in pressed if each["type"] == "button"]


@pytest.mark.parametrize(
    "words",
    ["share ops-admin", "ops-admin share", "Share ops admin first", "share list", "list share", "share proof",
     "compare ops-admin signing-buyer share", "share EV-1", "EV-1 share"],
)  # fmt: skip
def test_share_stands_before_or_behind_the_words(team: Store, call: Make, words: str) -> None:
    drafted(team)
    said = commands.answer(call(words), team)
    assert isinstance(said, Reply)
    assert said.shared
    assert "Share here" not in labels(said)
    assert "Shared by Mara" in str(said.blocks[-1])


def test_the_button_says_who_shared_it_too(team: Store, call: Make) -> None:
    said = commands.share(call(value="ops-admin"), team)
    assert isinstance(said, Reply)
    assert said.shared
    assert "Shared by Mara" in str(said.blocks[-1])
    assert "<@" not in str(said.blocks), "sharing calls nobody"


@pytest.mark.parametrize("words", ["share my data", "share inbox"])
def test_what_is_ones_own_is_shared_with_nobody(team: Store, call: Make, words: str) -> None:
    said = commands.answer(call(words), team)
    assert isinstance(said, Reply)
    assert not said.shared


def test_what_is_written_down_may_end_with_the_word(team: Store, call: Make) -> None:
    for words in ("ops-admin add they never share", "decide ops-admin: two lists to share"):
        assert not isinstance(commands.answer(call(words), team), Reply)


def test_a_persona_whose_name_begins_with_the_word_is_looked_up_privately(team: Store, call: Make) -> None:
    with team.begin(TENANT) as tx:
        tx.personas.create(Persona(0, "share-buyer", "Share buyer", Type.BUYER), by="U0MARA", at=NOW)
    said = commands.answer(call("share buyer"), team)
    assert isinstance(said, Reply)
    assert not said.shared
