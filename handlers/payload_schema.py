"""The shape of what Slack sends: every field that is read here has the kind it is read as, or it is no payload."""

import json
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from personas.filing import said_in
from personas.message import links_of

# Slack's own ids and times have about a dozen characters.
Id = Annotated[str, Field(max_length=40)]


class Shape(BaseModel):
    """Fields of the right kind; what is not read here may be anything."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Named(Shape):
    """A person, a channel, a workspace, an organisation."""

    id: Id | None = None
    name: str | None = None
    team_id: Id | None = None
    enterprise_id: Id | None = None


class Option(Shape):
    """One chosen option."""

    value: str = ""


class File(Shape):
    """A file that was handed in through a form."""

    id: Id | None = None
    name: str | None = None
    size: Annotated[int, Field(ge=0, le=10**15)] | None = None
    url_private: str | None = None
    url_private_download: str | None = None


class Element(Shape):
    """A pressed button, or what stands in a field of a form."""

    action_id: Annotated[str, Field(max_length=255)] = ""
    block_id: str = ""
    type: str = ""
    value: str | None = None
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_user: Id | None = None
    selected_date: str | None = None
    selected_conversation: Id | None = None
    selected_channel: Id | None = None
    selected_users: list[Id] | None = None
    selected_conversations: list[Id] | None = None
    selected_channels: list[Id] | None = None
    files: list[File] | None = None


class Action(Element):
    """What was pressed or chosen."""

    action_id: Annotated[str, Field(min_length=1, max_length=255)]


class ResponseUrl(Shape):
    """Where the answer to a form may go."""

    response_url: str = ""


class State(Shape):
    """What stands in the fields of a form, by block and element."""

    values: dict[str, dict[str, Element]] | None = None


class View(Shape):
    """A form, or Home."""

    id: Id | None = None
    type: Annotated[str, Field(min_length=1)]
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
    subtype: str | None = None
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

    type: str | None = None
    channel: Id | None = None
    ts: Id | None = None


class Profile(Shape):
    """What somebody says about themselves."""

    display_name: str | None = None
    status_emoji: str | None = None
    status_text: str | None = None


class Organisation(Shape):
    """The organisation somebody belongs to, and their workspaces in it."""

    enterprise_id: Id | None = None
    teams: list[Id] | None = None


class User(Named):
    """A person's record in the directory."""

    real_name: str | None = None
    tz: Annotated[str, Field(max_length=60)] | None = None
    profile: Profile | None = None
    enterprise_user: Organisation | None = None


class Member(User):
    """A person somebody says something new about: then it has to say about whom."""

    id: Annotated[Id, Field(min_length=1)]


class Tokens(Shape):
    """Whose tokens became void."""

    oauth: list[Id] | None = None
    bot: list[Id] | None = None


class Event(Shape):
    """What an event tells."""

    type: Annotated[str, Field(min_length=1, max_length=100)]
    user: Id | User | None = None
    user_id: Id | None = None
    user_team: Id | None = None
    team: Id | Named | None = None
    team_id: Id | None = None
    enterprise: Id | Named | None = None
    enterprise_id: Id | None = None
    channel: Id | Named | None = None
    channel_id: Id | None = None
    text: str | None = None
    ts: Id | None = None
    thread_ts: Id | None = None
    channel_type: str | None = None
    reaction: str | None = None
    tab: str | None = None
    bot_id: Id | None = None
    subtype: str | None = None
    files: list[File] | None = None
    item: Item | None = None
    message: Message | None = None
    previous_message: Message | None = None
    view: View | None = None
    old_channel_id: Id | None = None
    new_channel_id: Id | None = None
    team_ids: list[Id] | None = None
    tokens: Tokens | None = None


class NewsOfPerson(Event):
    """An event that brings a person's whole record."""

    user: Member


class Authorization(Shape):
    """For which installation an event was delivered."""

    team: Id | Named | None = None
    team_id: Id | None = None
    enterprise: Id | Named | None = None
    enterprise_id: Id | None = None
    user_id: Id | None = None
    is_enterprise_install: bool | str | None = None


