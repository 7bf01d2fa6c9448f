"""Logging decisions, and what is said about them afterwards."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from handlers import commands, decision
from handlers.call import Call, FieldErrors, Form, NextView, Nothing, Oops, Options, Quoted, Replace, Reply
from handlers.edge import Edge
from handlers.vocabulary import ACTIONS
from personas.decision import Decision, Grounds, Progress
from personas.errors import Gone, KeptElsewhere, TooLong, Twice
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.persona import Claim, Facet
from storage.store import Store
from tests.conftest import NOW, TENANT

Make = Callable[..., Call]


@pytest.fixture
def ids(lite: Store, call: Make) -> dict[str, int]:
    """Three personas: slug -> id."""
    commands.answer(call("start"), lite)
    with lite.read(TENANT) as reading:
        return {ref.slug: ref.id for ref in reading.personas.refs()}


def filed(store: Store, persona: int, *, claim: int | None = None, **parts: Any) -> Evidence:
    """A piece of evidence about a persona."""
    given: dict[str, Any] = {
        "text": "The invite mail never came",
        "source": Source.INTERVIEW,
        "n": 4,
        "m": 6,
        "reporter": "U0SAM",
    }
    given |= {"happened_at": NOW, "persona_id": persona, "claim_id": claim} | parts
    piece = Evidence(
        id=0, number=0, kind=Kind.STUCK, polarity=Polarity.SUPPORTS, state=State.FILED,
        filed_at=NOW, **given,
    )  # fmt: skip
    with store.begin(TENANT) as tx:
        return tx.evidence.file(piece)


def state(**values: Any) -> dict[str, Any]:
    """A form's state: text, a list of chosen values, or one chosen value in a tuple."""
    return {block: {block: _field(value)} for block, value in values.items()}


