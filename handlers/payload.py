"""Slack's payloads, parsed once into a Call. Past this file there are no payload dicts."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers import event as events
from handlers.call import MENTION, Call, OpenView, Quoted, Surface
from handlers.form_state import FormState
from personas.filing import said_in
from personas.message import links_of, text_of
from personas.people import Place
from personas.redaction import unescape
from personas.views.document import is_document

Payload = dict[str, Any]


DM_NAME = "directmessage"
PRIVATE_NAMES = frozenset({"privategroup", "mpim"})
# How Slack names a conversation of several people.
GROUP_PREFIX = "mpdm-"
_MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")


def tenant_of(body: Payload) -> str:
    """The installation a payload belongs to: the organisation for org-wide installs, else the workspace.

    In a channel shared with others, the team of an event or a form can be theirs: what we were installed as says more.
    """
    installed = next(iter(body.get("authorizations") or ()), body)
    if installed.get("is_enterprise_install") in (True, "true"):
        return _id(installed.get("enterprise_id") or installed.get("enterprise"))
    ours = (body.get("view") or {}).get("app_installed_team_id") or installed.get("team_id")
    return _id(ours or body.get("team") or (body.get("user") or {}).get("team_id"))


def command(body: Payload, now: datetime) -> Call:
    """A slash command."""
    name = body.get("channel_name", "")
    return Call(
        tenant=tenant_of(body),
        user=body["user_id"],
        now=now,
        text=unescape(body.get("text") or "").strip(),
        channel=body.get("channel_id", ""),
        private=_is_private(name),
        in_dm=name == DM_NAME,
        action=body.get("command", ""),
        trigger=body.get("trigger_id", ""),
        idempotency_key=f"trigger:{body.get('trigger_id', '')}",
    )


def mention(body: Payload, now: datetime) -> Call:
    """The same words after `@Dramatis`, in a thread or a channel."""
    event = body["event"]
    words = _MENTION.sub("", event.get("text") or "", count=1)
    return Call(
        tenant=tenant_of(body),
        user=_id(event.get("user")),
        now=now,
        text=unescape(words).strip(),
        channel=_id(event.get("channel")),
        thread_ts=event.get("thread_ts", ""),
        action=MENTION,
        idempotency_key=body.get("event_id", ""),
        message=Quoted(ts=event.get("ts", ""), from_bot=bool(event.get("bot_id"))),
        place=_shared_place(body, _id(event.get("channel"))),
    )


def event(body: Payload, now: datetime) -> Call:
    """Any other event: who, where, and the message it is about. A reaction's emoji is the `value`, or a document's file."""
    raw = body["event"]
    item = raw.get("item") or {}
    user, tenant = raw.get("user") or "", tenant_of(body)
    return Call(
        tenant=tenant,
        user=user if isinstance(user, str) else user.get("id", ""),
        now=now,
        text=unescape(raw.get("text") or "").strip(),
        channel=item.get("channel") or _id(raw.get("channel")),
        thread_ts=raw.get("thread_ts") or "",
        in_dm=raw.get("channel_type") == "im",
        action=raw.get("type", ""),
        value=raw.get("reaction") or raw.get("tab") or _document(raw),
        idempotency_key=body.get("event_id", ""),
        message=Quoted(ts=item.get("ts") or raw.get("ts") or "", from_bot=_from_bot(raw)),
        event=events.parse(raw, tenant=tenant, seconds=body.get("event_time")),
        place=_shared_place(body, item.get("channel") or _id(raw.get("channel"))),
    )


def _shared_place(body: Payload, channel: str) -> Place | None:
    """The channel, where the event itself says that people of other organisations read it."""
    return Place(channel, shared=True) if body.get("is_ext_shared_channel") else None


def action(body: Payload, now: datetime) -> Call:
    """A pressed button or a chosen option, in a message, a form or Home."""
    pressed = body["actions"][0]
    container = body.get("container") or {}
    view = body.get("view") or {}
    form_state = FormState.load(view.get("private_metadata", ""))
    message = body.get("message") or {}
    return Call(
        tenant=tenant_of(body),
        user=_id(body.get("user")),
        now=now,
        channel=_id(body.get("channel")) or container.get("channel_id", "") or form_state.channel,
        thread_ts=container.get("thread_ts") or message.get("thread_ts") or form_state.thread_ts,
        in_dm=((body.get("channel") or {}).get("name") == DM_NAME) or form_state.in_dm,
        private=_is_private((body.get("channel") or {}).get("name")) or form_state.private,
        action=pressed.get("action_id", ""),
        value=_chosen(pressed),
        view=_open_view(view, body.get("state")),
        trigger=body.get("trigger_id", ""),
        idempotency_key=f"trigger:{body.get('trigger_id', '')}",
        message=_pressed_under(message, container),
    )


def submission(body: Payload, now: datetime) -> Call:
    """A submitted form. It counts once per view."""
    view = body["view"]
    form_state = FormState.load(view.get("private_metadata", ""))
    return Call(
        tenant=tenant_of(body),
        user=_id(body.get("user")),
        now=now,
        channel=form_state.channel,
        thread_ts=form_state.thread_ts,
        private=form_state.private,
        in_dm=form_state.in_dm,
        action=view.get("callback_id", ""),
        # What is said late follows an acknowledgement that changed the view, so its hash is an old one by then.
        view=replace(_open_view(view), surface=Surface.MODAL, hash=""),
        trigger=body.get("trigger_id", ""),
        # Each state of a form is submitted once: the next view in its place has another hash.
        idempotency_key=f"view:{view.get('id', '')}:{view.get('hash', '')}",
    )


def shortcut(body: Payload, now: datetime) -> Call:
    """A shortcut from the lightning menu, or on a message."""
    channel = body.get("channel") or {}
    message = body.get("message") or {}
    return Call(
        tenant=tenant_of(body),
        user=_id(body.get("user")),
        now=now,
        channel=_id(channel),
        thread_ts=message.get("thread_ts") or "",
        private=_is_private(channel.get("name")),
        in_dm=channel.get("name") == DM_NAME,
        action=body.get("callback_id", ""),
        trigger=body.get("trigger_id", ""),
        idempotency_key=f"trigger:{body.get('trigger_id', '')}",
        message=_quoted(message) if message else None,
    )


def typed(body: Payload, now: datetime) -> Call:
    """Letters typed into a type-ahead; they are the `text`."""
    view = body.get("view") or {}
    form_state = FormState.load(view.get("private_metadata", ""))
    return Call(
        tenant=tenant_of(body),
        user=_id(body.get("user")),
        now=now,
        text=(body.get("value") or "").strip(),
        channel=form_state.channel or _id(body.get("channel")),
        action=body.get("action_id", ""),
        view=_open_view(view),
    )


def home_of(body: Payload) -> str:
    """The team of who pressed, submitted or spoke, where the payload does not show it to be ours: the mirror knows.

    In an organisation that may be a colleague of another workspace; in a shared channel, somebody of another company.
    """
    if event := body.get("event"):
        home = event.get("user_team") or event.get("team")
        home = home if body.get("is_ext_shared_channel") is not False else ""
    else:
        home = (body.get("user") or {}).get("team_id")
    installed: Payload = next(iter(body.get("authorizations") or ()), {})
    own = {tenant_of(body), installed.get("enterprise_id")}
    own |= {body.get("context_team_id"), body.get("context_enterprise_id")}
    return "" if home in own else str(home or "")


def _is_private(name: str | None) -> bool:
    return name in PRIVATE_NAMES or (name or "").startswith(GROUP_PREFIX)


def _open_view(view: Payload, state: Payload | None = None) -> OpenView:
    """The view something was done in; without one, the fields of the message that has such a state."""
    kind = view.get("type")
    return OpenView(
        surface=Surface(kind) if kind in {Surface.MODAL, Surface.HOME} else Surface.MESSAGE,
        id=view.get("id", ""),
        hash=view.get("hash", ""),
        metadata=view.get("private_metadata", ""),
        form=(view.get("state") or state or {}).get("values") or {},
        shown=view,
    )


def _pressed_under(message: Payload, container: Payload) -> Quoted:
    """Our own message that a button stands in: nobody asks for its words, and to read them takes its time."""
    return Quoted(
        ephemeral=bool(container.get("is_ephemeral")),
        ts=message.get("ts") or container.get("message_ts", ""),
        author=message.get("user") or "",
        from_bot=bool(message.get("bot_id")),
    )


def _quoted(message: Payload) -> Quoted:
    return Quoted(
        ts=message.get("ts", ""),
        text=text_of(message),
        said=said_in(message),
        author=message.get("user") or "",
        from_bot=bool(message.get("bot_id")),
        links=links_of(message),
    )


def _document(raw: Payload) -> str:
    """The file of a persona document that a person dropped in our DM."""
    if raw.get("channel_type") != "im" or raw.get("bot_id"):
        return ""
    files = (file for file in raw.get("files") or [] if is_document(str(file.get("name") or "")))
    return next((str(file.get("id") or "") for file in files), "")


def _from_bot(raw: Payload) -> bool:
    return bool(raw.get("bot_id") or raw.get("subtype"))


def _chosen(pressed: Payload) -> str:
    """What a pressed element carries, whatever its kind."""
    if "selected_option" in pressed:
        return str((pressed["selected_option"] or {}).get("value", ""))
    for key in ("value", "selected_user", "selected_date", "selected_conversation", "selected_channel"):
        if pressed.get(key):
            return str(pressed[key])
    return ",".join(option.get("value", "") for option in pressed.get("selected_options") or [])


def _id(value: Any) -> str:
    return str(value.get("id") or "") if isinstance(value, dict) else str(value or "")
