"""Commands as people type them: names first, every word kept, stories and emoji understood."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers import commands, decision
from handlers.call import Call, Form, Quoted, Reply
from personas.decision import BECAUSE_MAX
from personas.persona import Claim, Facet, Persona, Type
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.handlers.decisions import form_of

Make = Callable[..., Call]


@pytest.fixture
def team(lite: Store) -> Store:
    job = Claim(0, 0, Facet.JOB, "When I start, I want to see it filled")
    with lite.begin(TENANT) as tx:
        for persona in (
            Persona(0, "ops-admin", "Ops admin", Type.USER, emoji="older_woman", claims=(job,)),
            Persona(0, "qa-release", "QA & Release", Type.USER),
        ):
            tx.personas.create(persona, by="U1", at=NOW)
    return lite


def filled(store: Store, call: Call) -> dict[str, Any]:
    """What a form opens with: text as it stands, names of those who are served."""
    fields = form_of(commands.COMMANDS[call.action](call, store))
    served = fields["served"]["element"].get("initial_options", [])
    return {
        **{block: fields[block]["element"].get("initial_value", "") for block in ("from", "to", "because")},
        "served": [option["text"]["text"].partition(" · ")[0] for option in served],
    }


def test_a_name_with_a_sign_in_it_is_one_name_and_a_closing_sign_stays(team: Store, call: Make) -> None:
    said = call("because QA & Release: call it “Start” :rocket:", action="/decided")
    assert filled(team, said) == {
        "from": "",
        "to": "call it “Start” :rocket:",
        "because": "",
        "served": ["QA & Release"],
    }


def test_a_short_reason_is_a_reason_and_no_unknown_name(team: Store, call: Make) -> None:
    said = call("one page instead of a wizard, because ops admin stopped there", action="/decided")
    assert filled(team, said) == {
        "from": "a wizard",
        "to": "one page",
        "because": "ops admin stopped there",
        "served": ["Ops admin"],
    }


def test_a_sentence_longer_than_its_field_is_kept_whole_and_the_form_says_so(team: Store, call: Make) -> None:
    typed = "because ops-admin: " + "show what was imported and what was not " * 6 + "at the end"
    answer = commands.COMMANDS["/decided"](call(typed, action="/decided"), team)
    assert isinstance(answer, Form)
    assert "all of it is under “Because”" in str(answer.view["blocks"][0])
    assert form_of(answer)["because"]["element"]["initial_value"] == typed


def test_a_message_longer_than_the_form_takes_says_that_it_holds_the_beginning(
    team: Store, call: Make
) -> None:
    answer = decision.from_message(call(message=Quoted("17.5", "They wait for the import. " * 100)), team)
    assert isinstance(answer, Form)
    assert "“Because” holds its beginning" in str(answer.view["blocks"][0])
    assert len(form_of(answer)["because"]["element"]["initial_value"]) <= BECAUSE_MAX


@pytest.mark.parametrize(
    "words",
    [
        "ops-admin job when the invoice is due, I want to see who pays, so I can close the month",
        "Ops Admin job: when the invoice is due I want to see who pays so that I can close the month.",
        "ops admin: when the invoice is due, I want to see who pays, so I can close the month",
    ],
)
def test_a_job_story_in_one_line_opens_its_form_below_the_ones_that_are_there(
    team: Store, call: Make, words: str
) -> None:
    lines = form_of(commands.answer(call(words), team))["lines"]["element"]["initial_value"].splitlines()
    assert lines[0] == "When I start, I want to see it filled"
    story = lines[1].replace("so that I", "so I")
    assert story == "When the invoice is due, I want to see who pays, so I can close the month"


@pytest.mark.parametrize(
    "words", ["👵", ":older_woman:", ":older_woman::skin-tone-3:", "👵🏽 stuck", "👵 evidence"]
)
def test_a_personas_emoji_is_a_name(team: Store, call: Make, words: str) -> None:
    said = commands.answer(call(words), team)
    assert isinstance(said, Reply)
    assert "Ops admin" in str(said.blocks)


def test_an_emoji_of_nobody_is_no_name(team: Store, call: Make) -> None:
    said = commands.answer(call("🦊"), team)
    assert isinstance(said, Reply)
    assert "Ops admin" not in str(said.blocks)


def test_words_typed_behind_add_are_in_the_box_to_the_last(team: Store, call: Make) -> None:
    typed = "they wait for IT, " * 60 + "and then they leave"
    opened = commands.answer(call(f"ops-admin add {typed}"), team)
    assert form_of(opened)["quote"]["element"]["initial_value"] == typed
