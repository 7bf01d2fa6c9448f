"""Headings as people write them, and the facet each one leads to."""

import re
from enum import StrEnum

from personas.draft import one_line_of, unquoted
from personas.persona import Facet, Type, key_of


class Place(StrEnum):
    """Where words of a document go that are no claim."""

    NAME = "name"
    ALIAS = "alias"
    TYPE = "type"
    EMOJI = "emoji"
    TITLE = "job title"
    ROLE = "role"
    TEAM = "team"
    ABOUT = "about"
    PROVENANCE = "provenance"
    NOTES = "notes"


# The heart of the import. Words are compared as names are: case, hyphens and plural endings do not count.
HEADINGS: dict[Facet | Place, str] = {
    Facet.FIRST: "first, sees first, see first, should see first, first screen, first thing, first impression",
    Facet.JOB: "job, job to be done, jtbd, job story, job stories, need, user need, user story, user stories, task,"
    " key task, scenario, use case, trying to do, wants to do",
    Facet.STUCK: "stuck, gets stuck, pain, pain point, painpoint, frustration, frustrated, challenge, blocker, struggle,"
    " obstacle, barrier, problem, difficulty, difficulties, annoyance, stall, what gets in the way, friction",
    Facet.RISK: "risk, fear, anxiety, anxieties, worry, worries, concern, what is at stake, at stake, accountability",
    Facet.AVOIDS: "avoid, avoidance, puts off, delays, will not do, does not do",
    Facet.WORDS: "quote, quotation, verbatim, word, in their own words, in their words, said, says, sayings, vocabulary",
    Facet.DAY: "day, typical day, day in the life, daily life, daily routine, routine, workflow, working day, time,"
    " time allocation, tool, toolset, tooling, software, daily work, day to day, schedule",
    Facet.OWNS: "own, responsibility, responsibilities, duty, duties, responsible for, ownership, accountable for",
    Facet.INFLUENCES: "influence, influencer, report to, reporting structure, reporting line, stakeholder, politics,"
    " works with, collaborates with, depends on, dependencies, relationship, decision power, buying influence, authority",
    Facet.IGNORES: "ignore, can ignore, not responsible for, out of scope",
    Facet.SUCCESS: "success, success metric, success criteria, metric, kpi, goal, objective, motivation, aspiration,"
    " ambition, what drives, driver, outcome, desired outcome, definition of success, measured by, incentive, rewarded for",
    Facet.CONTEXT: "context, behaviour, behavior, preference, attitude, skill, skill level, expertise, proficiency, style,"
    " learning style, communication, approach, comfort, experience, habit, value, trait, personality, environment,"
    " technology, device, knowledge, education, company, industry, arrival, arrives, trigger, characteristic",
    Facet.CRITERIA: "criteria, criterion, decision criteria, buying criteria, must have, should have, could have,"
    " nice to have, requirement, feature request, wish list, wishlist, expectation",
    Facet.OBJECTIONS: "objection, pushback, hesitation, doubt, reason not to buy, deal breaker, dealbreaker",
    Facet.JOURNEY: "journey, touchpoint, touch point, onboarding, discovery, daily use, evaluation, buying process,"
    " purchase, adoption, renewal, advanced use, channel, interaction point",
    Place.NAME: "name, full name, persona name",
    Place.ALIAS: "alias, aliases, also known as, aka, nickname",
    Place.TYPE: "type, persona type, kind of persona",
    Place.EMOJI: "emoji, icon",
    Place.TITLE: "job title, position",
    Place.ROLE: "role, occupation, profession, function, job role",
    Place.TEAM: "team, department",
    Place.ABOUT: "about, bio, biography, summary, background, overview, profile, description, who they are, one line,"
    " in a nutshell, story, introduction",
    Place.PROVENANCE: "based on, version, last updated, updated, last reviewed, reviewed by, status, owner, author,"
    " validation, validated by, source, research, research basis, document information, document info, methodology,"
    " provenance, revision, created, created by, date, confidence, participants",
    Place.NOTES: "note, photo, picture, image, avatar, headshot, related, related resource, resource, link, reference,"
    " appendix, further reading, see also, age, gender, location, family, marital status, income, hobby, hobbies,"
    " demographic, pronouns, open question, changelog",
}
PLACES: dict[str, Facet | Place] = {
    key_of(phrase): place for place, phrases in HEADINGS.items() for phrase in phrases.split(",")
}
LONGEST_PHRASE = max(key.count("-") + 1 for key in PLACES)
# English names the thing last ("onboarding pain points"), but before these ("comfort with new tools").
JOINERS = frozenset("and or from of with to for in on at by about toward towards during when the as before after".split())
FILLERS = frozenset("primary major key main top core current big biggest common specific typical overall their her".split())
FILLERS |= frozenset("his them they what is are does do most important work personal professional daily new".split()) | JOINERS
VOCABULARY = FILLERS | {word for key in PLACES for word in key.split("-")}

