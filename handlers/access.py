"""Decides whether this person may ask for this at all, once, before any handler runs."""

from handlers.call import Answer, Call, Nothing, Options, Reply, UserError
from handlers.commands import Handler, split
from personas.errors import ForMembers, Outsider
from personas.people import Person
from personas.permission import NOT_ASKING, Role, may_enter, role_of
from personas.views import mistake as mistake_view
from storage.store import Reading, Store

# Buttons and mentions that carry words: what counts is the words.
WORDY = frozenset({"again", "share", "share_outside", "persona_menu", "home_menu"})
# Done without a word to us: a sentence would be a message nobody asked for.
SILENT = frozenset({"reaction_added", "reaction_removed", "app_home_opened"})


def require_access(handler: Handler, kind: str, word: str, *, home: str) -> Handler:
    """The handler, run only for whoever may ask. `home` is the team its payload names for its person, where not ours."""

    def entered(call: Call, store: Store) -> Answer:
        if word in NOT_ASKING:
            return handler(call, store)
        with store.read(call.tenant) as reading:
            role = _role(reading, call.user, home)
            if may_enter(role, *_asked(kind, word, call)):
                return handler(call, store.within(reading))
        return _refused(call, kind, word, role)

    return entered


def may_look_up(person: Person | None, call: Call) -> bool:
    """The same for a command that was answered before: whether this person, as Slack told of them, may ask for it."""
    return person is not None and may_enter(role_of(person), *_asked("command", "/persona", call))


def _role(reading: Reading, user: str, home: str) -> Role:
    """What they are. Who comes from a team in which we know nobody of ours is of another organisation."""
    if home and not (reading.people.has_team(home) or reading.installation.is_part_of(home)):
        return Role.EXTERNAL
    return role_of(reading.people.known(user))


def _asked(kind: str, word: str, call: Call) -> tuple[str, str]:
    """Kind and word by which the table of what a guest may do names it."""
    if word in {"/persona", "app_mention"}:
        return "command", split(call.text)[0]
    return ("command", split(call.value)[0]) if word in WORDY else (kind, word)


def _refused(call: Call, kind: str, word: str, role: Role) -> Answer:
    """One sentence, where there is a place for it."""
    if kind == "options":
        return Options([])
    if word in SILENT or (word == "message" and not (call.in_dm and call.text)):
        return Nothing()
    mistake = Outsider() if role is Role.EXTERNAL else ForMembers()
    if kind == "submission":
        raise UserError(mistake)
    return Reply(*mistake_view.sentence(mistake))
