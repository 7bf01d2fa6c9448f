"""Whose payload it is, and whether somebody of another organisation sent it."""

from typing import Any

import pytest

from handlers import payload
from tests.conftest import NOW

OURS, THEIRS = "T0DEMO", "T0THEIRS"

MENTION: dict[str, Any] = {
    "team_id": THEIRS,
    "authorizations": [{"team_id": OURS, "is_enterprise_install": False}],
    "is_ext_shared_channel": True,
    "event": {"type": "app_mention", "user": "U1", "channel": "C1", "text": "<@U0APP> list", "team": OURS},
}


def test_an_event_belongs_to_the_installation_and_not_to_the_channels_other_owner() -> None:
    assert payload.mention(MENTION, NOW).tenant == OURS


def test_a_form_belongs_to_the_installation_that_opened_it() -> None:
    body = {
        "team": {"id": THEIRS},
        "view": {"app_installed_team_id": OURS},
        "user": {"id": "U1", "team_id": THEIRS},
    }
    assert payload.submission(body, NOW).tenant == OURS
    assert payload.home_of(body) == THEIRS


@pytest.mark.parametrize(
    ("said", "outside"),
    [
        ({"team": OURS}, False),
        ({"team": THEIRS}, True),
        ({"team": OURS, "user_team": THEIRS}, True),
        ({}, False),
    ],
)
def test_who_speaks_from_outside_in_a_shared_channel_is_known(said: dict[str, str], outside: bool) -> None:
    event = {key: value for key, value in MENTION["event"].items() if key != "team"} | said
    assert payload.home_of({**MENTION, "event": event}) == (THEIRS if outside else "")
    assert not payload.home_of({**MENTION, "event": event, "is_ext_shared_channel": False})


@pytest.mark.parametrize(
    ("name", "private"), [("privategroup", True), ("mpdm-ana--ben--cleo-1", True), ("onboarding", False)]
)
def test_a_conversation_of_several_people_is_a_private_place(name: str, private: bool) -> None:
    body = {"team_id": OURS, "user_id": "U1", "channel_id": "C1", "channel_name": name}
    assert payload.command(body, NOW).private is private


def test_the_message_a_shortcut_was_used_on_is_read_and_the_one_a_button_stands_in_is_not() -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "I gave up <https://x.example>"}}
    message = {"ts": "1.0", "user": "U0SAM", "blocks": [block]}
    body = {"team": {"id": "T1"}, "user": {"id": "U1"}, "channel": {"id": "C1"}, "message": message}
    used = payload.shortcut({**body, "callback_id": "file_evidence", "type": "message_action"}, NOW)
    assert used.message
    assert (used.message.text, used.message.links) == ("I gave up https://x.example", ("https://x.example",))
    pressed = {"actions": [{"action_id": "again", "value": "x"}], "type": "block_actions", "container": {}}
    heard = payload.action({**body, **pressed}, NOW)
    assert heard.message
    assert (heard.message.ts, heard.message.text, heard.message.links) == ("1.0", "", ())
