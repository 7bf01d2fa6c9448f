"""Questions over many personas, and those about one that no section answers."""

from handlers import decision
from handlers.call import Answer, Reply, UserError
from handlers.find import find, whole
from handlers.look import Lookup
from personas.decision import Decision
from personas.errors import NoPersonas, NothingFound
from personas.evidence import Tally
from personas.persona import Claim, Facet, Persona, PersonaRef
from personas.questions.asked import Talk
from personas.questions.period import Period
from personas.search import Hit, asked_for, words_of
from personas.stem import stem
from personas.views import asked as asked_view
from personas.views import closest as closest_view
from personas.views import overview as view
from personas.views import persona as persona_view
from personas.views.persona_section import ordered_by

EVERYBODY = 10_000
LATELY = Period("in the last 30 days", "rolling month", since=True)
LEAVING = "leave churn cancel quit switch abandon unsubscribe"


def steward(look: Lookup) -> Answer:
    """Who looks after a persona."""
    found, _ = look.who()
    name = look.reading.people.known(found.steward).name if found.steward else ""
    return Reply(view.steward(found, name), f"{name or 'Nobody'} looks after {found.name}")


def sureness(look: Lookup) -> Answer:
    """How sure we are of a persona, or of what is said in words."""
    persona = look.who_or_all()
    if look.asked.words or persona is None:
        return _sure_of(look, look.asked.words or look.call.text, persona)
    return look.lasting(persona, view.sureness(persona), f"How sure we are about {persona.name}")


def _sure_of(look: Lookup, words: str, persona: Persona | None) -> Answer:
    hits = hits_for(look, words, persona)
    claims = [(hit.about[0], hit.found) for hit in hits if isinstance(hit.found, Claim)]
    if not claims:
        return closest(look, words, hits)
    return Reply(view.sure_of(words, claims), f"How sure we are: {words}")


def weakest(look: Lookup) -> Answer:
    """Which personas rest on the least, and on the oldest evidence."""
    lines = look.reading.personas.lines(EVERYBODY, channel=look.call.channel)
    if not lines:
        raise UserError(NoPersonas())
    return Reply(view.weakest(lines), "The least and the oldest evidence")


def news(look: Lookup) -> Answer:
    """What is new, lately or since a time in words."""
    period, persona = look.asked.period or LATELY, look.who_or_all()
    found = look.reading.overview.news(
        look.span(period), viewer=look.call.viewer, persona_id=persona.id if persona else 0
    )
    return Reply(view.news(period.said, found, about=persona.ref if persona else None), "What is new")


def counted(look: Lookup) -> Answer:
    """How many people and pieces there are from each kind of source."""
    period, persona = look.asked.period, look.who_or_all()
    about = persona.ref if persona else None
    tallies = _tallies(look, period, persona.id if persona else 0)
    blocks = view.counted(tallies, about=about, span=period.said if period else "")
    return Reply(blocks, "How many we heard from")


def _tallies(look: Lookup, period: Period | None, persona_id: int) -> tuple[Tally, ...]:
    record, viewer = look.reading.overview, look.call.viewer
    if period is None:
        return record.counted(viewer=viewer, persona_id=persona_id)
    return record.counted_in(look.span(period), viewer=viewer, persona_id=persona_id)


def complaints(look: Lookup) -> Answer:
    """What people complain about, over all personas or of one."""
    period, persona, words = look.asked.period, look.who_or_all(), look.asked.words
    people = [persona] if persona else look.reading.personas.about(Facet.STUCK, channel=look.call.channel)
    claims = [(each.ref, claim) for each in people for claim in each.about(Facet.STUCK) if not claim.unknown]
    claims = sorted(claims, key=lambda pair: (-fitting(words, pair[1]), -pair[1].backing.weight))
    said = look.reading.overview.complaints(
        look.span(period) if period else None,
        viewer=look.call.viewer,
        persona_id=persona.id if persona else 0,
    )
    about = persona.ref if persona else None
    asked = " ".join(filter(None, ("complaints", words, period.said if period else "")))
    note = ordered_by(words, fits=any(fitting(words, claim) for _, claim in claims)) if words else ""
    return Reply(
        view.complaints(claims, said, asked=asked, note=note, about=about), "What people complain about"
    )


