"""Plain words to what was asked: understands the grammar of `/persona`, without any AI."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from personas.facet import Facet
from personas.persona import key_of
from personas.questions.asked import Asked, Sureness, Talk
from personas.questions.pattern import Fit, fits, misspelt_question, opens, patterns, spots
from personas.questions.phrase import (
    LONGEST_QUESTION,
    Word,
    Words,
    bare,
    name_in,
    raw,
    with_names,
    without_leads,
    without_share,
    without_tails,
    words_of,
)
from personas.questions.topic import Topic
from personas.questions.vocabulary import (
    ADVERBS,
    AUXILIARIES,
    POSSESSIVES,
    QUESTION_WORDS,
    RESERVED,
    ROLE_VERBS,
)

__all__ = [
    "RESERVED",
    "Asked",
    "Sureness",
    "Talk",
    "Topic",
    "reserved_name",
    "suggest_name",
    "understand",
]

WRITES = {"add": Topic.ADD, "edit": Topic.EDIT, "retire": Topic.RETIRE}
NUMBER = re.compile(r"d[-\u2010-\u2015]?(\d{1,9})", re.IGNORECASE | re.ASCII)
NUMBERED = re.compile(r"(?:d|ev|p)-?\d+", re.IGNORECASE)


def understand(text: str, names: Collection[str] = frozenset()) -> Asked:
    """What the text asks. With `names` (keys of known personas) a name may hold words of the grammar.

    A question is never understood as a write.
    """
    words = without_leads(with_names(words_of(text), names))
    if written := _write(words, text):
        return written
    words, share = without_share(words)
    question = _is_question(words, text)
    asked = _asked(words, question=question) if 0 < len(words) <= LONGEST_QUESTION else None
    return replace(asked or _rest(words, question=question), share=share)


def reserved_name(name: str) -> bool:
    """Whether a persona of this name could never be asked for, as the grammar uses the word itself."""
    stands_for = name_in(words_of(name), asking=False)
    numbered = NUMBERED.fullmatch(name.strip()) is not None
    return numbered or key_of(name) in _reserved() or stands_for in {("this", ""), ("all", "")}


def suggest_name(name: str) -> str:
    """A name close to a reserved one that can be asked for: "List" becomes "List person"."""
    candidates = (f"{name.strip()} {noun}" for noun in ("person", "role", "teammate"))
    return next((each for each in candidates if not reserved_name(each)), "New persona")


def _write(words: Words, text: str) -> Asked | None:
    """A write stands literally last, or second with what to write after it; never in a question."""
    if len(words) < 2 or opens(words[0]) or text.rstrip().endswith("?"):
        return None
    if words[1].key in WRITES and len(words) > 2:
        return Asked(WRITES[words[1].key], name_in(words[:1], asking=False)[0], text[words[1].end :].strip())
    words = without_tails(words)
    asking = any(word.key in QUESTION_WORDS or misspelt_question(word) for word in words)
    if asking or len(words) < 2 or words[-1].key not in WRITES:
        return None
    return Asked(WRITES[words[-1].key], name_in(words[:-1], asking=False)[0])


def _is_question(words: Words, text: str) -> bool:
    return bool(words) and (opens(words[0]) or words[0].key == "search" or text.rstrip().endswith("?"))


def _asked(words: Words, *, question: bool) -> Asked | None:
    """The longest pattern, else a decision's number, else a facet somewhere in the text."""
    return (
        (_roles(words) if question else None)
        or (_pattern(words) if question else None)
        or _decision(words, question=question)
        or _facet(words)
        or (_pattern(words, card=True) if question else None)
    )


def _rest(words: Words, *, question: bool) -> Asked:
    """Just words: perhaps a name; where they were a question, something to search for."""
    if question:
        return Asked(Topic.SEARCH, raw(words), raw(bare(words)))
    who, rest = name_in(words, asking=False)
    return Asked(Topic.CARD, who, rest)


def _roles(words: Words) -> Asked | None:
    """Who owns, approves, buys, pays or renews: `words` starts with that verb."""
    if words[0].key != "who":
        return None
    rest = [word for word in words[1:] if word.key not in ADVERBS and word.key != "it"]
    while rest and rest[0].key in AUXILIARIES | {"to", "else"}:
        rest = rest[1:]
    verb = ROLE_VERBS.get(rest[0].key, "") if rest and not rest[0].name else ""
    return Asked(Topic.ROLES, "all", f"{verb} {raw(bare(tuple(rest[1:])))}".strip()) if verb else None


def _pattern(words: Words, *, card: bool = False) -> Asked | None:
    found = (
        (fit.rank, -order, topic, fit)
        for order, (topic, slots) in enumerate(patterns())
        if (topic is Topic.CARD) is card
        for fit in fits(slots, words, Fit())
    )
    best = max(found, key=lambda each: each[:2], default=None)
    return None if best is None or _number((*best[3].who, *best[3].words)) else _from(best[2], best[3])


def _from(topic: Topic | Facet, fit: Fit) -> Asked:
    who, rest = name_in(fit.who, asking=True)
    return Asked(topic, who, " ".join(filter(None, (rest, raw(bare(fit.words))))))


def _decision(words: Words, *, question: bool) -> Asked | None:
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


def _facet(words: Words) -> Asked | None:
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


@cache
def _reserved() -> frozenset[str]:
    return frozenset(key_of(word) for word in RESERVED)
