"""What people read: calm, plain, and one name for one thing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

VIEWS = Path(__file__).parents[2] / "personas" / "views"
# A phrase, and what is said instead.
ANOTHER_WORD = {
    "n of m": "how many of how many",
    "facet": "side",
    "facets": "sides",
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


@pytest.mark.parametrize("path", sorted(VIEWS.glob("*.py")), ids=lambda path: path.stem)
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


def test_the_views_hold_texts_to_look_at() -> None:
    assert sum(1 for path in VIEWS.glob("*.py") for _ in said_in(path)) > 300
