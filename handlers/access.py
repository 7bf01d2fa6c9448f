"""Decides whether this person may ask for this at all, once, before any handler runs."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.call import Answer, Call, Handler, NextView, Nothing, Options, Publish, Reply, UserError
from handlers.commands import split
from handlers.event import MessageChanged
from personas.errors import ForMembers, Mistake, Outsider, UnknownHere
from personas.home import Home
from personas.people import Person
from personas.permission import NOT_ASKING, Role, may_enter, role_of
from personas.views import home as home_view
from personas.views import mistake as mistake_view
from storage.store import Reading, Store

# Buttons and mentions that carry words: what counts is the words.
WORDY = frozenset({"again", "share", "share_outside", "persona_menu", "home_menu"})
# Done without a word to us: a sentence would be a message nobody asked for.
SILENT = frozenset({"reaction_added", "reaction_removed", "app_home_opened"})


Held = Callable[[str, str], Person | None]


class UnknownPerson(Exception):
    """The directory does not name who asks: Slack has to be asked, before anything is shown or written."""

    def __init__(self, call: Call, kind: str, word: str) -> None:
        super().__init__(call.user)
        self.call, self.kind, self.word = call, kind, word

    def refused(self) -> Answer:
        """The answer where Slack does not know them either."""
        if self.word == "app_home_opened":
            unmet = Home(Person(self.call.user, ""), self.call.now, unmet=True)
            return Publish(home_view.page(unmet))
        return _refusal(self.call, self.kind, self.word, UnknownHere())

    @property
    def is_told(self) -> bool:
        """Whether a refusal says anything: what says nothing may be asked again."""
        return self.word == "app_home_opened" or self.word not in SILENT


def _nobody(tenant: str, user: str) -> Person | None:
    return None


@dataclass(frozen=True, slots=True)
class Access:
    """A handler, run only for whoever may ask."""

    handler: Handler
    kind: str
    word: str
    home: str
    held: Held

    def __call__(self, call: Call, store: Store) -> Answer:
        """The handler's answer, or the refusal. Raises `UnknownPerson` where Slack has to be asked first."""
        if self.word in NOT_ASKING or isinstance(call.event, MessageChanged):
            return self.handler(call, store)
        if not call.user or self._is_overheard(call):
            return Nothing()
        with store.read(call.tenant) as reading:
            role = self._role(reading, call)
            if may_enter(role, *_asked(self.kind, self.word, call)):
                return self.handler(call, store.within(reading))
        mistake = Outsider() if role is Role.EXTERNAL else ForMembers()
        return _refusal(call, self.kind, self.word, mistake)

    def _is_overheard(self, call: Call) -> bool:
        """Whether nobody asks us: people talk to each other, or another app does, through which anybody could ask."""
        if self.word == "message" and not (call.in_dm and call.text):
            return True
        return self.kind == "event" and bool(call.message and call.message.from_bot)

    def _role(self, reading: Reading, call: Call) -> Role:
        """What they are. Who comes from a team in which we know nobody of ours is of another organisation."""
        if self.home and not (
            reading.people.has_team(self.home) or reading.installation.is_part_of(self.home)
        ):
            return Role.EXTERNAL
        person = reading.people.met(call.user) or self.held(call.tenant, call.user)
        if person is None:
            raise UnknownPerson(call, self.kind, self.word)
        return role_of(person)


def require_access(handler: Handler, kind: str, word: str, *, home: str, held: Held = _nobody) -> Access:
    """The handler, run only for whoever may ask. `home` is the team its payload names for its person, where not ours;
    `held` tells of people of whom Slack was asked just now.
    """
    return Access(handler, kind, word, home, held)


def refuse_outsider(kind: str, word: str) -> Handler:
    """What answers in a workspace that is not served: one sentence, and nothing is read or written. Events get none."""

    def refused(call: Call, store: Store) -> Answer:
        if kind == "event":
            return Nothing()
        if kind == "submission" and not call.form:
            return NextView(mistake_view.notice(mistake_view.plain_sentence(Outsider())))
        return _refusal(call, kind, word, Outsider())

    return refused


def may_look_up(person: Person | None, call: Call) -> bool:
    """The same for a command that was answered before: whether this person, as Slack told of them, may ask for it."""
    return person is not None and may_enter(role_of(person), *_asked("command", "/persona", call))


def _asked(kind: str, word: str, call: Call) -> tuple[str, str]:
    """Kind and word by which the table of what a guest may do names it."""
    if word in {"/persona", "app_mention"}:
        return "command", split(call.text)[0]
    return ("command", split(call.value)[0]) if word in WORDY else (kind, word)


def _refusal(call: Call, kind: str, word: str, mistake: Mistake) -> Answer:
    """One sentence, where there is a place for it."""
    if kind == "options":
        return Options([])
    if word in SILENT:
        return Nothing()
    if kind == "submission":
        raise UserError(mistake)
    return Reply(*mistake_view.sentence(mistake))
