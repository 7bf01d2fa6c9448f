"""Plain words to what was asked: the grammar where it is sure, else a table trained from example questions. No AI."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from personas.facet import Facet
from personas.persona import key_of
from personas.questions import parse
from personas.questions.asked import ALL, THIS, Asked, Sureness, Talk
from personas.questions.feature import OTHER, PERSONA, tokens
from personas.questions.leftover import FRAMES, asks_why, is_talk, roles_in, talk_in, words_left
from personas.questions.pattern import opens, spots
from personas.questions.people import Known, named, nobody, with_people
from personas.questions.period import Period, without_period
from personas.questions.phrase import (
    LONGEST_QUESTION,
    Words,
    bare,
    name_in,
    raw,
    with_names,
    without_leads,
    without_share,
    words_of,
)
from personas.questions.table import Ranked, table
from personas.questions.topic import Topic, needs_of
from personas.questions.vocabulary import ARTICLES, NOBODY, QUESTION_WORDS, RESERVED

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

DECIDES = 300  # characters of a long text: what is pasted behind them says no more about what is asked
SURE, LIKELY, UNSURE = 0.8, 0.4, 0.2  # from which probability on
NEAREST = 3
UNKNOWN_NAME = 2  # so many words that nobody knows are taken for a name
SENTENCE = 14  # words; on longer ones the grammar is right once in ten times
BRIEF = 4  # words of a name and a facet, which are no sentence
# Which topics one word asks for, and which two words do not: both may be a name, or something to search for.
ASKED_ALONE = frozenset({Topic.LIST, Topic.NEWS, Topic.PROOF, Topic.COMPLAINTS, Topic.LEAVING, Topic.WEAKEST})
NEVER_ALONE = frozenset({Topic.NONE, Topic.SEARCH, Topic.ROLES})
STOPS = (",", ".", ";", ":", "!", "?", "…")
CLAUSE_MIN = 3  # words
NAME_MAX = 3  # words that may be the name of somebody we do not know


@dataclass(frozen=True, slots=True)
class Worded:
    """A text as words: names found, politeness, "share" and the time taken off."""

    words: Words
    share: bool
    period: Period | None
    text: str = ""
    typed: Words = ()

    @property
    def clauses(self) -> tuple["Worded", ...]:
        """Its parts between commas and stops, where it has several that could ask something."""
        ends = [
            at for at, word in enumerate(self.words, 1) if self.text[word.start : word.end].endswith(STOPS)
        ]
        parts = [self.words[start:end] for start, end in pairwise((0, *ends, len(self.words)))]
        long = [part for part in parts if len(part) >= CLAUSE_MIN]
        return tuple(replace(self, words=part) for part in long) if len(parts) > 1 else ()

    @property
    def tokens(self) -> tuple[str, ...]:
        """What the table of topics looks at."""
        return tokens(self.words, timed=self.period is not None)


def understand(text: str, names: Collection[str] = frozenset(), known: Known = nobody) -> Asked:
    """What the text asks. `names` are keys of personas that occur in it; `known` tells how else they are called.

    A question is never understood as a write, and nothing that is guessed is one.
    """
    said = worded(text, names, known)
    if is_talk(said.typed):
        return Asked(Topic.NONE, talk=talk_in(said.typed))
    if written := parse.write(without_leads(said.typed), text):
        return written
    asked = _asked(said, question=parse.is_question(said.words, text))
    return replace(asked, share=said.share, period=said.period)


def worded(text: str, names: Collection[str] = frozenset(), known: Known = nobody) -> Worded:
    """The text as words; of a long one its beginning says what is asked."""
    typed = with_people(words_of(text), names, known, _familiar)
    said, period = without_period(text[:DECIDES])
    words = typed if said == text else with_people(words_of(said), names, known, _familiar)
    asking = without_share(without_leads(words[:LONGEST_QUESTION]))[0]
    return Worded(asking, without_share(typed)[1], period, said, typed)


def reserved_name(name: str) -> bool:
    """Whether a persona of this name could never be asked for, as the grammar uses the word itself."""
    stands_for = name_in(words_of(name), asking=False)
    numbered = parse.NUMBERED.fullmatch(name.strip()) is not None
    return numbered or key_of(name) in _reserved() or stands_for in {(THIS, ""), (ALL, "")}


def suggest_name(name: str) -> str:
    """A name close to a reserved one that can be asked for: "List" becomes "List person"."""
    candidates = (f"{name.strip()} {noun}" for noun in ("person", "role", "teammate"))
    return next((each for each in candidates if not reserved_name(each)), "New persona")


def _asked(said: Worded, *, question: bool) -> Asked:
    words = said.words
    if not words:
        return Asked(Topic.CARD)
    if short := parse.short_form(words, question=question):
        return replace(short, topic=Facet.STUCK) if short.topic is Topic.COMPLAINTS and short.who else short
    if not said.period and _is_name(words, question=question):
        return _rest(words, question=question)
    return _guessed(said, question=question)


def _guessed(said: Worded, *, question: bool) -> Asked:
    """What the table says; where it is not sure, or knows no name, the grammar is heard."""
    ranked = _ranked(said)
    topic, chance = ranked[0]
    if not _people(said) and (read := _about_a_stranger(said, ranked, question=question)):
        return read
    brief = len(said.words) <= SENTENCE
    read = (
        parse.sentence(said.words, question=question, only=topic if chance >= SURE else None)
        if brief
        else None
    )
    if read and (read.topic == topic or (chance < SURE and _covers(read, said))):
        return _with_people(_doubted(read, ranked), said.words)
    if chance < UNSURE or (topic is Topic.NONE and chance < SURE and not question):
        rest = _rest(said.words, question=question)
        return replace(rest, sureness=Sureness.NOTHING, nearest=_nearest(ranked))
    return _from_table(said, ranked)


def _doubted(read: Asked, ranked: Ranked) -> Asked:
    """What the grammar read, as sure as both opinions are together."""
    topic, chance = ranked[0]
    agreed = read.topic == topic
    if agreed and (chance >= SURE or (read.by_pattern and chance >= LIKELY)):
        return read
    nearest = tuple(dict.fromkeys((read.topic, *_nearest(ranked))))[:NEAREST]
    return replace(read, sureness=Sureness.LIKELY, nearest=nearest)


def _ranked(said: Worded) -> Ranked:
    """What the table says; where it is not sure of the whole, what it is surest of in a part."""
    whole = table().ranked(said.tokens)
    if whole[0][1] >= SURE:
        return whole
    parts = [table().ranked(part.tokens) for part in said.clauses]
    sure = [part for part in parts if _chance(part) >= SURE and part[0][0] is not Topic.NONE]
    return max(sure, key=_chance, default=whole)


def _chance(ranked: Ranked) -> float:
    return ranked[0][1]


def _about_a_stranger(said: Worded, ranked: Ranked, *, question: bool) -> Asked | None:
    """What the grammar reads about a name we do not know, where the table says the same of a known one."""
    topic, chance = ranked[0]
    if (read := _facet_of_a_stranger(said.words, question=question)) is not None:
        return read
    if chance >= SURE and not needs_of(topic) and topic is not Facet.FIRST:
        return None
    read = parse.sentence(said.words, question=question) if len(said.words) <= SENTENCE else None
    if read is None or not (read.who == ALL or _may_be_a_name(read.who)):
        return None
    if read.topic is Topic.CARD and chance >= LIKELY:
        return None
    words = with_names(said.words, {key_of(read.who)})
    topic, _ = table().ranked(tokens(words, timed=said.period is not None))[0]
    return read if topic == read.topic or _is_brief(read, said.words, question=question) else None


def _facet_of_a_stranger(words: Words, *, question: bool) -> Asked | None:
    """ "ops-admin words": a facet, and beside it a word that nobody knows."""
    read = parse.facet(words) if not question and len(words) <= BRIEF + 1 else None
    strange = {word.key for word in words_of(read.who)} - set(_familiar()) if read else set()
    return read if read and strange and not read.words and _may_be_a_name(read.who) else None


def _is_brief(read: Asked, words: Words, *, question: bool) -> bool:
    """Whether nothing but a name and a facet stand there."""
    return not question and not read.words and len(words) <= BRIEF


def _from_table(said: Worded, ranked: Ranked) -> Asked:
    topic, chance = ranked[0]
    sureness = next(each for least, each in _BANDS if chance >= least)
    people = _people(said)
    if len(people) > 1 and (topic is Topic.COMPARE or chance < SURE):
        topic, sureness = Topic.COMPARE, Sureness.SURE
    topic, left = _with_words(said.words, topic)
    nearest = () if sureness is Sureness.SURE else _nearest(ranked)
    talk = talk_in(said.words) if topic is Topic.NONE else None
    first = people[0] if people else ""
    return Asked(topic, first, left, others=people[1:], sureness=sureness, nearest=nearest, talk=talk)


def _with_words(words: Words, topic: Topic | Facet) -> tuple[Topic | Facet, str]:
    """The topic with the words it is about; what is about words and has none is about something nearer."""
    if topic is Topic.ROLES:
        return topic, roles_in(words)
    if topic is Topic.WHY and not asks_why(words) and not opens(words[0]):
        topic = Topic.SEARCH
    left = words_left(words, topic)
    return (Facet.CRITERIA if _cares_in_general(words, topic, left) else topic), left


def _cares_in_general(words: Words, topic: Topic | Facet, left: str) -> bool:
    """Whether it is "what do they care about", by which they choose."""
    return topic is Topic.CARES and not left and words[0].key == "what"


_BANDS = ((SURE, Sureness.SURE), (LIKELY, Sureness.LIKELY), (UNSURE, Sureness.UNSURE))


def _people(said: Worded) -> tuple[str, ...]:
    """Who is named, else the channel's own persona where "this user" or "they" stand for it."""
    if found := named(said.words):
        return found
    return (THIS,) if PERSONA in said.tokens or OTHER in said.tokens else ()


