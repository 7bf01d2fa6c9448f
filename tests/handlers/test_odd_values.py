"""Whatever a button, an option or a field carries, or lacks: an answer or a sentence, never something broken."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from handlers import vocabulary
from handlers.call import Call, InvalidForm, Quoted, Upload, UserError
from handlers.form_state import FormState
from handlers.vocabulary import Handler
from storage.store import Store
from tests.conftest import NOW
from tests.faults.walking import TYPED, field
from tests.handlers.test_unseen import HERE
from tests.handlers.test_visibility import filled

__all__ = ["filled"]

Make = Callable[..., Call]
WHO = "U0MARA"
ODD = ("", "x", ":", "1:x", "x:1", "-1", "²", "9" * 5000, "1:" + "9" * 30)
TYPED_ODD = ((None, "x"), ("", "9" * 30), ("--5", "x"))
MESSAGE = Quoted(ts="1.0", text="They waited two weeks", author="U0SAM")


def presses(call: Make) -> Iterator[tuple[str, Handler, Call]]:
    """Everything that can be pressed, typed into or used, with odd values, ids and metadata."""
    for table in (vocabulary.ACTIONS, vocabulary.OPTIONS, vocabulary.SHORTCUTS):
        for name, handler in table.items():
            for turn, value in enumerate(ODD):
                for subject in (1, 10**12):
                    once = f"{name}{turn}{subject}"
                    yield f"{name} {value[:20]!r} {subject}", handler, call(
                        value, user=WHO, value=value, channel="C0OTHER", action=f"{name}:{value}", trigger=once,
                        idempotency_key=f"trigger:{once}", message=MESSAGE, place=HERE, in_modal=bool(turn % 2),
                        metadata=FormState(subject=subject, persona=subject, again=value[:20]).dump(),
                    )  # fmt: skip


def submissions(call: Make) -> Iterator[tuple[str, Handler, Call]]:
    """Every form, whole but for one field that is odd or missing, about what is there and what is not."""
    whole = TYPED | dict.fromkeys(("persona", "served", "claim", "evidence"), "1")
    for name, handler in vocabulary.SUBMISSIONS.items():
        for place, block in enumerate(whole):
            for turn, odd in enumerate(TYPED_ODD[place % 3]):
                once, form = (
                    f"{name}{block}{turn}",
                    {each: {"x": field(value)} for each, value in whole.items()},
                )
                form[block] = {"x": field(odd)} if odd is not None else {}
                form |= {
                    "people": {"x": {"selected_users": ["U0SAM", "U0PRIYA"]}},
                    "name": {"x": field(f"Who {once}")},
                }
                metadata = FormState(
                    subject=(turn + place) % 3,
                    persona=1,
                    channel="C0OTHER",
                    again=("stuck", "", "x")[(turn + place) % 3],
                )
                yield f"{name} {block} {str(odd)[:20]!r}", handler, call(
                    user=WHO, channel="C0OTHER", form=form, metadata=metadata.dump(), in_modal=True, members=("U0SAM",),
                    place=HERE, idempotency_key=f"view:{once}", trigger=once, upload=Upload("a.md", b"# Else\n\nWaits"),
                )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("filled", [0], indirect=True)
@pytest.mark.parametrize("ways", [presses, submissions])
def test_no_odd_value_breaks_anything(
    filled: tuple[Store, Any], call: Make, ways: Callable[[Make], Iterator[tuple[str, Handler, Call]]]
) -> None:
    broke: dict[str, str] = {}
    for what, handler, made in ways(call):
        try:
            handler(made, filled[0].for_user(WHO, NOW))
        except (UserError, InvalidForm):
            continue
        except Exception as error:  # noqa: BLE001 - all of them are told at once
            broke[f"{type(error).__name__}: {str(error)[:80]}"] = what
    assert broke == {}
