"""Titles of persona documents: who one names, and which ones only say that personas follow."""

import re
from dataclasses import dataclass
from functools import lru_cache

from personas.documents.draft import one_line_of, unquoted
from personas.documents.heading import place_of
from personas.persona import Type, key_of

# Beyond this a title is a text, and not searched for a name.
LONGEST_TITLE = 200
LONGEST_NAME = 8
KINDS = r"(?:end[- ]?user|user|buyer|customer|proto|primary|secondary|tertiary|target|key|main|lean|marketing|design)"
PERSONA_LEAD = re.compile(
    rf"^(?:the\s+)?((?:{KINDS}[\s-]+)*)(?:personas?(?:\s+(?:profile|card|sheet|canvas))?|empathy map(?:\s+for\b)?"
    r"|(?:user|customer|persona)\s+profile|archetype)\b"
    r"\s*(?:#?\d+|[A-Z](?=\s*[:–—.-]))?\s*(?:[:–—.-]+\s*|$|(?=[“\"]))(.*)$",
    re.IGNORECASE,
)
PERSONA_TAIL = re.compile(
    r"[\s:–—|-]*\b(?:proto[- ]?)?(?:persona|empathy map)\b"
    r"(?:\s+(?:profile|card|document|sheet|template|canvas|v?\d[\d.]*))?\s*$",
    re.IGNORECASE,
)
PLURAL_TAIL = re.compile(r"\s+personas\s*$", re.IGNORECASE)
NUMBERED = re.compile(
    r"^\W*(?:#?\d+(?:\.\d+)+[.):]?\s+|#?\d+\s*[.):](?!\d)\s*|#?\d+\s*[-–—]\s+|#\d+\s+)(?=\S)"
)
# Kinds of documents that are about somebody: what follows says about whom.
CANVAS = (
    r"(?:(?:user |customer |field )?interview(?: notes?)?|empathy map|(?:value proposition|persona|jtbd) canvas"
    r"|case study)"
)
KIND_LEAD = re.compile(
    rf"^(?:{CANVAS}|draft \w+(?: \([^)]*\))?|(?:user |customer )?profile|portrait|meet|archetype)"
    r"\s*(?:[:–—-]+|\bwith\b|\bfor\b|(?<=meet))\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
KIND = re.compile(
    rf"^(?:{CANVAS}|value map|canvas|user research|research (?:notes|summary|findings)|jobs to be done|journey map)$",
    re.IGNORECASE,
)
TITLE_CASE = re.compile(
    r"^[A-ZÀ-Þ][\w'’.-]*(?: (?:[A-ZÀ-Þ][\w'’.-]*|van|von|de|der|den|da|di|del|la|el|bin|al)){0,3}(?=\s*(?:,|\(|[-–—]|$))"
)
# Pictures and signs before a name; letters, digits, quotation marks and brackets stay.
SIGNS = re.compile(r"^(?::[\w+-]+:\s*|[^\w\"“”„«»‘'(\[]+\s*)+|(?:\s*:[\w+-]+:|\s*[^\w\"“”»’'.)\]!?]+)+$")
NICKNAME = re.compile(
    r"^(?P<name>.+?)\s*(?:[-–—,:|]\s*)?(?:\(?[\"“”‘«](?P<quoted>[^\"“”’»]+)[\"”’»]\)?|\((?P<aside>[^()]+)\))$"
)
DASHED = re.compile(r"^(.+?)(?:\s+[-–—|·•/]\s+|:\s+)(.+)$")
PERSON = re.compile(r"^[^\W\d_]['’.\w-]*(?: [^\W\d_]['’.\w-]*){1,3}$")
EPITHET = re.compile(
    r"^(?P<given>[^\W\d_][\w'’-]+)\s+(?:(?:the|la|le|der|die|el|o|a)\s+\w|(?P<where>in|from|at)\s+\w)"
)
OPENING = """
how what why where when who which about for in on at with from to as if our your using use introduction conclusion
next todo scenario
"""
OPENINGS = frozenset(OPENING.split())
# What is left of a title that says "persona" without saying whose.
WEAK_NAMES = frozenset(
    {
        "",
        "user",
        "our",
        "persona",
        "product",
        "key",
        "target",
        "template",
        "the",
        "all",
        "team",
        "heart",
        "lean",
    }
    | {
        "unsere",
        "unser",
        "notre",
        "nos",
        "nuestra",
        "nuestro",
        "nossa",
        "nosso",
        "primary",
        "secondary",
        "my",
        "main",
    }
    | {
        "example",
        "sample",
        "customer-profile",
        "user-profile",
        "empathy-map",
        "untitled",
        "document",
        "overview",
    }
)
NOBODY = frozenset(
    {"", "untitled", "document", "overview", "template", "example", "sample", "empathy-map", "persona"}
)
CONTAINERS = re.compile(
    r"\b(?:personas|archetypes|(?:user|customer|buyer|persona|target)?\s*profiles|audiences?|nutzerprofile"
    r"|user (?:types|groups|roles|segments)"
    r"|(?:our|the|target|key|primary|secondary|main|who are our) (?:users|customers|people|actors)"
    r"|personas? (?:comparison|overview|matrix|table|summary|list|library|gallery|map)"
    r"|^users|^roles|^actors|^who we (?:build|design|make)\b.*)$",
    re.IGNORECASE,
)
ANTI = re.compile(
    r"\b(?:anti|negative|non|excluded?)[\s-]*(?:personas?|users?|audiences?|targets?)\b"
    r"|\bnot (?:for|our (?:users|audience))\b|\bwho (?:we|it) (?:do(?:es)?|is|are)(?:n['’]t| not)\b",
    re.IGNORECASE,
)
ROLES = """
user buyer customer engineer developer manager admin administrator lead head director analyst designer owner agent clerk
nurse doctor teacher student operator expert novice beginner someone anyone people team employee worker staff officer
assistant consultant
"""
COMMON_ROLES = frozenset(ROLES.split())

BUYER = re.compile(
    r"\b(?:buyers?|buying|decision[- ]makers?|economic|purchas(?:er|ing)|procurement"
    r"|budget (?:holder|owner)s?)\b",
    re.IGNORECASE,
)
CUSTOMER = re.compile(
    r"\b(?:customers?(?! (?:support|success|service|care|experience|relations))|account owners?"
    r"|renewals?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """Who a title names: `aliases` are other names, `role` and `aside` what stands behind the name."""

    name: str
    aliases: tuple[str, ...] = ()
    role: str = ""
    aside: str = ""


@lru_cache(maxsize=16_384)
def name_of(title: str) -> str:
    """The name in a title: "User persona: Ops admin" and "Ops Admin Persona" are the same persona."""
    title = one_line_of(title)
    if len(title) > LONGEST_TITLE:
        return title
    title = SIGNS.sub("", NUMBERED.sub("", SIGNS.sub("", title), count=1)) or title
    if about := _about(title):
        return about
    lead = PERSONA_LEAD.match(title)
    return (lead[2] or lead[1] if lead else _without_tail(title)).strip(" :–—-")


def _without_tail(title: str) -> str:
    name = PERSONA_TAIL.sub("", title)
    return re.sub(r"^the\s+(?=\S)", "", name, flags=re.IGNORECASE) if name != title else name


def _about(title: str) -> str:
    """Whom a title names behind the kind of document, or the facet, that it is: "Jobs to be done – Ana, organiser"."""
    if kind := KIND_LEAD.match(title):
        return kind["name"]
    divided = re.split(r"\s*:\s+|\s+[-–—]\s+", title, maxsplit=1)
    if len(divided) < 2 or place_of(divided[0]) is None:
        return ""
    return divided[1] if TITLE_CASE.match(divided[1]) else ""


@lru_cache(maxsize=16_384)
def is_about(heading: str) -> bool:
    """Whether a title names a kind of document, and behind it somebody."""
    return len(heading) <= LONGEST_TITLE and bool(_about(SIGNS.sub("", heading)))


def is_weak(name: str) -> bool:
    """Whether what a title leaves says only that this is a persona."""
    return key_of(name) in WEAK_NAMES or bool(re.search(r"\bpersonas\b", name, re.IGNORECASE))


def names_nobody(title: str) -> bool:
    """Whether a title names nobody: "Our persona", "Untitled", "Personas for Harbor Line"."""
    name = name_of(title)
    if KIND.match(name) or (is_container(title) and not PLURAL_TAIL.search(title)):
        return True
    return (is_weak(name) and (is_title(title) or key_of(name) in NOBODY)) or (
        is_weak(named_in(title).name) and bool(PLURAL_TAIL.search(title))
    )


@lru_cache(maxsize=16_384)
def is_title(heading: str) -> bool:
    """Whether a heading says that it names a persona."""
    short = len(heading) <= LONGEST_TITLE
    plain = SIGNS.sub("", NUMBERED.sub("", SIGNS.sub("", heading), count=1))
    return short and bool(PERSONA_LEAD.match(plain) or PERSONA_TAIL.search(plain))


@lru_cache(maxsize=16_384)
def is_container(heading: str) -> bool:
    """Whether a heading says that several personas follow: "Primary personas", "User profiles"."""
    plain = re.sub(r"\s*\([^()]*\)\s*$", "", NUMBERED.sub("", SIGNS.sub("", heading), count=1))
    plain = re.sub(r"^(personas? \w+)\s*[:–—-]\s.*$", r"\1", plain, flags=re.IGNORECASE)
    return len(plain) <= LONGEST_TITLE and not is_anti(plain) and bool(
        CONTAINERS.search(plain) or re.match(r"(?:our |the |user |key )*personas\b(?!\s*[:–—-]\s*\w)", plain, re.IGNORECASE)
    )  # fmt: skip


@lru_cache(maxsize=16_384)
def is_anti(heading: str) -> bool:
    """Whether a heading names those the product is not for."""
    return len(heading) <= LONGEST_TITLE and bool(ANTI.search(heading))


@lru_cache(maxsize=16_384)
def may_name(heading: str) -> bool:
    """Whether a heading may be somebody's name: it leads nowhere, is short, and is no sentence."""
    if is_title(heading) and not is_container(heading):
        return True
    words = key_of(name_of(heading)).split("-")
    return (
        0 < len(words) <= LONGEST_NAME
        and words[0] not in OPENINGS
        and not heading.rstrip().endswith(("?", ".", "!"))
        and not is_anti(heading)
        and (place_of(heading) is None or is_named_with_role(heading))
    )


@lru_cache(maxsize=16_384)
def is_named_with_role(heading: str) -> bool:
    """Whether a heading gives a person and what they are: "Dana Reyes - Dispatcher", "Omar (62, owner)"."""
    named = named_in(heading)
    return bool(named.role or named.aside) and place_of(named.name) is None and not is_container(named.name)


@lru_cache(maxsize=16_384)
def named_in(title: str) -> Named:
    """The name, and what else a title says: `Ana Diaz - "The Fixer"`, "Tomas (29, engineer)", "Ana, ops admin"."""
    name = name_of(title)
    if len(name) > LONGEST_TITLE:
        return Named(name)
    aliases, role, aside = [], "", ""
    if nicknamed := NICKNAME.match(name):
        name, aside = unquoted(nicknamed["name"].strip(" -–—,:|")), (nicknamed["aside"] or "").strip()
        aliases += [nicknamed["quoted"].strip()] if nicknamed["quoted"] else []
    if dashed := DASHED.match(name):
        name, role = dashed[1], unquoted(dashed[2])
    elif ", " in name:
        name, _, role = name.partition(", ")
    name = unquoted(SIGNS.sub("", PLURAL_TAIL.sub("", name)) or name)
    role, aside = _roles(role, aside)
    return Named(name, (*aliases, *_given(name)), role, aside)


def _roles(role: str, aside: str) -> tuple[str, str]:
    """The role, and what else stands in brackets: ages and numbers are no role."""
    parts = [part.strip() for part in f"{role},{aside}".split(",")] if not role else [role, aside]
    parts = [re.sub(r"^(?:the|an?)\s+", "", part, flags=re.IGNORECASE) for part in parts]
    words = [part for part in parts if part and not re.search(r"^\D{0,5}\d", part)]
    numbers = [part for part in parts if part and part not in words]
    return words[0] if words else "", ", ".join([*words[1:], *numbers])


def _given(name: str) -> tuple[str, ...]:
    """The name by which somebody with an epithet is called: "Dana the Dispatcher" is Dana."""
    epithet = EPITHET.match(name)
    if not epithet or not name[0].isupper() or key_of(epithet["given"]) in COMMON_ROLES:
        return ()
    return (epithet["given"],)


def is_person(name: str) -> bool:
    """Whether this reads like a given and a family name."""
    return bool(PERSON.match(name)) and all(word[0].isupper() for word in name.split())


def called(person: str) -> tuple[str, ...]:
    """What a person is called for short: the given name, then the full one."""
    given = is_person(person) and not COMMON_ROLES & {key_of(word) for word in person.split()}
    return (person.split(maxsplit=1)[0], person) if given else (person,)


def type_of(*texts: str) -> Type:
    """Buyer, customer or user, guessed from the words of title and role."""
    text = " ".join(texts)
    if BUYER.search(text):
        return Type.BUYER
    return Type.CUSTOMER if CUSTOMER.search(text) else Type.USER
