"""The forms for personas: a new one, its plain facts, one facet, retirement."""

from collections.abc import Sequence

from personas.persona import LONGEST_INTERVAL_DAYS, UNKNOWN, Claim, Facet, Persona, Type
from personas.views.parts import (
    Block,
    checkboxes,
    context,
    count,
    divider,
    esc,
    field,
    modal,
    number_input,
    option,
    radio,
    section,
    select,
    text_input,
)

NEW, EDIT, FACET, RETIRE = "persona_new", "persona_edit", "persona_facet", "persona_retire"
PICK_FACET = "persona_pick_facet"
NEW_INTRO = "Keep it short. You can add the rest later."
TYPE_HINTS = {
    Type.BUYER: "approves it, and has to justify that",
    Type.CUSTOMER: "answers for it after the sale, and renews",
    Type.USER: "lives with it every day",
}
BUILT = ("not built", "partly", "live")


def new_form(*, metadata: str, name: str = "") -> Block:
    """A new persona: name, type, role, one job story, what they see first."""
    types = _types()
    blocks = [
        context(NEW_INTRO),
        field(
            "name",
            "Name",
            text_input("name", initial=name, longest=60, placeholder="Ops admin", focus=True),
            hint="A name people would say aloud.",
        ),
        field("type", "Type", radio("type", types, chosen=types[2])),
        field(
            "role",
            "What they do here",
            text_input("role", longest=150, placeholder="Sets the workspace up for their team"),
            optional=True,
        ),
        field(
            "when",
            "When…",
            text_input("when", longest=200, placeholder="my manager asks for the weekly summary"),
        ),
        field("want", "…I want to…", text_input("want", longest=200, placeholder="pull it in two clicks")),
        field(
            "so",
            "…so I can…",
            text_input("so", longest=200, placeholder="send it before the stand-up"),
            optional=True,
        ),
        field(
            "first",
            "What should they see first?",
            text_input("first", longest=200),
            optional=True,
            hint="Leave it empty if you don't know yet: that is an answer too.",
        ),
        field("why", "Why that?", text_input("why", longest=300), optional=True),
    ]
    return modal(NEW, "New persona", blocks, submit="Create", metadata=metadata)


def edit_form(persona: Persona, *, metadata: str) -> Block:
    """The plain facts of a persona, and the way to each facet."""
    facets = [option(side.label, side.value) for side in Facet]
    blocks = [
        section(
            f"*What we claim about {esc(persona.name)}* is edited one section at a time:",
            accessory=select(PICK_FACET, facets, placeholder="Choose a section"),
        ),
        divider(),
        *_facts(persona),
        *_care(persona),
    ]
    return modal(EDIT, "Edit persona", blocks, submit="Save", metadata=metadata)


def facet_form(persona: Persona, side: Facet, *, metadata: str) -> Block:
    """One facet: a claim per line; or, for what they see first, the thing, the why and whether it is built."""
    said = sorted(persona.about(side), key=lambda claim: claim.position)
    claims = [claim for claim in said if not claim.unknown]
    unknown = option(UNKNOWN, "unknown", "An answer too: it is listed with what we don't know")
    ticked = [unknown] if len(claims) < len(said) else []
    backed = sum(claim.backing.pieces for claim in claims)
    note = f"{count(backed, 'piece')} of evidence stay with the lines they are about." if backed else ""
    blocks = [
        section(f"*{esc(persona.name)}*  ›  *{side.label}*"),
        *(_single_fields(claims) if side.row.single else [_lines(side, claims)]),
        field("unknown", "Or", checkboxes("unknown", [unknown], chosen=ticked), optional=True),
        *([context(note)] if note else []),
    ]
    return modal(FACET, "Edit a section", blocks, submit="Save", metadata=metadata)


def retire_form(persona: Persona, *, metadata: str) -> Block:
    """The question before a persona is retired."""
    text = (
        f"*{esc(persona.name)}* disappears from lists, pickers and reminders. Its evidence and the decisions "
        f"that name it stay, and `/persona {persona.slug}` still shows it."
    )
    return modal(
        RETIRE, "Retire persona?", [section(text)], submit="Retire", close="Not yet", metadata=metadata
    )


def _facts(persona: Persona) -> list[Block]:
    types = _types()
    chosen = types[list(TYPE_HINTS).index(persona.type)]
    hint = "Other names and job titles, with commas between them."
    aliases = text_input("aliases", initial=", ".join(persona.aliases), longest=300)
    one_line = text_input("one_line", initial=persona.one_line, longest=150)
    return [
        field("name", "Name", text_input("name", initial=persona.name, longest=60)),
        field("type", "Type", radio("type", types, chosen=chosen)),
        field(
            "role", "What they do here", text_input("role", initial=persona.role, longest=150), optional=True
        ),
        field("one_line", "In one line", one_line, optional=True),
        field("aliases", "Also answers to", aliases, hint=hint, optional=True),
    ]


def _care(persona: Persona) -> list[Block]:
    emoji = text_input("emoji", initial=persona.emoji, longest=60, placeholder="p-ops-admin")
    steward: Block = {"type": "users_select", "action_id": "steward"}
    if persona.steward:
        steward["initial_user"] = persona.steward
    days = number_input("interval", least=7, most=LONGEST_INTERVAL_DAYS, initial=persona.interval_days)
    files = "Reacting with it files a message about them at once."
    return [
        field("emoji", "Their own emoji", emoji, hint=files, optional=True),
        field("steward", "Steward", steward, optional=True),
        field("interval", "Remind the steward after this many days without new evidence", days),
    ]


def _lines(side: Facet, claims: Sequence[Claim]) -> Block:
    text = "\n".join(" ".join(claim.text.split()) for claim in claims)
    box = text_input("lines", initial=text, multiline=True, focus=True)
    return field("lines", "One claim per line", box, hint=side.row.hint, optional=True)


def _single_fields(claims: Sequence[Claim]) -> list[Block]:
    now = claims[0] if claims else Claim(0, 0, Facet.FIRST, "")
    built = [option(word.capitalize(), word) for word in BUILT]
    chosen = built[BUILT.index(now.shipped)] if now.shipped in BUILT else None
    first = text_input("first", initial=now.text, longest=300, focus=True)
    why = text_input("why", initial=now.detail, longest=400, multiline=True)
    return [
        field("first", "What should they see first?", first, optional=True),
        field("why", "Why that?", why, optional=True),
        field("built", "Is it built?", radio("built", built, chosen=chosen), optional=True),
    ]


def _types() -> list[Block]:
    return [option(f"{kind.value.capitalize()}: {hint}", kind.value) for kind, hint in TYPE_HINTS.items()]
