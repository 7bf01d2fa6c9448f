"""reactions.*: the app's own emoji, and who reacted with which."""

from playground import arguments, emoji, posting
from playground.api_chat import link_to
from playground.model import BOT_USER, Json, Message
from playground.slack_json import message_json
from playground.stage import Stage
from playground.tickets import Refusal


def add(stage: Stage, args: Json) -> Json:
    """reactions.add."""
    message, name = _message(stage, args), _emoji(stage, args)
    if not posting.react(stage, message, user=BOT_USER, name=name):
        raise Refusal("already_reacted")
    return {"ok": True}


def remove(stage: Stage, args: Json) -> Json:
    """reactions.remove."""
    message, name = _message(stage, args), _emoji(stage, args)
    if not posting.react(stage, message, user=BOT_USER, name=name, remove=True):
        raise Refusal("no_reaction")
    return {"ok": True}


def get(stage: Stage, args: Json) -> Json:
    """reactions.get, with the whole message."""
    message = _message(stage, args)
    shown = {**message_json(message, stage.workspace), "permalink": link_to(message)}
    return {"ok": True, "type": "message", "channel": message.channel, "message": shown}


def _message(stage: Stage, args: Json) -> Message:
    if not args.get("channel"):
        raise Refusal("no_item_specified")
    channel = arguments.joined_channel(stage, args)
    if channel.is_archived:
        raise Refusal("is_archived")
    return arguments.message_in(stage, channel, args.get("timestamp"))


def _emoji(stage: Stage, args: Json) -> str:
    name = str(args.get("name") or "").strip(":")
    if not emoji.exists(name, stage.custom_emoji):
        raise Refusal("invalid_name")
    return name


METHODS = {"reactions.add": add, "reactions.remove": remove, "reactions.get": get}
