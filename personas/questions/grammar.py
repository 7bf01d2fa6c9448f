"""The grammar of `/persona`: what may be asked, and the patterns of a question."""

from enum import StrEnum


class Topic(StrEnum):
    """What a question is about."""

    CARD = "card"
    FIRST = "first"
    JOB = "job"
    STUCK = "stuck"
    RISK = "risk"
    AVOIDS = "avoids"
    WORDS = "words"
    DAY = "day"
    OWNS = "owns"
    SUCCESS = "success"
    CONTEXT = "context"
    CRITERIA = "criteria"
    OBJECTIONS = "objections"
    JOURNEY = "journey"
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
PATTERNS: dict[Topic, str] = {
    Topic.FIRST: """
        what|where DO <who> need|have|get|want? to? see|look|notice|find|read|meet at? first
        what DO WE? show|give <who> first
        what to show|give <who> first
        what IS first thing|screen|page for|of <who>
        what IS first thing|screen|page that? <who> DO? need? to? see|notice|look|read at?
        what comes|is|goes|first first? for|to <who>
        where DO <who> start|begin
        why DO <who> see|look <words>? first""",
    Topic.JOB: """
        what IS <who> trying|try|here|supposed|hoping to? do|achieve|accomplish|get|finish|for done?
        what DO <who> want|need|try|have|hope to? do|achieve|accomplish|get|finish? done?
        what DO <who> do
        what DO <who> use|hire|need|come WE|it|product|app|tool|here? for
        why DO <who> use|need|come|hire|open <words>?
        what job DO <who> have|do|hire""",
    Topic.STUCK: """
        what|where|when|why|how DO <who> get? STALL off|out|on|with|at? <words>?
        where|when|why DO <who> lose patience|interest <words>?
        where|when|why DO <who> give up|in on|at|with? <words>?
        where|why|when IS <who> getting? stuck|stalling|struggling|blocked|lost|dropping <words>?
        what DO? stops|blocks|frustrates|annoys|slows|bothers|hinders|confuses|hurts <who>
        what IS hard|difficult|painful|frustrating|confusing|annoying|slow|tricky for|to|about <who>
        what goes|go wrong for|with <who>
        what DO? makes <who> get? stall|stuck|struggle|stop|leave|quit""",
    Topic.RISK: """
        what DO <who> risk|fear|lose|worry|dread about? <words>?
        what IS <who> afraid|scared|worried|anxious|nervous|risking|fearing of|about?
        what DO? scares|worries|frightens|threatens <who>
        what keeps <who> up|awake at? night?
        what IS at stake for <who>
        what IS risky|dangerous|scary for|to|about <who>
        why IS <who> afraid|scared|worried|nervous|anxious of|about? <words>?""",
    Topic.AVOIDS: """
        what DO <who> avoid|delay|postpone|skip|dodge|put off? <words>?
        what DO not <who> use|touch|open|do|like|want
        what DO <who> not|never|rather use|touch|open|do|like
        what IS <who> avoiding|delaying|postponing|skipping|putting off?""",
    Topic.WORDS: """
        what DO <who> say|think|feel|tell WE? ABOUT <words>
        what DO <who> say|think|tell WE?
        how DO <who> talk|speak|feel|put|call|describe|phrase|explain about? <words>?
        what|which words|language|phrases DO <who> use for|about? <words>?
        what IS <who> saying about? <words>?""",
    Topic.DAY: """
        what|how DO <who> typical|normal|usual|average? day|week look like?
        what DO day|week of|for|in <who> look like
        what DO typical|normal|usual|average day|week of|for <who> look like
        what IS <who> day|week like
        what DO <who> do all|every|each day|week|morning
        how DO <who> spend POSSESSIVE? day|time|week?""",
    Topic.OWNS: """
        what DO <who> own|influence|ignore|control|neglect <words>?
        what IS <who> responsible|accountable for
        what IS <who> in charge of""",
    Topic.SUCCESS: """
        what DO success look|mean like? for|to <who>
        what DO <who> call|consider|count|see|define|mean as|by|a? success|win
        how DO <who> measure|define|judge|see success
        when|how IS <who> happy|successful|satisfied|done
        what DO? makes <who> happy|successful|satisfied
        what counts as success for|to <who>""",
    Topic.CONTEXT: """
        how|when|where|why DO <who> arrive|join|land|enter|find in|here|WE|at? <words>?
        where|how DO <who> come from|in|here|to <words>?
        where IS <who> coming from""",
    Topic.CRITERIA: """
        how DO <who> choose|pick|decide|evaluate|compare|judge|select <words>?
        what DO <who> look for
        what DO <who> compare|evaluate <words>?
        what matters most? to|for <who>""",
    Topic.OBJECTIONS: """
        what DO <who> object to|against?
        what DO <who> push back on|against?
        what DO <who> say|have against <words>?
        why DO not <who> buy|sign|want|pay|agree|upgrade|renew|approve <words>?
        why DO <who> not buy|sign|want|pay|agree|upgrade|renew|approve <words>?
        why DO <who> say no to? <words>?
        why DO <who> refuse|hesitate|reject|object <words>?""",
    Topic.JOURNEY: """
        what|how DO <who> journey|path look like?
        what|which steps|stages DO <who> take|go|follow through?""",
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
