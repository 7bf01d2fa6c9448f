"""A channel's settings: what is bound, what is filed, and where it can't be."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from handlers import channel, commands
from handlers.call import Call, Form, Reply, UserError
from personas.errors import NoChannelHere, NoPersonas, NotInChannel
from personas.people import Place
from personas.persona import Persona, Type
from personas.views import channel as view
from playground.surfaces import faults_in_blocks, faults_in_view
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.calls import acting, field_errors
from tests.conftest import NOW, TENANT

Make = Callable[..., Call]
HERE = Place("C0ONBOARD", "onboarding", known=True)


@pytest.fixture
def ids(lite: Store) -> list[int]:
    with lite.begin(TENANT) as tx:
        return [
            tx.personas.create(
                Persona(0, f"p-{n}", f"Persona {n}", Type.USER, emoji=f"p-{n}"), by="U1", at=NOW
            )
            for n in range(3)
        ]


def submitted(
    call: Make, personas: list[int], *, filing: bool, place: Place | None = HERE, once: str = "view:1"
) -> Call:
    chosen = {"selected_options": [{"value": str(persona)} for persona in personas]}
    ticked = {"selected_options": [{"value": "on"}] if filing else []}
    return call(
        "",
        form={"personas": {"pick_persona": chosen}, "filing": {"filing": ticked}},
        place=place,
        idempotency_key=once,
    )


def test_the_form_shows_what_is_set_and_which_emoji_do_what(lite: Store, ids: list[int], call: Make) -> None:
    with lite.begin(TENANT) as tx:
        tx.channels.bind("C0ONBOARD", ids[:2], filing=True, by="U1", at=NOW)
    opened = commands.answer(call("settings"), lite)
    assert isinstance(opened, Form)
    assert faults_in_view(opened.view, kind="modal") == []
    shown = str(opened.view)
    assert all(
        words in shown for words in (":card_index:", ":p-0: Persona 0", "initial_options", "Persona 1 · user")
    )


def test_saving_says_what_is_set_now(lite: Store, ids: list[int], call: Make) -> None:
    said = channel.saved(submitted(call, ids[:1], filing=True), lite)
    assert isinstance(said, Reply)
    assert faults_in_blocks(said.blocks) == []
    assert "“This user” is *Persona 0*." in str(said.blocks)
    assert "is filed about *Persona 0*" in str(said.blocks)
    with lite.read(TENANT) as reading:
        place = reading.channels.get("C0ONBOARD")
    assert (place.filing, place.personas, place.name) == (True, (ids[0],), "onboarding")


@pytest.mark.parametrize(
    ("personas", "filing", "words"),
    [
        (0, False, "Emoji filing is off."),
        (0, True, "I ask you privately"),
        (2, True, "I ask you privately"),
        (2, False, "*Persona 0* and *Persona 1*"),
    ],
)
def test_each_setting_has_its_sentence(
    lite: Store, ids: list[int], call: Make, personas: int, filing: bool, words: str
) -> None:
    assert words in str(channel.saved(submitted(call, ids[:personas], filing=filing), lite))


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (replace(HERE, private=True, direct=True), view.CLOSED_WORDS),
        (replace(HERE, shared=True), view.CLOSED_WORDS),
        (replace(HERE, member=False), view.NOT_A_MEMBER),
    ],
)
def test_filing_can_not_be_switched_on_where_words_stay_or_can_not_be_read(
    lite: Store, ids: list[int], call: Make, place: Place, sentence: str
) -> None:
    wanted = submitted(call, ids, filing=True, place=place)
    assert field_errors(channel.saved, wanted, lite) == {"filing": sentence}
    assert isinstance(channel.saved(submitted(call, ids, filing=False, place=place), lite), Reply)


def test_a_private_channel_may_file_and_hears_who_will_see_it(
    lite: Store, ids: list[int], call: Make
) -> None:
    opened = commands.answer(call("settings", private=True), lite)
    assert view.PRIVATE_WORDS in str(opened)
    assert "'filing'" in str(opened)
    saved = channel.saved(submitted(call, ids, filing=True, place=replace(HERE, private=True)), lite)
    assert isinstance(saved, Reply)
    with lite.read(TENANT) as reading:
        assert reading.channels.filing("C0ONBOARD")


def test_a_channel_that_is_shared_is_offered_no_filing(lite: Store, ids: list[int], call: Make) -> None:
    with lite.begin(TENANT) as tx:
        tx.channels.describe("C0ONBOARD", name="x", private=False, shared=True, at=call().now)
    opened = commands.answer(call("settings"), lite)
    assert view.CLOSED_WORDS in str(opened)
    assert "'filing'" not in str(opened)


@pytest.mark.parametrize("place", [None, Place("C0ONBOARD")])
def test_a_channel_slack_does_not_show_us_is_not_set(
    lite: Store, ids: list[int], call: Make, place: Any
) -> None:
    with pytest.raises(UserError) as user_error:
        channel.saved(submitted(call, ids, filing=False, place=place), lite)
    assert user_error.value.mistake == NotInChannel("C0ONBOARD")


def test_settings_belong_to_channels(lite: Store, ids: list[int], call: Make) -> None:
    with pytest.raises(UserError) as user_error:
        commands.answer(call("settings", in_dm=True), lite)
    assert user_error.value.mistake == NoChannelHere()


def test_without_personas_there_is_nothing_to_bind(lite: Store, call: Make) -> None:
    with pytest.raises(UserError) as user_error:
        commands.answer(call("settings"), lite)
    assert user_error.value.mistake == NoPersonas()


def test_a_form_that_comes_twice_changes_nothing(lite: Store, ids: list[int], call: Make) -> None:
    sent = submitted(call, ids, filing=False)
    channel.saved(sent, acting(lite, sent))
    with pytest.raises(DuplicateRequest):
        channel.saved(submitted(call, [], filing=False), acting(lite, sent))


def test_ids_of_nobody_are_left_out(lite: Store, ids: list[int], call: Make) -> None:
    channel.saved(submitted(call, [*ids, 999], filing=False), lite)
    with lite.read(TENANT) as reading:
        assert reading.channels.get("C0ONBOARD").personas == tuple(ids)


def test_after_the_start_they_are_filled_in_and_saving_chooses_them(lite: Store, call: Make) -> None:
    begun = commands.answer(call("start"), lite)
    assert isinstance(begun, Reply)
    choose = next(each for each in begun.blocks[-1]["elements"] if each["text"]["text"] == "Choose them here")
    opened = commands.again(call(value=choose["value"]), lite)
    assert isinstance(opened, Form)
    picker = next(block for block in opened.view["blocks"] if block.get("block_id") == "personas")["element"]
    names = [each["text"]["text"] for each in picker["initial_options"]]
    assert sorted(names) == ["Admin · user", "Buyer · buyer", "End user · user"]


def test_what_they_see_first_leads_on_where_nobody_knows_it_yet(lite: Store, call: Make) -> None:
    commands.answer(call("start"), lite)
    first = commands.answer(call("first"), lite)
    assert isinstance(first, Reply)
    pressed = [block["accessory"]["value"] for block in first.blocks if "accessory" in block]
    assert sorted(pressed) == ["admin edit first", "buyer edit first", "end-user edit first"]
    [row] = [block for block in first.blocks if block["type"] == "actions"]
    assert [each["text"]["text"] for each in row["elements"]] == ["Choose them here"]


def test_outside_a_channel_the_start_says_where_to_choose_them(lite: Store, call: Make) -> None:
    begun = commands.answer(call("start", channel="D0MARA", in_dm=True), lite)
    assert "Choose them here" not in str(begun)
    assert "`/persona settings` in a channel" in str(begun)