class Envelope(Shape):
    """What stands around everything Slack sends as JSON; Bolt reads all of it, whatever it is around."""

    team: Named | None = None
    team_id: Id | None = None
    enterprise: Named | None = None
    enterprise_id: Id | None = None
    user_id: Id | None = None
    channel: Named | None = None
    channel_id: Id | None = None
    thread_ts: Id | None = None
    is_enterprise_install: bool | str | None = None
    is_ext_shared_channel: bool | None = None
    context_team_id: Id | None = None
    context_enterprise_id: Id | None = None
    authorizations: list[Authorization] | None = None
    message: Message | None = None
    previous_message: Message | None = None
    item: Item | None = None
    view: View | None = None
    response_url: str = ""


class EventCallback(Envelope):
    """An event's envelope."""

    user: Id | Named | None = None
    event: Event
    event_id: Annotated[str, Field(min_length=1, max_length=100)]
    event_time: Annotated[int, Field(ge=0, le=10**11)] | None = None


class DirectoryCallback(EventCallback):
    """The envelope of an event that brings a person's whole record."""

    event: NewsOfPerson


class Interaction(Envelope):
    """A button, a form, a shortcut, letters in a type-ahead."""

    user: Named
    event: Event | None = None
    container: Container | None = None
    state: State | None = None
    actions: list[Action] | None = None
    trigger_id: Annotated[str, Field(max_length=100)] = ""
    response_urls: list[ResponseUrl] | None = None
    callback_id: Annotated[str, Field(max_length=255)] | None = None
    action_id: Annotated[str, Field(max_length=255)] | None = None
    block_id: str | None = None
    value: str | None = None


class Command(Shape):
    """A slash command: a form, so that all of it is text."""

    command: Annotated[str, Field(min_length=1)]
    user_id: Annotated[Id, Field(min_length=1)]
    team_id: Annotated[Id, Field(min_length=1)]
    enterprise_id: Id | None = None
    channel_id: Id | None = None
    trigger_id: Annotated[str, Field(max_length=100)] | None = None


# Events whose person is a whole record.
OF_A_PERSON = frozenset({"team_join", "user_change"})


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


def checked(payload: Any) -> dict[str, Any] | None:
    """The same for what came over a socket, parsed already."""
    if not isinstance(payload, dict):
        return None
    if "command" in payload and "type" not in payload:
        return _command(payload)
    return _event(payload) if payload.get("type") == "event_callback" else _interaction(payload)


def _command(form: dict[str, str]) -> dict[str, Any] | None:
    asked = "ssl_check" in form or _fits(Command, form)
    return dict(form) if asked and _is_text(form) else None


def _event(payload: Any) -> dict[str, Any] | None:
    if not isinstance(payload, dict) or not _is_text(payload):
        return None
    match payload.get("type"):
        case "url_verification":
            return payload if isinstance(payload.get("challenge"), str) else None
        case "app_rate_limited":
            return payload
        case "event_callback" if _fits(EventCallback, payload):
            known = payload["event"]["type"] not in OF_A_PERSON or _fits(DirectoryCallback, payload)
            return payload if known else None
    return None


def _interaction(payload: Any) -> dict[str, Any] | None:
    if not isinstance(payload, dict) or not _is_text(payload) or not _fits(Interaction, payload):
        return None
    is_quoted = payload.get("type") == "message_action"
    readable = not is_quoted or _is_readable(payload.get("message") or {})
    return payload if _has_its_own(payload) and readable else None


def _has_its_own(payload: dict[str, Any]) -> bool:
    match payload.get("type"):
        case "block_actions":
            return bool(payload.get("actions"))
        case "view_submission":
            view = payload.get("view") or {}
            return bool(view.get("id") and view.get("callback_id"))
        case "block_suggestion":
            return bool(payload.get("action_id"))
        case "shortcut" | "message_action":
            return bool(payload.get("callback_id"))
    return False


def _is_readable(message: dict[str, Any]) -> bool:
    """Slack's blocks are many: what can be read as words is one."""
    try:
        return bool([said_in(message), links_of(message)])
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
