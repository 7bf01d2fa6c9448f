"""What people type after `/persona`, and what they mean by it."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.persona import key_of
from personas.question import RESERVED, Asked, Topic, reserved_name, suggest_name, understand

SHUFFLED = "what where who is the ops admin this see first stuck share add edit D-7 ? not"
WRITES = {Topic.ADD, Topic.EDIT, Topic.RETIRE}

# phrasing | topic | who | words or number
PHRASINGS = """
what should this user see first | first | this
What should this user see first? | first | this
what should this user see first, and why? | first | this
what should this persona see first | first | this
what should ops admin see first | first | ops admin
what should the ops admin see first? | first | ops admin
What should our Ops-Admin see first | first | Ops-Admin
what should "ops admin" see first | first | ops admin
what should \u201cops admin\u201d see first | first | ops admin
what should everyone see first | first | all
what should they see first? | first | this
what does the new teammate see first | first | new teammate
what should new teammates look at first | first | new teammates
what should a signing buyer notice first | first | signing buyer
what do we show ops admin first | first | ops admin
what should we show the ops admin first? | first | ops admin
what comes first for the ops admin | first | ops admin
what is the first thing new teammates see | first | new teammates
what's the first screen for ops admins | first | ops admins
where should ops admin start | first | ops admin
please tell me what this user should see first | first | this
wat shoud this user see frist | first | this
what shuold ops admin see first | first | ops admin
what should ops admin see fist | first | ops admin
first | first | all
First? | first | all
all first | first | all
everyone first | first | all
ops-admin first | first | ops-admin
first ops-admin | first | ops-admin
ops admin sees first | first | ops admin
this first | first | this
this user first | first | this
first this | first | this
this look first | first | this
ops admin look at first | first | ops admin
why should ops admin see the status first | first | ops admin | status
where does ops admin get stuck | stuck | ops admin
Where do ops admins get stuck? | stuck | ops admins
where does the new teammate stall | stuck | new teammate
where do new teammates drop off | stuck | new teammates
where does "new teammate" drop | stuck | new teammate
where do they get stuck | stuck | this
where does this user get stuck? | stuck | this
where do new teammates get stuck in onboarding | stuck | new teammates | onboarding
when does ops admin give up | stuck | ops admin
why do new teammates churn? | stuck | new teammates
what stops ops admin | stuck | ops admin
what blocks the new teammate? | stuck | new teammate
what frustrates the ops admin | stuck | ops admin
what goes wrong for the ops admin | stuck | ops admin
what's hard for the new teammate? | stuck | new teammate
were does ops admin get stuk | stuck | ops admin
where dose ops admin get stuck | stuck | ops admin
where is ops admin stuck | stuck | ops admin
new-teammate stuck dashboard | stuck | new-teammate | dashboard
new teammate stuck | stuck | new teammate
stuck new teammate | stuck | new teammate
NEW TEAMMATE STUCK | stuck | NEW TEAMMATE
new teammate stalls | stuck | new teammate
new teammate stall | stuck | new teammate
new teammate pain points | stuck | new teammate
pain points of the new teammate | stuck | new teammate
what are the pain points of the ops admin? | stuck | ops admin
ops admin friction | stuck | ops admin
ops admin frustrations | stuck | ops admin
ops admin stukc | stuck | ops admin
ops-admin: stuck | stuck | ops-admin
IT admin stuck | stuck | IT admin
what does the IT admin risk | risk | IT admin
this stuck | stuck | this
the user stuck | stuck | this
what does ops admin avoid | avoids | ops admin
what does the signing buyer delay? | avoids | signing buyer
what do new teammates put off | avoids | new teammates
what doesn't ops admin use | avoids | ops admin
what doesnt ops admin use | avoids | ops admin
what do they avoid | avoids | this
what dose ops admin aviod | avoids | ops admin
ops admin avoids | avoids | ops admin
avoids ops admin | avoids | ops admin
what does ops admin risk | risk | ops admin
what does the buyer fear? | risk | buyer
what is the signing buyer afraid of | risk | signing buyer
what's ops admin worried about | risk | ops admin
what scares the ops admin? | risk | ops admin
what keeps the buyer up at night | risk | buyer
what is at stake for the ops admin | risk | ops admin
what does this buyer risk | risk | buyer
what are the risks for the ops admin | risk | ops admin
ops admin risk | risk | ops admin
ops admin risks | risk | ops admin
ops admin fears | risk | ops admin
risk ops-admin | risk | ops-admin
ops admin rsik | risk | ops admin
what does ops admin say about invite | words | ops admin | invite
What does the ops admin say about the invite step? | words | ops admin | invite step
what do ops admins say about \u201cinviting people\u201d | words | ops admins | inviting people
what does ops admin say about risk | words | ops admin | risk
what did the new teammate say about getting stuck | words | new teammate | stuck
what do they say about invites | words | this | invites
what does ops admin say | words | ops admin
how does ops admin talk about reports | words | ops admin | reports
what does ops admin think about pricing | words | ops admin | pricing
what words does the ops admin use for reports | words | ops admin | reports
ops-admin words invite | words | ops-admin | invite
ops admin quotes | words | ops admin
quotes from the ops admin | words | ops admin
ops admin verbatim | words | ops admin
ops admin says | words | ops admin
ops admin wrods invite | words | ops admin | invite
in their own words ops admin | words | ops admin
what does ops admin own | owns | ops admin
what can this user ignore | owns | this
what does the signing buyer ignore? | owns | signing buyer
what does the signing buyer influence | owns | signing buyer
what can ops admin safely ignore | owns | ops admin
what is the ops admin responsible for | owns | ops admin
ops admin responsibilities | owns | ops admin
ops admin owns | owns | ops admin
signing buyer influences | owns | signing buyer
signing buyer ignore | owns | signing buyer
who owns | roles | all | owns
who owns the budget? | roles | all | owns budget
who approves | roles | all | approves
Who approves it? | roles | all | approves
who buys | roles | all | buys
who pays? | roles | all | pays
who renews | roles | all | renews
who can approve? | roles | all | approves
who signs the contract | roles | all | approves contract
what changed because of ops admin | decisions | ops admin
What changed because of the Ops Admin? | decisions | Ops Admin
what has changed because of this user | decisions | this
what did we change for new teammates? | decisions | new teammates
which decisions name the buyer | decisions | buyer
ops admin decisions | decisions | ops admin
decisions ops admin | decisions | ops admin
decisions | decisions |
ops admin desicions | decisions | ops admin
what don't we know about ops admin | unknown | ops admin
what don\u2019t we know about the buyer? | unknown | buyer
what dont we know about this user | unknown | this
what do we not know about new teammates | unknown | new teammates
what is unknown about the buyer | unknown | buyer
what are the open questions about the buyer | unknown | buyer
ops admin unknown | unknown | ops admin
ops admin unknowns | unknown | ops admin
ops admin open questions | unknown | ops admin
ops admin don't know | unknown | ops admin
who is not served by D-7 | decision | | 7
who isn't served by D-7? | decision | | 7
why D-7 | decision | | 7
why d7? | decision | | 7
Why was D-12 made? | decision | | 12
decision D-7 | decision | | 7
D-7 | decision | | 7
what changed because of D-7 | decision | | 7
how sure are we about the invite step | sure | | invite step
How sure are we about \u201ctwo paths\u201d? | sure | | two paths
how certain are we that ops admins stop at integration | sure | | ops admins stop at integration
how confident can we be about pricing | sure | | pricing
how sur are we about pricing | sure | | pricing
are we sure about pricing? | sure | | pricing
what's ops admin's job | job | ops admin
what is the job of the ops admin | job | ops admin
what is the ops admin trying to do | job | ops admin
what does ops admin want to get done | job | ops admin
what do they want to achieve? | job | this
why do ops admins use the dashboard | job | ops admins | dashboard
ops admin job | job | ops admin
ops admin jobs | job | ops admin
ops admin jobs to be done | job | ops admin
job story ops admin | job | ops admin
what does ops admin's day look like | day | ops admin
what is a typical day for the ops admin? | day | ops admin
what does the ops admin do all day | day | ops admin
ops admin typical day | day | ops admin
ops admin day | day | ops admin
what are ops admin's goals | success | ops admin
what are their goals? | success | this
what does success look like for the buyer | success | buyer
when is the ops admin happy | success | ops admin
ops admin goals | success | ops admin
success buyer | success | buyer
ops admin sucess | success | ops admin
how does the new teammate arrive | context | new teammate
new teammate context | context | new teammate
how does the buyer choose a tool | criteria | buyer | tool
buyer criteria | criteria | buyer
buyer critera | criteria | buyer
what does the buyer object to | objections | buyer
why doesn't the buyer sign? | objections | buyer
buyer objections | objections | buyer
buyer concerns security | objections | buyer | security
what does the buyer's journey look like | journey | buyer
buyer journey | journey | buyer
what evidence do we have for ops admin | evidence | ops admin
how much evidence is there for the ops admin? | evidence | ops admin
ops admin evidence | evidence | ops admin
ops admin evidnce onboarding | evidence | ops admin | onboarding
ops admin chain | chain | ops admin
ops-admin | card | ops-admin
Ops Admin | card | Ops Admin
"ops admin" | card | ops admin
the ops admin | card | ops admin
who is the ops admin? | card | ops admin
who's ops admin | card | ops admin
tell me about ops admin | card | ops admin
what do we know about the buyer | card | buyer
this | card | this
this user | card | this
all | card | all
José | card | José
josé stuck | stuck | josé
Führungskraft risiko | card | Führungskraft risiko
two onboarding paths | card | two onboarding paths
activation dashboard | card | activation dashboard
full stack developer | card | full stack developer
Which screen should the new teammate see first? | first | new teammate
in what step do ops admins stall | stuck | ops admins
where do ops admins lose patience | stuck | ops admins
which features do ops admins avoid | avoids | ops admins
give me quotes of ops admin about invites | words | ops admin | invites
what criteria does the buyer use | criteria | buyer
what are we missing about the ops admin | unknown | ops admin
what would make the buyer happy | success | buyer
what counts as success for the buyer | success | buyer
describe a day in the life of the ops admin | day | ops admin
waht does ops admin aovid | avoids | ops admin
whre do new teammates get stcuk | stuck | new teammates
hwo sure are we about pricing | sure | | pricing
why would the buyer say no | objections | buyer
does the buyer own the budget | owns | buyer | budget
ops-admin edit | edit | ops-admin
ops admin edit | edit | ops admin
ops-admin add | add | ops-admin
Ops-Admin Add | add | Ops-Admin
new teammate retire | retire | new teammate
ops-admin add four of six stopped at integration | add | ops-admin | four of six stopped at integration
ops-admin add "Where do I click?" | add | ops-admin | "Where do I click?"
ops-admin add she said: where, then? I left. | add | ops-admin | she said: where, then? I left.
"""

QUESTIONS_THAT_NAME_A_WRITE = (
    "what should ops admin add",
    "what can the ops admin edit",
    "which persona should we retire",
    "who can edit?",
    "should ops admin add",
    "should we retire?",
    "ops admin add?",
    "does ops admin edit",
    "wat can ops admin edit",
    "tell me what ops admins edit",
    "can add be undone?",
    "when does the buyer retire",
    "how do ops admins add",
    "ops admin: what can they edit",
    "is it safe to retire",
    "will they add",
    "what add what to edit",
    "please, who may edit",
)


def rows() -> Iterator[tuple[str, Topic, str, str]]:
    """The table as values."""
    for line in PHRASINGS.strip().splitlines():
        text, topic, who, words = (*(part.strip() for part in line.split("|")), "", "")[:4]
        yield text, Topic(topic), who, words


def right(asked: Asked, topic: Topic, who: str, words: str) -> bool:
    """Whether this is what was meant; a decision's number stands where the words are."""
    said = str(asked.number or "") if topic is Topic.DECISION else asked.words
    return (asked.topic, asked.who, said) == (topic, who, words)


