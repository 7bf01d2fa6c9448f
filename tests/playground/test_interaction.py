"""A real Bolt app over Socket Mode, and people who type, press, fill in and close."""

import asyncio
from typing import Any

import pytest

from tests.playground.town import Town, eventually, until

pytestmark = pytest.mark.anyio

ACTIONS = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {"type": "button", "action_id": "go", "value": "7", "text": {"type": "plain_text", "text": "Go"}},
        {
            "type": "static_select",
            "action_id": "who",
            "options": [
                {"text": {"type": "plain_text", "text": "Ops admin"}, "value": "ops"},
                {"text": {"type": "plain_text", "text": "End user"}, "value": "end"},
            ],
        },
    ],
}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = {"type": "modal", "callback_id": "form", "title": {"type": "plain_text", "text": "A form"}}
    return {**shown, "submit": {"type": "plain_text", "text": "Save"}, "blocks": list(blocks), **more}


def field(element: dict[str, Any], block_id: str = "field", **more: Any) -> dict[str, Any]:
    label = {"type": "plain_text", "text": "Label"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": label,
        "element": {"action_id": "it", **element},
        **more,
    }


TYPED = field({"type": "plain_text_input", "max_length": 10})


async def open_by_command(town: Town, view: dict[str, Any]) -> dict[str, Any]:
    """/persona opens this view; gives back the view as Mara sees it."""

    @town.app.command("/persona")
    async def persona(ack: Any, body: Any, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    assert (await town.say("U0MARA", "C0ONBOARD", "/persona new"))["ok"]
    shown: dict[str, Any] = town.stage.workspace.stack("U0MARA")[-1].data
    return shown


async def test_a_command_arrives_as_slack_sends_it(town: Town) -> None:
    heard: list[dict[str, Any]] = []

    @town.app.command("/persona")
    async def persona(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack("only you see this")

    async with town.app_running():
        answer = await town.say("U0MARA", "G0RENEW", "/persona ask @Devin in #product & <b> @Mara Lindqvist")
    body = heard[0]
    assert answer == {"ok": True}
    assert body["text"] == "ask <@U0DEVIN> in <#C0PRODUCT|product> &amp; &lt;b&gt; <@U0MARA>"
    assert (body["channel_id"], body["channel_name"], body["user_name"]) == (
        "G0RENEW",
        "privategroup",
        "mara",
    )
    seen = await town.last("U0MARA", "G0RENEW")
    assert (seen["text"], seen["ephemeral"]) == ("only you see this", True)


async def test_an_answer_in_channel_is_seen_by_all(town: Town) -> None:
    @town.app.command("/persona")
    async def persona(ack: Any) -> None:
        await ack(text="for all", response_type="in_channel")

    async with town.app_running():
        await town.say("U0MARA", "C0ONBOARD", "/persona")
    assert (await town.last("U0DEVIN", "C0ONBOARD"))["text"] == "for all"


async def test_a_command_nobody_acknowledges_times_out(town: Town) -> None:
    @town.app.command("/persona")
    async def persona(ack: Any) -> None:
        await asyncio.sleep(0.5)

    town.stage.socket_mode.patience = 0.3
    async with town.app_running():
        answer = await town.say("U0MARA", "C0ONBOARD", "/persona")
    assert "operation_timeout" in answer["error"]
    assert "operation_timeout" in (await town.last("U0MARA", "C0ONBOARD"))["text"]


async def test_a_command_in_a_thread_is_not_supported(town: Town) -> None:
    parent = (await town.messages("U0MARA", "C0ONBOARD"))[0]["ts"]
    answer = await town.say("U0MARA", "C0ONBOARD", "/persona", thread_ts=parent)
    assert answer == {"ok": False, "error": "/persona is not supported in threads. Sorry!"}


async def test_before_the_app_runs_a_friendly_word_says_so(town: Town) -> None:
    await town.say("U0MARA", "C0ONBOARD", "/persona")
    assert "is not running yet" in (await town.last("U0MARA", "C0ONBOARD"))["text"]
    assert (await town.look("state", **{"as": "U0MARA"}))["app"]["connected"] is False


async def test_a_button_brings_its_message_its_value_and_a_response_url(town: Town) -> None:
    heard: list[dict[str, Any]] = []

    @town.app.action("go")
    async def go(ack: Any, body: Any, respond: Any) -> None:
        heard.append(body)
        await respond(text="done", replace_original=True)
        await ack()

    async with town.app_running():
        said = await town.slack.chat_postMessage(channel="C0ONBOARD", text="press", blocks=[ACTIONS])
        answer = await town.act(
            "press",
            **{"as": "U0JO", "channel": "C0ONBOARD", "ts": said["ts"], "block_id": "row", "action_id": "go"},
        )
    body = heard[0]
    assert answer == {"ok": True}
    assert body["actions"][0] | {"action_ts": ""} == {
        "type": "button",
        "action_id": "go",
        "block_id": "row",
        "value": "7",
        "action_ts": "",
        "text": {"type": "plain_text", "text": "Go"},
    }
    assert body["container"] == {
        "type": "message",
        "message_ts": said["ts"],
        "channel_id": "C0ONBOARD",
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == said["ts"]
    assert body["state"]["values"] == {"row": {"who": {"type": "static_select", "selected_option": None}}}
    seen = await town.last("U0JO", "C0ONBOARD")
    assert (seen["text"], seen["blocks"], seen["ts"]) == ("done", [], said["ts"])


async def test_a_menu_tells_the_whole_option_that_was_chosen(town: Town) -> None:
    heard: list[dict[str, Any]] = []

    @town.app.action("who")
    async def who(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack()

    async with town.app_running():
        await town.slack.chat_postEphemeral(channel="C0ONBOARD", user="U0MARA", text="x", blocks=[ACTIONS])
        ts = (await town.last("U0MARA", "C0ONBOARD"))["ts"]
        place = {"as": "U0MARA", "channel": "C0ONBOARD", "ts": ts, "ephemeral": True, "action_id": "who"}
        await town.act("press", **place, selected_option={"value": "end"})
        wrong = await town.act("press", **place, selected_option={"value": "nobody"})
    chosen = ACTIONS["elements"][1]["options"][1]  # type: ignore[index]
    assert heard[0]["actions"][0]["selected_option"] == chosen
    assert heard[0]["state"]["values"]["row"]["who"]["selected_option"] == chosen
    assert heard[0]["container"]["is_ephemeral"] is True
    assert "message" not in heard[0]
    assert "error" in wrong


async def test_an_ephemeral_can_be_deleted_through_its_response_url(town: Town) -> None:
    @town.app.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await respond(delete_original=True)
        await ack()

    async with town.app_running():
        await town.slack.chat_postEphemeral(channel="C0ONBOARD", user="U0MARA", text="x", blocks=[ACTIONS])
        ts = (await town.last("U0MARA", "C0ONBOARD"))["ts"]
        await town.act(
            "press",
            **{"as": "U0MARA", "channel": "C0ONBOARD", "ts": ts, "ephemeral": True, "action_id": "go"},
        )
    assert (await town.last("U0MARA", "C0ONBOARD"))["ts"] != ts


async def test_a_modal_is_submitted_with_every_value(town: Town) -> None:
    heard: list[dict[str, Any]] = []

    @town.app.view("form")
    async def submitted(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack()

    async with town.app_running():
        blocks = [TYPED, field({"type": "users_select"}, "whom", optional=True)]
        view = await open_by_command(town, modal(*blocks, private_metadata="d-7"))
        assert (await town.look("view", **{"as": "U0MARA"}))["view"]["id"] == view["id"]
        empty = await town.act("submit", **{"as": "U0MARA", "view_id": view["id"], "values": {}})
        long = await town.act(
            "submit",
            **{"as": "U0MARA", "view_id": view["id"], "values": {"field": {"it": {"value": "x" * 11}}}},
        )
        done = await town.act(
            "submit", **{"as": "U0MARA", "view_id": view["id"], "values": {"field": {"it": {"value": "ok"}}}}
        )
    assert empty["errors"] == {"field": "Please complete this required field."}
    assert long["errors"] == {"field": "Please shorten this text to 10 characters or less."}
    assert done == {"ok": True}
    assert heard[0]["view"]["private_metadata"] == "d-7"
    assert heard[0]["view"]["state"]["values"] == {
        "field": {"it": {"type": "plain_text_input", "value": "ok"}},
        "whom": {"it": {"type": "users_select", "selected_user": None}},
    }
    assert town.stage.workspace.stack("U0MARA") == []


async def test_a_submission_can_answer_errors_update_push_and_clear(town: Town) -> None:
    answers: list[dict[str, Any]] = [
        {"response_action": "errors", "errors": {"field": "Name somebody else."}},
        {"response_action": "update", "view": modal(TYPED, callback_id="form", private_metadata="2")},
        {"response_action": "push", "view": modal(TYPED, callback_id="form")},
        {"response_action": "update", "view": modal(TYPED, title={"type": "plain_text", "text": "x" * 25})},
        {"response_action": "clear"},
    ]

    @town.app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(**answers.pop(0))

    async def submit(view_id: str) -> Any:
        return await town.act(
            "submit", **{"as": "U0MARA", "view_id": view_id, "values": {"field": {"it": {"value": "x"}}}}
        )

    async with town.app_running():
        view = await open_by_command(town, modal(TYPED))
        assert (await submit(view["id"]))["errors"] == {"field": "Name somebody else."}
        updated = (await submit(view["id"]))["view"]
        assert (updated["id"], updated["private_metadata"]) == (view["id"], "2")
        pushed = (await submit(view["id"]))["view"]
        assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view["id"], view["id"])
        assert (await submit(pushed["id"]))["error"] == "We had some trouble connecting. Try again?"
        assert (
            "must be less than 25 characters" in (await town.look("refusals"))["refusals"][-1]["messages"][0]
        )
        assert (await submit(pushed["id"])) == {"ok": True}
    assert town.stage.workspace.stack("U0MARA") == []


async def test_a_fourth_modal_on_the_stack_is_refused(town: Town) -> None:
    @town.app.action("more")
    async def more(ack: Any, body: Any, client: Any) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=deeper)
        await ack()

    press = {"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"}}
    deeper = modal({"type": "actions", "elements": [press]})
    town.stage.socket_mode.patience = 0.3  # the refused push raises, so nothing is acknowledged
    async with town.app_running():
        await open_by_command(town, deeper)
        for _ in range(3):
            top = town.stage.workspace.stack("U0MARA")[-1]
            await town.act("press", **{"as": "U0MARA", "view_id": top.id, "action_id": "more"})
    assert len(town.stage.workspace.stack("U0MARA")) == 3
    assert (await town.look("refusals"))["refusals"][-1]["error"] == "push_limit_reached"


async def test_closing_tells_the_app_only_when_it_asked(town: Town) -> None:
    heard: list[dict[str, Any]] = []

    @town.app.view_closed("form")
    async def closed(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack()

    async with town.app_running():
        view = await open_by_command(town, modal(TYPED, notify_on_close=True))
        await town.act("close", **{"as": "U0MARA", "view_id": view["id"]})
        await until(lambda: heard)
    assert (heard[0]["type"], heard[0]["is_cleared"]) == ("view_closed", False)


async def test_an_external_menu_offers_what_the_app_answers(town: Town) -> None:
    option = {"text": {"type": "plain_text", "text": "Ops admin"}, "value": "ops"}
    heard: list[dict[str, Any]] = []

    @town.app.options("it")
    async def offered(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack(options=[option])

    @town.app.view("form")
    async def submitted(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack()

    async with town.app_running():
        view = await open_by_command(town, modal(field({"type": "external_select", "min_query_length": 0})))
        found = await town.act(
            "options", **{"as": "U0MARA", "view_id": view["id"], "action_id": "it", "value": "op"}
        )
        values = {"field": {"it": {"selected_option": option}}}
        await town.act("submit", **{"as": "U0MARA", "view_id": view["id"], "values": values})
    assert found == {"options": [option]}
    assert (heard[0]["type"], heard[0]["value"], heard[0]["action_id"]) == ("block_suggestion", "op", "it")
    assert heard[1]["view"]["state"]["values"]["field"]["it"]["selected_option"] == option


async def test_a_file_field_hands_over_whole_files(town: Town) -> None:
    heard: list[dict[str, Any]] = []

    @town.app.view("form")
    async def submitted(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack()

    async with town.app_running():
        view = await open_by_command(town, modal(field({"type": "file_input", "max_files": 1})))
        upload = {"file": ("a.yaml", b"name: Ops", "application/yaml")}
        file = (await town.people.post("/playground/upload", data={"as": "U0MARA"}, files=upload)).json()[
            "file"
        ]
        values = {"field": {"it": {"files": [file]}}}
        await town.act("submit", **{"as": "U0MARA", "view_id": view["id"], "values": values})
    told = heard[0]["view"]["state"]["values"]["field"]["it"]["files"][0]
    assert told["id"] == file["id"]
    assert told["url_private_download"].startswith(town.stage.base_url)


async def test_shortcuts_bring_their_message(town: Town) -> None:
    heard: list[dict[str, Any]] = []

    @town.app.shortcut("file")
    async def file(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack()

    async with town.app_running():
        ts = (await town.messages("U0MARA", "C0SUPPORT"))[0]["ts"]
        await town.act(
            "shortcut", **{"as": "U0MARA", "callback_id": "file", "channel": "C0SUPPORT", "ts": ts}
        )
        await town.act("shortcut", **{"as": "U0MARA", "callback_id": "file"})
    assert (heard[0]["type"], heard[0]["message"]["ts"], heard[0]["message_ts"]) == ("message_action", ts, ts)
    assert heard[1]["type"] == "shortcut"
    assert "response_url" not in heard[1]


async def test_home_is_published_when_it_is_opened(town: Town) -> None:
    @town.app.event("app_home_opened")
    async def opened(event: Any, client: Any) -> None:
        await client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": [{"type": "divider"}]}
        )

    async with town.app_running():
        assert (await town.act("home", **{"as": "U0JO"})) == {"view": None}
        await until(lambda: "U0JO" in town.stage.workspace.homes)
        shown = await eventually(lambda: town.act("home", **{"as": "U0JO"}))
    assert shown["view"]["type"] == "home"
