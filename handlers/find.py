"""Which persona is meant: by name, by nickname, by the channel, or with a suggestion."""

from collections.abc import Iterable

from handlers.call import Call, UserError
from personas.errors import AmbiguousPersona, Gone, NobodyHere, NoPersonas, UnknownPersona
from personas.persona import Persona, PersonaRef, key_of, prefixes, slug_of
from personas.questions.question import reserved_name
from personas.questions.suggestion import closest
from storage.store import Reading

THIS = frozenset(map(key_of, ("this", "this user", "this persona", "this one")))
NAME_WORDS_MAX = 5
TEXT_WORDS_MAX = 14
# As many as a person reads in a menu that narrows while they type.
OFFERED = 20


def find(reading: Reading, words: str, *, channel: str) -> tuple[PersonaRef, str]:
    """The persona these words begin with, and the words behind its name. "this" is the channel's own."""
    key = key_of(words)
    if not key or key in THIS:
        return here(reading, channel), ""
    listed = words.split()
    keys = prefixes(listed)
    matches = reading.personas.matching(keys)
    for length, key in zip(range(len(keys), 0, -1), keys, strict=True):
        fits = matches.get(key, [])
        if fits:
            living = [ref for ref in fits if not ref.retired]
            return _only(living or fits, words), " ".join(listed[length:])
    if meant := _run_together(reading, listed[0]):
        return meant, " ".join(listed[1:])
    raise UserError(unknown(reading, words))


def names_in(reading: Reading, text: str) -> frozenset[str]:
    """Keys of the personas whose names occur in a text: names may hold words of the grammar."""
    words = text.split()[:TEXT_WORDS_MAX]
    spans = ((start, end) for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    keys = {key_of(" ".join(words[start:end])) for start, end in spans if end - start <= NAME_WORDS_MAX}
    return frozenset(reading.personas.matching(sorted(keys)))


def fitting(reading: Reading, call: Call, *, besides: Iterable[int] = ()) -> list[PersonaRef]:
    """Personas for a picker: the channel's own first, then whoever else answers to the letters typed so far."""
    own = reading.channels.personas(call.channel) if call.channel else []
    rest = [ref for ref in reading.personas.refs() if ref not in own]
    key, taken = key_of(call.text), set(besides)
    fits = {persona_id for name, persona_id in reading.personas.names().items() if key in key_of(name)}
    return [ref for ref in (*own, *rest) if ref.id not in taken and ref.id in fits][:OFFERED]


def here(reading: Reading, channel: str) -> PersonaRef:
    """The one persona the channel is bound to."""
    bound = reading.channels.personas(channel)
    if not bound:
        raise UserError(NobodyHere() if reading.personas.refs() else NoPersonas())
    return _only(bound, "this user")


def whole(reading: Reading, persona_id: int, *, channel: str = "", names: bool = True) -> Persona:
    """The persona a form or a button is about, if it still exists."""
    persona = reading.personas.get(persona_id, channel=channel, names=names)
    if persona is None:
        raise UserError(Gone("That persona"))
    return persona


def unknown(reading: Reading, words: str) -> UnknownPersona:
    """That nobody answers to these words, with the nearest names."""
    names = reading.personas.names()
    if not names:
        raise UserError(NoPersonas())
    refs = {ref.id: ref for ref in reading.personas.refs()}
    near = dict.fromkeys(names[name] for name in closest(words, names) if names[name] in refs)
    found = tuple(refs[persona_id] for persona_id in near)
    return UnknownPersona(words, found, reserved=reserved_name(words))


def _run_together(reading: Reading, word: str) -> PersonaRef | None:
    """Whose name it is without the space or hyphen in it: "opsadmin"."""
    letters = slug_of(word).replace("-", "")
    names = reading.personas.names().items()
    fits = {persona_id for name, persona_id in names if slug_of(name).replace("-", "") == letters}
    refs = [ref for ref in reading.personas.refs() if ref.id in fits]
    return refs[0] if len(refs) == 1 else None


def _only(fits: list[PersonaRef], name: str) -> PersonaRef:
    if len(fits) > 1:
        raise UserError(AmbiguousPersona(name, tuple(fits)))
    return fits[0]