WISHES = {key_of(wish): wish for wish in ("must have", "should have", "could have", "nice to have")}
DESCRIPTIONS = frozenset(map(key_of, ("description", "what happens", "problem", "issue", "summary", "details")))
PARTS = DESCRIPTIONS | frozenset(
    map(key_of, ("impact", "frequency", "workaround", "current workaround", "severity", "cause", "root cause", "effect"))
) | frozenset(map(key_of, ("consequence", "example", "why", "when", "how often", "result", "what happened next", "evidence")))

PERSONA_LEAD = re.compile(
    r"^(?:the\s+)?((?:end[- ]?user|user|buyer|customer|proto|primary|secondary)?[\s-]*)personas?\b"
    r"\s*(?:#?\d+|[A-Z](?=\s*[:–—-]))?\s*(?:[:–—-]+\s*|$)(.*)$",
    re.IGNORECASE,
)
PERSONA_TAIL = re.compile(r"[\s:–—-]*\b(?:proto[- ]?)?persona\b(?:\s+(?:profile|card|document|sheet|template|v?\d[\d.]*))?\s*$", re.I)
NICKNAME = re.compile(r"^(.+?)\s*(?:[-–—,:|]\s*)?(?:\(?[\"“”‘«]([^\"“”’»]+)[\"”’»]\)?|\(([^)]+)\))$")
DASHED = re.compile(r"^(.+?)\s+[-–—|]\s+(.+)$")
PERSON = re.compile(r"^[^\W\d_]['’.\w-]*(?: [^\W\d_]['’.\w-]*){1,3}$")
WEAK_NAMES = frozenset({"", "user", "our", "persona", "product", "key", "target", "template", "the", "all", "team"})

BUYER = re.compile(r"\b(buyers?|buying|decision[- ]makers?|economic|purchas(?:er|ing)|procurement|budget (?:holder|owner))\b", re.I)
CUSTOMER = re.compile(
    r"\b(customers?(?! (?:support|success|service|care|experience|facing|relations))|account owners?|renewals?)\b", re.I
)


def place_of(heading: str) -> Facet | Place | None:
    """Where the words under a heading belong; None where it says nothing we know."""
    words = key_of(heading).split("-")
    if not heading.strip() or len(words) > 9:
        return None
    found = [
        (start, end, PLACES[key])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + LONGEST_PHRASE) + 1)
        if (key := "-".join(words[start:end])) in PLACES
    ]
    inside = {at for start, end, _ in found for at in range(start, end)}
    head = next((at for at, word in enumerate(words) if word in JOINERS and at not in inside), len(words))
    leading = [match for match in found if match[0] < head]
    if leading:
        return max(leading, key=lambda match: (match[1], match[1] - match[0]))[2]
    return min(found, key=lambda match: (match[0], match[0] - match[1]))[2] if found else None


def says_more(heading: str) -> bool:
    """Whether a heading carries words of its own, beyond those that only lead to a facet."""
    return any(word not in VOCABULARY and not word.isdigit() for word in key_of(heading).split("-") if word)


def name_of(title: str) -> str:
    """The persona's name in a title: "User persona: Ops admin" and "Ops Admin Persona" are the same persona."""
    title = one_line_of(title)
    lead = PERSONA_LEAD.match(title)
    return (lead[2] or lead[1] if lead else PERSONA_TAIL.sub("", title)).strip(" :–—-")


def is_weak(name: str) -> bool:
    """Whether a name says only that this is a persona."""
    return key_of(name) in WEAK_NAMES or bool(re.search(r"\bpersonas\b", name, re.I))


def person_of(title: str) -> tuple[str, str, bool]:
    """Name, what else they are called, and whether that is a nickname: `Ana Diaz - "The Fixer"`."""
    name = name_of(title)
    nicknamed = NICKNAME.match(name)
    if nicknamed:
        return unquoted(nicknamed[1].strip(" -–—,:|")), (nicknamed[2] or nicknamed[3]).strip(), True
    dashed = DASHED.match(name)
    return (dashed[1], dashed[2], True) if dashed else (unquoted(name), "", False)


def called(person: str) -> tuple[str, ...]:
    """What a person is called for short: the given name, then the full one."""
    return (person.split()[0], person) if PERSON.match(person) and person.istitle() else (person,)


def type_of(*texts: str) -> Type:
    """Buyer, customer or user, guessed from the words of title and role."""
    text = " ".join(texts)
    if BUYER.search(text):
        return Type.BUYER
    return Type.CUSTOMER if CUSTOMER.search(text) else Type.USER
