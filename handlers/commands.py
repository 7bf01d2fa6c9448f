"""The whole vocabulary of /persona on one screen, and the router that answers it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from handlers import lookup, persona
from handlers.call import Answer, Call, Oops, Replace, Reply
from personas.errors import NotBuilt, TooLong
from personas.persona import key_of
from storage.store import Store

Handler = Callable[[Call, Store], Answer]
TEXT_MAX = 1500


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One word after /persona: what it does, and how a person would type it."""

    word: str
    handler: Handler
    example: str
    help: str
    group: str


LOOK, RECORD, KEEP = "Look up", "Record", "Keep fresh"

SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand("list", lookup.listed, "/persona list", "every persona, with how sure we are", LOOK),
    Subcommand("compare", lookup.compare, "/persona compare {a} {b}", "two personas side by side", LOOK),
    Subcommand("start", persona.start, "/persona start", "begin with three hypotheses", RECORD),
    Subcommand("new", persona.new, "/persona new", "add a persona", RECORD),
)

# Words of the grammar that are not here yet: better a sentence than a guess at a persona's name.
LATER = frozenset(
    {"interview", "check", "verify", "challenge", "matrix", "split", "churn", "quiet", "event", "review", "digest",
     "export", "lens"}
)  # fmt: skip

_BY_WORD = {subcommand.word: subcommand.handler for subcommand in SUBCOMMANDS}


def answer(call: Call, store: Store) -> Answer:
    """Answer the words after /persona, after @Dramatis, or under a button that asks again."""
    if len(call.text) > TEXT_MAX:
        raise Oops(TooLong("That", len(call.text), TEXT_MAX))
    first, _, rest = call.text.partition(" ")
    word = first.casefold()
    if word in _BY_WORD:
        return _BY_WORD[word](replace(call, text=rest.strip()), store)
    if word in LATER:
        raise Oops(NotBuilt(word))
    return lookup.menu(call, store) if not key_of(call.text) else lookup.ask(call, store)


def again(call: Call, store: Store) -> Answer:
    """A button that carries words: answered as if they had been typed, in the button's place."""
    said = answer(replace(call, text=call.value), store)
    return Replace(said.blocks, said.text) if isinstance(said, Reply) and call.ephemeral else said


def share(call: Call, store: Store) -> Answer:
    """The same answer for everybody in the channel."""
    said = answer(replace(call, text=call.value), store)
    return replace(said, shared=True) if isinstance(said, Reply) else said


COMMANDS: dict[str, Handler] = {"/persona": answer}
