"""What people read: calm, plain, and one name for one thing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VIEWS = ROOT / "personas" / "views"
# Modules outside the views that hold sentences people read.
OTHERS = ["handlers/commands.py", "handlers/evidence_form.py", "handlers/pulse.py", "personas/wording.py"]
# A phrase, and what is said instead.
ANOTHER_WORD = {
    "n of m": "a count, as in 4 of 6",
    "how many of how many": "a count, as in 4 of 6",
    "facet": "section",
    "facets": "sections",
    "(?<!my )(?<!by )side(?! by)": "section",
    "sides": "sections",
    "decorative": "changed no decision yet",
    "bind": "choose",
    "bound": "about",
    "reverse": "take it back",
    "reversed": "taken back",
    "tenant": "workspace",
    "outdated": "not confirmed since",
    "obsolete": "not confirmed since",
    "invalid": "what to type instead",
    "illegal": "what to type instead",
    "failed": "what happened",
    "you must": "what to do",
    "you forgot": "what to do",
    "oops": "what happened",
    "sorry": "what happened",
}


def said_in(path: Path) -> Iterator[str]:
    """Every piece of text of a module that reads like a sentence or a label: two words or more, or a capital."""
    tree = ast.parse(path.read_text())
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            text = node.value
            if " " in text.strip() or text[:1].isupper():
                yield text


@pytest.mark.parametrize(
    "path", [*sorted(VIEWS.glob("*.py")), *(ROOT / each for each in OTHERS)], ids=lambda path: path.stem
)
def test_no_text_shouts_or_uses_another_word_for_what_has_a_name(path: Path) -> None:
    texts = [re.sub(r"`[^`]*`|<![^>]*>?", " ", text) for text in said_in(path)]
    assert [text for text in texts if "!" in text] == []
    wrong = {
        (word, text)
        for text in texts
        for word in ANOTHER_WORD
        if re.search(rf"\b{word}\b", text, re.IGNORECASE)
    }
    assert wrong == set()


def test_a_card_does_not_repeat_what_personas_are_for_and_the_help_says_it_once() -> None:
    texts = {path.stem: " ".join(said_in(path)) for path in VIEWS.glob("*.py")}
    assert [name for name, text in texts.items() if "blind spots" in text] == ["help"]


def test_the_views_hold_texts_to_look_at() -> None:
    assert sum(1 for path in VIEWS.glob("*.py") for _ in said_in(path)) > 300
