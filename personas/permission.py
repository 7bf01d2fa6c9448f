"""Who may do what, and who may read what: pure rules, asked before any handler runs and again where rows are read."""

from dataclasses import dataclass
from enum import StrEnum

from personas.people import Person

PUBLIC = ""


class Role(StrEnum):
    """What somebody is here. A steward is one for a persona; everybody else is one thing everywhere."""

    ADMIN = "admin"
    STEWARD = "steward"
    MEMBER = "member"
    GUEST = "guest"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads, and where: what is private shows there, and to whoever brought it. Nobody in no channel sees
    what is public; that is also how an answer is read before it is shared.
    """

    channel: str = PUBLIC
    user: str = ""

    def can_read(self, visibility: str, owner: str) -> bool:
        """Whether something may be read in full."""
        return visibility in {PUBLIC, self.channel} or bool(self.user and self.user == owner)


ANYBODY = Viewer()

# What a guest may do: answer what was asked of them, say how they want to be written to, see and delete what is
# theirs. By kind of payload, then by the word that names it.
GUEST_MAY: dict[str, frozenset[str]] = {
    "command": frozenset(
        {"mute", "unmute", "my data", "delete my answers", "stop asking me", "ask me again"}
    ),
    "action": frozenset(
        {"home_allow", "home_mute", "home_stop", "home_unmute", "pulse_answer", "pulse_change", "pulse_later",
         "pulse_open", "pulse_stop", "pulse_unsay", "pulse_unstop", "pulse_write",
         "reminder_less", "reminder_more", "reminder_mute"}
    ),
    "submission": frozenset({"pulse_sentence", "privacy_delete"}),
    "options": frozenset(),
    "shortcut": frozenset(),
    "event": frozenset({"app_home_opened", "message", "team_join", "user_change"}),
}  # fmt: skip
# What Slack itself tells us: these events are not something that a person asks of us.
NOT_ASKING = frozenset(
    {"team_join", "user_change", "channel_id_changed", "app_uninstalled", "tokens_revoked", "team_access_granted",
     "team_access_revoked"}
)  # fmt: skip


def role_of(person: Person, *, steward: str = "") -> Role:
    """What a person is, with respect to the persona this steward looks after. Who left is an outsider."""
    if person.stranger or person.deleted:
        return Role.EXTERNAL
    if person.guest:
        return Role.GUEST
    if person.admin:
        return Role.ADMIN
    return Role.STEWARD if steward and steward == person.user else Role.MEMBER


def may_enter(role: Role, kind: str, word: str) -> bool:
    """Whether somebody of this role may ask for this at all; what it is about is looked at later."""
    if role is Role.EXTERNAL:
        return False
    return role is not Role.GUEST or word in GUEST_MAY.get(kind, frozenset())


def may_file(person: Person) -> bool:
    """Whose emoji makes a message evidence."""
    return role_of(person) not in {Role.GUEST, Role.EXTERNAL}


def may_retire(person: Person, steward: str) -> bool:
    """Taking a persona out of use is for its steward and for admins."""
    return role_of(person, steward=steward) in {Role.ADMIN, Role.STEWARD}


def may_run(person: Person, author: str) -> bool:
    """Closing, sharing and filing a pulse is for who asked, and for admins."""
    role = role_of(person)
    return role is Role.ADMIN or (role is Role.MEMBER and person.user == author)
