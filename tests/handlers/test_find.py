"""Which persona is meant, however its name is typed."""

from typing import Any

import pytest

from handlers import commands, lookup
from handlers.call import Options, Reply
from personas.persona import Claim, Facet, Persona, Type
from storage.store import Store
from tests.conftest import NOW, TENANT


@pytest.fixture
def team(lite: Store) -> Store:
    with lite.begin(TENANT) as tx:
        admin = Persona(0, "ops-admin", "Ops admin", Type.USER, role="Sets it up")
        tx.personas.create(admin, by="U1", at=NOW)
        mate = Persona(
            0, "new-teammate", "New teammate", Type.USER, role="Arrives on day three", aliases=("End user",),
            claims=(Claim(0, 0, Facet.STUCK, "Lands on an empty dashboard"),),
        )  # fmt: skip
        tx.personas.create(mate, by="U1", at=NOW)
    return lite


def texts(answer: object) -> str:
    assert isinstance(answer, Reply)
    return str(answer.blocks)


@pytest.mark.parametrize("typed", ["opsadmin", "OpsAdmin", "ops_admin", "enduser stuck", "newteammate"])
def test_a_name_is_found_without_the_space_in_it(team: Store, call: Any, typed: str) -> None:
    name = "Ops admin" if "ops" in typed.lower() else "New teammate"
    assert name in texts(commands.answer(call(typed), team))


@pytest.mark.parametrize("typed", ["", "team", "end", "end user"])
def test_a_picker_offers_who_answers_to_what_is_typed(team: Store, call: Any, typed: str) -> None:
    offered = lookup.offered(call(typed), team)
    assert isinstance(offered, Options)
    assert "New teammate" in str(offered)
    assert ("Ops admin" in str(offered)) is (typed == "")


def test_side_by_side_each_half_says_whose_it_is(team: Store, call: Any) -> None:
    answer = commands.answer(call("compare opsadmin enduser"), team)
    assert isinstance(answer, Reply)
    stuck = next(block for block in answer.blocks if block.get("text", {}).get("text") == "*Gets stuck*")
    left, right = (field["text"] for field in stuck["fields"])
    assert left.startswith("Ops admin\n")
    assert "We don't know yet" in left
    assert right.startswith("New teammate\n")
    assert "Lands on an empty dashboard" in right
    small = next(block for block in answer.blocks if block["type"] == "context")["elements"][0]["text"]
    assert "Ops admin: No evidence yet" in small
    assert "New teammate: No evidence yet" in small
