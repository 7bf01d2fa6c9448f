"""The arguments of a Web API call, read the way Slack reads them: JSON or form, with its own error words."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

from playground import limits
from playground.model import BOT_USER, Channel, Json, Message, Person
from playground.scopes import family
from playground.stage import Stage
from playground.surfaces import faults_in_blocks, too_many_characters
from playground.tickets import Refusal

PAGE = 100
LARGEST_PAGE = 1_000
TRUE = {True, "true", "1", "True"}


def required(args: Json, name: str) -> str:
    """An argument that must be there."""
    value = args.get(name)
    if value is None or value == "":
        raise Refusal("invalid_arguments", [f"[ERROR] missing required field: {name}"])
    return str(value)


def flag(args: Json, name: str) -> bool:
    """A truth, as JSON or as a form writes it."""
    return args.get(name) in TRUE


def structure(args: Json, name: str, error: str) -> Any:
    """A list or an object; forms carry it as JSON text."""
    value = args.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise Refusal(error, [f"[ERROR] must be valid JSON [json-pointer:/{name}]"]) from None


def blocks(args: Json) -> list[Json] | None:
    """The call's blocks, checked; None when it has none."""
    value = structure(args, "blocks", "invalid_blocks_format")
    return None if value is None else checked_blocks(value)


def checked_blocks(value: Any) -> list[Json]:
    """These blocks, or the refusal Slack gives."""
    if not isinstance(value, list):
        raise Refusal("invalid_blocks_format")
    wrong = faults_in_blocks(value)
    if wrong:
        raise Refusal("invalid_blocks", wrong, errors=[w.removeprefix("[ERROR] ") for w in wrong])
    if too_many_characters(value):
        raise Refusal("msg_blocks_too_long")
    return value


def attachments(args: Json) -> list[Json] | None:
    """The call's attachments, checked; None when it has none."""
    value = structure(args, "attachments", "invalid_attachments_format")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Refusal("invalid_attachments_format")
    if len(value) > limits.ATTACHMENTS:
        raise Refusal("too_many_attachments")
    for at, one in enumerate(value):
        wrong = faults_in_blocks(one.get("blocks", []), f"/attachments/{at}/blocks")
        if wrong:
            raise Refusal("invalid_attachments", wrong)
    return value


def metadata(args: Json) -> Json | None:
    """The call's message metadata, checked."""
    value = structure(args, "metadata", "invalid_metadata_format")
    if value is None:
        return None
    shaped = isinstance(value, dict) and isinstance(value.get("event_type"), str)
    if not shaped or not isinstance(value.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(value)) > limits.METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return dict(value)


def channel_in(stage: Stage, args: Json) -> Channel:
    """A conversation the app can know of: public, or one it is in."""
    channel = stage.workspace.channels.get(str(args.get("channel", "")))
    if channel is None or (channel.kind != "channel" and not stage.bot_in(channel)):
        raise Refusal("channel_not_found")
    return channel


def joined_channel(stage: Stage, args: Json) -> Channel:
    """A conversation the app is in."""
    channel = channel_in(stage, args)
    if not stage.bot_in(channel):
        raise Refusal("not_in_channel")
    return channel


def message_in(stage: Stage, channel: Channel, ts: object) -> Message:
    """A message that is there."""
    message = channel.messages.get(str(ts))
    if message is None or message.deleted:
        raise Refusal("message_not_found")
    return message


def person_in(stage: Stage, args: Json) -> Person:
    """The person the call names."""
    person = stage.workspace.people.get(str(args.get("user", "")))
    if person is None:
        raise Refusal("user_not_found")
    return person


def page_of(args: Json, rows: Sequence[Any], largest: int = LARGEST_PAGE) -> tuple[list[Any], Json]:
    """One page of rows, and Slack's response_metadata with where the next begins."""
    start, size = _cursor(args), _limit(args, largest)
    end = start + size
    following = b64encode(f"next:{end}".encode()).decode() if end < len(rows) else ""
    return list(rows[start:end]), {"next_cursor": following}


def needs_scope(stage: Stage, *any_of: str) -> None:
    """Refuse unless one of these is granted."""
    if not stage.manifest.granted(*any_of):
        raise Refusal("missing_scope", needed=any_of[0], provided=",".join(stage.manifest.scopes or ()))


def sees_kind(stage: Stage, channel: Channel) -> bool:
    """Whether a list of channels shows this one to the app."""
    mine = channel.kind == "channel" or BOT_USER in channel.members
    return mine and stage.manifest.granted(f"{family(channel)}:read")


def _cursor(args: Json) -> int:
    cursor = str(args.get("cursor") or "")
    if not cursor:
        return 0
    try:
        return int(b64decode(cursor).decode().removeprefix("next:"))
    except ValueError:
        raise Refusal("invalid_cursor") from None


def _limit(args: Json, largest: int) -> int:
    try:
        limit = int(args.get("limit") or PAGE)
    except (TypeError, ValueError):
        raise Refusal("invalid_limit") from None
    if not 0 < limit <= largest:
        raise Refusal("invalid_limit")
    return limit
