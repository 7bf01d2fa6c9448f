"""Every button, form, menu and shortcut, with every id, pressed by somebody who may not read what it is about."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from handlers import vocabulary
from handlers.call import Call, InvalidForm, Quoted, Upload, UserError
from handlers.form_state import FormState
from personas.people import Person, Place
from personas.permission import Viewer
from storage.store import Store
from tests.conftest import NOW, TENANT, seeds
from tests.faults.walking import TYPED, field
from tests.handlers.test_visibility import PEOPLE, filled, leaked

__all__ = ["filled"]

pytestmark = pytest.mark.slow
Make = Callable[..., Call]
# A member of the workspace and no more: neither in the private channels, nor did they bring anything.
WHO = "U0OTHER"
ELSEWHERE = ("C0OTHER", "D0OTHER", "")
NUMBERS = range(1, 11)
CARRIED = ("{}", "{}:1", "details {}")
MESSAGE = Quoted(ts="1.0", text="They waited two weeks", author="U0SAM")
HERE = Place("C0OTHER", "other", known=True)


def rows(store: Store) -> dict[str, list[str]]:
    """What is private, as it stands: with its citations, its witnesses, and what is said of it."""
    hidden: dict[str, list[str]] = {}
    with store.engine.connect() as connection:
        for table in ("evidence", "decision", "pulse"):
            found = connection.exec_driver_sql(
                f"SELECT * FROM {table} WHERE visibility <> '' ORDER BY id"
            ).all()
            hidden[table] = [repr(row) for row in found]
        cited = "SELECT * FROM decision_evidence d JOIN decision x ON x.id = d.decision_id WHERE x.visibility <> '' ORDER BY 2, 3"
        hidden["cited"] = [repr(row) for row in connection.exec_driver_sql(cited).all()]
    return hidden


def presses(call: Make) -> Iterator[tuple[str, Any, Call]]:
    """Everything that can be pressed, typed into or used, with whatever a button could carry."""
    values = [each.format(number) for each in CARRIED for number in NUMBERS] + ["admin", "marker"]
    for table in (vocabulary.ACTIONS, vocabulary.OPTIONS, vocabulary.SHORTCUTS):
        for name, handler in table.items():
            for turn, value in enumerate(values):
                channel, once = ELSEWHERE[turn % 3], f"{name}{turn}"
                subject = int("".join(filter(str.isdigit, value)) or 0)
                yield name, handler, call(
                    value if table is vocabulary.OPTIONS else "", user=WHO, value=value, channel=channel,
                    action=name, idempotency_key=f"trigger:{once}", trigger=once, message=MESSAGE, place=HERE,
                    in_dm=channel.startswith("D"), in_home=not channel, ephemeral=bool(turn % 2),
                    metadata=FormState(subject=subject, channel=channel).dump(),
                )  # fmt: skip


def submissions(call: Make) -> Iterator[tuple[str, Any, Call]]:
    """Every form about every number, opened elsewhere."""
    for name, handler in vocabulary.SUBMISSIONS.items():
        for number in NUMBERS:
            channel, once = ELSEWHERE[number % 3], f"{name}{number}"
            ids = dict.fromkeys(("persona", "served", "claim"), str(number % 3 or 3)) | {
                "evidence": str(number)
            }
            form = {block: {"x": field(value)} for block, value in (TYPED | ids).items()}
            form |= {
                "name": {"x": field(f"Somebody {once}")},
                "people": {"x": {"selected_users": list(PEOPLE)}},
            }
            form_state = FormState(subject=number, persona=number % 3 or 3, channel=channel, again="stuck")
            yield name, handler, call(
                user=WHO, channel=channel, form=form, metadata=form_state.dump(), in_modal=True, members=("U0BOT",),
                place=replace(HERE, channel=channel), idempotency_key=f"view:{once}", trigger=once,
                upload=Upload("a.md", b"# Somebody else\n\nWaits"),
            )  # fmt: skip


@pytest.mark.parametrize("filled", seeds(4), indirect=True)
@pytest.mark.parametrize("ways", [presses, submissions])
def test_nothing_private_is_told_to_or_changed_by_who_may_not_read_it(
    filled: tuple[Store, dict[str, tuple[str, str]]], call: Make, ways: Callable[[Make], Any]
) -> None:
    store, kept = filled
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person(WHO, "Olga", team=TENANT), NOW)
    before, answered = rows(store), 0
    for name, handler, made in ways(call):
        said: Any = None
        try:
            said = handler(made, store.for_user(WHO, NOW))
            answered += 1
        except UserError as user_error:
            said = user_error.mistake
        except InvalidForm as invalid:
            said = invalid.errors
        except (ValueError, KeyError, AttributeError):
            continue  # what a handler makes of a value that is none of its own is not the point here
        assert not leaked(said, kept, Viewer(made.channel, WHO)), (name, made.value, made.channel)
    assert rows(store) == before
    assert answered > 50
