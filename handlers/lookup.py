"""Looking up: a name, a facet, or a question in plain words becomes a card, a list or a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from handlers import decision, evidence, persona, topics
from handlers.call import Answer, Blocks, Call, Options, Reply, UserError
from handlers.find import find, fitting, names_in, whole
from handlers.look import Lookup
from personas.decision import Decision
from personas.errors import MissingText, NoPersonas, UnknownPersona
from personas.evidence import Evidence, Polarity
from personas.persona import Claim, Facet, Persona, PersonaRef, key_of, slug_of
from personas.questions.asked import ALL, THIS
from personas.questions.question import Asked, Sureness, Topic, understand
from personas.questions.topic import label_of, needs_of, typed
from personas.search import tells
from personas.views import asked as asked_view
from personas.views import chain as chain_view
from personas.views import closest as closest_view
from personas.views import persona as view
from personas.views import persona_section as sides
from personas.views.numbers import opening
from personas.views.picker import choice
from storage.store import Reading, Store

QUOTES_SHOWN, QUOTES_READ, QUOTES_MOST = 3, 20, 5
# Of a question that is read as something, so many others are offered.
OTHERS_OFFERED, PEOPLE_OFFERED = 2, 4
NAME_WORDS = 2


def ask(call: Call, store: Store) -> Answer:
    """Answer whatever was asked in words."""
    with store.read(call.tenant) as reading:
        asked = _understood(call, reading)
        if asked.topic not in WRITES:
            look = Lookup(replace(call, aloud=call.aloud or asked.share), asked, reading)
            said = _answered(look)
            return replace(said, shared=True) if asked.share and isinstance(said, Reply) else said
    return WRITES[asked.topic](replace(call, text=f"{asked.who} {asked.words}".strip()), store)


def _understood(call: Call, reading: Reading) -> Asked:
    """What was asked; a whole text that is a name asks for its card, whatever else it could mean."""
    names = names_in(reading, call.text)
    if key_of(call.text) in names:
        return Asked(Topic.CARD, who=call.text)
    return understand(call.text, names, cache(reading.personas.callings))


def _answered(look: Lookup) -> Answer:
    """The answer where it is sure what was asked; else what is likeliest, one of three, or what the record holds."""
    asked = look.asked
    if asked.sureness is Sureness.NOTHING:
        return topics.search(look)
    if asked.sureness is Sureness.UNSURE:
        return _one_of(look)
    if people := _which(look):
        return _about_whom(asked, people)
    said = _of_somebody(look)
    if asked.sureness is Sureness.LIKELY and isinstance(said, Reply):
        others = [topic for topic in asked.nearest if topic is not asked.topic][:OTHERS_OFFERED]
        choices = _choices(others, who=_slug(look), words=asked.words)
        return replace(said, blocks=asked_view.read_as(said.blocks, label_of(asked.topic), choices))
    return said


def _of_somebody(look: Lookup) -> Answer:
    """The answer to the topic; a question about somebody we do not know looks in the record before it says so."""
    try:
        return TOPICS[look.asked.topic](look)
    except UserError as user_error:
        if not isinstance(user_error.mistake, UnknownPersona):
            raise
        return _about_a_stranger(look, user_error)


def _about_a_stranger(look: Lookup, user_error: UserError) -> Answer:
    """Names near to one or two words alone; else what the record holds; only then that there is nothing."""
    mistake, text = user_error.mistake, look.call.text
    near = isinstance(mistake, UnknownPersona) and mistake.suggestions
    if _is_a_name(look) and near:
        raise user_error
    if look.asked.facet_first and not near and len(look.reading.channels.personas(look.call.channel)) == 1:
        # "words zebra": of whom the channel is about.
        return TOPICS[look.asked.topic](
            replace(look, asked=replace(look.asked, who="", words=look.asked.who))
        )
    if hits := topics.hits_for(look, text):
        return topics.closest(look, text, hits)
    if _is_a_name(look):
        raise user_error
    if isinstance(mistake, UnknownPersona) and near:
        raise UserError(replace(mistake, reserved=True)) from user_error
    raise UserError(topics.nothing(look, text)) from user_error


def _is_a_name(look: Lookup) -> bool:
    """Whether one or two words were typed that can be nothing but a name."""
    return look.asked.topic is Topic.CARD and len(look.call.text.split()) <= NAME_WORDS


def _one_of(look: Lookup) -> Answer:
    """The nearest three topics as buttons, and what the record holds that is closest."""
    people = _which(look)
    who = _slug(look) or (people[0].slug if people else "")
    near = _choices(look.asked.nearest, who=who, words=look.asked.words)
    named = look.who_or_all() if look.asked.who != THIS else None
    # The words of ROLES start with a verb that may be ours.
    words = look.asked.words if look.asked.topic is not Topic.ROLES else ""
    words = words or look.call.text
    hits = topics.hits_for(look, words) if tells(words) else []
    found = closest_view.closest(words, hits) if hits else []
    return Reply(
        [*asked_view.unsure(near, about=named.name if named else ""), *found], "What would you like to know?"
    )


def _choices(nearest: Sequence[Topic | Facet], *, who: str, words: str) -> list[asked_view.Choice]:
    """Topics that may have been meant, each asked of the same persona."""
    return [(label_of(topic), typed(topic, who=who, words=words)) for topic in nearest]


def _about_whom(asked: Asked, people: Sequence[PersonaRef]) -> Reply:
    """The same question about each of these, where it named fewer personas than it needs."""
    first = "" if asked.who in {"", THIS, ALL} else slug_of(asked.who)
    period = asked.period.said if asked.period else ""
    choices = []
    for ref in people[:PEOPLE_OFFERED]:
        who, other = (first, ref.slug) if first else (ref.slug, "")
        choices.append((ref.name, typed(asked.topic, who=who, other=other, words=asked.words, period=period)))
    label = label_of(asked.topic)
    blocks = asked_view.which(label, choices, besides=asked.who if first else "")
    return Reply(blocks, f"{label}: about whom?")


def _which(look: Lookup) -> list[PersonaRef]:
    """Whom a question may be about that names fewer personas than it needs; none where it is clear."""
    asked = look.asked
    if not asked.asks_which or not needs_of(asked.topic):
        return []
    bound = look.reading.channels.personas(look.call.channel) if look.call.channel else []
    if len(bound) == 1 and needs_of(asked.topic) == 1 and asked.who != ALL:
        return []
    people = [ref for ref in topics.people_here(look) if key_of(ref.name) != key_of(asked.who)]
    if not people:
        raise UserError(NoPersonas())
    return people


def _slug(look: Lookup) -> str:
    """Who was named, as it is typed in front of a topic."""
    who = look.asked.who
    return slug_of(who) if who and who != ALL else ""


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
    if not look.asked.who and look.asked.words:
        return topics.search(look)
    found, rest = look.who()
    hits = topics.hits_for(look, rest, found) if rest else []
    if hits:
        return topics.closest(look, rest, hits)
    blocks = persona.card_of(look.reading, found, channel=look.call.channel)
    text = f"{found.name}: {found.role or found.one_line or found.type.value}"
    if rest:
        return Reply([*sides.noted(sides.nothing_on(rest)), *blocks], text)
    return look.lasting(found, blocks, text)


def _facet(look: Lookup) -> Answer:
    found, words = look.who()
    facet = Facet(look.asked.topic)
    label = facet.label
    claims = sorted(found.about(*facet.shown), key=lambda claim: -topics.fitting(words, claim))
    if all(claim.unknown for claim in claims):
        return look.lasting(found, sides.nothing_known(found, label, facet.value), f"{label}: not known yet")
    quotes = {
        claim.id: look.reading.evidence.of_claim(claim.id, viewer=look.call.channel_viewer, limit=QUOTES_READ)
        for claim in claims[: sides.CLAIMS_SHOWN]
    }
    own = {key: _told(pieces) for key, pieces in quotes.items()}
    numbers = opening(*(piece for claim in claims[: sides.CLAIMS_SHOWN] for piece in own[claim.id]))
    fits = any(topics.fitting(words, claim) for claim in claims)
    note = sides.ordered_by(words, fits=fits) if words else ""
    blocks = sides.facet(found, label, claims, own, note=note)
    share = view.share_row(f"{found.slug} {facet.value} {words}".strip(), *numbers)
    if words and not fits:
        return Reply([*blocks, *_elsewhere(look, found, words), share], f"{found.name}: {label}")
    return look.lasting(found, [*blocks, share], f"{found.name}: {label}")


def _elsewhere(look: Lookup, found: Persona, words: str) -> Blocks:
    """What another section, a quote or a decision says about words that nothing here is about."""
    hits = topics.hits_for(look, words, found)
    return closest_view.elsewhere([hit for hit in hits if found.ref in hit.about])


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
    newest, hidden = (
        record.quotes(found.id, viewer=viewer),
        record.hidden(found.id, viewer=viewer, own_words=True),
    )
    fitting = _quotes_on(look, found, words) if words else []
    quotes = [*fitting, *(piece for piece in newest if piece.id not in {each.id for each in fitting})]
    claims = sorted(found.about(Facet.WORDS), key=lambda claim: -topics.fitting(words, claim))
    if not quotes and not claims and not hidden:
        return look.lasting(found, sides.nothing_known(found, Facet.WORDS.label, "words"), "No quotes yet")
    fits = bool(fitting) or any(topics.fitting(words, claim) for claim in claims)
    note = sides.ordered_by(words, fits=fits) if words else ""
    blocks = sides.in_words(found, quotes[:QUOTES_MOST], claims, words=words, note=note, hidden=hidden)
    text = f"{found.name} in their own words"
    if not words:
        return look.lasting(found, blocks, text)
    # Which quote is closest depends on how rare its words are in all of the record.
    *shown, row = blocks
    return Reply([*shown, *([] if fits else _elsewhere(look, found, words)), row], text)


def _quotes_on(look: Lookup, found: Persona, words: str) -> list[Evidence]:
    """What somebody said in their own words that is closest to some words."""
    hits = look.reading.ranked_search.closest(words, viewer=look.call.channel_viewer, persona_id=found.id)
    pieces = [hit.found for hit in hits if isinstance(hit.found, Evidence)]
    return [piece for piece in pieces if piece.own_words and piece.persona_id == found.id]


def _unknowns(look: Lookup) -> Answer:
    found, _ = look.who()
    return look.lasting(found, sides.unknowns(found), f"What we don't know about {found.name}")


def _roles(look: Lookup) -> Answer:
    people = look.reading.personas.about(*persona.ROLE_FACETS)
    fitting = [each for each in people if persona.has_role(each, look.asked.words or look.call.text)]
    if not fitting:
        return topics.search(look)
    return Reply(view.roles(look.call.text, fitting), look.call.text)


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
    pieces = tuple(look.reading.evidence.under_claim(claim.id, viewer=look.call.channel_viewer))
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
    Topic.SURE: topics.sureness,
    Topic.SEARCH: topics.search,
    Topic.EVIDENCE: _evidence,
    Topic.DECISIONS: _decisions,
    Topic.DECISION: _decision,
    Topic.CHAIN: _chain,
    Topic.EVERYTHING: _claims,
    Topic.LIST: topics.listed,
    Topic.COMPARE: topics.compared,
    Topic.PROOF: topics.proof,
    Topic.HISTORY: topics.not_yet,
    Topic.LENS: topics.not_yet,
    Topic.STEWARD: topics.steward,
    Topic.WEAKEST: topics.weakest,
    Topic.NEWS: topics.news,
    Topic.COUNTED: topics.counted,
    Topic.COMPLAINTS: topics.complaints,
    Topic.LEAVING: topics.leaving,
    Topic.CARES: topics.cares,
    Topic.WHY: topics.why,
    Topic.NONE: topics.talk,
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
