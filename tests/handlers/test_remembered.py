"""What was answered before is said again only while nothing of it has changed, to whoever may read it now."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from handlers.answer_cache import AnswerCache
from handlers.call import Basis, Call
from handlers.find import find, whole
from personas.decision import Decision, Grounds
from personas.documents.draft import ClaimDraft, PersonaDraft
from personas.evidence import Evidence
from personas.people import Person
from personas.persona import Facet, Persona
from storage.installation import Stopped
from storage.privacy import erase_person
from storage.store import Store
from storage.tenancy import wipe
from storage.version import Current, Versions
from tests.conftest import NOW, TENANT
from tests.handlers.asking import CHANNEL, MARA, Asking, asking
from tests.handlers.decisions import filed
from tests.handlers.pieces import ops_and_buyer

WORDS = (
    "ops-admin",
    "ops-admin stuck",
    "ops-admin words",
    "ops-admin first",
    "ops-admin unknown",
    "buyer",
    "this user",
)
LATER = timedelta(days=400)


@pytest.fixture
def here(store: Store) -> Iterator[Asking]:
    admin, _, _ = ops_and_buyer(store)
    with store.begin(TENANT) as tx:
        tx.channels.bind(CHANNEL, [admin], filing=False, by=MARA, at=NOW)
    with asking(store) as running:
        yield running


def test_the_same_words_in_the_same_channel_are_answered_from_memory(here: Asking) -> None:
    first = [here.ask(words) for words in WORDS]
    assert here.remembered == 0
    assert [here.ask(words) for words in WORDS] == first
    assert here.remembered == len(WORDS)


def test_another_channel_and_another_command_have_their_own(here: Asking) -> None:
    here.ask("ops-admin")
    here.ask("ops-admin", channel="C0OTHER")
    assert here.remembered == 0


@pytest.mark.parametrize("words", ["list", "inbox", "my data", "", "share ops-admin", "proof", "evidence"])
def test_what_is_ones_own_or_of_many_is_never_remembered(here: Asking, words: str) -> None:
    here.ask(words)
    here.ask(words)
    assert here.remembered == 0


def _persona(store: Store, name: str = "ops-admin") -> Persona:
    with store.read(TENANT) as reading:
        return whole(reading, find(reading, name, channel="")[0].id)


def _file(store: Store, **more: Any) -> Evidence:
    admin = _persona(store)
    return filed(store, admin.id, claim=admin.claims[0].id, own_words=True, **more)


def _file_privately(store: Store) -> None:
    _file(store, channel=CHANNEL, visibility=CHANNEL)


def _withdraw(store: Store) -> None:
    piece = _file(store)
    with store.begin(TENANT) as tx:
        tx.evidence.withdraw(piece, by=MARA, at=NOW)


def _restate(store: Store) -> None:
    claim = _persona(store).claims[0]
    with store.begin(TENANT) as tx:
        tx.personas.restate(claim.id, by=MARA, at=NOW, text="Stops at the mapping")


def _rename(store: Store) -> None:
    admin = _persona(store)
    with store.begin(TENANT) as tx:
        tx.personas.change(admin.id, by=MARA, at=NOW, name="Operations admin")


def _share_a_name(store: Store) -> None:
    buyer = _persona(store, "buyer")
    with store.begin(TENANT) as tx:
        tx.personas.answer_to(buyer.id, ["Ops admin"])


def _retire(store: Store) -> None:
    admin = _persona(store)
    with store.begin(TENANT) as tx:
        tx.personas.change(admin.id, by=MARA, at=NOW, retired_at=NOW)


def _decide(store: Store) -> None:
    served = (_persona(store, "buyer").ref, _persona(store).ref)
    with store.begin(TENANT) as tx:
        tx.decisions.log(Decision(0, 0, "Two paths", "They stop", Grounds.EVIDENCE, MARA, NOW, served=served))


def _take_back(store: Store) -> None:
    _decide(store)
    with store.begin(TENANT) as tx:
        tx.decisions.reverse(tx.decisions.everything()[-1].id, by=MARA, at=NOW)


def _bind(store: Store) -> None:
    buyer = _persona(store, "buyer")
    with store.begin(TENANT) as tx:
        tx.channels.bind(CHANNEL, [buyer.id], filing=False, by=MARA, at=NOW)


def _erase(store: Store) -> None:
    """The author of a quote is erased: their words go."""
    _file(store, author="U0INES", text="I gave up twice", reporter="U0INES")
    with store.begin(TENANT) as tx:
        erase_person(tx, "U0INES", now=NOW)


CHANGES: list[Callable[[Store], Any]] = [
    _file, _file_privately, _withdraw, _restate, _rename, _share_a_name, _retire, _decide, _take_back, _bind, _erase,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__.strip("_"))
def test_after_a_change_everything_is_as_if_nothing_had_been_remembered(
    here: Asking, database_url: str, change: Callable[[Store], Any]
) -> None:
    for words in WORDS:
        here.ask(words)
    other = Store.open(database_url)
    change(other)
    assert [here.ask(words) for words in WORDS] == _anew(other)
    other.close()


def _import(store: Store) -> None:
    """A document is merged into it."""
    with store.begin(TENANT) as tx:
        draft = PersonaDraft(
            name="Ops admin", claims=(ClaimDraft(facet=Facet.STUCK, text="Waits for approval"),)
        )
        tx.documents.apply(tx.documents.plan(draft, steward="", maker=MARA), by=MARA, at=NOW)


def _erase_workspace(store: Store) -> None:
    """Nothing is left; the directory names Mara again."""
    with store.system() as system:
        wipe(system.connection, TENANT)
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person(MARA, "Mara"), NOW)


@pytest.mark.parametrize(
    "change", [_import, _restate, _share_a_name, _erase_workspace], ids=lambda each: each.__name__.strip("_")
)
def test_what_a_persona_met_while_its_answer_was_made_is_in_the_next_answer(
    here: Asking, database_url: str, monkeypatch: pytest.MonkeyPatch, change: Callable[[Store], Any]
) -> None:
    other, due, versions = Store.open(database_url), [change], Versions.current

    def meanwhile(self: Versions, user: str, persona_id: int) -> Current:
        """The persona was read already, the versions that its answer is remembered under were not."""
        while due:
            due.pop()(other)
        return versions(self, user, persona_id)

    monkeypatch.setattr(Versions, "current", meanwhile)
    before = here.ask("ops-admin stuck")
    assert due == []
    assert "Waits" not in before
    assert "Stops at the integration" in before
    after = here.ask("ops-admin stuck")
    assert (after, here.remembered) == (_anew(other)[1], 0)
    assert after != before
    other.close()


def test_nothing_of_it_changes_by_itself(here: Asking, database_url: str) -> None:
    _file(here.store)
    for words in WORDS:
        here.ask(words)
    other = Store.open(database_url)
    assert [here.ask(words, now=NOW + LATER) for words in WORDS] == _anew(other, now=NOW + LATER)
    assert here.remembered == len(WORDS)
    other.close()


def test_a_restored_backup_is_shown_at_once(here: Asking, database_url: str) -> None:
    other = Store.open(database_url)
    with other.read(TENANT) as reading:
        before = reading.backups.export(at=NOW, workspace="Northlight")
    _restate(other)
    assert "mapping" in here.ask("ops-admin stuck")
    with other.system() as system:
        wipe(system.connection, TENANT)
    with other.begin(TENANT) as tx:
        tx.backups.restore(before)
        # No backup holds the directory: it is read again.
        tx.people.mirror(Person(MARA, "Mara"), NOW)
    assert "Stops at the integration" in here.ask("ops-admin stuck")
    other.close()


ROLES = [{"guest": True}, {"deleted": True}, {"stranger": True}]


@pytest.mark.parametrize("role", ROLES, ids=lambda each: next(iter(each)))
def test_whoever_may_not_look_up_any_more_is_not_answered_from_memory(
    here: Asking, database_url: str, role: dict[str, bool]
) -> None:
    card = here.ask("ops-admin")
    assert here.ask("ops-admin") == card
    other = Store.open(database_url)
    with other.begin(TENANT) as tx:
        tx.people.mirror(Person(MARA, "Mara", **role), NOW)  # type: ignore[arg-type]
    assert here.ask("ops-admin") != card
    assert here.remembered == 1
    other.close()


def test_whom_the_directory_does_not_name_is_not_answered_from_memory(here: Asking) -> None:
    here.ask("ops-admin")
    here.ask("ops-admin", user="U0NOBODY")
    assert here.remembered == 0


def test_where_the_app_was_removed_nothing_is_answered_from_memory(here: Asking) -> None:
    here.ask("ops-admin")
    with here.store.begin(TENANT) as tx:
        tx.installation.stop(Stopped.UNINSTALLED, at=NOW, kept=timedelta(days=10))
    here.ask("ops-admin")
    assert here.remembered == 0


def test_a_locked_file_is_not_waited_for(lite: Store) -> None:
    ops_and_buyer(lite)
    with asking(lite) as here:
        card = here.ask("ops-admin")
        with sqlite3.connect(str(lite.url.database), isolation_level=None) as writing:
            writing.execute("BEGIN IMMEDIATE")
            writing.execute("UPDATE version SET value = 1")
            assert here.ask("ops-admin") == card
            assert here.remembered == 1
            writing.execute("ROLLBACK")
        writing.close()


def test_memory_that_is_full_lets_go_of_what_was_not_asked_for_longest() -> None:
    cache, body = AnswerCache(bytes_most=10_000), "x" * 2000
    for number in range(50):
        cache.put(_call(f"persona-{number}"), body, Basis(number, 1, 1))
        assert cache.get(_call("persona-0"))
    assert cache.get(_call("persona-49"))
    assert not cache.get(_call("persona-10"))
    assert 5_000 < cache.size <= 10_000
    cache.put(_call("x" * 1000), body, Basis(1, 1, 1))
    assert not cache.get(_call("x" * 1000))


def _call(text: str) -> Call:
    return Call(TENANT, MARA, NOW, text, CHANNEL, action="/persona")


def _anew(store: Store, **more: Any) -> list[str]:
    with asking(store) as fresh:
        return [fresh.ask(words, **more) for words in WORDS]
