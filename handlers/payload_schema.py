"""The shape of what Slack sends: every field that is read here has the kind it is read as, or it is no payload."""

import json
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from personas.message import links_of, text_of

ASKED = ("command", "user_id", "team_id")
# Slack's own ids and times have about a dozen characters.
Id = Annotated[str, Field(max_length=40)]


class Shape(BaseModel):
    """Fields of the right kind; what is not read here may be anything."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Named(Shape):
    """A person, a channel, a workspace."""

    id: Id | None = None
    name: str | None = None
    team_id: Id | None = None


class Option(Shape):
    """One chosen option."""

    value: str = ""


class Element(Shape):
    """A pressed button, or what stands in a field of a form."""

    action_id: Annotated[str, Field(max_length=255)] = ""
    block_id: str = ""
    type: str = ""
    value: str | None = None
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_user: str | None = None
    selected_date: str | None = None
    selected_conversation: str | None = None
    selected_channel: str | None = None
    selected_users: list[str] | None = None
    selected_conversations: list[str] | None = None
    selected_channels: list[str] | None = None
    files: list[dict[str, Any]] | None = None


class State(Shape):
    """What stands in the fields of a form, by block and element."""

    values: dict[str, dict[str, Element]] | None = None


class View(Shape):
    """A form, or Home."""

    id: Id | None = None
    type: str | None = None
    callback_id: Annotated[str, Field(max_length=255)] | None = None
    private_metadata: str = ""
    hash: str | None = None
    state: State | None = None
    app_installed_team_id: Id | None = None


class Piece(Shape):
    """An attachment of a message, as far as links are looked for in it."""

    text: str | None = None
    fallback: str | None = None


class Message(Shape):
    """A message that was pressed under, or that a shortcut was used on."""

    ts: Id | None = None
    text: str | None = None
    user: Id | None = None
    bot_id: Id | None = None
    thread_ts: Id | None = None
    blocks: list[dict[str, Any]] | None = None
    attachments: list[Piece] | None = None


class Container(Shape):
    """Where something was pressed."""

    channel_id: Id | None = None
    message_ts: Id | None = None
    thread_ts: Id | None = None
    is_ephemeral: bool | None = None


class Item(Shape):
    """What was reacted to."""

    channel: Id | None = None
    ts: Id | None = None


class Event(Shape):
    """What an event tells."""

    type: Annotated[str, Field(min_length=1)]
    user: Id | Named | None = None
    channel: Id | Named | None = None
    text: str | None = None
    ts: Id | None = None
    thread_ts: Id | None = None
    channel_type: str | None = None
    reaction: str | None = None
    tab: str | None = None
    bot_id: Id | None = None
    subtype: str | None = None
    item: Item | None = None
    message: Message | None = None
    previous_message: Message | None = None
    view: View | None = None


class Authorization(Shape):
    """For which installation an event was delivered."""

    team_id: Id | None = None
    enterprise_id: Id | None = None
    user_id: Id | None = None
    is_enterprise_install: bool | None = None


class Told(Shape):
    """An event's envelope."""

    event: Event
    event_id: Annotated[str, Field(min_length=1, max_length=100)]
    event_time: Annotated[int, Field(ge=0, le=10**11)] | None = None
    team_id: Id | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: bool | None = None
    authorizations: list[Authorization] | None = None


class Pressed(Shape):
    """An interaction: a button, a form, a shortcut, letters in a type-ahead."""

    user: Named
    team: Named | None = None
    enterprise: Named | None = None
    channel: Named | None = None
    is_enterprise_install: bool | str | None = None
    container: Container | None = None
    view: View | None = None
    message: Message | None = None
    state: State | None = None
    actions: list[Element] | None = None
    trigger_id: Annotated[str, Field(max_length=100)] = ""
    response_url: str = ""
    callback_id: Annotated[str, Field(max_length=255)] | None = None
    action_id: Annotated[str, Field(max_length=255)] | None = None
    block_id: str | None = None
    value: str | None = None


def payload_in(body: bytes, content_type: str) -> dict[str, Any] | None:
    """What Slack says, where it has a shape that can be read without falling over; else None."""
    try:
        text = body.decode("utf-8")
        if content_type.startswith("application/json") or text.startswith("{"):
            return _event(json.loads(text))
        form = dict(parse_qsl(text, keep_blank_values=True))
        return _interaction(json.loads(form["payload"])) if "payload" in form else _command(form)
    except (ValueError, RecursionError):
        return None


def _command(form: dict[str, str]) -> dict[str, Any] | None:
    asked = all(form.get(key) for key in ASKED) or "ssl_check" in form
    return dict(form) if asked and _is_text(form) else None


def _event(payload: Any) -> dict[str, Any] | None:
    if not isinstance(payload, dict) or not _is_text(payload):
        return None
    kind = payload.get("type")
    challenged = kind == "url_verification" and isinstance(payload.get("challenge"), str)
    told = kind == "event_callback" and _fits(Told, payload) and _is_person(payload["event"])
    return payload if challenged or told or kind == "app_rate_limited" else None


def _is_person(event: dict[str, Any]) -> bool:
    """Of a person's whole record only the parts are looked at that stand in parts."""
    user = event.get("user")
    return not isinstance(user, dict) or isinstance(user.get("profile") or {}, dict)


def _interaction(payload: Any) -> dict[str, Any] | None:
    if not isinstance(payload, dict) or not _is_text(payload) or not _fits(Pressed, payload):
        return None
    return payload if _has_its_own(payload) and _is_readable(payload.get("message") or {}) else None


def _has_its_own(payload: dict[str, Any]) -> bool:
    match payload.get("type"):
        case "block_actions":
            return bool(payload.get("actions"))
        case "view_submission" | "view_closed":
            return bool((payload.get("view") or {}).get("id"))
        case "block_suggestion":
            return bool(payload.get("action_id"))
        case "shortcut" | "message_action":
            return bool(payload.get("callback_id"))
    return False


def _is_readable(message: dict[str, Any]) -> bool:
    """Slack's blocks are many: what can be read as words is one."""
    try:
        return bool([text_of(message), links_of(message)])
    except (AttributeError, TypeError):
        return False


def _fits(shape: type[Shape], payload: dict[str, Any]) -> bool:
    try:
        shape.model_validate(payload)
    except ValidationError:
        return False
    return True


def _is_text(payload: Any) -> bool:
    """Half a character or a NUL fits into no database."""
    return not any("\0" in each or not _is_whole(each) for each in _strings(payload))


def _is_whole(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
