"""Every button, menu and form that a view draws is heard by somebody, and nobody listens in vain."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from handlers.vocabulary import ACTIONS, EVENTS, NEEDS, OPTIONS, QUIET_EVENTS, SHORTCUTS, SUBMISSIONS
from personas.rules import RULES

VIEWS = Path(__file__).parents[2] / "personas" / "views"
# The place of the id among the arguments of each part that Slack reports back.
PLACE = {"button": 1, "overflow": 0, "typeahead": 0, "modal": 0}


def test_every_button_and_menu_is_heard() -> None:
    drawn = set(ids("button")) | set(ids("overflow"))
    assert drawn - set(ACTIONS) == set()


def test_every_type_ahead_is_answered_and_none_is_answered_in_vain() -> None:
    written = "".join(path.read_text() for path in VIEWS.glob("*.py"))
    assert set(ids("typeahead")) <= set(OPTIONS)
    assert [name for name in OPTIONS if f'"{name}"' not in written] == []


def test_every_form_is_heard_and_none_is_heard_in_vain() -> None:
    assert set(ids("modal")) - {"notice"} == set(SUBMISSIONS)


def test_what_needs_slack_first_is_something_we_hear() -> None:
    assert set(NEEDS) <= set(ACTIONS) | set(SUBMISSIONS) | set(SHORTCUTS)
    assert set(EVENTS) >= QUIET_EVENTS


def ids(part: str) -> Iterator[str]:
    """The ids that views give to this part, without what makes them unique in a message."""
    for path in sorted(VIEWS.glob("*.py")):
        module = importlib.import_module(f"personas.views.{path.stem}")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == part:
                yield from filter(
                    None, [_word(id_, module) for id_ in node.args[PLACE[part] : PLACE[part] + 1]]
                )


def _word(node: ast.expr, module: object) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value).partition(":")[0]
    if isinstance(node, ast.Name):
        return str(getattr(module, node.id, "")).partition(":")[0]
    if isinstance(node, ast.JoinedStr):
        return _word(
            node.values[0].value if isinstance(node.values[0], ast.FormattedValue) else node.values[0], module
        )
    return ""


def test_buttons_of_reminders_in_slack_still_answer() -> None:
    """Messages of last year carry these; Home carried `home_true` until it was drawn again."""
    answers = {"reminder_true", "reminder_link", "reminder_judgement", "reminder_reverse"}
    assert {*answers, "reminder_snooze", "reminder_less", "reminder_mute", "home_true"} <= set(ACTIONS)
    assert {f"reminder_{word}" for rule in RULES.values() for word in rule.answers} <= set(ACTIONS)
