"""What is left of a question beside whom and what it is about: words to order an answer by, or to search for."""

from collections.abc import Collection

from personas.facet import Facet
from personas.questions.asked import Talk
from personas.questions.phrase import Word, Words, bare, raw
from personas.questions.table import table
from personas.questions.topic import Topic
from personas.questions.vocabulary import (
    GENERIC,
    LINKS,
    PRONOUNS,
    QUESTION_WORDS,
    ROLE_VERBS,
    SMALL,
    THIS,
    keys,
)

FRAME = (
    SMALL
    | GENERIC
    | LINKS
    | keys(
        "me we i you us it there anything something everything nothing any some all much many more most not no and or if "
        "whether that please get got give show tell find search look looking check record research evidence note quote claim"
    )
)

# What asks, beside the words it asks about.
FRAMES: dict[Topic | Facet, frozenset[str]] = {
    Topic.SEARCH: FRAME
    | keys("know known hear heard learn learned say said saying think mention mentioned mentions come up talk brought bring "
           "people user customer anybody anyone somebody someone else thought ever data insight info ticket persona which"),
    Topic.CARES: FRAME
    | keys("care cares caring important relevant relevance matter mind interested interest bothered concerned concern value "
           "need want like use worry think topic must issue notice would even really ever asked ask mentioned sign give"),
    Topic.WHY: FRAME
    | keys("why reason reasoning rationale thinking behind decide decided decision drop dropped remove removed build built "
           "change changed choose chose did made make come came led lead explain remind story background instead one"),
    Topic.SURE: FRAME
    | keys("sure certain certainty confident confidence trust rely reliable true truth really know claim proof solid safe "
           "bet say says strong good thin evidence wrong validated confirmed hypothesis thing case part bit act"),
    Topic.COMPLAINTS: FRAME
    | keys("complain complaint complaining gripe criticism negative feedback unhappy people user customer biggest top "
           "common frequent main persona across over problem pain issue bad list what hate annoy"),
}  # fmt: skip

WHY = keys(
    "why reason reasoning rationale thinking background argument behind led convinced explain idea decide decided "
    "decision come"
)

TALK: dict[Talk, frozenset[str]] = {
    Talk.STOP: keys("stop unsubscribe quiet silence shut mute enough bother bothering asking spam spamming"),
    Talk.THANKS: keys(
        "thanks thank thx ty cheers appreciated perfect great awesome cool nice super lovely brilliant"
    ),
    Talk.HELLO: keys("hello hi hey morning afternoon evening hallo hola howdy yo greetings"),
}

CHAT_MAX = 6  # words
CHAT = keys(
    "lol haha hahaha hm hmm brb yes yep yeah no nope wow congrats congratulations sorry bye goodbye interesting funny sound "
    "agree nevermind never mind forget welcome maybe done ping test same here true exactly right sure thing problem bad my"
)
TALKING = (
    CHAT
    | frozenset().union(*TALK.values())
    | keys("ok okay so very much a lot you there all again good nice me please team everyone")
)

ROLES: dict[str, frozenset[str]] = {
    "pays": keys("pay paid bill foot footing money wallet spend invoice fund cost finance purse"),
    "renews": keys("renew renewal extend prolong"),
    "buys": keys("buy bought purchase procure procurement buyer order"),
    "approves": keys("approve approval sign signature authorise authorize ok okay yes no veto convince decide decision "
                     "decider permission greenlight budget say persuade blocker contract deal agree"),
}  # fmt: skip


def words_left(words: Words, topic: Topic | Facet) -> str:
    """Words that order the answer; where a topic is about words, those."""
    if topic is Topic.CARD:
        known = table().spelling.known
        return raw(
            [word for word in words if not word.name and word.key not in FRAME and word.key not in known]
        )
    frame = FRAMES.get(topic)
    if frame is not None:
        return raw([word for word in words if not word.name and word.key not in frame])
    return raw([word for part in _parts(words) for word in part if not _asks(word, topic)])


def _parts(words: Words) -> list[Words]:
    """What follows "about", "on", "in", "with", "during" and is not the name."""
    parts: list[list[Word]] = []
    for word in words:
        if word.key in LINKS and not word.name:
            parts.append([])
        elif parts:
            parts[-1].append(word)
    found = (bare(tuple(part)) for part in parts)
    return [part for part in found if not any(word.name or word.key in PRONOUNS | THIS for word in part)]


def _asks(word: Word, topic: Topic | Facet) -> bool:
    return word.key in FRAME or table().speaks_for(word.key, topic)


def asks_why(words: Words) -> bool:
    """Whether a reason is asked for at all, not only something that was decided is named."""
    return any(word.key in WHY for word in words)


def roles_in(words: Words) -> str:
    """Who decides what, the verb first: "approves the budget"."""
    rest = raw(bare(tuple(word for word in words if word.key not in QUESTION_WORDS)))
    verbs = (ROLE_VERBS.get(word.key) or _role(word.key) for word in words)
    return f"{next(filter(None, verbs), 'owns')} {rest}".strip()


def _role(key: str) -> str:
    return next((verb for verb, known in ROLES.items() if key in known), "")


def is_talk(words: Words) -> bool:
    """Whether nothing is asked and nobody is named: "thank you so much"."""
    if len(words) > CHAT_MAX:
        return False
    found = {word.key for word in words}
    said = talk_in(words) is not Talk.OTHER or found & CHAT
    return found <= TALKING and bool(said) and not any(word.name for word in words)


def talk_in(words: Words) -> Talk:
    """What is said where nothing is asked."""
    found: Collection[str] = {word.key for word in words}
    return next((talk for talk, known in TALK.items() if known.intersection(found)), Talk.OTHER)
