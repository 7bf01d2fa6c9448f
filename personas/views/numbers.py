"""The way from a number people say to what stands behind it: a button, or a menu where there are several."""

from collections.abc import Iterable

from personas.decision import Decision
from personas.evidence import Evidence
from personas.views.parts import OPTIONS_LIMIT, Block, button, option, select

OPEN = "again:number"


def opening(*named: Evidence | Decision | None) -> list[Block]:
    """What opens these; nothing where there are none."""
    shown = {each.label: each for each in named if each}
    if len(shown) < 2:
        return [button(f"Open {label}", OPEN, label) for label in shown]
    choices = [option(f"{label} · {_words(each)}", label) for label, each in shown.items()]
    return [select(OPEN, choices[:OPTIONS_LIMIT], placeholder="Open…")]


def opening_labels(labels: Iterable[str], *, most: int) -> list[Block]:
    """A button a number, where there is room for them."""
    return [button(f"Open {label}", f"{OPEN}:{label}", label) for label in list(labels)[:most]]


def _words(each: Evidence | Decision) -> str:
    return " ".join((each.change if isinstance(each, Decision) else each.text).split())
