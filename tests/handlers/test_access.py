"""Access: what guests may ask for, and that people of other organisations get a sentence and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers.access import require_access
from handlers.call import Call, Nothing, Options, Reply, UserError
from handlers.commands import COMMANDS
from handlers.payload import home_of
from handlers.vocabulary import ACTIONS, EVENTS, OPTIONS, SHORTCUTS, SUBMISSIONS
from personas.errors import ForMembers, Outsider
from personas.people import Person
from personas.permission import GUEST_MAY, NOT_ASKING, Role, may_enter, may_retire, may_run, role_of
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT

Make = Callable[..., Call]
TABLES: dict[str, dict[str, Any]] = {
    "command": COMMANDS, "action": ACTIONS, "submission": SUBMISSIONS, "options": OPTIONS,
    "shortcut": SHORTCUTS, "event": EVENTS,
}  # fmt: skip
EVERY = [(kind, word) for kind, table in TABLES.items() for word in table]


def entered(call: Call, store: Store) -> Reply:
    """A handler that shows something."""
    return Reply([{"type": "section"}], "the record")


@pytest.fixture
def town(lite: Store) -> Store:
    """A guest and somebody of another organisation."""
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U0GUEST", "Nadia", guest=True), NOW)
        tx.people.mirror(Person("U0OTHER", "Olu", stranger=True), NOW)
    return lite


@pytest.mark.parametrize(("kind", "word"), EVERY)
def test_nothing_is_answered_to_another_organisation_whatever_it_asks(
    town: Store, call: Make, kind: str, word: str
) -> None:
    if word in NOT_ASKING:
        return
    for user, home in (("U0OTHER", ""), ("U0NEW", "T0ELSE")):
        asked = call("admin", user=user, value="admin", action=word)
        if kind == "submission":
            with pytest.raises(UserError) as user_error:
                require_access(entered, kind, word, home=home)(asked, town)
            assert user_error.value.mistake == Outsider()
        else:
            said = require_access(entered, kind, word, home=home)(asked, town)
            assert "members" in said.text if isinstance(said, Reply) else said in (Nothing(), Options([]))
            # Who only opens Home or reacts asked for no message.
            assert isinstance(said, Nothing) or word not in {"app_home_opened", "reaction_added"}


@pytest.mark.parametrize(("kind", "word"), EVERY)
def test_a_guest_gets_only_what_the_table_names(town: Store, call: Make, kind: str, word: str) -> None:
    asked = call("admin", user="U0GUEST", value="admin", action=word, in_dm=word == "message")
    allowed = word in GUEST_MAY[kind] or word in NOT_ASKING
    if kind == "submission" and not allowed:
        with pytest.raises(UserError) as user_error:
            require_access(entered, kind, word, home="")(asked, town)
        assert user_error.value.mistake == ForMembers()
    else:
        said = require_access(entered, kind, word, home="")(asked, town)
        assert (isinstance(said, Reply) and said.text == "the record") is allowed


@pytest.mark.parametrize(
    ("text", "allowed"),
    [("mute 2w", True), ("my data", True), ("Delete my  answers", True), ("my admin", False), ("", False)],
)
def test_a_guests_words_count_wherever_they_are_typed_or_carried(
    town: Store, call: Make, text: str, allowed: bool
) -> None:
    for kind, word in (("command", "/persona"), ("event", "app_mention"), ("action", "again")):
        said = require_access(entered, kind, word, home="")(call(text, user="U0GUEST", value=text), town)
        assert isinstance(said, Reply)
        assert (said.text == "the record") is allowed


def test_what_the_table_names_is_there() -> None:
    for kind in ("action", "submission", "event"):
        assert set(TABLES[kind]) >= GUEST_MAY[kind]


def test_roles_are_read_off_the_person() -> None:
    steward, admin = Person("U1", "a"), Person("U2", "b", admin=True)
    guest = Person("U1", "c", guest=True, admin=True)
    assert [role_of(each, steward="U1") for each in (steward, admin, guest)] == [
        Role.STEWARD, Role.ADMIN, Role.GUEST,
    ]  # fmt: skip
    assert [may_retire(each, "U1") for each in (steward, admin, guest)] == [True, True, False]
    assert [may_run(each, "U1") for each in (steward, admin, guest)] == [True, True, False]
    assert not may_enter(Role.EXTERNAL, "command", "mute")


ORGANISATION = {"is_enterprise_install": True, "enterprise": {"id": "E1"}}
SHARED = {
    "team_id": "T2",
    "authorizations": [{"enterprise_id": "E1", "is_enterprise_install": True}],
    "context_team_id": "T1",
    "is_ext_shared_channel": True,
}


@pytest.mark.parametrize(
    ("body", "home"),
    [
        ({"user": {"id": "U", "team_id": "T2"}, "team": {"id": "T1"}}, "T2"),
        ({"user": {"id": "U", "team_id": "T1"}, "team": {"id": "T1"}}, ""),
        ({"team_id": "T1", "event": {"user_team": "T2"}}, "T2"),
        ({"team_id": "T1", "event": {}}, ""),
        ({"team_id": "T1", "user_id": "U"}, ""),
        ({**ORGANISATION, "user": {"id": "U", "team_id": "T2"}}, "T2"),
        ({**ORGANISATION, "user": {"id": "U", "team_id": "E1"}}, ""),
        ({**SHARED, "event": {"team": "T1"}}, ""),
        ({**SHARED, "event": {"team": "T2"}}, "T2"),
        ({**SHARED, "enterprise_id": "E2", "event": {"team": "E2"}}, "E2"),
    ],
)
def test_a_payload_says_where_its_person_is_at_home_unless_that_is_here(
    body: dict[str, Any], home: str
) -> None:
    assert home_of(body) == home


@pytest.mark.parametrize(
    ("user", "home", "enters"),
    [
        ("U0ANA", "T2", True),
        ("U0NEW", "T0ELSE", False),
        ("U0OTHER", "T0ELSE", False),
        ("U0NEW", "E0ELSE", False),
    ],
)
def test_an_organisation_lets_in_colleagues_of_all_its_workspaces_and_nobody_of_a_company_it_shares_with(
    store: Store, call: Make, user: str, home: str, enters: bool
) -> None:
    with store.begin("E1") as tx:
        tx.people.mirror(Person("U0ANA", "Ana", team="T2"), NOW)
        tx.people.mirror(Person("U0OTHER", "Olu", team="T0ELSE", stranger=True), NOW)
    for kind, word in (("action", "evidence_count"), ("event", "app_mention"), ("event", "message")):
        asked = call("admin", user=user, tenant="E1", action=word, in_dm=True)
        said = require_access(entered, kind, word, home=home)(asked, store)
        assert isinstance(said, Reply)
        assert (said.text == "the record") is enters


@pytest.mark.parametrize(("home", "enters"), [("E1", True), ("E2", False)])
def test_a_workspace_knows_the_organisation_it_is_part_of(
    store: Store, call: Make, home: str, enters: bool
) -> None:
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "", frozenset(), NOW, enterprise="E1"))
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person("U0NEW", "Nia", team=TENANT), NOW)
    said = require_access(entered, "action", "evidence_count", home=home)(call("admin", user="U0NEW"), store)
    assert isinstance(said, Reply)
    assert (said.text == "the record") is enters
