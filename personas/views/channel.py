"""How a channel's settings look: the form, and what is set afterwards."""

from collections.abc import Sequence

from personas.filing import CARD_INDEX
from personas.people import Place
from personas.persona import PersonaRef
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    button,
    checkboxes,
    context,
    esc,
    modal,
    option,
    section,
    typeahead,
)
from personas.views.parts import field as labelled
from personas.views.persona import names
from personas.views.picker import choice

SETTINGS = "channel_settings"
FILING_ON, HUSH = "filing_on", "filing_hush"
ON = "on"
BOUND_MAX = 10
EMOJI_LISTED = 8
CLOSED_WORDS = "Emoji filing is off here: words from channels shared with other organisations stay there."
PRIVATE_WORDS = (
    "This channel is private. What is filed here is shown in full here and to whoever filed it; elsewhere it is only "
    "counted, as “+1 from a private channel”."
)
NOT_A_MEMBER = "I can't read this channel yet. Type /invite @Dramatis there, then switch it on."


def form(
    place: Place,
    bound: Sequence[PersonaRef],
    own: Sequence[tuple[PersonaRef, str]],
    *,
    closed: bool,
    private: bool = False,
    metadata: str,
) -> Block:
    """Whom the channel talks about, and whether an emoji files what is said there."""
    chosen = [option(*choice(ref)) for ref in bound[:BOUND_MAX]]
    picker = typeahead(
        "pick_persona", placeholder="Choose personas", chosen=chosen, many=True, most=BOUND_MAX
    )
    this = "“This user” means them here. With exactly one, an emoji files at once; otherwise I ask whom it is about."
    return modal(
        SETTINGS,
        "Channel settings",
        [
            section(f"Settings for <#{place.channel}>"),
            labelled("personas", "Personas talked about here", picker, hint=this, optional=True),
            *([context(CLOSED_WORDS)] if closed else _filing(place, own)),
            *([context(PRIVATE_WORDS)] if private and not closed else []),
        ],
        submit="Save",
        metadata=metadata,
    )


def saved(place: Place, bound: Sequence[PersonaRef]) -> Blocks:
    """What is set now, in two sentences."""
    who = f"“This user” is {names(bound)}." if bound else "This channel is about no persona yet."
    if not place.filing:
        files = "Emoji filing is off."
    elif len(bound) == 1:
        files = f"React with :{CARD_INDEX}: and a message is filed about {names(bound)}, with a ✅ on it."
    else:
        files = f"React with :{CARD_INDEX}: and a message gets 👀; I ask you privately whom it is about."
    return [
        section(f"*<#{place.channel}>*\n{who} {files}"),
        actions(
            button("Who is here", "again:menu", "this")
            if len(bound) == 1
            else button("All personas", "again:list", "list"),
            button("Change", "again:settings", "settings"),
        ),
    ]


def filing_off(channel: str, *, ts: str) -> tuple[Blocks, str]:
    """To whoever tried the emoji where it does nothing: once, with the ways on."""
    text = "Filing by emoji is off here. Switch it on, or use ⋮ → *File as evidence*."
    row = actions(
        button("Switch it on", FILING_ON, f"{channel}:{ts}"), button("Don't tell me here", HUSH, channel)
    )
    return [section(text), row], "Filing by emoji is off here"


def hushed() -> Blocks:
    """After "Don't tell me here"."""
    return [section("I won't mention it here again. ⋮ → *File as evidence* works all the same.")]


def _filing(place: Place, own: Sequence[tuple[PersonaRef, str]]) -> list[Block]:
    on = option(f"File messages by emoji: :{CARD_INDEX}:", ON)
    box = checkboxes("filing", [on], chosen=[on] if place.filing else [])
    what = (
        "Off until somebody switches it on. A message with the emoji is kept as evidence, with addresses, phone "
        "numbers and colleagues' names masked; taking the emoji away withdraws it."
    )
    listed = "  ·  ".join(f":{emoji}: {esc(ref.name)}" for ref, emoji in own[:EMOJI_LISTED])
    extra = [context(f"A persona's own emoji files straight to that persona:  {listed}")] if listed else []
    return [labelled("filing", "Evidence by emoji", box, hint=what, optional=True), *extra]
