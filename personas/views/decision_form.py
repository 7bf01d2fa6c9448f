"""The forms for decisions: logging one, and linking evidence to one that is logged."""

from dataclasses import replace
from datetime import date, timedelta

from personas.decision import (
    BECAUSE_MAX,
    CHANGE_MAX,
    HOW_KNOWN_MAX,
    NOBODY_SERVED,
    NOBODY_UNSERVED,
    REVISIT_DAYS,
    WHY_MAX,
    Area,
    Decision,
    Grounds,
    Sketch,
)
from personas.evidence import Evidence
from personas.persona import PersonaRef
from personas.views.decision import REVERSE, changed_line
from personas.views.parts import (
    OPTION_MAX,
    Block,
    Blocks,
    actions,
    button,
    checkboxes,
    context,
    cut,
    datepicker,
    esc,
    field,
    modal,
    option,
    section,
    select,
    text_input,
    typeahead,
)
from personas.views.picker import choice

LOG, LINK = "decision_log", "decision_link"
MORE, TEMPLATE = "decision_more", "decision_template"
PICK_SERVED, PICK_UNSERVED, PICK_EVIDENCE = "pick_served", "pick_unserved", "pick_evidence"
PEOPLE_MOST, EVIDENCE_MOST = 8, 10
# What an earlier version's form offered to type where nothing was there before.
NEW_WORDS = frozenset({"", "nothing", "none", "new", "it is new", "nothing it is new", "nothing new", "n/a"})

PRIVATE_WORDS = "From a private place: it is shown there and to you; elsewhere it is only counted."
OPEN_WORDS = (
    "Everybody in this workspace can read it. What is logged in a private channel is shown only there."
)

# Three changes that personas bring about most often (from, to).
TEMPLATES: dict[str, tuple[str, str, str]] = {
    "split": ("Split a path", "one path for everybody", "two paths: "),
    "drop": ("Drop or delay", "building it now", "not now: "),
    "empty": ("Redesign an empty state", "an empty page", "a page that already shows "),
}
JUDGEMENT_LABEL = "Judgement call: no evidence behind it"


def log_form(
    sketch: Sketch, *, metadata: str, today: date, private: bool = False, in_dm: bool = False
) -> Block:
    """What changed, because of whom, who is not served and on what grounds; the rest is folded.

    Who will read it is said where one could think otherwise.
    """
    blocks = [
        *_strangers(sketch),
        *_cut(sketch),
        _templates(),
        *_change(sketch),
        *_who(sketch),
        *_evidence(sketch),
        *(_details(sketch, today) if sketch.details else [actions(button("More details", MORE))]),
        *([context(PRIVATE_WORDS if private else OPEN_WORDS)] if private or in_dm else []),
    ]
    return modal(LOG, "Log a decision", blocks, submit="Log decision", metadata=metadata)


def link_form(decision: Decision, *, metadata: str) -> Block:
    """Evidence for a decision that is on record already."""
    cited = ", ".join(piece.label for piece in decision.cited)
    box = typeahead(PICK_EVIDENCE, placeholder="EV-12, or a word from it", many=True, most=EVIDENCE_MOST)
    blocks = [section(changed_line(decision)), field("evidence", "Evidence from the record", box)]
    already = [context(f"It cites {cited} already; what you choose is added.")] if cited else []
    return modal(LINK, "Link evidence", [*blocks, *already], submit="Link", metadata=metadata)


def take_back_form(decision: Decision, *, metadata: str) -> Block:
    """Why a decision is taken back: its logger hears it."""
    why = text_input("why", longest=WHY_MAX, multiline=True, focus=True)
    hint = "It stays on record as taken back, with your name. Who logged it hears so, and anybody can put it back."
    blocks = [section(changed_line(decision)), field("why", "Why is it taken back?", why, hint=hint)]
    return modal(REVERSE, "Take it back", blocks, submit="Take it back", metadata=metadata)


def problems(sketch: Sketch, *, today: date) -> dict[str, str]:
    """What contradicts itself, by field: each sentence says what to press."""
    return {
        **_both(sketch),
        **_nobody("served", sketch.served, NOBODY_SERVED),
        **_nobody("unserved", sketch.unserved, NOBODY_UNSERVED),
        **_grounds(sketch),
        **_revisit(sketch, today),
    }


def template(sketch: Sketch, key: str) -> Sketch:
    """A template put in front of what was typed; another template's words give way."""
    _, old, new = TEMPLATES[key]
    olds, news = ({each[place] for each in TEMPLATES.values()} for place in (1, 2))
    typed = next((sketch.changed_to.removeprefix(each.strip()) for each in news
                  if sketch.changed_to.startswith(each.strip())), sketch.changed_to)  # fmt: skip
    former = old if not sketch.changed_from or sketch.changed_from in olds else sketch.changed_from
    return replace(sketch, changed_from=former, changed_to=f"{new}{typed.strip()}", turn=sketch.turn + 1)


def was_nothing(text: str) -> str:
    """The former state, or nothing where it says so: "Nothing, it is new"."""
    plain = " ".join(text.casefold().replace(",", " ").strip(" .-\u2013\u2014").split())
    return "" if plain in NEW_WORDS else text


