"""How a question is met that is not plain: read as something, one of three, about whom, or nothing that we know."""

from collections.abc import Callable, Sequence

from personas.persona import PersonaRef
from personas.views.mistake import ALL, HELP, examples
from personas.views.parts import Block, Blocks, actions, button, context, esc, section

# What a button says, and the words it asks with.
Choice = tuple[str, str]


def read_as(blocks: Blocks, label: str, others: Sequence[Choice]) -> Blocks:
    """An answer under a line that says what the question was read as, with the next likeliest behind it."""
    line = context(f"I read this as *{esc(label)}*.")
    return [line, *blocks, *([actions(*_buttons("near", others))] if others else [])]


def unsure(nearest: Sequence[Choice], *, about: str = "") -> Blocks:
    """One line and the nearest topics as buttons: nothing is answered that may not have been asked."""
    whom = f" about *{esc(about)}*" if about else ""
    said = section(f"I'm not sure what you'd like to know{whom}. One of these?")
    return [said, actions(*_buttons("near", nearest))]


def which(label: str, people: Sequence[Choice], *, besides: str = "") -> Blocks:
    """A question that names fewer personas than it is about: whose?"""
    whom = f"*{esc(besides)}* and whom?" if besides else "about whom?"
    return [section(f"*{esc(label)}*: {whom}"), actions(*_buttons("which", people), ALL)]


def talk(said: str, people: Sequence[PersonaRef]) -> Blocks:
    """A short warm sentence where nothing was asked."""
    return TALK.get(said, _other)(people)


def _hello(people: Sequence[PersonaRef]) -> Blocks:
    said = "Hello. Ask me about the people you build for. For example:"
    return [section(said), actions(*examples(people), HELP)]


def _thanks(_: Sequence[PersonaRef]) -> Blocks:
    return [section("You're welcome.")]


def _stop(_: Sequence[PersonaRef]) -> Blocks:
    said = "Of course. Shall I be quiet for a while, or stop asking you for good?"
    stop = button("Stop asking me", "again:stop", "stop asking me")
    return [section(said), actions(stop, button("Quiet for two weeks", "again:mute", "mute 2w"))]


def _other(people: Sequence[PersonaRef]) -> Blocks:
    said = "I know your personas, what backs each claim about them, and what changed because of them. For example:"
    return [section(said), actions(*examples(people), HELP)]


TALK: dict[str, Callable[[Sequence[PersonaRef]], Blocks]] = {
    "hello": _hello,
    "thanks": _thanks,
    "stop": _stop,
}


def _buttons(action: str, choices: Sequence[Choice]) -> list[Block]:
    return [button(label, f"again:{action}{place}", words) for place, (label, words) in enumerate(choices)]