def _may_be_a_name(who: str) -> bool:
    found = {word.key for word in words_of(who)} - ARTICLES
    return 0 < len(found) <= NAME_MAX and not found & (NOBODY | QUESTION_WORDS)


def _is_name(words: Words, *, question: bool) -> bool:
    """Whether it is a name alone, or one or two words nobody knows, which are taken for one."""
    if name_in(words, asking=False) in {(THIS, ""), (ALL, "")}:
        return len(words) == 1 or not words[-1].raw.casefold().endswith(
            "s"
        )  # "our users", "all personas" are many
    found = [word for word in words if word.raw.casefold() not in {"the", "a", "an"}]
    if question or len(found) > UNKNOWN_NAME or any(spots(words)):
        return False
    return len(found) == 1 if any(word.name for word in found) else not _asks_alone(words)


def _asks_alone(words: Words) -> bool:
    """Whether one or two words are enough to ask something, all of them known: "news", "weakest persona"."""
    found = [word.key for word in words if word.key not in ARTICLES]
    topic, chance = table().ranked(tokens(words))[0]
    asks = topic in ASKED_ALONE if len(found) == 1 else topic not in NEVER_ALONE and not needs_of(topic)
    return asks and chance >= SURE and all(key in table().spelling.known for key in found)


def _covers(read: Asked, said: Worded) -> bool:
    """Whether the grammar accounts for every word of a sentence about a persona."""
    if read.topic in FRAMES:
        return bool(read.words)
    exact = read.who == THIS or read.who in named(said.words)
    return exact and not read.words and (read.by_pattern or len(said.words) <= BRIEF)


