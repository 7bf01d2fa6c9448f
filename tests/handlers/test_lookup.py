"""Looking up by name, by facet and by question."""

from collections.abc import Callable

import pytest

from bot.demo import sample
from handlers import commands
from handlers.call import Call, Reply, UserError
from personas.errors import NobodyHere, NoPersonas, UnknownPersona
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.conftest import NOW, TENANT

Make = Callable[..., Call]


def words_of(answer: object) -> str:
    """All the text of an answer's blocks."""
    assert isinstance(answer, Reply)
    return str(answer.blocks)


def test_an_empty_workspace_offers_to_start(lite: Store, call: Make) -> None:
    with pytest.raises(UserError) as user_error:
        commands.answer(call(""), lite)
    assert isinstance(user_error.value.mistake, NoPersonas)


def test_three_hypotheses_are_made_once(store: Store, call: Make) -> None:
    assert "Admin" in words_of(commands.answer(call("start"), store))
    assert "already" in words_of(commands.answer(call("start"), store))


def test_a_name_with_a_typo_is_suggested(lite: Store, call: Make) -> None:
    commands.answer(call("start"), lite)
    with pytest.raises(UserError) as user_error:
        commands.answer(call("bayer"), lite)
    mistake = user_error.value.mistake
    assert isinstance(mistake, UnknownPersona)
    assert [ref.name for ref in mistake.suggestions] == ["Buyer"]


def test_this_user_is_nobody_until_the_channel_is_bound(lite: Store, call: Make) -> None:
    commands.answer(call("start"), lite)
    with pytest.raises(UserError) as user_error:
        commands.answer(call("where does this user get stuck"), lite)
    assert isinstance(user_error.value.mistake, NobodyHere)


def test_the_chain_shows_what_each_claim_rests_on_and_what_it_changed(lite: Store, call: Make) -> None:
    with lite.begin(TENANT) as tx:
        tx.backups.restore(sample(NOW))
    said = words_of(commands.answer(call("ops-admin chain"), lite))
    assert "Claim ← evidence ← decision" in said
    assert "←  EV-" in said
    assert "←  D-" in said
    assert "changed a decision so far." in said


def test_a_mention_that_slack_tells_of_twice_is_answered_once(store: Store, call: Make) -> None:
    said = call("start", action="app_mention", idempotency_key="Ev1")
    assert isinstance(
        commands.mentioned(said, store.for_user("U0MARA", NOW, idempotency_key="event:Ev1")), Reply
    )
    with pytest.raises(DuplicateRequest):
        commands.mentioned(said, store.for_user("U0MARA", NOW, idempotency_key="event:Ev1"))
