"""The grammar of `/persona`: what may be asked, and the patterns of a question."""

from enum import StrEnum

from personas.facet import Facet


class Topic(StrEnum):
    """What a question is about, besides the facets."""

    CARD = "card"
    EVIDENCE = "evidence"
    DECISIONS = "decisions"
    UNKNOWN = "unknown"
    CHAIN = "chain"
    EVERYTHING = "everything"
    ADD = "add"
    EDIT = "edit"
    RETIRE = "retire"
    ROLES = "roles"
    DECISION = "decision"
    SURE = "sure"
    SEARCH = "search"


# `a|b` are alternatives, `?` makes a place optional, <who> and <words> catch. The longest match wins.
# Capitals stand for the words in MACROS; articles and adverbs between the words are skipped.
PATTERNS: dict[Topic | Facet, str] = {
    **{facet: facet.row.questions for facet in Facet if facet.row.questions},
    Topic.EVIDENCE: """
        what|which|how much? evidence|proof|sources DO|IS? WE|there? have? for|about|on|behind|of <who>
        what DO WE have on|about <who>
        what DO WE hear|heard|learn|learned|seen from|of|about <who>
        what backs|supports <who>
        how DO WE know about <who>""",
    Topic.DECISIONS: """
        what DO? changed|changes|change because|for|thanks|due of|to? <who>
        what DO WE DECIDE because|for|about|thanks of|to? <who>
        which|what decisions DO|IS? WE? CONCERN? BECAUSE? <who>
        what DO <who> change|changed""",
    Topic.UNKNOWN: """
        what DO not WE know|understand about|of <who>
        what DO WE not know|understand about|of <who>
        what DO WE need|have|want? to? ask|learn|find|research out? about|of? <who>
        what IS WE missing about|of|on <who>
        what IS unknown|missing|unclear|open|uncertain about|for|with|of <who>
        what else DO WE need|have|want? to? know|learn about|of <who>
        what DO WE need|have|want to know about|of <who>""",
    Topic.SURE: """
        how sure|certain|confident|safe IS|DO WE be|feel? ABOUT|that <words>
        IS WE sure|certain|confident ABOUT|that <words>
        how strong|solid|good is evidence for|about|that|behind <words>
        how DO WE know that|if? <words>""",
    Topic.CARD: """
        who|what IS <who>
        what DO WE know about|of <who>
        how well DO WE know <who>
        what|how IS <who> like?""",
}

MACROS: dict[str, str] = {
    "DO": "do does dose did would will can could should might must may has have had",
    "IS": "is are was were be",
    "WE": "we us i you me one",
    "ABOUT": "about of on in regarding with",
    "STALL": "stuck stall drop stop struggle quit fail leave churn abandon",
    "DECIDE": "change changed decide decided build built ship shipped done",
    "CONCERN": "made make take took name cite mention serve affect concern help",
    "BECAUSE": "because for about thanks with of to",
    "POSSESSIVE": "their his her",
}
