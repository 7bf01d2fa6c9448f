"""The form for a piece of evidence: what was said, whom it is about, what it does to which claim."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from personas.evidence import QUOTE_MAX, Kind, Polarity, Source
from personas.filing import counts_of
from personas.persona import CLAIM_MAX, Claim, Facet
from personas.views.evidence import count_fields
from personas.views.parts import (
    Block,
    actions,
    button,
    context,
    cut,
    datepicker,
    esc,
    modal,
    option,
    radio,
    select,
    text_input,
    typeahead,
)
from personas.views.parts import field as labelled

FILE, MORE = "evidence_file", "evidence_more"
PICK_PERSONA, PICK_CLAIM = "pick_persona", "pick_claim"
NEW_CLAIM = "new"
# Slack takes 150 characters in an option's value; the facet and the marker stand before the words.
NEW_CLAIM_MAX = 130
CLAIMS_OFFERED = 12

POLARITY_WORDS = {
    Polarity.SUPPORTS: "Supports it",
    Polarity.CONTRADICTS: "Says otherwise",
    Polarity.NEW: "Something new",
}
PRIVATE_WORDS = (
    "From a private channel: these words are shown there and to whoever files them; elsewhere they are only counted. "
    "A new claim is about the persona, and everybody reads it."
)
OPEN_WORDS = (
    "Everybody in this workspace can read it. What is filed in a private channel is shown only there."
)
MASKED = (
    "Masked when it is saved: full, first and display names of people in this workspace, e-mail addresses, phone numbers, "
    "long numbers and keys. A name that is also a word, like Will or May, only with its surname."
)
OWN, REPORTED = "own", "reported"
WORDS_OPTIONS = (("Their own words", OWN), ("Reported by a colleague", REPORTED))


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the form: prefilled, or as the person has it by now. Choices are (label, value)."""

    quote: str = ""
    persona: tuple[str, str] | None = None
    claim: tuple[str, str] | None = None
    polarity: Polarity = Polarity.SUPPORTS
    own_words: bool = True
    source: Source = Source.INTERVIEW
    counts: str = ""
    kind: Kind = Kind.OBSERVATION
    reference: str = ""
    account: str = ""
    day: date | None = None
    more: bool = field(default=False)


def form(
    filling: Filling,
    *,
    metadata: str,
    label: str = "",
    focus: bool = True,
    private: bool = False,
    in_dm: bool = False,
) -> Block:
    """Seven fields; the other four behind [More details]. Who will read it is said where one could think otherwise."""
    blocks = [*_what(filling, focus=focus), *_about(filling), *_weight(filling)]
    blocks += _details(filling) if filling.more else [actions(button("More details", MORE))]
    if private:
        blocks.append(context(PRIVATE_WORDS))
    elif in_dm:
        blocks.append(context(OPEN_WORDS))
    if label:
        blocks.insert(0, context(f"You are editing {esc(label)}."))
    return modal(
        FILE, "File evidence", blocks, submit="Save" if label else "File evidence", metadata=metadata
    )


def claim_choice(claim: Claim) -> tuple[str, str]:
    """A claim as the picker shows it: its facet, then its words."""
    return cut(f"{claim.facet.label}: {' '.join(claim.text.split())}", 75), str(claim.id)


def claim_choices(claims: Sequence[Claim], typed: str) -> list[tuple[str, str]]:
    """Existing claims that fit the letters, by facet; then the same words as a new claim under each facet."""
    words = typed.casefold().split()
    known = [
        claim for claim in claims if not claim.unknown and all(word in _searched(claim) for word in words)
    ]
    order = list(Facet)
    known.sort(key=lambda claim: (order.index(claim.facet), claim.position))
    fresh = " ".join(typed.split())[:NEW_CLAIM_MAX]
    new = [(cut(f"New · {side.label}: {fresh}", 75), f"{NEW_CLAIM}:{side.value}:{fresh}") for side in Facet]
    return [*map(claim_choice, known[:CLAIMS_OFFERED]), *(new if len(fresh) > 2 else [])]


def new_claim(value: str) -> Claim | None:
    """The claim a person typed as new, from the value of its option."""
    marker, _, rest = value.partition(":")
    side, _, words = rest.partition(":")
    if marker != NEW_CLAIM or side not in set(Facet) or not words.strip():
        return None
    return Claim(0, 0, Facet(side), words.strip()[:CLAIM_MAX])


def _searched(claim: Claim) -> str:
    return f"{claim.facet.label} {claim.text} {claim.detail}".casefold()


def _what(filling: Filling, *, focus: bool) -> list[Block]:
    box = text_input(
        "quote", initial=filling.quote, longest=QUOTE_MAX, multiline=True, focus=focus,
        placeholder="I waited until I had something to show.",
    )  # fmt: skip
    hint = f"{MASKED} Leave customers' names out."
    own, reported = (option(label, value) for label, value in WORDS_OPTIONS)
    whose = radio("whose", [own, reported], chosen=own if filling.own_words else reported)
    return [
        labelled("quote", "What was said or seen", box, hint=hint),
        labelled("whose", "Whose words", whose),
    ]


def _about(filling: Filling) -> list[Block]:
    who = typeahead(PICK_PERSONA, placeholder="Choose a persona", chosen=_chosen(filling.persona))
    claim = typeahead(PICK_CLAIM, placeholder="The persona as a whole", chosen=_chosen(filling.claim))
    does = [option(words, each.value) for each, words in POLARITY_WORDS.items()]
    hint = "Type to search, or type a new claim. Empty means the persona as a whole."
    return [
        labelled("persona", "Who is it about?", who),
        labelled("claim", "About which claim", claim, hint=hint, optional=True),
        labelled(
            "polarity", "Does it support the claim?",
            select(
                "polarity", does, placeholder="Choose", chosen=does[list(POLARITY_WORDS).index(filling.polarity)]
            ),
        ),
    ]  # fmt: skip


def _weight(filling: Filling) -> list[Block]:
    sources = [option(each.noun.capitalize(), each.value) for each in Source]
    source = select(
        "source", sources, placeholder="Choose a source", chosen=sources[list(Source).index(filling.source)]
    )
    return [
        labelled("source", "Where it comes from", source),
        *count_fields(*counts_of(filling.counts)),
    ]


def _details(filling: Filling) -> list[Block]:
    kinds = [option(each.row.label, each.value) for each in Kind]
    kind = select("kind", kinds, placeholder="Choose", chosen=kinds[list(Kind).index(filling.kind)])
    link = text_input("reference", initial=filling.reference, placeholder="https://… or #4711", longest=300)
    account = text_input("account", initial=filling.account, placeholder="ACME", longest=40)
    when = datepicker("day", initial=filling.day.isoformat() if filling.day else "")
    same = "The same ticket filed twice counts as one source."
    return [
        labelled("kind", "What it shows", kind),
        labelled("reference", "Link or ticket number", link, hint=same, optional=True),
        labelled("account", "Account", account, hint="A code, no name of a person.", optional=True),
        labelled("day", "When it happened", when, optional=True),
    ]


def _chosen(choice: tuple[str, str] | None) -> list[Block]:
    return [option(*choice)] if choice else []
