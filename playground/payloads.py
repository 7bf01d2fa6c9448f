"""What the app is sent when a person acts: commands, button presses, submitted forms, shortcuts."""

import copy
from typing import Any

from playground.inputs import FIELDS
from playground.model import APP_ID, TEAM_DOMAIN, TEAM_ID, Channel, Json, Message, Person, View
from playground.slack_json import message_json
from playground.stage import Stage
from playground.tickets import ResponseUrl

TOKEN = "verification-token"  # noqa: S105  # deprecated by Slack, sent all the same


def command(stage: Stage, person: Person, channel: Channel, *, name: str, text: str) -> Json:
    """A slash command's form fields."""
    url = ResponseUrl(channel.id, person.id, stage.clock.now(), from_command=True)
    return {
        "token": TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": _handle(person),
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url(stage, url),
        "trigger_id": stage.triggers.give(person.id),
    }


def message_actions(stage: Stage, person: Person, message: Message, action: Json, state: Json) -> Json:
    """block_actions on a message."""
    channel = stage.workspace.channels[message.channel]
    url = ResponseUrl(channel.id, person.id, stage.clock.now(), original=message)
    payload = _base(stage, "block_actions", person) | {
        "container": message_container(message),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": state},
        "response_url": response_url(stage, url),
        "trigger_id": stage.triggers.give(person.id),
        "actions": [action],
    }
    # Slack leaves the message out where it is ephemeral: the app is not told what only one person sees.
    return payload if message.ephemeral_to else payload | {"message": message_json(message, stage.workspace)}


def view_actions(stage: Stage, person: Person, view: View, action: Json) -> Json:
    """block_actions in a modal or on Home."""
    return _base(stage, "block_actions", person) | {
        "container": view_container(view),
        "view": copy.deepcopy(view.data),
        "trigger_id": stage.triggers.give(person.id, view.id if view.data["type"] == "modal" else ""),
        "actions": [action],
    }


def view_submission(stage: Stage, person: Person, view: View) -> Json:
    """A submitted form with all its values."""
    return _base(stage, "view_submission", person) | {
        "trigger_id": stage.triggers.give(person.id, view.id),
        "view": copy.deepcopy(view.data),
        "response_urls": [],
    }


def view_closed(stage: Stage, person: Person, view: View, *, is_cleared: bool) -> Json:
    """A modal left without submitting."""
    return _base(stage, "view_closed", person) | {"view": copy.deepcopy(view.data), "is_cleared": is_cleared}


def suggestion(stage: Stage, person: Person, place: Message | View, **asked: str) -> Json:
    """block_suggestion: an external menu asks for options."""
    payload = _base(stage, "block_suggestion", person) | asked
    if isinstance(place, View):
        return payload | {"container": view_container(place), "view": copy.deepcopy(place.data)}
    channel = stage.workspace.channels[place.channel]
    payload |= {
        "container": message_container(place),
        "channel": {"id": channel.id, "name": channel_name(channel)},
    }
    return payload if place.ephemeral_to else payload | {"message": message_json(place, stage.workspace)}


def global_shortcut(stage: Stage, person: Person, callback_id: str) -> Json:
    """A shortcut from the menu; it has no response URL."""
    payload = _base(stage, "shortcut", person)
    return payload | {
        "callback_id": callback_id,
        "trigger_id": stage.triggers.give(person.id),
        **_stamp(stage),
    }


def message_shortcut(stage: Stage, person: Person, callback_id: str, message: Message) -> Json:
    """A shortcut on a message, with that message."""
    channel = stage.workspace.channels[message.channel]
    url = ResponseUrl(channel.id, person.id, stage.clock.now())
    return _base(stage, "message_action", person) | {
        "callback_id": callback_id,
        "trigger_id": stage.triggers.give(person.id),
        "response_url": response_url(stage, url),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": message_json(message, stage.workspace),
        **_stamp(stage),
    }


def action_of(stage: Stage, block: Json, element: Json, state: Json) -> Json:
    """One entry of actions[]: the element's ids and what was chosen, with what the app had preset."""
    stamp = f"{stage.clock.now().timestamp():.6f}"
    action = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] == "button":
        action |= {
            name: element[name] for name in ("text", "value", "style", "url", "confirm") if name in element
        }
    else:
        _, initial = FIELDS.get(element["type"], ("", ""))
        action |= {name: element[name] for name in (initial, "placeholder", "confirm") if name in element}
        action |= {name: value for name, value in state.items() if name != "type"}
    return action | {"action_ts": stamp}


def message_container(message: Message) -> Json:
    """Where a message's blocks stand."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": bool(message.ephemeral_to),
    }
    return container | ({"thread_ts": message.thread_ts} if message.is_reply else {})


def view_container(view: View) -> Json:
    """Where a view's blocks stand."""
    return {"type": "view", "view_id": view.id}


def channel_name(channel: Channel) -> str:
    """The name as payloads say it: DMs and private channels are not named."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.kind == "private" else channel.name


def response_url(stage: Stage, url: ResponseUrl) -> str:
    """A new address for the app's answers."""
    return f"{stage.base_url}/response/{stage.responses.give(url)}"


def _base(stage: Stage, kind: str, person: Person) -> dict[str, Any]:
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": _handle(person),
            "name": _handle(person),
            "team_id": person.team_id,
        },
        "api_app_id": APP_ID,
        "token": TOKEN,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _stamp(stage: Stage) -> Json:
    return {"action_ts": f"{stage.clock.now().timestamp():.6f}"}


def _handle(person: Person) -> str:
    return person.name.lower().replace(" ", ".")
