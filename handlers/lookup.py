"""Looking up: a name, a facet, or a question in plain words becomes a card, a list or a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers import decision, evidence, persona
from handlers.call import Answer, Basis, Blocks, Call, Options, Reply, UserError
from handlers.find import find, fitting, names_in, unknown, whole
from personas.decision import Decision
from personas.errors import (
    MissingText,
    NoPersonas,
    NothingAbout,
    NothingFound,
    UnknownPersona,
)
from personas.evidence import Evidence, Polarity
from personas.persona import Claim, Facet, Persona, key_of
from personas.questions.question import Asked, Topic, understand
from personas.views import chain as chain_view
from personas.views import closest as closest_view
from personas.views import persona as view
from personas.views import persona_section as sides
from personas.views.numbers import opening
from personas.views.picker import choice
from storage.store import Reading, Store

QUOTES_SHOWN, QUOTES_READ = 3, 20


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question with the tenant's memory open to answer it."""

    call: Call
    asked: Asked
    reading: Reading

    def who(self) -> tuple[Persona, str]:
        """The persona that was meant, and the words that were left over."""
        ref, rest = find(self.reading, self.asked.who, channel=self.call.channel)
        return whole(self.reading, ref.id, channel=self.call.channel, names=False), self.asked.words or rest

    def lasting(self, found: Persona, blocks: Blocks, text: str) -> Reply:
        """A reply made of this persona alone, without a clock, for anybody in the channel: it may be remembered."""
        current = self.reading.versions.current(self.call.user, found.id)
        if current.persona is None or current.names is None:
            return Reply(blocks, text)
        return Reply(blocks, text, basis=Basis(found.id, current.persona, current.names))


def ask(call: Call, store: Store) -> Answer:
    """Answer whatever was asked in words."""
    with store.read(call.tenant) as reading:
        names = names_in(reading, call.text)
        asked = (
            Asked(Topic.CARD, who=call.text)
            if key_of(call.text) in names
            else understand(call.text, names, reading.personas.callings)
        )
        if asked.topic not in WRITES:
            said = TOPICS.get(asked.topic, _search)(
                Lookup(replace(call, aloud=call.aloud or asked.share), asked, reading)
            )
            return replace(said, shared=True) if asked.share and isinstance(said, Reply) else said
    return WRITES[asked.topic](replace(call, text=f"{asked.who} {asked.words}".strip()), store)


def menu(call: Call, store: Store) -> Answer:
    """`/persona` alone: who this channel is about, and what one can do."""
    with store.read(call.tenant) as reading:
        refs = reading.channels.personas(call.channel)
        bound = [whole(reading, ref.id, channel=call.channel, names=False) for ref in refs]
        if not bound and not reading.personas.refs():
            raise UserError(NoPersonas())
        drafts = len(reading.evidence.drafts(call.user))
    return Reply(view.menu(bound, drafts=drafts), "Personas in this channel")


def listed(call: Call, store: Store) -> Answer:
    """Every persona, a line each."""
    with store.read(call.tenant) as reading:
        lines = reading.personas.lines(view.LIST_SHOWN, channel=call.channel)
        refs = reading.personas.refs()
    if not refs:
        raise UserError(NoPersonas())
    return Reply(view.listing(lines, number=len(refs), last=refs[-1]), f"{len(refs)} personas")


def compare(call: Call, store: Store) -> Answer:
    """Two personas side by side: "compare ops-admin buyer", with or without "and"."""
    with store.read(call.tenant) as reading:
        one, rest = find(reading, call.text or "", channel=call.channel) if call.text else (None, "")
        words = rest.removeprefix("and ").removeprefix("with ").removeprefix("to ").strip()
        if one is None or not words:
            raise UserError(MissingText("/persona compare ops-admin buyer"))
        other, _ = find(reading, words, channel=call.channel)
        left, right = (whole(reading, ref.id, channel=call.channel) for ref in (one, other))
    return Reply(view.compare(left, right), f"{left.name} and {right.name}")


def offered(call: Call, store: Store) -> Answer:
    """Personas for a picker."""
    with store.read(call.tenant) as reading:
        return Options([choice(ref) for ref in fitting(reading, call)])


def _card(look: Lookup) -> Answer:
    try:
        found, rest = look.who()
    except UserError as user_error:
        if isinstance(user_error.mistake, UnknownPersona) and len(look.asked.who.split()) > 1:
            return _search(look)
        raise
    if rest:
        return _search(look, rest, only=found)
    blocks = persona.card_of(look.reading, found, channel=look.call.channel)
    return look.lasting(found, blocks, f"{found.name}: {found.role or found.one_line or found.type.value}")


def _facet(look: Lookup) -> Answer:
    found, words = look.who()
    facet = Facet(look.asked.topic)
    label = facet.label
    claims = [claim for claim in found.about(*facet.shown) if _says(claim, words)]
    if all(claim.unknown for claim in claims):
        if words:
            raise UserError(NothingAbout(words, found.ref))
        return look.lasting(found, sides.nothing_known(found, label, facet.value), f"{label}: not known yet")
    quotes = {
        claim.id: look.reading.evidence.of_claim(claim.id, viewer=look.call.channel_viewer, limit=QUOTES_READ)
        for claim in claims[: sides.CLAIMS_SHOWN]
    }
    own = {key: _told(pieces) for key, pieces in quotes.items()}
    numbers = opening(*(piece for claim in claims[: sides.CLAIMS_SHOWN] for piece in own[claim.id]))
    blocks = sides.facet(found, label, claims, own, words=words)
    share = view.share_row(f"{found.slug} {facet.value} {words}".strip(), *numbers)
    return look.lasting(found, [*blocks, share], f"{found.name}: {label}")


