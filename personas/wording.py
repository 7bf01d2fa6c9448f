"""The specificity linter: one friendly sentence where a claim decorates instead of saying something."""

import re

from personas.facet import Facet
from personas.pulse import QUESTION_MAX
from personas.specific import NUMBER_OR_TIME

SIMPLE = (
    r"(?:simple|simplicity|easy|ease of use|intuitive|user[- ]friendly|seamless|smooth|frictionless"
    r"|clean|modern|slick|powerful)"
)
DECORATION: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:values?|appreciates?|cares? about|prioriti[sz]es?|seeks?|loves?|strives? for"
        r"|believes? in|passionate about)\s+"
        r"(?:\w+,?\s+(?:and\s+)?)?(?:efficien\w+|productiv\w+|quality|innovation|collaboration"
        r"|transparency|simplicity"
        r"|speed|flexibility|teamwork|excellence|results|technology|growth|reliability|convenience"
        r"|success)\b",
        rf"\b(?:wants?|needs?|likes?|loves?|prefers?|expects?|looking for|looks? for"
        rf"|desires?)\b[^.]*\b{SIMPLE}\b",
        r"\b(?:is|are|very|finds? \w+|setup|product|tool|it) (?:too )?(?:complex|complicated"
        r"|confusing|clunky|cumbersome)\b",
        r"\b(?:tech|digital(?:ly)?|data)[- ](?:savvy|native|driven|minded)\b|\bsavvy\b"
        r"|\bearly adopter\b|\bpower user\b",
        r"\bprefers? (?:collaborative|modern|digital|simple|good|easy|visual) (?:tools?|software"
        r"|solutions?|products?)\b",
        r"\b(?:results?|goal|detail|customer|quality|success|solution)[- ](?:oriented|driven"
        r"|focused|obsessed)\b",
        r"\b(?:busy|ambitious|motivated|driven|dynamic|hard[- ]?working|forward[- ]thinking"
        r"|proactive|open[- ]minded|curious)"
        r"\s+(?:professional|person|individual|manager|leader|team player|people)s?\b",
        r"\b(?:team player|go[- ]getter|multi-?tasker|thought leader|wears many hats"
        r"|outside the box|best[- ]in[- ]class"
        r"|world[- ]class|cutting[- ]edge|work[- ]life balance|stay(?:s|ing)? (?:ahead|on top)"
        r"|save(?:s)? time and money)\b",
        r"\b(?:is|are|feels?|gets?|be)\s+(?:often |always |very |more )?(?:happy|satisfied"
        r"|delighted|engaged|successful"
        r"|productive|efficient|empowered|overwhelmed|frustrated|time[- ]poor)\s*\.?$",
        r"\bbetter (?:experience|results|outcomes?|productivity|efficiency|collaboration|visibility)\b",
        r"\b(?:increase|improve|boost|maximi[sz]e|optimi[sz]e|enhance"
        r"|streamline)s?d?\s+(?:\w+\s+)?(?:productivity|efficiency"
        r"|experience|collaboration|workflows?|process(?:es)?|engagement|satisfaction)\b",
    )
)
FIRMOGRAPHIC = re.compile(
    r"\b\d[\d.,k]*\s*(?:[-\u2013]|to)?\s*[\d.,k]*\+?\s*(?:employees|people|seats|staff|fte"
    r"|headcount|users|m|million|bn|billion)\b"
    r"|[$\u20ac\u00a3]\s?\d[\d.,]*\s*(?:[kmb]|million|billion)?\b|\b(?:arr|mrr|revenue"
    r"|headcount|turnover|funding)\b"
    r"|\b(?:smbs?|smes?|mid-?market|mid-?sized?|enterprise|startups?|scale-?ups?|fortune \d+"
    r"|series [a-f]|b2b|b2c|saas)\b"
    r"|\b(?:compan(?:y|ies)|firms?|business(?:es)?|organi[sz]ations?|industr(?:y|ies)|sectors?"
    r"|verticals?|segments?)\b"
    r"|\b(?:fintech|healthcare|retail|manufacturing|logistics|e-?commerce|finance|insurance"
    r"|banking|software|education)\b"
    r"|\b(?:emea|dach|apac|europe(?:an)?|us|uk|usa|germany|north america|global)\b",
    re.IGNORECASE,
)
_SMALL = """
    a an and are as at based between by for from has have in is it its large less located more most
    of on or over small medium than the their they to typically under up usually we with work works
    customers headquartered size sized tech
"""
SMALL_WORDS = frozenset(_SMALL.split())