def test_ninety_five_of_a_hundred_phrasings_are_understood() -> None:
    """The promise of the grammar, over the whole table."""
    table = list(rows())
    wrong = [
        (text, understand(text))
        for text, topic, who, words in table
        if not right(understand(text), topic, who, words)
    ]
    assert len(table) >= 160
    assert len(wrong) <= len(table) * 0.05, wrong
    assert not wrong, wrong  # today all of them are; relax this line before the promise above


@pytest.mark.parametrize("text", [*QUESTIONS_THAT_NAME_A_WRITE])
def test_a_question_is_never_a_write(text: str) -> None:
    """Even where its last word is one."""
    assert understand(text).topic not in WRITES


def test_only_the_literal_word_writes() -> None:
    """In the whole table nothing else is taken for a write, and no typo is."""
    assert {understand(text).topic for text, topic, *_ in rows() if topic not in WRITES}.isdisjoint(WRITES)
    assert understand("ops admin edti").topic is Topic.CARD
    assert understand("ops admin ad").topic is Topic.CARD


@pytest.mark.parametrize("text", [text for text, topic, *_ in rows() if topic not in WRITES])
def test_share_at_the_end_shares_the_same_answer(text: str) -> None:
    """The suffix works after every phrasing."""
    assert understand(f"{text} share").share
    assert understand(f"{text} share").topic is understand(text).topic
    assert understand(f"{text} share").who == understand(text).who


