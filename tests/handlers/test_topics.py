"""What people ask in their own words, and what they read: the sample team's record, answered."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.demo import sample
from handlers import commands, lookup
from handlers.call import Call, Reply, UserError
from personas.errors import Mistake, NothingFound, UnknownPersona
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Claim, Facet, Persona, Type
from personas.questions.question import Asked, Sureness, Topic
from personas.views import mistake as mistake_view
from playground.surfaces import faults_in_blocks, too_many_characters
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.personas.strange import STRANGE

Make = Callable[..., Call]
ELSEWHERE = "C0ELSEWHERE"


@pytest.fixture
def team(store: Store) -> Store:
    with store.begin(TENANT) as tx:
        tx.backups.restore(sample(NOW))
        tx.people.mirror(Person("U0MARA", "Mara"), NOW)
    return store


def read(store: Store, call: Call) -> str:
    """All that a person reads: blocks of an answer, or of a mistake."""
    try:
        answer = commands.answer(call, store)
    except UserError as user_error:
        return str(mistake_view.sentence(user_error.mistake)[0])
    assert isinstance(answer, Reply)
    return str(answer.blocks)


def mistake(store: Store, call: Call) -> Mistake:
    with pytest.raises(UserError) as user_error:
        commands.answer(call, store)
    return user_error.value.mistake


def headings(store: Store, call: Call) -> str:
    answer = commands.answer(call, store)
    assert isinstance(answer, Reply)
    return str(answer.blocks[0])


@pytest.mark.parametrize(
    ("asked", "read_there"),
    [
        ("what should this user see first, and why", ["sees first", "Why:"]),
        (
            "why does the ops admin wait three days",
            ["Closest in the record", "waits three days or more", "EV-"],
        ),
        ("how does the admin feel about inviting people", ["In their words", "Puts off inviting anybody"]),
        ("what do buyers care about", ["Signing buyer", "Criteria"]),
        ("what's new since last month", ["*New*", "pieces of evidence", "EV-", "D-"]),
        ("who are our personas?", ["3 personas", "Ops admin"]),
        ("who owns the ops admin persona", ["looks after"]),
        ("how sure are we about the ops admin", ["How sure we are", "claims* have evidence", "Guesses"]),
        ("how sure are we that they wait three days", ["How sure we are", "waits three days", "act on it"]),
        (
            "which persona has the least evidence",
            ["The least evidence", "The oldest evidence", "New teammate"],
        ),
        ("how many people did we talk to", ["How many we heard from", "interviews", "tickets"]),
        ("how many interviews did we do last month", ["How many we heard from* (last month)"]),
        ("what do people complain about", ["What people complain about", "Said last", "EV-"]),
        ("why do people leave", ["Why people leave", "Alderpost left", "EV-6"]),
        ("does the buyer care about approval", ["Closest in the record", "Signing buyer"]),
        ("does the buyer care about zebras", ["Nothing on record says whether", "What they decide by"]),
        ("why did we split onboarding", ["Why we decided", "D-1", "Because:"]),
        ("what is different between the ops admin and the buyer", ["Ops admin", "Signing buyer", "Job"]),
        ("history of the ops admin", ["is not shown here yet", "The card"]),
        ("ops admin lens sales", ["There are no views by team yet"]),
        ("integration", ["Closest in the record", "Integration status"]),
        ("proof", ["logged decision"]),
        ("everything about the ops admin", ["All claims"]),
        ("ops admin chain", ["Claim ← evidence ← decision"]),
        ("ops admin journey", ["Journey"]),
    ],
)
def test_what_a_newcomer_asks_is_answered(team: Store, call: Make, asked: str, read_there: list[str]) -> None:
    words = read(team, call(asked, channel="C0ONBOARD")).replace("*Ops admin*", "Ops admin")
    words += words.replace("*", "")
    assert [each for each in read_there if each not in words and each.replace("*", "") not in words] == []
    assert "Create" not in words


@pytest.mark.parametrize("asked", ["hello", "thanks!", "stop", "what can you do"])
def test_small_talk_gets_a_short_sentence_and_no_new_persona(team: Store, call: Make, asked: str) -> None:
    words = read(team, call(asked))
    assert "I don't know" not in words
    assert "Create" not in words


def test_stop_asking_me_typed_does_what_its_button_does(team: Store, call: Make) -> None:
    assert "only replies to what you ask" in read(team, call("stop asking me"))
    with team.read(TENANT) as reading:
        assert reading.people.known("U0MARA").stopped_at == NOW
    assert "Welcome back" in read(team, call("Ask me again"))
    with team.read(TENANT) as reading:
        assert reading.people.known("U0MARA").stopped_at is None


def test_leftover_words_order_an_answer_and_never_empty_it(team: Store, call: Make) -> None:
    words = read(team, call("ops admin stuck viewer"))
    assert "*Gets stuck*'" in headings(team, call("ops admin stuck viewer"))
    assert "What fits “viewer” comes first." in words
    assert words.index("should be a viewer") < words.index("waits three days")
    everything = read(team, call("ops admin stuck us"))
    assert "Nothing here is about “us”; this is all of it." in everything
    assert "waits three days" in everything


def test_words_that_no_quote_holds_show_all_quotes_and_say_so(team: Store, call: Make) -> None:
    words = read(team, call("ops admin words zebra"))
    assert "Nothing here is about “zebra”; this is all of it." in words
    assert "EV-24" in words
    assert "EV-24" in read(team, call("ops admin evidence zebra"))


@pytest.mark.parametrize("typed", ["words zebra", "stuck zebra"])
def test_a_section_with_other_words_is_of_whom_the_channel_is_about(
    team: Store, call: Make, typed: str
) -> None:
    assert "Nothing here is about “zebra”; this is all of it." in read(team, call(typed))


def test_what_fits_nothing_says_so_with_three_questions_that_work(team: Store, call: Make) -> None:
    found = mistake(team, call("did anybody mention xylophones"))
    assert isinstance(found, NothingFound)
    blocks, _ = mistake_view.sentence(found)
    buttons = [each for each in blocks[1]["elements"] if each["text"]["text"] != "Help"]
    assert len(buttons) == 3
    for each in buttons:
        assert isinstance(commands.answer(call(each["value"]), team), Reply)


def test_one_or_two_unknown_words_are_a_name_and_may_become_one(team: Store, call: Make) -> None:
    assert isinstance(mistake(team, call("xylophonist")), UnknownPersona)
    assert "Create" in read(team, call("night xylophonist"))
    assert "Create" not in read(team, call("where does the night xylophonist get stuck"))


def test_a_question_about_nobody_asks_about_whom(team: Store, call: Make) -> None:
    answer = commands.answer(call("risk", channel=ELSEWHERE), team)
    assert isinstance(answer, Reply)
    assert "about whom?" in str(answer.blocks[0])
    for each in answer.blocks[1]["elements"][:-1]:
        told = commands.answer(call(each["value"], channel=ELSEWHERE), team)
        assert isinstance(told, Reply)
        assert each["text"]["text"] in str(told.blocks[0])


def test_what_is_unsure_is_searched_for_as_it_was_typed(
    team: Store, call: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "has any of this moved the reports"
    read_as = Asked(
        Topic.ROLES, words="owns moved the reports", sureness=Sureness.UNSURE, nearest=(Topic.PROOF,)
    )
    monkeypatch.setattr(lookup, "understand", lambda *_, **__: read_as)
    assert f"“{asked}”" in read(team, call(asked))


def test_what_is_new_tells_nobody_of_what_they_may_not_read(team: Store, call: Make) -> None:
    piece = Evidence(
        0, 0, "A private zebra", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U0OTHER", NOW, NOW,
        persona_id=1, visibility="C0SECRET",
    )  # fmt: skip
    asked = ["what is new today", "how many people did we talk to", "what do people complain about", "zebra"]
    before = [read(team, call(each, channel=ELSEWHERE)) for each in asked]
    with team.begin(TENANT) as tx:
        tx.evidence.file(piece)
    assert [read(team, call(each, channel=ELSEWHERE)) for each in asked] == before
    assert "A private zebra" in read(team, call("zebra", channel="C0SECRET"))
    assert "A private zebra" in read(team, call("what is new today", channel="C0SECRET"))


def test_a_time_in_plain_words_is_the_askers_own(team: Store, call: Make) -> None:
    assert "Nothing new (today)" in read(team, call("what is new today"))
    assert "New* (this year)" in read(team, call("what is new this year"))
    assert "New about *Ops admin*" in read(team, call("what is new about the ops admin this year"))


def test_who_looks_after_a_persona_is_named(team: Store, call: Make) -> None:
    with team.begin(TENANT) as tx:
        [ops] = [ref for ref in tx.personas.refs() if ref.slug == "ops-admin"]
        tx.personas.change(ops.id, by="U1", at=NOW, steward="U0MARA")
    assert "Mara looks after *Ops admin*" in read(team, call("who looks after the ops admin"))


def test_names_are_suggested_once_and_a_bare_search_finds_any_form(store: Store, call: Make) -> None:
    with store.begin(TENANT) as tx:
        claims = (Claim(0, 0, Facet.STUCK, "Exports the list every morning"),)
        tx.personas.create(Persona(0, "a", "Analyst", Type.USER, claims=claims), by="U1", at=NOW)
    assert "Exports the list" in read(store, call("exporting"))
    assert isinstance(mistake(store, call("analist")), UnknownPersona)


def test_every_example_of_the_help_works(team: Store, call: Make) -> None:
    for group in commands.GROUPS:
        for line, _ in commands.examples(group):
            typed = (
                line.format(a="ops-admin", b="new-teammate").removeprefix("/persona").removeprefix("/decided")
            )
            if "EV-12" not in typed:
                asked = replace(call(typed.strip()), action="/persona")
                assert "I don't know" not in str(commands.answer(asked, team))


@pytest.mark.parametrize("words", STRANGE, ids=range(len(STRANGE)))
def test_slack_takes_every_answer_whatever_the_record_holds(lite: Store, call: Make, words: str) -> None:
    name = words.replace("\x00", "").strip()[:80] or "Night shift"
    kept = words.replace("\ud7ff", "").replace("\x00", "")
    with lite.begin(TENANT) as tx:
        claims = tuple(
            Claim(0, 0, side, f"wait {kept}"[:2000]) for side in (Facet.STUCK, Facet.RISK, Facet.WORDS)
        )
        persona_id = tx.personas.create(Persona(0, "clerk", name, Type.USER, claims=claims), by="U1", at=NOW)
        for number in range(7):
            tx.evidence.file(
                Evidence(
                    0, 0, f"wait {kept}", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U1", NOW, NOW,
                    persona_id=persona_id, own_words=number % 2 == 0, source_key=str(number),
                )
            )  # fmt: skip
    for asked in (
        "wait", f"wait {words}"[:1400], "clerk stuck zebra", "clerk words zebra", "clerk evidence zebra", "clerk steward",
        "how sure are we about clerk", f"how sure are we about {words}"[:1400], "weakest", "what is new today",
        "what do people complain about", "why do people leave", "how many people did we talk to", f"clerk {words}"[:1400],
        "does clerk care about waiting", "clerk history", "hello", "what can you do", "risk",
    ):  # fmt: skip
        try:
            answer = commands.answer(call(asked, channel=ELSEWHERE), lite)
        except UserError as user_error:
            blocks, _ = mistake_view.sentence(user_error.mistake)
        else:
            assert isinstance(answer, Reply)
            blocks = answer.blocks
        assert faults_in_blocks(blocks) == [], asked
        assert not too_many_characters(blocks), asked
