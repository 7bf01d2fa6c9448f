"""What Slack's events tell us, as values; events that only name a message and a person are a `Call` without one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from personas.people import Person, person_of

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Somebody joined the workspace, or something about them changed. `at`: when Slack says it happened."""

    person: Person
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelMoved:
    """A channel got another id."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AppRemoved:
    """The app was uninstalled, or (`revoked`) the bot's token was taken from it."""

    revoked: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class TeamsAdded:
    """Workspaces of an organisation let the app in."""


@dataclass(frozen=True, slots=True)
class TeamsRemoved:
    """Workspaces of an organisation shut the app out."""

    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """A message was edited or deleted. Slack tells apps that may read along in a channel."""

    channel: str
    ts: str


Event = MessageChanged | PersonChanged | ChannelMoved | AppRemoved | TeamsAdded | TeamsRemoved


def parse(event: Raw, *, tenant: str, seconds: int | None) -> Event | None:
    """The value of an event; None where it tells nothing but who and where, or nothing that concerns us."""
    at = datetime.fromtimestamp(seconds, UTC) if seconds else None
    reader = _READERS.get(event.get("type", ""))
    return reader(event, tenant, at) if reader else None


def _person_changed(event: Raw, tenant: str, at: datetime | None) -> Event | None:
    user = event.get("user")
    known = isinstance(user, dict) and user.get("id")
    return PersonChanged(person_of(user, tenant=tenant), at) if isinstance(user, dict) and known else None


def _channel_moved(event: Raw, _: str, at: datetime | None) -> Event | None:
    old, new = (str(event.get(each) or "") for each in ("old_channel_id", "new_channel_id"))
    return ChannelMoved(old, new) if old and new and old != new else None


def _message_changed(event: Raw, _: str, at: datetime | None) -> Event | None:
    message = event.get("message")
    edited = isinstance(message, dict) and message.get("edited") and message.get("ts")
    known = {"message_changed": edited, "message_deleted": event.get("deleted_ts")}
    ts, channel = known.get(str(event.get("subtype"))), event.get("channel")
    return MessageChanged(channel, ts) if isinstance(ts, str) and isinstance(channel, str) and ts else None


def _uninstalled(_: Raw, tenant: str, at: datetime | None) -> Event:
    return AppRemoved(revoked=False, at=at)


def _revoked(event: Raw, _: str, at: datetime | None) -> Event | None:
    """Only the bot's own token is ours."""
    tokens = event.get("tokens")
    return AppRemoved(revoked=True, at=at) if isinstance(tokens, dict) and tokens.get("bot") else None


def _teams_added(_: Raw, tenant: str, at: datetime | None) -> Event:
    return TeamsAdded()


def _teams_removed(event: Raw, _: str, at: datetime | None) -> Event:
    teams = event.get("team_ids")
    return TeamsRemoved(tuple(str(team) for team in teams) if isinstance(teams, list) else ())


_READERS: dict[str, Callable[[Raw, str, datetime | None], Event | None]] = {
    "app_uninstalled": _uninstalled,
    "channel_id_changed": _channel_moved,
    "message": _message_changed,
    "team_access_granted": _teams_added,
    "team_access_revoked": _teams_removed,
    "team_join": _person_changed,
    "tokens_revoked": _revoked,
    "user_change": _person_changed,
}
