"""The grammar read: short forms, decisions by number, writes, and the patterns of whole questions."""

import re
from collections.abc import Sequence
from itertools import pairwise

from personas.facet import Facet
from personas.questions.asked import ALL, THIS, Asked
from personas.questions.pattern import Fit, fits, misspelt_question, opens, patterns, spots
from personas.questions.phrase import Word, Words, bare, name_in, raw, without_tails
from personas.questions.topic import Topic
from personas.questions.vocabulary import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    POSSESSIVES,
    QUESTION_WORDS,
    ROLE_VERBS,
)

WRITES = {"add": Topic.ADD, "edit": Topic.EDIT, "retire": Topic.RETIRE}
NUMBER = re.compile(r"d[-\u2010-\u2015]?(\d{1,9})", re.IGNORECASE | re.ASCII)
NUMBERED = re.compile(r"(?:d|ev|p)-?\d+", re.IGNORECASE)
SHORT_REST = 3  # words that may stand behind "ops-admin stuck" without making it a sentence


def write(words: Words, text: str) -> Asked | None:
    """A write stands literally last, or second with what to write after it; never in a question."""
    if len(words) < 2 or opens(words[0]) or text.rstrip().endswith("?"):
        return None
    if (verb := _verb(words[1])) and len(words) > 2 and words[0].key not in ARTICLES:
        return Asked(WRITES[verb], name_in(words[:1], asking=False)[0], text[words[1].end :].strip())
    words = without_tails(words)
    asking = any(word.key in QUESTION_WORDS or misspelt_question(word) for word in words)
    if asking or len(words) < 2 or not (verb := _verb(words[-1])):
        return None
    return Asked(WRITES[verb], name_in(words[:-1], asking=False)[0])


def _verb(word: Word) -> str:
    """The word that writes, as it is spelt: "edits" are what was edited."""
    typed = word.raw.casefold()
    return typed if typed in WRITES and not word.name else ""


def is_question(words: Words, text: str) -> bool:
    """Whether the text asks something, and names nobody alone."""
    return bool(words) and (opens(words[0]) or words[0].key == "search" or text.rstrip().endswith("?"))


def short_form(words: Words, *, question: bool) -> Asked | None:
    """What is certain: a name and a facet right beside it, a facet alone, a number, a word to search for."""
    if words[0].key == "search" and len(words) > 1:
        return Asked(Topic.SEARCH, words=raw(words[1:]))
    if found := decision(words, question=question):
        return found
    return facet(words) if not question and _is_short(words) else None


def _is_short(words: Words) -> bool:
    """Whether a name and the facet's own words stand side by side, and few others behind them."""
    start, end, typos, _ = next(spots(words), (len(words), 0, 0, Topic.CARD))
    before, behind = words[:start], words[end:]
    if start == len(words) or (before and not _is_who(before)):
        return False
    rest = behind if before or not any(word.name for word in behind[:2]) else behind[1:]
    return len(rest) <= (SHORT_REST if before and not typos else 1 if before else 0 if typos else 1)


def _is_who(words: Words) -> bool:
    """Whether the words are a known name, or stand for one ("this user", "everyone")."""
    who, rest = name_in(words, asking=False)
    return not rest and (who in {THIS, ALL} or (words[-1].name and len(bare(words)) == 1))


def sentence(words: Words, *, question: bool, only: Topic | Facet | None = None) -> Asked | None:
    """The longest pattern, else a facet somewhere in the text; with `only` that topic or nothing."""
    read = (
        (_roles(words) if question else None)
        or (pattern(words, only=only) if question else None)
        or facet(words)
        or (pattern(words, card=True, only=only) if question else None)
    )
    return read if read and only in {None, read.topic} else None


def _roles(words: Words) -> Asked | None:
    """Who owns, approves, buys, pays or renews: `words` starts with that verb."""
    if words[0].key != "who":
        return None
    rest = [word for word in words[1:] if word.key not in ADVERBS and word.key != "it"]
    while rest and rest[0].key in AUXILIARIES | {"to", "else"}:
        rest = rest[1:]
    verb = ROLE_VERBS.get(rest[0].key, "") if rest and not rest[0].name else ""
    return Asked(Topic.ROLES, "all", f"{verb} {raw(bare(tuple(rest[1:])))}".strip()) if verb else None


def pattern(words: Words, *, card: bool = False, only: Topic | Facet | None = None) -> Asked | None:
    """The pattern that the words fill best."""
    found = (
        (fit.rank, -order, topic, fit)
        for order, (topic, slots) in enumerate(patterns())
        if (topic is Topic.CARD) is card and only in {None, topic}
        for fit in fits(slots, words, Fit())
    )
    best = max(found, key=lambda each: each[:2], default=None)
    return None if best is None else _from(best[2], best[3])


def _from(topic: Topic | Facet, fit: Fit) -> Asked:
    who, rest = name_in(fit.who, asking=True)
    return Asked(topic, who, " ".join(filter(None, (rest, raw(bare(fit.words))))), by_pattern=True)


def decision(words: Words, *, question: bool) -> Asked | None:
    """D-7, alone, after "decision", or in a question."""
    number = _number(words) or _spoken_number(words)
    alone = len(words) == 1 or words[0].key in {"decision", "d"}
    return Asked(Topic.DECISION, number=number) if number and (question or alone) else None


def _number(words: Sequence[Word]) -> int | None:
    found = (NUMBER.fullmatch(word.raw) for word in words if not word.name)
    return next((int(match[1]) for match in found if match), None)


def _spoken_number(words: Words) -> int | None:
    """Written apart: "decision 7", "D 7"."""
    for word, following in pairwise(words):
        digits = following.raw.removeprefix("#")
        if word.key in {"decision", "d"} and digits.isdecimal() and digits.isascii() and len(digits) < 10:
            return int(digits)
    return None


def facet(words: Words) -> Asked | None:
    """`<who> <facet> [words]` or `<facet> <who>`, with whatever a question has around them."""
    found = [(not bare(words[:start]), typos, start, end, topic) for start, end, typos, topic in spots(words)]
    if not found:
        return None
    _, _, start, end, topic = min(found)
    before, (after, about) = bare(words[:start]), _about(words[end:])
    who, rest = name_in(_subject(words[:start]) if before else after, asking=True)
    filters = " ".join(filter(None, (rest, raw(bare(words[end:] if before else about)))))
    owner = any(word.key in POSSESSIVES for word in words[:start])
    who = who or ("this" if owner else "all" if topic is Facet.FIRST else "")
    return Asked(topic, who, filters, facet_first=not before and bool(who) and bool(after))


def _subject(words: Words) -> Words:
    """Whom a question is about stands behind its last verb: "which features does the ops admin"."""
    verbs = [place for place, word in enumerate(words) if word.key in AUXILIARIES and not word.name]
    behind = words[verbs[-1] + 1 :] if verbs else words
    return behind if bare(behind) else words


def _about(words: Words) -> tuple[Words, Words]:
    """A name, and what follows "about"."""
    at = next((n for n, word in enumerate(words) if n and word.key in {"about", "regarding"}), len(words))
    return words[:at], words[at:]