TELLS_WHO_BUYS = "That tells who might buy; who is inside on a Tuesday afternoon?"
DECORATES = (
    "Anyone could say this of anyone: what did somebody do, when, and how many people out of how many?"
)

QUESTION_LONG = f"People answer in ten seconds: {QUESTION_MAX} characters at most."
QUESTION_DOUBLE = "That asks two things at once, and one tap cannot answer both. Ask one of them."
QUESTION_LEADING = "The question already says what you hope to hear. Ask what happened instead."
QUESTION_JARGON = "\u201c{word}\u201d is our word, not theirs. How would they say it?"

PAIRS = re.compile(
    r"\b(?:terms and conditions|drag and drop|copy and paste|research and development"
    r"|pros and cons|back and forth|trial and "
    r"error|again and again|more and more|yes or no|or not|more or less|one or more"
    r"|sooner or later|up and running)\b",
    re.IGNORECASE,
)
DOUBLE = re.compile(r"\b(?:and|or)\b|and/or|\?.*\?|\bas well as\b", re.IGNORECASE | re.DOTALL)
LEADING = re.compile(
    r"\b(?:don|isn|wouldn|doesn|didn|aren|won|shouldn|couldn)['\u2019]?t (?:you|it|this|that|they|we)\b"
    r"|\b(?:do|would|wouldn['\u2019]t) you (?:not )?(?:also )?agree\b|\bhow much (?:do|did"
    r"|would) you (?:love|like|enjoy|hate)\b"
    r"|\bhow (?:easy|great|useful|helpful|good|bad|annoying|difficult|simple|amazing"
    r"|intuitive) (?:is|was|are|were|do|did)\b"
    r"|\b(?:obviously|of course|surely|clearly|everyone knows|as you know|most people)\b"
    r"|\b(?:our|the|this) (?:new(?:ly)? )?(?:and )?(?:improved|amazing|great|awesome|exciting"
    r"|fantastic|better|redesigned)\b"
    r"|\bwhy (?:do|did) you (?:love|like|prefer|hate)\b",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\b(?:personas?|onboarding|churn(?:ed)?|activation|adoption|engagement|funnel"
    r"|stakeholders?|kpis?|roi|mvp|ux|ui|nps|cta"
    r"|end[- ]users?|leverage|synerg(?:y|ies)|value proposition|pain points?|touchpoints?"
    r"|user journey|job to be done|jtbd"
    r"|empty state|time to value|retention|conversion|use case|deliverables?|friction"
    r"|feature set|use-case)\b",
    re.IGNORECASE,
)


def lint(facet: Facet, text: str) -> str | None:
    """One sentence that asks for more, or None. Advice only: nothing is ever held back for it."""
    if not text.strip() or re.search(r"\bwe (?:don['\u2019]?t|do not) know\b", text, re.IGNORECASE):
        return None
    if _only_firmographic(text):
        return TELLS_WHO_BUYS
    if _decorates(text):
        return DECORATES
    return facet.row.missing(text) if facet.row.missing else None


def thoughts_on(text: str) -> tuple[str, ...]:
    """Everything that makes a question hard to answer honestly, a sentence each. Advice only, as above."""
    if len(text.strip()) > QUESTION_MAX:
        return (QUESTION_LONG,)
    jargon = JARGON.search(text)
    found = (
        QUESTION_LEADING if LEADING.search(text) else "",
        QUESTION_DOUBLE if DOUBLE.search(PAIRS.sub("", text)) else "",
        QUESTION_JARGON.format(word=jargon[0]) if jargon else "",
    )
    return tuple(filter(None, found))


def _only_firmographic(text: str) -> bool:
    """Size, industry and headcount, and nobody who does anything."""
    rest, found = FIRMOGRAPHIC.subn(" ", text)
    words = [word for word in re.findall(r"[^\W\d_]+", rest.casefold()) if word not in SMALL_WORDS]
    return found > 0 and len(words) <= 1


def _decorates(text: str) -> bool:
    """A phrase from the list, with no number, time or quotation that would make it specific."""
    specific = NUMBER_OR_TIME.search(text) or re.search(r"[\"\u201c\u201e\u00ab]\S", text)
    return not specific and any(pattern.search(text) for pattern in DECORATION)
