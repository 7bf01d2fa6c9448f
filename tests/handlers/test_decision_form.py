"""The form a decision is logged in: what it begins with, offers, refuses and keeps."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from handlers import commands, decision
from handlers.call import Call, Form, Options, Quoted, UserError
from handlers.edge import Edge
from personas.decision import Grounds
from personas.errors import Gone, TooLong
from storage.store import Store
from tests.calls import field_errors
from tests.conftest import NOW
from tests.handlers.decisions import filed, filled, form_of, log, newest, state, three
from tests.refusing import refused

Make = Callable[..., Call]


@pytest.fixture
def ids(lite: Store, call: Make) -> dict[str, int]:
    return three(lite, call)


def test_a_sentence_fills_the_form(lite: Store, call: Make, ids: dict[str, int]) -> None:
    said = call("because admin: two onboarding paths instead of one", action="/decided")
    shown = form_of(commands.COMMANDS["/decided"](said, lite))
    assert shown["from"]["element"]["initial_value"] == "one"
    assert shown["to"]["element"]["initial_value"] == "two onboarding paths"
    assert [each["value"] for each in shown["served"]["element"]["initial_options"]] == [str(ids["admin"])]


@pytest.mark.parametrize(
    ("words", "to"),
    [
        ("decide admin", ""),
        ("decide Admin: two paths", "two paths"),
        ("decide admin two paths", "two paths"),
        ("decide end user - a report that is filled", "a report that is filled"),
        ("decide because admin", ""),
    ],
)
@pytest.mark.usefixtures("ids")
def test_a_name_in_front_is_who_is_served(lite: Store, call: Make, words: str, to: str) -> None:
    shown = form_of(commands.answer(call(words), lite))
    assert len(shown["served"]["element"]["initial_options"]) == 1
    assert shown["to"]["element"].get("initial_value", "") == to


@pytest.mark.usefixtures("ids")
def test_decided_takes_a_name_in_front_for_part_of_the_sentence(lite: Store, call: Make) -> None:
    shown = form_of(decision.decide(call("buyer portal instead of mails", action="/decided"), lite))
    assert shown["to"]["element"]["initial_value"] == "buyer portal"
    assert "initial_options" not in shown["served"]["element"]


@pytest.mark.usefixtures("ids")
def test_an_unknown_name_is_asked_about_in_the_form_and_nothing_typed_is_lost(
    lite: Store, call: Make
) -> None:
    answer = decision.decide(call("because <!channel> bozo: two paths", action="/decided"), lite)
    assert isinstance(answer, Form)
    assert "I don't know" in str(answer.view["blocks"][0])
    assert "<!channel>" not in str(answer.view["blocks"][0])
    assert form_of(answer)["to"]["element"]["initial_value"] == "two paths"


def test_far_too_long_a_text_is_refused(lite: Store, call: Make) -> None:
    with pytest.raises(UserError) as user_error:
        decision.decide(call("x" * 10_000, action="/decided"), lite)
    assert isinstance(user_error.value.mistake, TooLong)


def test_a_message_becomes_the_reason_with_names_masked(lite: Store, call: Make) -> None:
    said = "Ask jo@example.com, they cannot invite anybody"
    answer = decision.from_message(call(message=Quoted("17.5", said)), lite)
    shown = form_of(answer)
    assert shown["because"]["element"]["initial_value"] == "Ask [e-mail], they cannot invite anybody"
    assert isinstance(answer, Form)
    assert json.loads(answer.view["private_metadata"])["thread_ts"] == "17.5"


@pytest.mark.parametrize(
    ("over", "block", "sentence"),
    [
        ({"unserved": ["admin"]}, "unserved",
         "Admin is under served as well. Remove it from one of the two."),
        ({"served": ["admin", 0]}, "served",
         "“Nobody we can name” and a name contradict each other. Remove one."),
        ({"unserved": ["buyer", 0]}, "unserved",
         "“Nobody, I checked” and a name contradict each other. Remove one."),
        ({"grounds": ["judgement call"], "evidence": ["EV"]}, "grounds",
         "You chose evidence above. Untick this, or take the evidence out."),
        ({"grounds": ("judgement call",), "evidence": ["EV"]}, "grounds",
         "You chose evidence above. Untick this, or take the evidence out."),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_said_on_its_field(
    lite: Store, call: Make, ids: dict[str, int], over: dict[str, Any], block: str, sentence: str
) -> None:
    known = {**ids, "EV": filed(lite, ids["admin"]).id}
    over = {key: [known.get(each, each) for each in value] if isinstance(value, list) else value
            for key, value in over.items()}  # fmt: skip
    assert field_errors(decision.logged, call(form=filled(ids, **over)), lite) == {block: sentence}


def test_a_day_that_has_passed_is_no_day_to_look_again(lite: Store, call: Make, ids: dict[str, int]) -> None:
    form = {**filled(ids, area=("",), known=""), "revisit": {"revisit": {"selected_date": "2026-11-24"}}}
    said = field_errors(decision.logged, call(form=form), lite)
    assert said == {"revisit": "That day has passed. Choose one after today."}


def test_a_persona_of_another_workspace_is_no_persona(lite: Store, call: Make, ids: dict[str, int]) -> None:
    with pytest.raises(UserError) as user_error:
        log(lite, call, filled(ids, served=[max(ids.values()) + 1]))
    assert isinstance(user_error.value.mistake, Gone)


def test_more_details_and_templates_keep_what_was_typed(lite: Store, call: Make, ids: dict[str, int]) -> None:
    piece = filed(lite, ids["admin"])
    form = filled(ids, evidence=[piece.id], grounds=["judgement call"], **{"from": ""})
    shown = form_of(decision.unfolded(call(form=form), lite))
    assert shown["because"]["element"]["initial_value"] == "they set up alone"
    assert shown["evidence"]["element"]["initial_options"][0]["text"]["text"].startswith(
        "EV-1 · interview · The inv"
    )
    assert shown["grounds"]["element"]["initial_options"][0]["value"] == "judgement call"
    assert shown["revisit"]["element"]["initial_date"] == "2027-01-23"
    templated = decision.from_template(call(form=form, value="split"), lite)
    assert form_of(templated)["from"]["element"]["initial_value"] == "one path for everybody"
    assert form_of(templated)["from"]["element"]["action_id"] != shown["from"]["element"]["action_id"]
    assert "revisit" not in form_of(templated)


def test_the_form_asks_in_the_order_in_which_one_tells_it(
    lite: Store, call: Make, ids: dict[str, int]
) -> None:
    opened = decision.decide(call("admin: two paths", action="/decided"), lite)
    assert isinstance(opened, Form)
    asked = [block for block in opened.view["blocks"] if block["type"] == "input"]
    assert [(block["label"]["text"], block.get("optional", False)) for block in asked] == [
        ("What changes", False),
        ("Before (leave empty if new)", True),
        ("Because", False),
        ("Who is served?", False),
        ("Who is not served?", False),
        ("Evidence from the record", True),
        ("Or", True),
    ]
    assert asked[-1]["element"]["options"][0]["text"]["text"] == "Judgement call: no evidence behind it"


@pytest.mark.parametrize(
    ("grounds", "kept"),
    [
        (["judgement call"], Grounds.JUDGEMENT),
        ([], Grounds.OPEN),
        (("judgement call",), Grounds.JUDGEMENT),
        (("none yet",), Grounds.OPEN),
        (("evidence",), Grounds.OPEN),
    ],
)
def test_one_box_says_that_it_is_a_judgement_call_and_older_forms_still_count(
    lite: Store, call: Make, ids: dict[str, int], grounds: Any, kept: Grounds
) -> None:
    log(lite, call, filled(ids, grounds=grounds, **{"from": ""}))
    assert newest(lite).grounds is kept
    assert newest(lite).changed_from == ""


def test_a_template_goes_in_front_of_what_was_typed(lite: Store, call: Make, ids: dict[str, int]) -> None:
    first = decision.from_template(call(form=filled(ids, to="admins first"), value="split"), lite)
    assert form_of(first)["to"]["element"]["initial_value"] == "two paths: admins first"
    assert form_of(first)["from"]["element"]["initial_value"] == "one onboarding path"
    typed = filled(ids, to="two paths: admins first", **{"from": "one path for everybody"})
    other = decision.from_template(call(form=typed, value="drop"), lite)
    assert form_of(other)["to"]["element"]["initial_value"] == "not now: admins first"
    assert form_of(other)["from"]["element"]["initial_value"] == "building it now"


def test_evidence_about_the_served_comes_first(lite: Store, call: Make, ids: dict[str, int]) -> None:
    about = filed(lite, ids["buyer"])
    other = filed(lite, ids["admin"])
    offered = decision.offered_evidence(call("", form=state(served=[ids["buyer"]])), lite)
    assert isinstance(offered, Options)
    assert [value for _, value in offered.options] == [str(about.id), str(other.id)]
    assert decision.offered_evidence(call("EV-2"), lite) == Options([(offered.options[1][0], str(other.id))])


def test_pickers_offer_nobody_as_well(lite: Store, call: Make, ids: dict[str, int]) -> None:
    assert decision.offered_unserved(call("nob"), lite) == Options([("Nobody, I checked", "0")])
    offered = decision.offered_served(call(""), lite)
    assert isinstance(offered, Options)
    assert [label for label, _ in offered.options][-1] == "Nobody we can name"
    assert len(offered.options) == len(ids) + 1
    taken = state(served=[ids["admin"]])
    assert "Admin · user" not in str(decision.offered_unserved(call("", form=taken), lite))


class Forms:
    """A Slack that takes views, or says that a later press was faster."""

    def __init__(self, error: str = "") -> None:
        self.error = error
        self.said: list[dict[str, Any]] = []

    async def views_update(self, **view: Any) -> None:
        self.said.append(view)
        if self.error:
            raise refused(self.error)

    async def views_open(self, **view: Any) -> None:
        self.said.append(view)

    views_push = views_open


@pytest.mark.parametrize("error", ["", "hash_conflict"])
def test_a_press_in_the_form_changes_that_form_and_the_faster_of_two_wins(
    lite: Store, call: Make, ids: dict[str, int], error: str
) -> None:
    pressed = call(
        form=filled(ids), in_modal=True, view_id="V1", view_hash="156.9", trigger="1", action="decision_more"
    )
    slack = Forms(error)

    async def acknowledged() -> None:
        pass

    async def press() -> None:
        async with httpx.AsyncClient() as http:
            edge = Edge(lite, http, lambda: NOW, frozenset())
            said: Any = {"ack": acknowledged, "client": slack, "url": ""}
            await edge.pressed(pressed, decision.unfolded, None, **said)
            await edge.drain()

    asyncio.run(press())
    [shown] = slack.said
    assert (shown["view_id"], shown["hash"]) == ("V1", "156.9")