def _field(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {"selected_options": [{"value": str(each)} for each in value]}
    if isinstance(value, tuple):
        return {"selected_option": {"value": value[0]} if value[0] else None}
    return {"value": value}


def filled(ids: dict[str, int], **over: Any) -> dict[str, Any]:
    """A form as somebody would fill it."""
    given: dict[str, Any] = {
        "from": "one onboarding path",
        "to": "two onboarding paths",
        "because": "they set up alone",
        "served": [ids["admin"]],
        "unserved": [ids["buyer"]],
    }
    return state(**{**given, **over})


def log(store: Store, call: Make, form: dict[str, Any], *, once: str = "view:1", **parts: Any) -> Any:
    """Submit the form."""
    return decision.logged(call(form=form, once=once, **parts), store)


def newest(store: Store) -> Decision:
    """The decision logged last, of any place."""
    with store.read(TENANT) as reading:
        return reading.decisions.everything()[-1]


def form_of(answer: object) -> dict[str, Any]:
    """The view of an answer, by block id."""
    assert isinstance(answer, Form | NextView)
    return {block["block_id"]: block for block in answer.view["blocks"] if "block_id" in block}


def words_of(answer: object) -> str:
    """All the text of an answer's blocks."""
    assert isinstance(answer, Reply | Replace)
    return json.dumps(answer.blocks, ensure_ascii=False)


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
    with pytest.raises(Oops) as oops:
        decision.decide(call("x" * 10_000, action="/decided"), lite)
    assert isinstance(oops.value.mistake, TooLong)


def test_a_message_becomes_the_reason_with_names_masked(lite: Store, call: Make) -> None:
    said = "Ask jo@example.com, they cannot invite anybody"
    answer = decision.from_message(call(message=Quoted("17.5", said)), lite)
    shown = form_of(answer)
    assert shown["because"]["element"]["initial_value"] == "Ask [e-mail], they cannot invite anybody"
    assert isinstance(answer, Form)
    assert json.loads(answer.view["private_metadata"])["thread_ts"] == "17.5"


def test_logging_wants_a_receipt_where_it_was_made(lite: Store, call: Make, ids: dict[str, int]) -> None:
    assert log(lite, call, filled(ids), thread_ts="17.5") == Nothing()
    made = newest(lite)
    assert (made.label, made.grounds, made.revisit_on) == (
        "D-1",
        Grounds.OPEN,
        (NOW + timedelta(days=60)).date(),
    )
    assert [ref.slug for ref in made.served] == ["admin"]
    assert [ref.slug for ref in made.unserved] == ["buyer"]
    with lite.read(TENANT) as reading:
        [wanted] = reading.deliveries.of("decision", made.id)
    assert (wanted.channel, wanted.thread_ts, wanted.key) == ("C0ONBOARD", "17.5", f"decision:{made.id}")


def test_nothing_it_is_new_and_nobody_are_answers(lite: Store, call: Make, ids: dict[str, int]) -> None:
    log(lite, call, filled(ids, **{"from": "Nothing, it is new.", "served": [0], "unserved": [0]}))
    made = newest(lite)
    assert (made.changed_from, made.served, made.unserved, made.nobody_unserved) == ("", (), (), True)


def test_a_form_that_comes_twice_counts_once(lite: Store, call: Make, ids: dict[str, int]) -> None:
    log(lite, call, filled(ids))
    with pytest.raises(Oops) as oops:
        log(lite, call, filled(ids))
    assert isinstance(oops.value.mistake, Twice)
    assert newest(lite).number == 1


@pytest.mark.parametrize(
    ("over", "block", "sentence"),
    [
        ({"unserved": ["admin"]}, "unserved",
         "Admin is under served as well. Remove it from one of the two."),
        ({"served": ["admin", 0]}, "served",
         "“Nobody we can name” and a name contradict each other. Remove one."),
        ({"unserved": ["buyer", 0]}, "unserved",
         "“Nobody, I checked” and a name contradict each other. Remove one."),
        ({"grounds": ("evidence",)}, "evidence",
         "Choose the evidence, or press another answer under “It rests on”."),
        ({"grounds": ("judgement call",), "evidence": ["EV"]}, "grounds",
         "Evidence is chosen above, so “A judgement call” does not fit. Press “The evidence above”."),
        ({"grounds": ("none yet",), "evidence": ["EV"]}, "grounds",
         "Evidence is chosen above, so “None yet” does not fit. Press “The evidence above”."),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_said_on_its_field(
    lite: Store, call: Make, ids: dict[str, int], over: dict[str, Any], block: str, sentence: str
) -> None:
    known = {**ids, "EV": filed(lite, ids["admin"]).id}
    over = {key: [known.get(each, each) for each in value] if isinstance(value, list) else value
            for key, value in over.items()}  # fmt: skip
    assert log(lite, call, filled(ids, **over)) == FieldErrors({block: sentence})


def test_a_day_that_has_passed_is_no_day_to_look_again(lite: Store, call: Make, ids: dict[str, int]) -> None:
    form = {**filled(ids, area=("",), known=""), "revisit": {"revisit": {"selected_date": "2026-11-24"}}}
    said = log(lite, call, form)
    assert said == FieldErrors({"revisit": "That day has passed. Choose one after today."})


def test_a_persona_of_another_workspace_is_no_persona(lite: Store, call: Make, ids: dict[str, int]) -> None:
    with pytest.raises(Oops) as oops:
        log(lite, call, filled(ids, served=[max(ids.values()) + 1]))
    assert isinstance(oops.value.mistake, Gone)


def test_what_gives_pause_is_said_once_and_stops_nobody(lite: Store, call: Make, ids: dict[str, int]) -> None:
    with lite.begin(TENANT) as tx:
        weekly = Claim(0, ids["admin"], Facet.IGNORES, "onboarding paths")
        tx.personas.state(ids["admin"], weekly, by="U0MARA", at=NOW, position=9)
    old = filed(lite, ids["admin"], account="Acme", happened_at=NOW - timedelta(days=200))
    said = words_of(log(lite, call, filled(ids, evidence=[old.id])))
    assert "EV-1 (interview) is from" in said
    assert "one account, Acme" in said
    assert "can ignore this" in said
    assert newest(lite).grounds is Grounds.EVIDENCE


def test_more_details_and_templates_keep_what_was_typed(lite: Store, call: Make, ids: dict[str, int]) -> None:
    piece = filed(lite, ids["admin"])
    form = filled(ids, evidence=[piece.id], grounds=("evidence",), **{"from": ""})
    shown = form_of(decision.unfolded(call(form=form), lite))
    assert shown["because"]["element"]["initial_value"] == "they set up alone"
    assert shown["evidence"]["element"]["initial_options"][0]["text"]["text"].startswith(
        "EV-1 · interview · The inv"
    )
    assert shown["grounds"]["element"]["initial_option"]["value"] == "evidence"
    assert shown["revisit"]["element"]["initial_date"] == "2027-01-23"
    templated = decision.from_template(call(form=form, value="split"), lite)
    assert form_of(templated)["from"]["element"]["initial_value"] == "one path for everybody"
    assert form_of(templated)["from"]["element"]["action_id"] != shown["from"]["element"]["action_id"]
    assert "revisit" not in form_of(templated)


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


def test_linked_evidence_brings_every_receipt_up_to_date(
    lite: Store, call: Make, ids: dict[str, int]
) -> None:
    log(lite, call, filled(ids))
    made, piece = newest(lite), filed(lite, ids["admin"])
    asked = decision.link(call(value=str(made.id)), lite)
    assert isinstance(asked, Form)
    form, keep = state(evidence=[piece.id]), asked.view["private_metadata"]
    said = decision.linked(call(form=form, keep=keep, once="view:2"), lite)
    assert "4 of 6 in interviews, November" in words_of(said)
    with lite.read(TENANT) as reading:
        [wanted] = reading.deliveries.of("decision", made.id)
    assert wanted.wanted == 2
    assert newest(lite).cited[0].id == piece.id


def test_evidence_that_is_gone_or_private_cannot_be_linked(
    lite: Store, call: Make, ids: dict[str, int]
) -> None:
    log(lite, call, filled(ids))
    hidden = filed(lite, ids["admin"], visibility="C0SECRET", reporter="U0PRIYA")
    keep = json.dumps({"subject": newest(lite).id})
    said = decision.linked(call(form=state(evidence=[hidden.id]), keep=keep, once="view:2"), lite)
    assert isinstance(said, FieldErrors)
    assert newest(lite).cited == ()


def test_it_can_be_called_a_judgement_or_taken_back(lite: Store, call: Make, ids: dict[str, int]) -> None:
    log(lite, call, filled(ids))
    key = str(newest(lite).id)
    shown = decision.judged(call(value=key, ephemeral=True), lite)
    assert "a judgement call" in words_of(shown)
    assert ACTIONS["decision_menu"](call(value=f"judgement {key}"), lite) == Nothing()
    assert "taken back" in words_of(decision.reversed_(call(value=key, ephemeral=True), lite))
    assert newest(lite).progress is Progress.REVERSED


def test_what_was_decided_in_private_stays_there(lite: Store, call: Make, ids: dict[str, int]) -> None:
    log(lite, call, filled(ids), channel="G0SECRET", private=True)
    made = newest(lite)
    assert made.visibility == "G0SECRET"
    with pytest.raises(Oops) as oops:
        commands.answer(call("why D-1", user="U0SAM"), lite)
    assert oops.value.mistake == KeptElsewhere("D-1")
    assert "two onboarding paths" in words_of(
        commands.answer(call("D-1", user="U0SAM", channel="G0SECRET"), lite)
    )
    assert "two onboarding paths" in words_of(commands.answer(call("D-1"), lite))
    for asked in ("admin decisions", "decisions", "proof"):
        said = words_of(commands.answer(call(asked, user="U0SAM"), lite))
        assert "+1 from a private channel" in said
        assert "two onboarding paths" not in said
    with pytest.raises(Oops) as oops:
        decision.details(call(value=str(made.id), user="U0SAM"), lite)
    assert isinstance(oops.value.mistake, Gone)


@pytest.mark.parametrize("words", ["D-1", "decision D-1", "why D-1", "who is not served by D-1"])
def test_a_decision_is_shown_by_its_number(lite: Store, call: Make, ids: dict[str, int], words: str) -> None:
    log(lite, call, filled(ids))
    said = words_of(commands.answer(call(words), lite))
    assert "*Not served:*  Buyer" in said
    assert "Logged, <!date" in said


def test_decisions_are_listed_for_all_and_per_persona(lite: Store, call: Make, ids: dict[str, int]) -> None:
    assert "No decisions yet" in words_of(commands.answer(call("decisions"), lite))
    log(lite, call, filled(ids))
    assert "D-1" in words_of(commands.answer(call("decisions"), lite))
    assert "Changed because of them" in words_of(commands.answer(call("what changed because of admin"), lite))
    assert "Decided without serving them" in words_of(commands.answer(call("buyer decisions"), lite))
    assert "D-1" in words_of(commands.answer(call("admin"), lite))
    assert "D-1" not in words_of(commands.answer(call("buyer"), lite))


def test_the_proof_names_personas_that_changed_nothing(lite: Store, call: Make, ids: dict[str, int]) -> None:
    log(lite, call, filled(ids, evidence=[filed(lite, ids["admin"]).id]))
    log(lite, call, filled(ids, served=[0]), once="view:2")
    said = words_of(commands.answer(call("proof"), lite))
    assert "*1 of 2 logged decisions* names a persona, *1* cites evidence." in said
    assert "Decorative so far: *Buyer* (0), *End user* (0)." in said


def test_a_receipt_is_posted_again_only_where_none_stands(
    lite: Store, call: Make, ids: dict[str, int]
) -> None:
    log(lite, call, filled(ids))
    pressed = replace(call(once="trigger:9"), value=str(newest(lite).id))
    decision.post_there(pressed, lite)
    with lite.read(TENANT) as reading:
        assert len(reading.deliveries.of("decision", newest(lite).id)) == 1


def refusal(code: str) -> SlackApiError:
    """Slack's answer when it does not do what we ask."""
    response: Any = AsyncSlackResponse(
        client=AsyncWebClient(), http_verb="POST", api_url="", req_args={}, data={"ok": False, "error": code},
        headers={}, status_code=200,
    )  # fmt: skip
    wrong: type[Any] = SlackApiError
    error: SlackApiError = wrong(code, response)
    return error


class Forms:
    """A Slack that takes views, or says that a later press was faster."""

    def __init__(self, error: str = "") -> None:
        self.error = error
        self.said: list[dict[str, Any]] = []

    async def views_update(self, **view: Any) -> None:
        self.said.append(view)
        if self.error:
            raise refusal(self.error)

    async def views_open(self, **view: Any) -> None:
        self.said.append(view)

    views_push = views_open


@pytest.mark.parametrize("error", ["", "hash_conflict"])
def test_a_press_in_the_form_changes_that_form_and_the_faster_of_two_wins(
    lite: Store, call: Make, ids: dict[str, int], error: str
) -> None:
    pressed = call(
        form=filled(ids), in_view=True, view_id="V1", view_hash="156.9", trigger="1", action="decision_more"
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
