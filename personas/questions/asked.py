"""What somebody asked: about whom, about what, and how sure we are that they did."""

from dataclasses import dataclass, field
from enum import StrEnum

from personas.facet import Facet
from personas.questions.period import Period
from personas.questions.topic import Topic, needs_of

THIS, ALL = "this", "all"


class Sureness(StrEnum):
    """How sure it is what was asked.

    SURE is answered plainly; LIKELY under a heading that says what it was read as, with the next two as buttons;
    UNSURE is not answered: the nearest three as buttons, and what the record holds; NOTHING is searched for.
    """

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"
    NOTHING = "nothing"


class Talk(StrEnum):
    """What is said to us without asking anything."""

    HELLO = "hello"
    THANKS = "thanks"
    STOP = "stop"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know. `who` may end in filter words where nobody knows the names yet.

    `who` is a name that is known, a word for the channel's own persona ("this"), everybody ("all"), or empty;
    `others` are the further names ("compare buyer and admin"). `words` are left over: they order an answer, and never
    empty it; of ROLES they start with the verb ("approves the budget"), of CARES, WHY and SEARCH they are what it is
    about, of ADD the text as typed. `nearest` are the likeliest topics, best first, where it is not SURE.
    """

    topic: Topic | Facet
    who: str = ""
    words: str = ""
    number: int | None = None
    share: bool = False
    facet_first: bool = False
    others: tuple[str, ...] = ()
    sureness: Sureness = Sureness.SURE
    nearest: tuple[Topic | Facet, ...] = ()
    period: Period | None = None
    talk: Talk | None = None
    by_pattern: bool = field(default=False, compare=False)  # read by a pattern of the whole sentence

    @property
    def asks_which(self) -> bool:
        """Whether it is about more personas than were named: the channel's own one, else one asks which."""
        named = [who for who in (self.who, *self.others) if who and who != ALL]
        return len(named) < needs_of(self.topic)
