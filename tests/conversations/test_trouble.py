"""Slack refuses, is late or silent, the app is killed: people read what happened, and nothing is lost."""

import signal

import pytest

from tests.conversations.harness import MARA, ONBOARDING, PRIYA, Json, Team, text, words


@pytest.fixture(autouse=True)
def _calm(here: Team) -> None:
    here.http.delete(f"{here.url}/playground/faults")


@pytest.fixture(scope="module", autouse=True)
def _personas(here: Team) -> None:
    here.asks(MARA, "/persona start")


@pytest.mark.parametrize("answer", ["500", "error:internal_error", "drop_after"])
def test_a_form_that_slack_will_not_open_is_explained(here: Team, answer: str) -> None:
    here.post("faults", {"method": "views.open", "answer": answer, "times": 1})
    said = here.asks(MARA, "/persona new")
    assert said.startswith("Slack did not answer me as it should")
    assert "Wait a minute and try again." in said


def test_a_channel_the_app_is_not_in_is_answered_all_the_same(here: Team) -> None:
    channels = here.http.get(f"{here.url}/playground/state", params={"as": MARA}).json()["channels"]
    outside = next(each["id"] for each in channels if each["name"] == "random")
    assert "Admin" in here.asks(MARA, "/persona list", channel=outside)


def test_a_reaction_that_slack_will_not_tell_about_is_filed_when_it_does(here: Team) -> None:
    here.say(MARA, "/persona settings")
    view = here.view(MARA)
    on = {
        "type": "checkboxes",
        "selected_options": [{"text": {"type": "mrkdwn", "text": "on"}, "value": "on"}],
    }
    here.submit(MARA, view, {"filing": on})
    here.until(lambda: "I ask you privately" in words(here.seen(MARA, ONBOARDING)))
    message = next(
        each for each in here.seen(MARA, ONBOARDING) if not each["is_app"] and not each["ephemeral"]
    )
    here.post("faults", {"method": "reactions.get", "answer": "429", "times": 1, "retry_after": 1})
    here.react(PRIYA, ONBOARDING, message["ts"], "card_index")
    here.until(lambda: "Who is this about?" in words(here.seen(PRIYA, ONBOARDING)), seconds=15)


def test_an_app_that_was_killed_goes_on_where_it_was(here: Team) -> None:
    message = [each for each in here.seen(MARA, ONBOARDING) if not each["is_app"] and not each["ephemeral"]][
        1
    ]
    here.post("faults", {"method": "reactions.get", "answer": "503", "times": 50})
    here.react(PRIYA, ONBOARDING, message["ts"], "card_index")
    here.until(lambda: [each for each in here.get("calls")["calls"] if each["status"] == 503])
    here.processes[-1].send_signal(signal.SIGKILL)
    here.processes.pop().wait(5)
    here.http.delete(f"{here.url}/playground/faults")
    asked = words(here.seen(PRIYA, ONBOARDING)).count("Who is this about?")
    here.start_app()
    here.until(lambda: words(here.seen(PRIYA, ONBOARDING)).count("Who is this about?") > asked, seconds=20)


def test_the_same_event_twice_changes_nothing(here: Team) -> None:
    message = next(
        each for each in here.seen(MARA, ONBOARDING) if not each["is_app"] and not each["ephemeral"]
    )
    event = {
        "type": "reaction_added", "user": PRIYA, "reaction": "card_index", "item_user": MARA,
        "item": {"type": "message", "channel": ONBOARDING, "ts": message["ts"]}, "event_ts": "1.1",
    }  # fmt: skip
    before = here.asks(PRIYA, "/persona inbox")
    for _ in range(3):
        here.post("event", {"event": event, "event_id": "EvTWICE"})
    assert here.asks(PRIYA, "/persona inbox") == before


def test_a_form_that_took_too_long_comes_back_with_what_was_typed(here: Team) -> None:
    here.say(MARA, "/persona pulse admin")
    view = here.view(MARA)
    here.post("faults", {"method": "conversations.members", "answer": "late", "times": 1, "delay": 2.6})
    asked = {
        "question": text("Did you find something for your own work?"),
        "answers": text("Only one answer"),
        "channel": {"type": "conversations_select", "selected_conversation": ONBOARDING},
    }
    here.submit(MARA, view, asked)
    again = here.until(
        lambda: (found := here.view(MARA)) and "comes" not in words(found) and _boxes(found) and found
    )
    assert _boxes(again)["question"]["initial_value"] == "Did you find something for your own work?"
    assert _boxes(again)["answers"]["initial_value"] == "Only one answer"
    assert _boxes(again)["channel"]["initial_conversation"] == ONBOARDING
    assert "↑" in words(again)


def _boxes(view: Json) -> dict[str, Json]:
    return {
        block["block_id"]: block["element"]
        for block in view["blocks"]
        if any(key.startswith("initial") for key in block.get("element", {}))
    }