def _first(look: Lookup) -> Answer:
    if look.asked.who == "all" or (
        not look.asked.who and not look.reading.channels.personas(look.call.channel)
    ):
        people = look.reading.personas.about(Facet.FIRST, limit=view.LIST_SHOWN, channel=look.call.channel)
        if not people:
            raise UserError(NoPersonas())
        choose = bool(look.call.channel) and not look.call.in_dm and not look.call.in_home
        choose = choose and not look.reading.channels.personas(look.call.channel)
        return Reply(sides.first_table(people, choose=choose), "What each persona should see first")
    found, _ = look.who()
    claim = found.claim(Facet.FIRST)
    if claim is None or claim.unknown:
        return look.lasting(found, sides.nothing_known(found, Facet.FIRST.label, "first"), "Not known yet")
    return look.lasting(found, sides.first_answer(found, claim), f"{found.name} sees first: {claim.text}")


def _words(look: Lookup) -> Answer:
    found, words = look.who()
    record, viewer = look.reading.evidence, look.call.channel_viewer
    quotes, hidden = (
        record.quotes(found.id, viewer=viewer, words=words),
        record.hidden(found.id, viewer=viewer, own_words=True),
    )
    claims = [claim for claim in found.about(Facet.WORDS) if _says(claim, words)]
    if not quotes and not claims and not hidden:
        return look.lasting(found, sides.nothing_known(found, Facet.WORDS.label, "words"), "No quotes yet")
    blocks = sides.in_words(found, quotes, claims, words=words, hidden=hidden)
    return look.lasting(found, blocks, f"{found.name} in their own words")


def _unknowns(look: Lookup) -> Answer:
    found, _ = look.who()
    return look.lasting(found, sides.unknowns(found), f"What we don't know about {found.name}")


def _roles(look: Lookup) -> Answer:
    people = look.reading.personas.about(*persona.ROLE_FACETS)
    fitting = [each for each in people if persona.has_role(each, look.asked.words or look.call.text)]
    if not fitting:
        raise UserError(NothingFound(look.call.text))
    return Reply(view.roles(look.call.text, fitting), look.call.text)


def _search(look: Lookup, words: str = "", *, only: Persona | None = None) -> Answer:
    words = words or look.asked.words or look.asked.who or look.call.text
    viewer, persona_id = look.call.viewer, only.id if only else 0
    hits = look.reading.ranked_search.closest(words, viewer=viewer, persona_id=persona_id)
    if not hits:
        if only:
            raise UserError(NothingAbout(words, only.ref))
        near = unknown(look.reading, look.asked.who)
        raise UserError(near if near.suggestions else NothingFound(words))
    return Reply(closest_view.closest(words, hits), f"Closest in the record: {words}")


def _evidence(look: Lookup) -> Answer:
    found, words = look.who()
    return evidence.listed(look.call, look.reading, found, words)


def _decisions(look: Lookup) -> Answer:
    if not look.asked.who or look.asked.who == "all":
        return decision.recent(look.call, look.reading)
    found, _ = look.who()
    return decision.of_persona(look.call, look.reading, found)


def _chain(look: Lookup) -> Answer:
    found, _ = look.who()
    named = look.reading.decisions.of_persona(found.id, viewer=look.call.channel_viewer)
    decisions = look.reading.decisions.whole(named)
    links = [_link(look, claim, decisions) for claim in found.claims if not claim.unknown]
    return Reply(chain_view.chain(found, links), f"What rests on what: {found.name}")


def _link(look: Lookup, claim: Claim, decisions: Sequence[Decision]) -> chain_view.Link:
    pieces = tuple(look.reading.evidence.of_claim(claim.id, viewer=look.call.channel_viewer))
    ids = {piece.id for piece in pieces}
    citing = tuple(each for each in decisions if ids & {piece.id for piece in each.cited})
    return chain_view.Link(claim, pieces, citing)


def _decision(look: Lookup) -> Answer:
    return decision.shown(look.call, look.reading, look.asked.number or 0)


def _claims(look: Lookup) -> Answer:
    found, _ = look.who()
    return look.lasting(found, sides.everything(found), f"Everything about {found.name}")


TOPICS: dict[Topic | Facet, Callable[[Lookup], Answer]] = {
    **dict.fromkeys(Facet, _facet),
    Topic.CARD: _card,
    Facet.FIRST: _first,
    Facet.WORDS: _words,
    Topic.UNKNOWN: _unknowns,
    Topic.ROLES: _roles,
    Topic.SURE: _search,
    Topic.SEARCH: _search,
    Topic.EVIDENCE: _evidence,
    Topic.DECISIONS: _decisions,
    Topic.DECISION: _decision,
    Topic.CHAIN: _chain,
    Topic.EVERYTHING: _claims,
}

WRITES: dict[Topic | Facet, Callable[[Call, Store], Answer]] = {
    Topic.ADD: evidence.form_about,
    Topic.EDIT: persona.edit,
    Topic.RETIRE: persona.retire,
}


def _told(pieces: Sequence[Evidence]) -> list[Evidence]:
    """What is quoted under a claim: what says otherwise first, then people's own words."""
    against = [piece for piece in pieces if piece.polarity is Polarity.CONTRADICTS]
    own = [piece for piece in pieces if piece.own_words and piece not in against]
    return [*against, *own][:QUOTES_SHOWN]


def _says(claim: Claim, words: str) -> bool:
    said = f"{claim.text} {claim.detail}".casefold()
    return all(word in said for word in words.casefold().split())
