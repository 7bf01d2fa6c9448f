"""Topics: what a question can be about besides a facet. A topic is one row, and everything derives from it."""

from dataclasses import dataclass

from personas.facet import Facet
from personas.rowed import RowEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """All that is particular about a topic.

    `label` stands on its button. `asked` is how it is typed so that it is understood for certain. `words` are what
    people say for it, divided by commas, `questions` the patterns that ask for it (`grammar.py` reads them). `needs`
    tells how many personas it is about; where fewer are named one is asked which.
    """

    id: str
    label: str
    asked: str
    words: str = ""
    questions: str = ""
    needs: int = 0


class Topic(RowEnum):
    """What a question is about, besides the facets."""

    row: Row

    CARD = Row(
        id="card",
        label="The card",
        asked="{who}",
        questions="""
            who|what IS <who>
            what DO WE know about|of <who>
            how well DO WE know <who>
            what|how IS <who> like?""",
        needs=1,
    )
    EVIDENCE = Row(
        id="evidence",
        label="Evidence",
        asked="{who} evidence {words}",
        words="evidence, source, backing, proof points",
        questions="""
            what|which|how much? evidence|proof|sources DO|IS? WE|there? have? for|about|on|behind|of <who>
            what DO WE have on|about <who>
            what DO WE hear|heard|learn|learned|seen from|of|about <who>
            what backs|supports <who>
            how DO WE know about <who>""",
        needs=1,
    )
    DECISIONS = Row(
        id="decisions",
        label="Decisions",
        asked="{who} decisions",
        words="decision, changes, what changed, changed because of, changed for, decided",
        questions="""
            what DO? changed|changes|change because|for|thanks|due of|to? <who>
            what DO WE DECIDE because|for|about|thanks of|to? <who>
            which|what decisions DO|IS? WE? CONCERN? BECAUSE? <who>
            what DO <who> change|changed""",
    )
    UNKNOWN = Row(
        id="unknown",
        label="What we don't know",
        asked="{who} unknown",
        words=(
            "unknown, gap, open question, open questions, unanswered questions, do not know, not know, do not "
            "know yet, do not we know, unclear"
        ),
        questions="""
            what DO not WE know|understand about|of <who>
            what DO WE not know|understand about|of <who>
            what DO WE need|have|want? to? ask|learn|find|research out? about|of? <who>
            what IS WE missing about|of|on <who>
            what IS unknown|missing|unclear|open|uncertain about|for|with|of <who>
            what else DO WE need|have|want? to? know|learn about|of <who>
            what DO WE need|have|want to know about|of <who>""",
        needs=1,
    )
    CHAIN = Row(
        id="chain",
        label="What rests on what",
        asked="{who} chain",
        words="chain, whole chain, trace",
        needs=1,
    )
    EVERYTHING = Row(
        id="everything", label="Everything", asked="{who} everything", words="everything, all claims", needs=1
    )
    ADD = Row(id="add", label="Add evidence", asked="{who} add", needs=1)
    EDIT = Row(id="edit", label="Edit", asked="{who} edit", needs=1)
    RETIRE = Row(id="retire", label="Retire", asked="{who} retire", needs=1)
    ROLES = Row(id="roles", label="Who decides", asked="who {words}")
    DECISION = Row(id="decision", label="A decision", asked="D-{number}")
    SURE = Row(
        id="sure",
        label="How sure we are",
        asked="how sure are we about {subject}",
        questions="""
            how sure|certain|confident|safe IS|DO WE be|feel? ABOUT|that <words>
            IS WE sure|certain|confident ABOUT|that <words>
            how strong|solid|good is evidence for|about|that|behind <words>
            how DO WE know that|if? <words>""",
    )
    SEARCH = Row(
        id="search", label="Search the record", asked="search {words}", questions="search for? <words>"
    )
    LIST = Row(id="list", label="All personas", asked="list")
    COMPARE = Row(
        id="compare", label="Side by side", asked="compare {who} {other}", words="compare, versus", needs=2
    )
    PROOF = Row(id="proof", label="Decisions changed", asked="proof")
    HISTORY = Row(
        id="history", label="What was edited", asked="{who} history", words="history, changelog", needs=1
    )
    LENS = Row(id="lens", label="For a team", asked="{who} lens {words}", words="lens, lenses", needs=1)
    STEWARD = Row(id="steward", label="Who looks after it", asked="{who} steward", words="steward", needs=1)
    WEAKEST = Row(
        id="weakest",
        label="Least and oldest evidence",
        asked="weakest",
        words="weakest, least evidence, oldest evidence",
    )
    NEWS = Row(
        id="news",
        label="What's new",
        asked="{who} what is new {period}",
        words="what is new, anything new",
    )
    COUNTED = Row(
        id="counted",
        label="How many we talked to",
        asked="{who} counted {period}",
        words="counted, how many people, how many interviews",
    )
    COMPLAINTS = Row(
        id="complaints",
        label="Complaints",
        asked="complaints {words} {period}",
        words="complaint, complaints",
    )
    LEAVING = Row(
        id="leaving",
        label="Why people leave",
        asked="{who} leaving",
        words="leaving, why leave",
        questions="""
            why|when|how DO <who> leave|churn|cancel|unsubscribe <words>?
            what DO? makes <who> leave|churn|cancel""",
    )
    CARES = Row(
        id="cares",
        label="What they care about",
        asked="does {who} care about {words}",
        words="cares about",
        questions="DO <who> care about|for <words>",
        needs=1,
    )
    WHY = Row(
        id="why", label="Why we decided", asked="why did we {words}", questions="why did we|you <words>"
    )
    NONE = Row(id="none", label="Something else", asked="")


def label_of(topic: Topic | Facet) -> str:
    """What a button that asks for it says."""
    return topic.label if isinstance(topic, Facet) else topic.row.label


def needs_of(topic: Topic | Facet) -> int:
    """How many personas it is about; of all personas one can ask what they see first."""
    return topic is not Facet.FIRST if isinstance(topic, Facet) else topic.row.needs


def typed(
    topic: Topic | Facet,
    *,
    who: str = "",
    other: str = "",
    words: str = "",
    period: str = "",
    number: int = 0,
) -> str:
    """What to type, or to put on a button, for a topic to be understood for certain."""
    form = f"{{who}} {topic.value} {{words}}" if isinstance(topic, Facet) else topic.row.asked
    filled = form.format(
        who=who, other=other, words=words, period=period, number=number, subject=words or who
    )
    return " ".join(filled.split())
