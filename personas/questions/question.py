"""Plain words to what was asked: the grammar where it is sure, else a table trained from example questions. No AI."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from personas.facet import Facet
from personas.persona import key_of
from personas.questions import parse
from personas.questions.asked import ALL, THIS, Asked, Sureness, Talk
from personas.questions.feature import OTHER, PERSONA, tokens
from personas.questions.leftover import FRAMES, asks_why, is_talk, roles_in, talk_in, words_left
from personas.questions.pattern import spots
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
from personas.questions.vocabulary import ARTICLES, NOBODY, RESERVED

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
SURE, LIKELY, UNSURE = 0.8, 0.5, 0.25  # from which probability on
NEAREST = 3
UNKNOWN_NAME = 2  # so many words that nobody knows are taken for a name
NAME_MAX = 3  # words that may be the name of somebody we do not know


@dataclass(frozen=True, slots=True)
class Worded:
    """A text as words: names found, politeness, "share" and the time taken off."""

    words: Words
    share: bool
    period: Period | None

    @property
    def tokens(self) -> tuple[str, ...]:
        """What the table of topics looks at."""
        return tokens(self.words, timed=self.period is not None)


def understand(text: str, names: Collection[str] = frozenset(), known: Known = nobody) -> Asked:
    """What the text asks. `names` are keys of personas that occur in it; `known` tells how else they are called.

    A question is never understood as a write, and nothing that is guessed is one.
    """
    found = with_people(words_of(text), names, known, _familiar)
    if is_talk(found):
        return Asked(Topic.NONE, talk=talk_in(found))
    words = without_leads(found)
    if written := parse.write(words, text):
        return written
    said = worded(text, names, known)
    asked = _asked(said, question=parse.is_question(said.words, text))
    return replace(asked, share=said.share, period=said.period)


def worded(text: str, names: Collection[str] = frozenset(), known: Known = nobody) -> Worded:
    """The text as words; of a long one its beginning."""
    _, share = without_share(words_of(text))
    said, period = without_period(text[:DECIDES])
    words = without_leads(with_people(words_of(said)[:LONGEST_QUESTION], names, known, _familiar))
    return Worded(without_share(words)[0], share, period)


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
        return short
    if _is_name(words, question=question):
        return _rest(words, question=question)
    return _guessed(said, question=question)


def _guessed(said: Worded, *, question: bool) -> Asked:
    """What the table says; where it is not sure, or knows no name, the grammar is heard."""
    ranked = table().ranked(said.tokens)
    topic, chance = ranked[0]
    if not _people(said) and (read := _about_a_stranger(said, question=question)):
        return read
    read = parse.sentence(said.words, question=question, only=topic if chance >= SURE else None)
    if read and (read.topic == topic or (chance < SURE and _covers(read, said))):
        return _with_people(read, said.words)
    if chance < UNSURE or (topic is Topic.NONE and chance < SURE and not question):
        rest = _rest(said.words, question=question)
        return replace(rest, sureness=Sureness.NOTHING, nearest=_nearest(ranked))
    return _from_table(said, ranked)


def _about_a_stranger(said: Worded, *, question: bool) -> Asked | None:
    """What the grammar reads about a name we do not know, where the table says the same of a known one."""
    read = parse.sentence(said.words, question=question)
    if read is None or not (read.who == ALL or _may_be_a_name(read.who)):
        return None
    words = with_names(said.words, {key_of(read.who)})
    topic, _ = table().ranked(tokens(words, timed=said.period is not None))[0]
    return read if topic == read.topic or (not question and not read.words) else None


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
    if topic is Topic.WHY and not asks_why(words):
        topic = Topic.SEARCH
    left = words_left(words, topic)
    return (Facet.CRITERIA if topic is Topic.CARES and not left else topic), left


_BANDS = ((SURE, Sureness.SURE), (LIKELY, Sureness.LIKELY), (UNSURE, Sureness.UNSURE))


def _people(said: Worded) -> tuple[str, ...]:
    """Who is named, else the channel's own persona where "this user" or "they" stand for it."""
    if found := named(said.words):
        return found
    return (THIS,) if PERSONA in said.tokens or OTHER in said.tokens else ()


def _may_be_a_name(who: str) -> bool:
    found = {word.key for word in words_of(who)}
    return 0 < len(found) <= NAME_MAX and not found <= NOBODY


def _is_name(words: Words, *, question: bool) -> bool:
    """Whether it is a name alone, or one or two words nobody knows, which are taken for one."""
    if name_in(words, asking=False) in {(THIS, ""), (ALL, "")}:
        return True
    found = [word for word in words if word.key not in ARTICLES]
    if question or len(found) > UNKNOWN_NAME or any(spots(words)):
        return False
    return len(found) == 1 if any(word.name for word in found) else not _asks_alone(words)


def _asks_alone(words: Words) -> bool:
    """Whether two words are enough to ask something: "weakest persona"."""
    topic, chance = table().ranked(tokens(words))[0]
    asks = chance >= SURE and topic not in {Topic.NONE, Topic.SEARCH} and not needs_of(topic)
    return asks and any(
        table().speaks_for(word.key, topic) for word in words if word.key in table().spelling.known
    )


def _covers(read: Asked, said: Worded) -> bool:
    """Whether the grammar accounts for every word of a sentence about a persona."""
    return bool(read.words) if read.topic in FRAMES else not read.words and bool(_people(said))


def _with_people(read: Asked, words: Words) -> Asked:
    """What the grammar read, with everybody who is named."""
    if read.topic is Topic.CARES and not read.words:
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