def _with_people(read: Asked, words: Words) -> Asked:
    """What the grammar read, with everybody who is named."""
    if _cares_in_general(words, read.topic, read.words):
        read = replace(read, topic=Facet.CRITERIA)
    people = named(words)
    if not people:
        return replace(read, who=THIS) if PERSONA in tokens(words) and not _may_be_a_name(read.who) else read
    who = read.who if read.who in people else people[0]
    left = read.words.replace(who, "").strip() if who != read.who else read.words
    return replace(read, who=who, words=left, others=tuple(name for name in people if name not in who + left))


def _nearest(ranked: Ranked) -> tuple[Topic | Facet, ...]:
    """The likeliest topics that can be asked for."""
    return tuple(topic for topic, _ in ranked if topic is not Topic.NONE)[:NEAREST]


def _rest(words: Words, *, question: bool) -> Asked:
    """Just words: perhaps a name; where they were a question, something to search for."""
    if question:
        return Asked(Topic.SEARCH, raw(words), raw(bare(words)))
    who, rest = name_in(words, asking=False)
    return Asked(Topic.CARD, who, rest)


def _familiar() -> Collection[str]:
    """Words that are spelt right."""
    return table().spelling.known


@cache
def _reserved() -> frozenset[str]:
    return frozenset(key_of(word) for word in RESERVED)
