"""People of the workspace, as far as the product needs to know them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SLACKBOT = "USLACKBOT"
# Slack's words for somebody it does not show to us.
NOBODY = frozenset({"user_not_found", "users_not_found", "user_not_visible", "team_access_not_granted"})
AWAY_EMOJI = frozenset({":palm_tree:", ":face_with_thermometer:", ":desert_island:"})
AWAY_WORDS = ("vacation", "out of office", "ooo", "sick", "parental", "holiday", "on leave", "pto")


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user. `tz` is an IANA name; `less` are the reminder rules they asked to hear less of."""

    user: str
    name: str
    tz: str = "UTC"
    team: str = ""
    is_bot: bool = False
    deleted: bool = False
    guest: bool = False
    stranger: bool = False
    admin: bool = False
    away: bool = False
    stopped_at: datetime | None = None
    muted_until: datetime | None = None
    less: tuple[str, ...] = ()
    # Whatever else they are called in the directory, to be masked in what others write.
    names: tuple[str, ...] = ()

    @property
    def reachable(self) -> bool:
        """A person of this workspace that an app may write to at all."""
        return not (self.is_bot or self.deleted or self.stranger)

    def muted(self, now: datetime) -> bool:
        """Whether they asked for silence."""
        return self.muted_until is not None and now < self.muted_until


@dataclass(frozen=True, slots=True)
class Place:
    """A channel: whether its words may be kept, and which personas are talked about there.

    `direct` is a conversation of two or a few people: private, and nothing is filed from it.
    """

    channel: str
    name: str = ""
    private: bool = False
    shared: bool = False
    known: bool = False
    filing: bool = False
    personas: tuple[int, ...] = ()
    member: bool = True
    direct: bool = False

    @property
    def closed(self) -> bool:
        """Whether its words stay there: direct messages, and channels shared with other organisations."""
        return self.direct or self.shared


def person_of(user: Mapping[str, Any], *, tenant: str) -> Person:
    """Slack's user object as a person of ours. Slackbot says that it is no bot; it is."""
    profile = user.get("profile") or {}
    team = str(user.get("team_id") or tenant)
    return Person(
        user=str(user["id"]),
        name=str(profile.get("display_name") or user.get("real_name") or user.get("name") or ""),
        tz=str(user.get("tz") or "UTC"),
        team=team,
        is_bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
        deleted=bool(user.get("deleted")) or bool(user.get("is_invited_user")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        stranger=bool(user.get("is_stranger")) or not _is_ours(user, team, tenant),
        admin=any(user.get(key) for key in ("is_admin", "is_owner", "is_primary_owner")),
        away=_away(profile),
        names=_names(user, profile),
    )


def place_of(channel: Mapping[str, Any]) -> Place:
    """Slack's channel object as a place of ours."""
    direct = bool(channel.get("is_im") or channel.get("is_mpim"))
    return Place(
        channel=str(channel["id"]),
        name=str(channel.get("name") or ""),
        private=direct or bool(channel.get("is_private")),
        shared=bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")),
        known=True,
        member=bool(channel.get("is_member", True)),
        direct=direct,
    )


def _names(user: Mapping[str, Any], profile: Mapping[str, Any]) -> tuple[str, ...]:
    """Full, first and display name."""
    full = str(profile.get("real_name") or user.get("real_name") or "")
    first = str(profile.get("first_name") or "") or next(iter(full.split()), "")
    return tuple(dict.fromkeys(filter(None, (full, first, str(profile.get("display_name") or "")))))


def _is_ours(user: Mapping[str, Any], team: str, tenant: str) -> bool:
    """At home here, or in the organisation that we are. Other companies have organisations too."""
    whole = user.get("enterprise_user") or {}
    return tenant in {team, whole.get("enterprise_id"), *(whole.get("teams") or ())}


def _away(profile: Mapping[str, Any]) -> bool:
    emoji, text = str(profile.get("status_emoji") or ""), str(profile.get("status_text") or "").casefold()
    return emoji in AWAY_EMOJI or any(re.search(rf"\b{word}\b", text) for word in AWAY_WORDS)