@pytest.mark.parametrize(
    ("text", "topic", "who", "words"),
    [
        ("customer success manager stuck", Topic.STUCK, "customer success manager", ""),
        ("customer success manager", Topic.CARD, "customer success manager", ""),
        ("what does the Customer Success Managers risk", Topic.RISK, "Customer Success Managers", ""),
        ("stuck first responder dashboard", Topic.STUCK, "first responder", "dashboard"),
        (
            "new teammate stuck customer success manager",
            Topic.STUCK,
            "new teammate",
            "customer success manager",
        ),
    ],
)
def test_known_names_may_hold_words_of_the_grammar(text: str, topic: Topic, who: str, words: str) -> None:
    """Where the caller tells us the names."""
    asked = understand(text, {"customer-success-manager", "first-responder", "new-teammate"})
    assert (asked.topic, asked.who, asked.words) == (topic, who, words)


def test_the_facet_may_come_first() -> None:
    """And the answer knows that it did."""
    assert understand("stuck new teammate").facet_first
    assert not understand("new teammate stuck").facet_first


@pytest.mark.parametrize(
    "name", ["List", "help", "Stuck", "this", "All", "D-7", "everyone", "lens", "The user", "Édit"]
)
def test_words_of_the_grammar_are_no_names(name: str) -> None:
    """A persona called "list" could never be looked up."""
    assert reserved_name(name)
    assert not reserved_name(suggest_name(name))


