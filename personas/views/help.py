"""The help: three groups, every line something one can type, with personas of this channel."""

from collections.abc import Sequence

from personas.persona import PersonaRef
from personas.views.parts import Blocks, actions, button, context, esc, section

ANYBODY = ("ops-admin", "new-teammate")


def fill(example: str, known: Sequence[PersonaRef]) -> str:
    """An example with names that exist here."""
    slugs = [ref.slug for ref in known] or list(ANYBODY)
    return example.replace("{a}", slugs[0]).replace("{b}", slugs[1] if len(slugs) > 1 else ANYBODY[1])


def page(
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], known: Sequence[PersonaRef], *, more: bool
) -> Blocks:
    """Groups of (example, what comes back); `more` when there are others behind a button."""
    blocks = [
        section(
            f"*{title}*\n"
            + "\n".join(f"`{esc(fill(example, known))}`  {esc(words)}" for example, words in lines)
        )
        for title, lines in groups
    ]
    tip = "Everything works in threads too: say `@Dramatis` and the same words. Answers are private until you share."
    honest = "Personas reduce blind spots; they are not a forecast."
    row = [] if known else [button("Start with three hypotheses", "again:start", "start", style="primary")]
    row += [button("Everything you can type", "again:more", "help more")] if more else []
    return [*blocks, context(tip, honest), *([actions(*row)] if row else [])]
