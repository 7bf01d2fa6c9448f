"""The facets: the sections of a persona that claims are made about. A facet is one row, and everything derives from it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from personas.rowed import RowEnum
from personas.specific import count_missing, measure_missing, outcome_missing


class Type(StrEnum):
    """Three types, kept apart: who approves, who answers for it afterwards, who lives with it."""

    BUYER = "buyer"
    CUSTOMER = "customer"
    USER = "user"


EVERYBODY = frozenset(Type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """All that is particular about a facet.

    `words` are what people say for it, `questions` the patterns that ask for it (`questions/grammar.py` reads them),
    `headings` lead to it in a document; phrases are divided by commas, and case and plural endings do not count.
    `expected_of`: the types of persona that are incomplete while nothing is said of it. `missing` tells what a claim
    of it lacks. `single`: one claim with its reason. `labelled`: in a document, a claim keeps the name of its item.
    `asked_under`: the facet whose answer shows it too.
    """

    id: str
    label: str
    words: str
    headings: str
    questions: str = ""
    hint: str = ""
    expected_of: frozenset[Type] = frozenset()
    missing: Callable[[str], str | None] | None = None
    single: bool = False
    labelled: bool = False
    asked_under: str = ""


class Facet(RowEnum):
    """The facets in the order they are read in. What is stored is a row's id."""

    row: Row

    FIRST = Row(
        id="first",
        label="Sees first",
        words=(
            "first, see first, sees first, seen first, look first, look at first, looks at first, show first, first thing, "
            "first screen, start here"
        ),
        questions="""
            what|where DO <who> need|have|get|want? to? see|look|notice|find|read|meet at? first
            what DO WE? show|give <who> first
            what to show|give <who> first
            what IS first thing|screen|page for|of <who>
            what IS first thing|screen|page that? <who> DO? need? to? see|notice|look|read at?
            what comes|is|goes|first first? for|to <who>
            where DO <who> start|begin
            why DO <who> see|look <words>? first""",
        headings="first, sees first, see first, should see first, first screen, first thing, first impression",
        expected_of=EVERYBODY,
        single=True,
    )
    JOB = Row(
        id="job",
        label="Job",
        words="job, jtbd, job story, job stories, jobs to be done, job to be done, task, motivation, purpose",
        questions="""
            what IS <who> trying|try|here|supposed|hoping to? do|achieve|accomplish|get|finish|for done?
            what DO <who> want|need|try|have|hope to? do|achieve|accomplish|get|finish? done?
            what DO <who> do
            what DO <who> use|hire|need|come WE|it|product|app|tool|here? for
            why DO <who> use|need|come|hire|open <words>?
            what job DO <who> have|do|hire""",
        headings=(
            "job, job to be done, jtbd, job story, job stories, need, user need, user story, user stories, task, key task, "
            "scenario, use case, trying to do, wants to do, "
            "hire us, hires us, hire us for, comes to us for"
        ),
        hint="When …, I want to …, so I can …",
        missing=outcome_missing,
    )
    STUCK = Row(
        id="stuck",
        label="Gets stuck",
        words=(
            "stuck, get stuck, gets stuck, getting stuck, stall, stalled, stalls, stall moments, stall points, pain, pain "
            "points, painpoints, friction, friction points, frustration, frustrated, struggle, blocker, blocked, obstacle, "
            "hurdle, problem, drops, drop off, drops off, gives up, sticking points"
        ),
        questions="""
            what|where|when|why|how DO <who> get? STALL off|out|on|with|at? <words>?
            where|when|why DO <who> lose patience|interest <words>?
            where|when|why DO <who> give up|in on|at|with? <words>?
            where|why|when IS <who> getting? stuck|stalling|struggling|blocked|lost|dropping <words>?
            what DO? stops|blocks|frustrates|annoys|slows|bothers|hinders|confuses|hurts <who>
            what IS hard|difficult|painful|frustrating|confusing|annoying|slow|tricky for|to|about <who>
            what goes|go wrong for|with <who>
            what DO? makes <who> get? stall|stuck|struggle|stop|quit""",
        headings=(
            "stuck, gets stuck, pain, pain point, painpoint, frustration, frustrated, challenge, blocker, struggle, "
            "obstacle, barrier, problem, difficulty, difficulties, annoyance, stall, what gets in the way, friction, "
            "frustrates, annoys, hurts, dislike, hates, bottleneck, =doesn't work, =what doesn't work, irritation, hurdle, "
            "painful, in the way, drives them mad, drives him mad, drives her mad, drives you mad, what slows, goes wrong, "
            "stops them"
        ),
        hint="Say it with numbers, as in: 4 of 6 stopped at the integration and came back days later.",
        expected_of=EVERYBODY,
        missing=count_missing,
    )
    RISK = Row(
        id="risk",
        label="Risks",
        words="risk, personal risk, fear, worry, worries, anxiety, anxieties, afraid, stake, at stake, dangers",
        questions="""
            what DO <who> risk|fear|lose|worry|dread about? <words>?
            what IS <who> afraid|scared|worried|anxious|nervous|risking|fearing of|about?
            what DO? scares|worries|frightens|threatens <who>
            what keeps <who> up|awake at? night?
            what IS at stake for <who>
            what IS risky|dangerous|scary for|to|about <who>
            why IS <who> afraid|scared|worried|nervous|anxious of|about? <words>?""",
        headings="risk, fear, anxiety, anxieties, worry, worries, concern, what is at stake, at stake, accountability, "
        "afraid, scares, scared, up at night, awake at night, loses sleep, nightmare, =dreads",
        hint="What using it can cost them: exposed mistakes, new accountability, visible failure.",
        expected_of=EVERYBODY,
    )
    AVOIDS = Row(
        id="avoids",
        label="Avoids",
        words="avoid, avoidance, avoiding, delay, postpone, puts off, skips, does not use, do not use",
        questions="""
            what DO <who> avoid|delay|postpone|skip|dodge|put off? <words>?
            what DO not <who> use|touch|open|do|like|want
            what DO <who> not|never|rather use|touch|open|do|like
            what IS <who> avoiding|delaying|postponing|skipping|putting off?""",
        headings="avoid, avoidance, puts off, delays, will not do, does not do, "
        "rather not, would not do, steers clear, stays away from",
        hint="What they put off, what feels risky, where they quietly disengage.",
    )
    WORDS = Row(
        id="words",
        label="In their words",
        words=(
            "word, in their words, in their own words, own words, quote, quotation, verbatim, say, said, phrase, exact "
            "words, voice"
        ),
        questions="""
            what DO <who> say|think|feel|tell WE? ABOUT <words>
            what DO <who> say|think|tell WE?
            how DO <who> talk|speak|feel|put|call|describe|phrase|explain about? <words>?
            what|which words|language|phrases DO <who> use for|about? <words>?
            what IS <who> saying about? <words>?""",
        headings=(
            "quote, quotation, verbatim, word, in their own words, in their words, said, says, sayings, "
            "vocabulary, slogan, catchphrase, catch phrase, motto, =say, =in their words, =voice, "
            "own words, =verbatims, testimonial, in his words, in her words"
        ),
    )
    DAY = Row(
        id="day",
        label="A normal day",
        words=(
            "day, typical day, normal day, day to day, day-to-day, daily routine, daily, routine, workday, working day, day "
            "in the life"
        ),
        questions="""
            what|how DO <who> typical|normal|usual|average? day|week look like?
            what DO day|week of|for|in <who> look like
            what DO typical|normal|usual|average day|week of|for <who> look like
            what IS <who> day|week like
            what DO <who> do all|every|each day|week|morning
            how DO <who> spend POSSESSIVE? day|time|week?""",
        headings=(
            "day, typical day, day in the life, daily life, daily routine, routine, workflow, working day, time, time "
            "allocation, tool, toolset, tooling, software, daily work, day to day, schedule, =does, =do, activity, "
            "activities, normal day, typical week, normal week, day at work"
        ),
        labelled=True,
    )
    OWNS = Row(
        id="owns",
        label="Owns",
        words=(
            "own, owner, responsibility, responsibilities, responsible for, responsible, duties, accountable, in charge "
            "of"
        ),
        questions="""
            what DO <who> own|influence|ignore|control|neglect <words>?
            what IS <who> responsible|accountable for
            what IS <who> in charge of""",
        headings="own, responsibility, responsibilities, duty, duties, responsible for, ownership, accountable for",
    )
    INFLUENCES = Row(
        id="influences",
        label="Influences",
        words="influence",
        headings=(
            "influence, influencer, report to, reporting structure, reporting line, stakeholder, politics, works with, "
            "collaborates with, depends on, dependencies, relationship, decision power, buying influence, authority"
        ),
        labelled=True,
        asked_under="owns",
    )
    IGNORES = Row(
        id="ignores",
        label="Can ignore",
        words="ignore, can ignore, can safely ignore",
        headings="ignore, can ignore, not responsible for, out of scope",
        hint="What they can ignore without consequence.",
        asked_under="owns",
    )
    SUCCESS = Row(
        id="success",
        label="Success",
        words="success, goal, outcome, definition of success, success criteria, success looks like, successful",
        questions="""
            what DO success look|mean like? for|to <who>
            what DO <who> call|consider|count|see|define|mean as|by|a? success|win
            how DO <who> measure|define|judge|see success
            when|how IS <who> happy|successful|satisfied|done
            what DO? makes <who> happy|successful|satisfied
            what counts as success for|to <who>""",
        headings=(
            "success, success metric, success criteria, metric, kpi, goal, objective, motivation, aspiration, ambition, "
            "what drives, driver, outcome, desired outcome, definition of success, measured by, incentive, rewarded for, "
            "gain, =win, =wins, hope, dream, desire, benefit, want, "
            "went well, goes well, looks good, proud of"
        ),
        hint="Something one can see or count, as in: relevant in under five minutes, without help.",
        expected_of=EVERYBODY,
        missing=measure_missing,
    )
    CONTEXT = Row(
        id="context",
        label="Arrives",
        words="context, arrival, arrive, situation, background, circumstances",
        questions="""
            how|when|where|why DO <who> arrive|join|land|enter|find in|here|WE|at? <words>?
            where|how DO <who> come from|in|here|to <words>?
            where IS <who> coming from""",
        headings=(
            "context, behaviour, behavior, preference, attitude, skill, skill level, expertise, proficiency, style, "
            "learning style, communication, approach, comfort, experience, habit, value, trait, personality, environment, "
            "technology, device, knowledge, education, company, industry, arrival, arrives, trigger, characteristic, "
            "thought, feeling, emotion, mindset, =thinks, =think, =feels, =feel, =hears, =sees, =thinks and feels, "
            "=think and feel, psychographic, =says and does, =say and do, strength, weakness, weaknesses, =likes, "
            "circumstance, situation, savviness, savvy, literacy, accessibility need, assistive technology, setting, "
            "attention, competing for, competes for"
        ),
        labelled=True,
    )
    CRITERIA = Row(
        id="criteria",
        label="Criteria",
        words="criteria, criterion, buying criteria, evaluation criteria, decision criteria, requirement",
        questions="""
            how DO <who> choose|pick|decide|evaluate|compare|judge|select <words>?
            what DO <who> look for
            what DO <who> compare|evaluate <words>?
            what matters most? to|for <who>""",
        headings=(
            "criteria, criterion, decision criteria, buying criteria, must have, should have, could have, nice to have, "
            "requirement, feature request, wish list, wishlist, expectation, "
            "judge a tool by, judges a tool by, judge, decides by, decide by, looks for, look for, chooses by"
        ),
        expected_of=frozenset({Type.BUYER}),
    )
    OBJECTIONS = Row(
        id="objections",
        label="Objections",
        words="objection, concern, doubt, hesitation, pushback, push back",
        questions="""
            what DO <who> object to|against?
            what DO <who> push back on|against?
            what DO <who> say|have against <words>?
            why DO not <who> buy|sign|want|pay|agree|upgrade|renew|approve <words>?
            why DO <who> not buy|sign|want|pay|agree|upgrade|renew|approve <words>?
            why DO <who> say no to? <words>?
            why DO <who> refuse|hesitate|reject|object <words>?""",
        headings="objection, pushback, hesitation, doubt, reason not to buy, deal breaker, dealbreaker, "
        "reason not to, stop using, what holds them back, reservation",
        expected_of=frozenset({Type.BUYER}),
    )
    JOURNEY = Row(
        id="journey",
        label="Journey",
        words="journey, user journey, customer journey, journey steps, stages",
        questions="""
            what|how DO <who> journey|path look like?
            what|which steps|stages DO <who> take|go|follow through?""",
        headings=(
            "journey, touchpoint, touch point, onboarding, discovery, daily use, evaluation, buying process, purchase, "
            "adoption, renewal, advanced use, channel, interaction point"
        ),
        labelled=True,
    )

    @property
    def label(self) -> str:
        """What people read above its claims."""
        return self.row.label

    @property
    def asked_as(self) -> "Facet":
        """The facet whose answer shows this one."""
        return Facet(self.row.asked_under or self.value)

    @property
    def shown(self) -> tuple["Facet", ...]:
        """What the answer about this facet shows."""
        return tuple(facet for facet in Facet if facet.asked_as is self)