@pytest.mark.parametrize(
    "name", ["Ops admin", "New teammate", "Signing buyer", "End user", "Lister", "List person"]
)
def test_other_names_are_fine(name: str) -> None:
    """Names people would say aloud."""
    assert not reserved_name(name)


def test_the_suggested_name_keeps_the_word() -> None:
    """As people meant something by it."""
    assert suggest_name("List") == "List person"


def test_every_word_of_the_grammar_is_reserved() -> None:
    """Verbs, facets and suffixes alike."""
    assert {"list", "new", "help", "mute", "this", "all", "share", "lens", "stuck", "decisions"} <= RESERVED
    assert all(reserved_name(word) for word in RESERVED if key_of(word))


@given(st.text())
def test_any_text_is_understood_somehow(text: str) -> None:
    """Emoji, right-to-left and control characters too."""
    assert isinstance(understand(text), Asked)
    assert isinstance(understand(text, {"ops-admin"}), Asked)


@given(st.lists(st.sampled_from(SHUFFLED.split())))
def test_any_order_of_its_own_words_is_understood_somehow(words: list[str]) -> None:
    """And a text that opens with a question word never writes."""
    asked = understand(" ".join(words))
    assert not words or words[0] not in {"what", "where", "who"} or asked.topic not in WRITES


@given(st.text(alphabet=st.characters(categories=["L", "Zs"]), max_size=60))
def test_share_is_always_taken_off(text: str) -> None:
    """Whatever stands before it, unless it is text to file."""
    asked = understand(f"{text} share")
    assert asked.share or asked.topic in WRITES


@pytest.mark.parametrize("word", ["ok ", "please ", "what ", "stuck ", "share ", "a"])
def test_ten_thousand_characters_do_no_harm(word: str) -> None:
    """Pasted by accident, answered like anything else."""
    assert isinstance(understand(word * (10_000 // len(word))), Asked)
