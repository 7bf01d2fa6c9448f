"""Bad input: what was typed -> the exact sentence. It says what happened and what to type, and loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers import commands, evidence_form, persona
from handlers.call import Call, InvalidForm, Quoted, Reply, UserError
from handlers.form_state import FormState
from handlers.vocabulary import ACTIONS, SHORTCUTS
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person, Place
from personas.persona import Persona, Type
from personas.views import mistake as mistake_view
from storage.store import Store
from tests.calls import field_errors
from tests.conftest import NOW, TENANT
from tests.conversations.harness import choice, text

Make = Callable[..., Call]

TYPED: list[tuple[str, str]] = [
    ("opps-admin", "I don't know opps-admin. Did you mean one of these?"),
    ("zzz", "I don't know zzz. /persona list shows every name."),
    ("admin", "admin fits 2 personas. Which one?"),
    (
        "zzz qqq",
        "I don't know zzz qqq. /persona list shows every name.",
    ),
    (
        "where does this user get stuck",
        "This channel has no persona yet, so “this user” is nobody. Choose one with /persona settings, or type a name.",
    ),
    ("x" * 10_000, "That has 10,000 characters; at most 1,500 fit. Shorten it and send it again."),
    ("<!channel>", "I don't know <!channel>. /persona list shows every name."),
    ("\u202eمرحبا", "I don't know مرحبا. /persona list shows every name."),
    (
        "👩🏽\u200d🚀 rocket",
        "I don't know 👩🏽\u200d🚀 rocket. /persona list shows every name.",
    ),
    (
        "did anybody mention xylophones",
        "Nothing in the record fits xylophones. Type a persona's name, or /persona help for what I "
        "understand.",
    ),
    ("ops-admin frobnicate", "Ops admin: user"),
    ("ops-admin stuck frobnicate", "Gets stuck: not known yet"),
    ("signing-buier", "I don't know signing-buier. Did you mean Signing buyer?"),
    ("matrix", "matrix is not here yet. /persona help lists what is."),
    ("stale", "The least and the oldest evidence"),
    ("delete", "That needs a few more words, as in /persona delete my answers."),
    ("my", "That needs a few more words, as in /persona my data."),
    ("P-77", "There is no P-77. /persona pulses lists them."),
    ("matrix", "matrix is not here yet. /persona help lists what is."),
    ("ops-admin history", "That is not shown here yet: Ops admin"),
    ("compare ops-admin", "That needs a few more words, as in /persona compare ops-admin buyer."),
    ("edit", "That needs a few more words, as in /persona ops-admin edit."),
    ("compare ops-admin zzz", "I don't know zzz. /persona list shows every name."),
    ("D-99", "There is no D-99. /persona decisions lists them."),
    ("EV-99", "There is no EV-99. /persona ops-admin evidence lists it by persona."),
    (
        "mute forever",
        "I can't read “forever” as a time. Try 2w, 3d or until 14 May.",
    ),
    ("pulse zzz", "I don't know zzz. /persona list shows every name."),
]


@pytest.fixture
def team(lite: Store) -> Store:
    """Ops admin, IT admin and Signing buyer; Priya is no admin; one withdrawn piece of evidence."""
    with lite.begin(TENANT) as tx:
        for slug, name, kind in (
            ("ops-admin", "Ops admin", Type.USER),
            ("it-admin", "IT admin", Type.USER),
            ("signing-buyer", "Signing buyer", Type.BUYER),
        ):
            aliases = ("Admin",) if kind is Type.USER else ()
            tx.personas.create(
                Persona(0, slug, name, kind, aliases=aliases, steward="U0MARA"), by="U1", at=NOW
            )
        tx.people.mirror(Person("U0PRIYA", "Priya"), NOW)
        piece = Evidence(
            0, 0, "gone", Kind.STUCK, Source.TICKET, Polarity.NEW, State.DRAFT, "U0PRIYA", NOW, NOW
        )
        tx.evidence.withdraw(tx.evidence.file(piece), by="U0MARA", at=NOW)
    return lite


def sentence(handler: Callable[[Call, Store], Any], call: Call, store: Store) -> str:
    """What the person reads."""
    try:
        answer = handler(call, store)
    except UserError as user_error:
        return mistake_view.plain_sentence(user_error.mistake)
    except InvalidForm as invalid:
        return " ".join(invalid.errors.values())
    return answer.text if isinstance(answer, Reply) else type(answer).__name__


@pytest.mark.parametrize(("typed", "expected"), TYPED, ids=[typed[:20] for typed, _ in TYPED])
def test_what_was_typed_gets_its_sentence(team: Store, call: Make, typed: str, expected: str) -> None:
    assert sentence(commands.answer, call(typed), team) == expected


def new_persona(name: str) -> dict[str, Any]:
    return {
        "name": {"name": text(name)},
        "type": {"type": choice("user")},
        "when": {"when": text("a")},
        "want": {"want": text("b")},
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "Ops Admins",
            "Ops Admins is already what Ops admin answers to. Add to that one, or choose another name.",
        ),
        ("List", "List is a word of the command itself, so nobody could look it up. How about List person?"),
        ("★ ★", "A name needs a letter or a digit, so that people can type it."),
    ],
)
def test_a_name_that_cannot_be_gets_its_sentence(team: Store, call: Make, name: str, expected: str) -> None:
    assert sentence(persona.created, call(form=new_persona(name), idempotency_key="view:1"), team) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("4 of 3", "4 of 3? The first number can't be larger."),
        ("4", "Give both numbers or neither."),
        (("4", ""), "Give both numbers or neither."),
        (("", "6"), "Give both numbers or neither."),
        (("4", "3"), "4 of 3? The first number can't be larger."),
    ],
)
def test_numbers_that_do_not_fit_get_their_sentence(
    team: Store, call: Make, counts: str | tuple[str, str], expected: str
) -> None:
    form = {
        "quote": {"quote": text("They stopped there")},
        "persona": {"pick_persona": choice("1", "external_select")},
    }
    boxes = (
        {"counts": counts}
        if isinstance(counts, str)
        else dict(zip(("counts", "out_of"), counts, strict=True))
    )
    form |= {block: {block: text(typed)} for block, typed in boxes.items()}
    assert sentence(evidence_form.filed, call(form=form, idempotency_key="view:2"), team) == expected


def test_a_button_whose_thing_is_gone_says_so(team: Store, call: Make) -> None:
    pressed = call(action="evidence_about", value="1:1")
    assert sentence(ACTIONS["evidence_about"], pressed, team) == (
        "EV-1 is not there any more, so nothing was changed. /persona list shows what is."
    )


def test_only_the_steward_or_an_admin_retires(team: Store, call: Make) -> None:
    assert sentence(commands.answer, call("ops-admin retire", user="U0PRIYA"), team) == (
        "Only its steward or an admin can retire a persona. Ask <@U0MARA>."
    )
    form_state = FormState(persona=1).dump()
    forged = call(metadata=form_state, user="U0PRIYA", idempotency_key="view:3")
    assert "Only its steward" in sentence(persona.retired, forged, team)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"private": True}, "Words from direct messages stay there"),  # and nobody told us what it is
        ({"in_dm": True}, "Words from direct messages stay there"),
        (
            {"place": Place("C1", shared=True, known=True)},
            "Words from channels shared with other organisations stay there",
        ),
    ],
)
def test_words_from_closed_places_are_declined(
    team: Store, call: Make, where: dict[str, Any], expected: str
) -> None:
    used = call(message=Quoted("1.0", "secret"), action="file_evidence", **where)
    assert sentence(SHORTCUTS["file_evidence"], used, team).startswith(expected)


def test_a_persona_has_an_emoji_of_its_own_and_none_of_ours(lite: Store, call: Make) -> None:
    with lite.begin(TENANT) as tx:
        made = tx.personas.create(Persona(0, "rider", "Rider", Type.USER), by="U1", at=NOW)
    form = {"name": {"x": text("Rider")}, "emoji": {"x": text(":card_index:")}}
    said = field_errors(persona.edited, call(form=form, metadata=FormState(persona=made).dump()), lite)
    assert said == {"emoji": ":card_index: is one of my own marks. Choose another emoji."}
