"""Who may ask for what, over the whole vocabulary and every way in; and again when a form comes back."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers import payload, vocabulary
from handlers.access import require_access
from handlers.call import Answer, Call, Nothing, Options, Publish, Reply, UserError
from handlers.commands import COMMANDS, SUBCOMMANDS
from handlers.form_state import FormState
from personas.errors import ForMembers, Mistake, Outsider
from personas.people import Person, person_of
from personas.permission import GUEST_MAY, NOT_ASKING, Role, role_of
from personas.persona import Persona, Type
from storage.columns import Row
from storage.store import Store
from tests.conftest import NOW, TENANT

pytestmark = pytest.mark.slow
Make = Callable[..., Call]
WHO = "U0WHO"
SECRET = "Nobody outside may read this"
# What Slack says of somebody; `outside` is what a payload says of their organisation.
ROLES: dict[str, dict[str, Any]] = {
    "member": {},
    "steward": {},
    "admin": {"is_admin": True},
    "guest": {"is_restricted": True},
    "single-channel guest": {"is_restricted": True, "is_ultra_restricted": True},
    "external": {},
    "stranger": {"is_stranger": True},
    "deactivated": {"deleted": True},
}
MEMBERS = frozenset({"member", "steward", "admin"})
GUESTS = ("guest", "single-channel guest")
TABLES: dict[str, dict[str, Any]] = {
    "command": COMMANDS, "action": vocabulary.ACTIONS, "submission": vocabulary.SUBMISSIONS,
    "options": vocabulary.OPTIONS, "shortcut": vocabulary.SHORTCUTS, "event": vocabulary.EVENTS,
}  # fmt: skip
EVERY = [(kind, word) for kind, table in TABLES.items() for word in table]
TYPED = [each.word for each in SUBCOMMANDS] + ["admin", "EV-1", "D-1", "help", "", "admin evidence"]
WAYS = [("command", "/persona"), ("event", "app_mention"), ("action", "again"), ("action", "share")]


def who(role: str) -> Person:
    return person_of({"id": WHO, "team_id": TENANT, "name": "who", **ROLES[role]}, tenant=TENANT)


@pytest.fixture
def record(lite: Store) -> Store:
    """A persona whose steward we look at, and something nobody outside may read."""
    with lite.begin(TENANT) as tx:
        mine = Persona(0, "admin", "Admin", Type.USER, one_line=SECRET, role=SECRET, steward=WHO)
        tx.personas.create(mine, by=WHO, at=NOW)
    return lite


def mirrored(store: Store, role: str) -> None:
    with store.begin(TENANT) as tx:
        tx.people.mirror(who(role), NOW)


def marked(call: Call, store: Store) -> Answer:
    """A handler that shows it was reached."""
    return Reply([], "reached")


def asked(handler: Any, kind: str, word: str, call: Call, store: Store, *, role: str) -> Answer | Mistake:
    try:
        return require_access(handler, kind, word, home="T0ELSE" if role == "external" else "")(call, store)
    except UserError as user_error:
        return user_error.mistake


def dump(store: Store) -> dict[str, list[str]]:
    with store.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in Row.metadata.sorted_tables
        }


def test_each_of_them_is_what_slack_says() -> None:
    assert [role_of(who(role), steward=WHO if role == "steward" else "") for role in ROLES] == [
        Role.MEMBER, Role.STEWARD, Role.ADMIN, Role.GUEST, Role.GUEST, Role.MEMBER, Role.EXTERNAL, Role.EXTERNAL,
    ]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_the_whole_vocabulary_opens_for_whom_it_is(record: Store, call: Make, role: str) -> None:
    mirrored(record, role)
    for kind, word in EVERY:
        made = call("admin", user=WHO, value="admin", in_dm=word == "message")
        answer = asked(marked, kind, word, made, record, role=role)
        may = role in MEMBERS or word in NOT_ASKING or (role in GUESTS and word in GUEST_MAY[kind])
        assert (answer == Reply([], "reached")) is may, (kind, word)


@pytest.mark.parametrize("role", ROLES)
def test_words_open_alike_by_every_way_they_come(record: Store, call: Make, role: str) -> None:
    mirrored(record, role)
    for words in TYPED:
        may = role in MEMBERS or (role in GUESTS and words in GUEST_MAY["command"])
        for kind, way in WAYS:
            answer = asked(marked, kind, way, call(words, user=WHO, value=words), record, role=role)
            assert (answer == Reply([], "reached")) is may, (way, words)


@pytest.mark.parametrize("role", [*GUESTS, "external", "stranger", "deactivated"])
def test_the_real_vocabulary_shows_them_nothing_and_changes_nothing(
    record: Store, call: Make, role: str
) -> None:
    mirrored(record, role)
    before = dump(record)
    for kind, word in EVERY:
        if word in NOT_ASKING or (role in GUESTS and word in GUEST_MAY[kind]):
            continue
        for words in ("admin", "1", "start"):
            made = call(words, user=WHO, value=words, action=word, in_dm=kind == "event")
            answer = asked(TABLES[kind][word], kind, word, made, record, role=role)
            assert SECRET not in repr(answer)
            assert isinstance(answer, Nothing | Options | Reply | ForMembers | Outsider), (kind, word)
            if isinstance(answer, Options):
                assert answer.options == []
    assert dump(record) == before


@pytest.mark.parametrize("role", GUESTS)
@pytest.mark.parametrize(
    "before", ["my data", "delete my answers", "my  data\n", "mute\n", "mute\t", "unmute\u00a0"]
)
@pytest.mark.parametrize(
    "words", ["admin", "what should admin see first", "list", "EV-1", "everything", "share"]
)
def test_no_word_a_guest_may_say_opens_the_door_for_others_behind_it(
    record: Store, call: Make, role: str, before: str, words: str
) -> None:
    mirrored(record, role)
    for kind, way in [*WAYS, ("action", "persona_menu"), ("action", "home_menu")]:
        handler = COMMANDS[way] if kind == "command" else TABLES[kind][way]
        for said in (f"{before} {words}", f"{before}{words}".upper()):
            made = call(said, user=WHO, value=said, action=way, idempotency_key=f"{way}:{said}")
            answer = repr(asked(handler, kind, way, made, record, role=role))
            assert "Admin" not in answer
            assert SECRET not in answer
            assert "ForMembers" in answer or "members of this workspace" in answer or "mute" in before


@pytest.mark.parametrize("odd", [{"bot_id": "B0FLOW"}, {"bot_id": "B0HOOK", "user": None}, {"user": ""}])
def test_nobody_asks_through_another_app(record: Store, odd: dict[str, Any]) -> None:
    before = dump(record)
    for words in ("start", "what should admin see first share"):
        told = {"type": "app_mention", "text": f"<@U0DRAMATIS> {words}", "channel": "C0", "ts": "1.0"}
        body = {"team_id": TENANT, "event_id": "Ev1", "event": {**told, "user": WHO, **odd}}
        asks = payload.mention(body, NOW)
        answer = asked(vocabulary.EVENTS["app_mention"], "event", "app_mention", asks, record, role="member")
        assert answer == Nothing()
    assert dump(record) == before


@pytest.mark.parametrize("role", GUESTS)
def test_a_guest_who_writes_to_the_app_gets_what_is_theirs_and_no_more(
    record: Store, call: Make, role: str
) -> None:
    mirrored(record, role)
    for said, heard in (
        ("my data", "What Dramatis knows about you"),
        ("mute 2w", "Muted"),
        ("admin", "Nothing is open for you"),
        ("what should admin see first", "Nothing is open for you"),
        ("my data what should admin see first", "Nothing is open for you"),
    ):
        written = call(said, user=WHO, in_dm=True, action="message", idempotency_key=f"event:{said}")
        answer = asked(vocabulary.EVENTS["message"], "event", "message", written, record, role=role)
        assert isinstance(answer, Reply)
        assert answer.text.startswith(heard), said


@pytest.mark.parametrize("role", GUESTS)
def test_what_a_guest_may_ask_for_holds_nothing_of_the_teams(record: Store, call: Make, role: str) -> None:
    mirrored(record, role)
    for kind, words in GUEST_MAY.items():
        for word in sorted(words - {"app_uninstalled", "team_join", "user_change"}):
            handler = COMMANDS["/persona"] if kind == "command" else TABLES[kind][word]
            typed = word if kind == "command" else "admin"
            made = call(
                typed, user=WHO, value="1:0", action=word, in_dm=True, idempotency_key=f"{kind}:{word}", form={},
                metadata=FormState(subject=1).dump(),
            )  # fmt: skip
            name = "/persona" if kind == "command" else word
            assert SECRET not in repr(asked(handler, kind, name, made, record, role=role)), (kind, word)
    home = asked(vocabulary.EVENTS["app_home_opened"], "event", "app_home_opened",
                 call(user=WHO, value="home"), record, role=role)  # fmt: skip
    assert isinstance(home, Publish | Nothing)
    assert "Admin" not in repr(home)


@pytest.mark.parametrize("role", [*GUESTS, "external", "stranger", "deactivated"])
@pytest.mark.parametrize("word", vocabulary.SUBMISSIONS)
def test_a_form_that_was_opened_as_a_member_is_looked_at_again(
    record: Store, call: Make, word: str, role: str
) -> None:
    mirrored(record, "member")
    submitted = call(
        user=WHO,
        form={"name": {"x": {"value": "New"}}},
        idempotency_key="view:1",
        metadata=FormState(persona=1).dump(),
    )
    mirrored(record, role)
    before = dump(record)
    answer = asked(vocabulary.SUBMISSIONS[word], "submission", word, submitted, record, role=role)
    if role in GUESTS and word in GUEST_MAY["submission"]:
        assert not isinstance(answer, ForMembers | Outsider)
        return
    assert isinstance(answer, ForMembers if role in GUESTS else Outsider)
    assert dump(record) == before