def leaving(look: Lookup) -> Answer:
    """Why people leave: what the record says of it."""
    persona = look.who_or_all()
    hits = hits_for(look, f"{LEAVING} {look.asked.words}", persona)
    about = persona.ref if persona else None
    return Reply(
        closest_view.titled(view.leaving(hits), hits, asked=_asked("leaving", about)), "Why people leave"
    )


def cares(look: Lookup) -> Answer:
    """Whether somebody cares about something: what the record says of both."""
    found, _ = look.who()
    words = look.asked.words
    hits = [hit for hit in hits_for(look, words, found) if found.id in {ref.id for ref in hit.about}]
    if not hits:
        return Reply(view.cares_not(found, words), f"Nothing on record says whether {found.name} cares")
    return Reply(closest_view.closest(words, hits, about=found), f"Closest in the record: {words}")


def why(look: Lookup) -> Answer:
    """Why something was decided."""
    words = look.asked.words or look.call.text
    hits = hits_for(look, words, look.who_or_all())
    decisions = [hit.found for hit in hits if isinstance(hit.found, Decision)]
    if not decisions:
        return closest(look, words, hits)
    return Reply(view.why(words, decisions), f"Why we decided: {words}")


def not_yet(look: Lookup) -> Answer:
    """What is asked for and not built yet: one sentence, never the card."""
    found, _ = look.who()
    blocks = view.not_yet(found, look.asked.topic.value)
    return Reply(blocks, f"That is not shown here yet: {found.name}")


def listed(look: Lookup) -> Answer:
    """Who our personas are."""
    lines = look.reading.personas.lines(persona_view.LIST_SHOWN, channel=look.call.channel)
    refs = look.reading.personas.refs()
    if not refs:
        raise UserError(NoPersonas())
    blocks = persona_view.listing(lines, number=len(refs), last=refs[-1])
    return Reply(blocks, f"{len(refs)} personas")


def compared(look: Lookup) -> Answer:
    """Two personas side by side."""
    names = [look.asked.who, *look.asked.others][:2]
    left, right = (_named(look, name) for name in names)
    return Reply(persona_view.compare(left, right), f"{left.name} and {right.name}")


def _named(look: Lookup, name: str) -> Persona:
    ref, _ = find(look.reading, name, channel=look.call.channel)
    return whole(look.reading, ref.id, channel=look.call.channel)


def proof(look: Lookup) -> Answer:
    """How many decisions a persona changed."""
    return decision.proven(look.call, look.reading)


def talk(look: Lookup) -> Answer:
    """Nothing was asked: a short warm sentence."""
    said = look.asked.talk or Talk.OTHER
    blocks = asked_view.talk(said.value, people_here(look))
    return Reply(blocks, blocks[0]["text"]["text"])


def search(look: Lookup) -> Answer:
    """What the record holds that is closest to some words."""
    words = look.asked.words or look.asked.who or look.call.text
    return closest(look, words, hits_for(look, words, _maybe(look)))


def closest(look: Lookup, words: str, hits: list[Hit]) -> Answer:
    """The closest there is, or that there is nothing, with questions that work here."""
    if not hits:
        raise UserError(nothing(look, words))
    return Reply(closest_view.closest(words, hits), f"Closest in the record: {words}")


def nothing(look: Lookup, words: str) -> NothingFound:
    """That nothing fits, with somebody to ask about."""
    return NothingFound(words, tuple(people_here(look)[:1]))


def people_here(look: Lookup) -> list[PersonaRef]:
    """The channel's own personas first, then the others."""
    own = look.reading.channels.personas(look.call.channel) if look.call.channel else []
    return [*own, *(ref for ref in look.reading.personas.refs() if ref not in own)]


def fitting(words: str, claim: Claim) -> int:
    """How many of the words a claim holds, whatever their form."""
    asked = {stem(word) for word in asked_for(words)} if words else set()
    return len(asked & {stem(word) for word in words_of(claim.text, claim.detail)})


def hits_for(look: Lookup, words: str, persona: Persona | None = None) -> list[Hit]:
    """What the record holds that is closest to some words, of one persona first."""
    record = look.reading.ranked_search
    return record.closest(words, viewer=look.call.viewer, persona_id=persona.id if persona else 0)


def _maybe(look: Lookup) -> Persona | None:
    """The persona that was named, where the words are not it."""
    if not look.asked.who or not look.asked.words:
        return None
    try:
        return look.who_or_all()
    except UserError:
        return None


def _asked(topic: str, about: PersonaRef | None) -> str:
    return f"{about.slug if about else ''} {topic}".strip()
