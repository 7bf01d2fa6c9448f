"""Filled forms and what comes of them, for the tests of decisions."""

import json
from collections.abc import Callable
from typing import Any

from handlers import commands, decision
from handlers.call import Call, Form, NextView, Replace, Reply
from personas.decision import Decision
from personas.evidence import Evidence, Kind, Polarity, Source, State
from storage.store import Store
from tests.conftest import NOW, TENANT

Make = Callable[..., Call]


def three(store: Store, call: Make) -> dict[str, int]:
    """The personas to begin with: slug -> id."""
    commands.answer(call("start"), store)
    with store.read(TENANT) as reading:
        return {ref.slug: ref.id for ref in reading.personas.refs()}


def filed(store: Store, persona: int, *, claim: int | None = None, **parts: Any) -> Evidence:
    """A piece of evidence about a persona."""
    given: dict[str, Any] = {
        "text": "The invite mail never came",
        "source": Source.INTERVIEW,
        "n": 4,
        "m": 6,
        "reporter": "U0SAM",
    }
    given |= {"happened_at": NOW, "persona_id": persona, "claim_id": claim} | parts
    piece = Evidence(
        id=0, number=0, kind=Kind.STUCK, polarity=Polarity.SUPPORTS, state=State.FILED,
        filed_at=NOW, **given,
    )  # fmt: skip
    with store.begin(TENANT) as tx:
        return tx.evidence.file(piece)


def state(**values: Any) -> dict[str, Any]:
    """A form's state: text, a list of chosen values, or one chosen value in a tuple."""
    return {block: {block: _field(value)} for block, value in values.items()}


def _field(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {"selected_options": [{"value": str(each)} for each in value]}
    if isinstance(value, tuple):
        return {"selected_option": {"value": value[0]} if value[0] else None}
    return {"value": value}


def filled(ids: dict[str, int], **over: Any) -> dict[str, Any]:
    """A form as somebody would fill it."""
    given: dict[str, Any] = {
        "from": "one onboarding path",
        "to": "two onboarding paths",
        "because": "they set up alone",
        "served": [ids["admin"]],
        "unserved": [ids["buyer"]],
    }
    return state(**{**given, **over})


def log(
    store: Store, call: Make, form: dict[str, Any], *, idempotency_key: str = "view:1", **parts: Any
) -> Any:
    """Submit the form."""
    return decision.logged(call(form=form, idempotency_key=idempotency_key, **parts), store)


def newest(store: Store) -> Decision:
    """The decision logged last, of any place."""
    with store.read(TENANT) as reading:
        return reading.decisions.everything()[-1]


def form_of(answer: object) -> dict[str, Any]:
    """The view of an answer, by block id."""
    assert isinstance(answer, Form | NextView)
    return {block["block_id"]: block for block in answer.view["blocks"] if "block_id" in block}


def words_of(answer: object) -> str:
    """All the text of an answer's blocks."""
    assert isinstance(answer, Reply | Replace)
    return json.dumps(answer.blocks, ensure_ascii=False)