def evidence_option(piece: Evidence) -> tuple[str, str]:
    """A piece of evidence in a picker: "EV-12 · ticket · The invite mail never came"."""
    return cut(f"{piece.label} · {piece.source.noun} · {' '.join(piece.text.split())}", OPTION_MAX), str(
        piece.id
    )


def _strangers(sketch: Sketch) -> Blocks:
    if not sketch.strangers:
        return []
    listed = ", ".join(f"*{esc(cut(name, 60))}*" for name in sketch.strangers[:3])
    return [context(f"I don't know {listed}. Choose under “Who is served?” who that is.")]


def _cut(sketch: Sketch) -> Blocks:
    """That a sentence was too long for a field, or for the form: said where it opens, never found out later."""
    if len(sketch.because) > BECAUSE_MAX:
        return [
            context(f"The message is longer than {BECAUSE_MAX:,} characters: “Because” holds its beginning.")
        ]
    if not sketch.is_cut:
        return []
    return [
        context(f"That was longer than the {CHANGE_MAX} characters of a field: all of it is under “Because”.")
    ]


def _templates() -> Block:
    return actions(*(button(label, f"{TEMPLATE}:{key}", key) for key, (label, _, _) in TEMPLATES.items()))


def _change(sketch: Sketch) -> Blocks:
    # Slack keeps what was typed under the same id: a template's words need a new one.
    old = text_input(
        f"from:{sketch.turn}",
        initial=sketch.changed_from,
        longest=CHANGE_MAX,
        placeholder="One onboarding path",
    )
    new = text_input(
        f"to:{sketch.turn}",
        initial=sketch.changed_to,
        longest=CHANGE_MAX,
        placeholder="Two: one for admins, one for everybody else",
        focus=not sketch.changed_to and not sketch.details,
    )
    why = text_input(
        "because",
        initial=sketch.because,
        longest=BECAUSE_MAX,
        multiline=True,
        focus=bool(sketch.changed_to) and not sketch.details,
        placeholder="They set up before anybody else is there, and present what they find",
    )
    return [
        field("to", "What changes", new),
        field("from", "Before (leave empty if new)", old, optional=True),
        field("because", "Because", why),
    ]


def _who(sketch: Sketch) -> Blocks:
    return [
        field("served", "Who is served?", _picker(PICK_SERVED, sketch.served)),
        field(
            "unserved",
            "Who is not served?",
            _picker(PICK_UNSERVED, sketch.unserved),
            hint="Every decision leaves somebody out. “Nobody, I checked” is an answer.",
        ),
    ]


def _picker(action: str, chosen: tuple[PersonaRef, ...]) -> Block:
    options = [option(*choice(ref)) for ref in chosen[:PEOPLE_MOST]]
    return typeahead(action, placeholder="Choose or type a name", chosen=options, many=True, most=PEOPLE_MOST)


def _evidence(sketch: Sketch) -> Blocks:
    chosen = [option(*evidence_option(piece)) for piece in sketch.cited[:EVIDENCE_MOST]]
    box = typeahead(
        PICK_EVIDENCE, placeholder="EV-12, or a word from it", chosen=chosen, many=True, most=EVIDENCE_MOST
    )
    judged = option(JUDGEMENT_LABEL, Grounds.JUDGEMENT.value)
    ticked = [judged] if sketch.claimed is Grounds.JUDGEMENT else []
    return [
        field("evidence", "Evidence from the record", box, optional=True),
        field("grounds", "Or", checkboxes("grounds", [judged], chosen=ticked), optional=True),
    ]


def _details(sketch: Sketch, today: date) -> Blocks:
    areas = [option(area.value.capitalize(), area.value) for area in Area]
    chosen = next((each for each in areas if each["value"] == sketch.area), None)
    known = text_input(
        "known",
        initial=sketch.how_known,
        longest=HOW_KNOWN_MAX,
        placeholder="Set-up is finished in one sitting",
        focus=True,
    )
    again = sketch.revisit_on or today + timedelta(days=REVISIT_DAYS)
    return [
        field(
            "area", "Area", select("area", areas, placeholder="Where it shows", chosen=chosen), optional=True
        ),
        field("known", "How will we know that it helped?", known, optional=True),
        field(
            "revisit",
            "When do we look again?",
            datepicker("revisit", initial=again.isoformat()),
            optional=True,
        ),
    ]


def _both(sketch: Sketch) -> dict[str, str]:
    twice = next((ref for ref in sketch.unserved if ref.id and ref in sketch.served), None)
    if twice is None:
        return {}
    return {"unserved": f"{twice.name} is under served as well. Remove it from one of the two."}


def _nobody(block: str, chosen: tuple[PersonaRef, ...], nobody: PersonaRef) -> dict[str, str]:
    if nobody in chosen and len(chosen) > 1:
        return {block: f"“{nobody.name}” and a name contradict each other. Remove one."}
    return {}


def _grounds(sketch: Sketch) -> dict[str, str]:
    if sketch.cited and sketch.claimed is Grounds.JUDGEMENT:
        return {"grounds": "You chose evidence above. Untick this, or take the evidence out."}
    return {}


def _revisit(sketch: Sketch, today: date) -> dict[str, str]:
    if sketch.revisit_on and sketch.revisit_on <= today:
        return {"revisit": "That day has passed. Choose one after today."}
    return {}
