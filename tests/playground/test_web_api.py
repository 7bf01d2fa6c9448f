"""Slack's Web API, called with Slack's own client."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.manifest import parse_manifest
from tests.playground.town import BOT_TOKEN, Town, open_town

pytestmark = pytest.mark.anyio


async def refused(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: dict[str, Any] = caught.value.response.data
    return answer


async def test_auth_test_says_who_the_app_is(town: Town) -> None:
    who = await town.slack.auth_test()
    assert (who["team_id"], who["user_id"], who["bot_id"]) == ("T0DEMO", "U0DRAMATIS", "B0DRAMATIS")


async def test_a_wrong_token_is_invalid_auth(town: Town) -> None:
    stranger = AsyncWebClient("xoxb-other", base_url=town.slack.base_url)
    assert (await refused(stranger.auth_test()))["error"] == "invalid_auth"


async def test_an_unknown_method_is_unknown(town: Town) -> None:
    assert (await refused(town.slack.api_call("chat.shout")))["error"] == "unknown_method"


async def test_a_method_without_its_scope_says_which_is_missing() -> None:
    manifest = parse_manifest(
        {"oauth_config": {"scopes": {"bot": ["chat:write"], "bot_optional": ["users:read"]}}}
    )
    async with open_town(manifest) as town:
        answer = await refused(town.slack.reactions_add(channel="C0ONBOARD", timestamp="1", name="eyes"))
        assert (answer["error"], answer["needed"], answer["provided"]) == (
            "missing_scope",
            "reactions:write",
            "chat:write,users:read",
        )
        headers = (await town.slack.auth_test()).headers
        assert headers["x-oauth-scopes"] == "chat:write,users:read"


async def test_a_message_is_posted_changed_and_deleted(town: Town) -> None:
    said = await town.slack.chat_postMessage(channel="C0ONBOARD", text="hello")
    await town.slack.chat_update(channel="C0ONBOARD", ts=said["ts"], text="hello again")
    seen = await town.last("U0MARA", "C0ONBOARD")
    assert (seen["text"], seen["is_app"], seen["edited"]) == ("hello again", True, True)
    await town.slack.chat_delete(channel="C0ONBOARD", ts=said["ts"])
    assert (await town.last("U0MARA", "C0ONBOARD"))["ts"] != said["ts"]


async def test_an_update_keeps_blocks_it_does_not_mention(town: Town) -> None:
    divider = {"type": "divider", "block_id": "d"}
    said = await town.slack.chat_postMessage(channel="C0ONBOARD", text="a", blocks=[divider])
    await town.slack.chat_update(channel="C0ONBOARD", ts=said["ts"], text="b")
    seen = await town.last("U0MARA", "C0ONBOARD")
    assert (seen["text"], seen["blocks"]) == ("b", [divider])
    await town.slack.chat_update(channel="C0ONBOARD", ts=said["ts"], text="c", blocks=[])
    assert (await town.last("U0MARA", "C0ONBOARD"))["blocks"] == []


async def test_a_user_id_as_channel_opens_the_dm(town: Town) -> None:
    said = await town.slack.chat_postMessage(channel="U0JO", text="hello Jo")
    assert said["channel"] == "D0JO"
    assert (await town.last("U0JO", "D0JO"))["text"] == "hello Jo"
    assert [
        c["id"] for c in (await town.look("state", **{"as": "U0JO"}))["channels"] if c["kind"] == "app"
    ] == ["D0JO"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "D0MARADEVIN", "text": "x"}, "channel_not_found"),
        ({"channel": "C0RANDOM", "text": "x"}, "not_in_channel"),
        ({"channel": "C0ONBOARD"}, "no_text"),
        ({"channel": "C0ONBOARD", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C0ONBOARD", "text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": "C0ONBOARD", "text": "x", "thread_ts": "1.0"}, "thread_not_found"),
        ({"channel": "C0ONBOARD", "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"channel": "U0TOBIAS", "text": "x"}, "user_disabled"),
        ({"channel": "U0TICKETS", "text": "x"}, "cannot_dm_bot"),
    ],
)
async def test_slack_refuses_to_post(town: Town, asked: dict[str, Any], error: str) -> None:
    assert (await refused(town.slack.api_call("chat.postMessage", json=asked)))["error"] == error


async def test_refused_blocks_say_where_and_are_kept(town: Town) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]
    answer = await refused(town.slack.chat_postMessage(channel="C0ONBOARD", text="x", blocks=blocks))
    sentence = "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    assert (answer["error"], answer["response_metadata"]["messages"]) == ("invalid_blocks", [sentence])
    kept = (await town.look("refusals"))["refusals"][-1]
    assert (kept["method"], kept["messages"]) == ("chat.postMessage", [sentence])


async def test_only_the_apps_own_messages_can_be_changed(town: Town) -> None:
    said = await town.say("U0MARA", "C0ONBOARD", "mine")
    asked = {"channel": "C0ONBOARD", "ts": said["ts"], "text": "yours"}
    assert (await refused(town.slack.api_call("chat.update", json=asked)))["error"] == "cant_update_message"
    assert (await refused(town.slack.chat_update(**{**asked, "ts": "1.0"})))["error"] == "message_not_found"


async def test_an_ephemeral_is_seen_by_one_person_only(town: Town) -> None:
    await town.slack.chat_postEphemeral(channel="C0ONBOARD", user="U0MARA", text="psst")
    seen = await town.last("U0MARA", "C0ONBOARD")
    assert (seen["text"], seen["ephemeral"]) == ("psst", True)
    assert (await town.last("U0DEVIN", "C0ONBOARD"))["text"] != "psst"
    answer = await refused(town.slack.chat_postEphemeral(channel="C0ONBOARD", user="U0HIRO", text="x"))
    assert answer["error"] == "user_not_in_channel"


async def test_an_ephemeral_in_a_thread_stays_in_the_thread(town: Town) -> None:
    parent = (await town.messages("U0MARA", "C0ONBOARD"))[0]["ts"]
    await town.slack.chat_postEphemeral(channel="C0ONBOARD", user="U0MARA", text="here", thread_ts=parent)
    assert (await town.messages("U0MARA", "C0ONBOARD", thread=parent))[-1]["text"] == "here"
    assert (await town.messages("U0DEVIN", "C0ONBOARD", thread=parent))[-1]["text"] != "here"


async def test_reactions_come_once_and_are_read_with_their_message(town: Town) -> None:
    ts = (await town.messages("U0MARA", "C0SUPPORT"))[0]["ts"]
    place = {"channel": "C0SUPPORT", "timestamp": ts}
    await town.slack.reactions_add(**place, name="white_check_mark")
    assert (await refused(town.slack.reactions_add(**place, name="white_check_mark")))[
        "error"
    ] == "already_reacted"
    assert (await refused(town.slack.reactions_add(**place, name="not an emoji")))["error"] == "invalid_name"
    assert (await refused(town.slack.reactions_remove(**place, name="eyes")))["error"] == "no_reaction"
    found = (await town.slack.reactions_get(**place, full=True))["message"]
    assert found["reactions"] == [{"name": "white_check_mark", "users": ["U0DRAMATIS"], "count": 1}]
    assert (found["bot_id"], found["user"]) == ("B0TICKETS", "U0TICKETS")
    assert "I invited our bookkeeper" in found["blocks"][0]["text"]["text"]


async def test_users_come_in_pages_without_other_organisations(town: Town) -> None:
    found: list[dict[str, Any]] = []
    async for page in await town.slack.users_list(limit=5):
        assert len(page["members"]) <= 5
        found += page["members"]
    people = {person["id"]: person for person in found}
    assert len(people) == len(found) > 15
    assert "U0OLU" not in people
    assert people["U0TOBIAS"]["deleted"]
    assert people["U0MARA"]["is_admin"]
    assert people["U0SAM"]["is_restricted"]
    assert people["U0NADIA"]["is_ultra_restricted"]
    assert people["U0HIRO"]["tz"] == "Asia/Tokyo"
    assert not people["USLACKBOT"]["is_bot"]
    assert (await town.slack.users_info(user="U0OLU"))["user"]["is_stranger"]


async def test_members_come_in_pages(town: Town) -> None:
    first = await town.slack.conversations_members(channel="C0BETA", limit=6)
    rest = await town.slack.conversations_members(
        channel="C0BETA", limit=100, cursor=first["response_metadata"]["next_cursor"]
    )
    assert len(first["members"]) == 6
    assert {"U0MARA", "U0SAM"} <= {*first["members"], *rest["members"]}
    assert rest["response_metadata"]["next_cursor"] == ""


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (
            "C0ONBOARD",
            {
                "is_private": False,
                "is_im": False,
                "is_ext_shared": False,
                "is_member": True,
                "name": "onboarding",
            },
        ),
        ("G0RENEW", {"is_private": True, "name": "renewals"}),
        ("C0SHARED", {"is_ext_shared": True}),
        ("C0RANDOM", {"is_member": False}),
    ],
)
async def test_a_channel_tells_what_kind_it_is(town: Town, channel: str, expected: dict[str, Any]) -> None:
    found = (await town.slack.conversations_info(channel=channel))["channel"]
    assert {name: found[name] for name in expected} == expected


async def test_history_shows_metadata_only_when_asked(town: Town) -> None:
    label = {"event_type": "delivery", "event_payload": {"id": "d-1"}}
    await town.slack.chat_postMessage(channel="U0JO", text="x", metadata=label)
    plain = (await town.slack.conversations_history(channel="D0JO"))["messages"]
    full = (await town.slack.conversations_history(channel="D0JO", include_all_metadata=True))["messages"]
    assert "metadata" not in plain[0]
    assert full[0]["metadata"] == label


async def test_replies_come_with_their_parent_first(town: Town) -> None:
    parent = next(m for m in await town.messages("U0MARA", "C0DESIGN") if m["reply_count"])
    found = (await town.slack.conversations_replies(channel="C0DESIGN", ts=parent["ts"]))["messages"]
    assert (found[0]["ts"], found[0]["reply_count"], len(found)) == (parent["ts"], 4, 5)


async def test_a_permalink_names_the_message(town: Town) -> None:
    ts = (await town.messages("U0MARA", "C0ONBOARD"))[0]["ts"]
    link = (await town.slack.chat_getPermalink(channel="C0ONBOARD", message_ts=ts))["permalink"]
    assert link == f"https://northlight.slack.com/archives/C0ONBOARD/p{ts.replace('.', '')}"


async def test_a_file_is_read_with_the_token_only(town: Town) -> None:
    files = {"file": ("ops-admin.md", b"# Ops admin", "text/markdown")}
    kept = (await town.people.post("/playground/upload", data={"as": "U0MARA"}, files=files)).json()["file"]
    told = (await town.slack.files_info(file=kept["id"]))["file"]
    assert (kept["name"], kept["size"], told["filetype"]) == ("ops-admin.md", 11, "md")
    without = await town.people.get(told["url_private"])
    with_token = await town.people.get(told["url_private"], headers={"authorization": f"Bearer {BOT_TOKEN}"})
    assert "Sign in" in without.text
    assert with_token.content == b"# Ops admin"


async def test_every_call_is_kept(town: Town) -> None:
    await town.slack.chat_postMessage(channel="C0ONBOARD", text="kept")
    call = (await town.look("calls"))["calls"][-1]
    assert (call["method"], call["status"], call["ok"], call["args"]["text"]) == (
        "chat.postMessage",
        200,
        True,
        "kept",
    )
