"""Masks what identifies people before it is stored, and turns Slack's wire text into plain text."""

import re

E_MAIL, PHONE, KEY, NUMBER = "[e-mail]", "[phone]", "[key]", "[number]"
COLLEAGUE, EVERYONE = "a colleague", "everyone"
FEWEST_PHONE_DIGITS = 8

GAP = r"[ \u00a0./()\u2010-\u2015-]"
URL = re.compile(r"(https?://[^\s<>|]+)")

MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<mailto:[^<>]*>", re.IGNORECASE), E_MAIL),
    (re.compile(r"<tel:[^<>]*>", re.IGNORECASE), PHONE),
    (re.compile(r"<@[A-Z0-9]+(?:\|[^<>]*)?>"), COLLEAGUE),
    (re.compile(r"<!(?:channel|here|everyone)(?:\|[^<>]*)?>"), EVERYONE),
    (re.compile(r"<!subteam\^[A-Z0-9]+(?:\|[^<>]*)?>"), "a team"),
    (re.compile(r"<#[A-Z0-9]+\|?>"), "a channel"),
)
MAIL = re.compile(r"[\w.+%-]{1,64}(?:@|\s?[\[(]at[\])]\s?)[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)
NAMED_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"xox[a-z]-[\w-]{6,}|xapp-[\w-]{6,}|(?:sk|pk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{8,}|sk-[\w-]{16,}"
    r"|gh[opsur]_\w{10,}|github_pat_\w{10,}|glpat-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{12,}|AIza[\w-]{20,}"
    r"|ya29\.[\w-]{10,}|eyJ[\w-]{8,}(?:\.[\w-]+){1,2}\.?"
    r")"
)
BEARER = re.compile(r"\bbearer\s+[\w.~+/-]{8,}=*", re.IGNORECASE)
LABELLED = re.compile(
    r"\b((?:api[ _-]?key|access[ _-]?token|token|secret|passwor[dt]|passwd|pwd)\s*[:=]\s*)"
    r"(?=[^\s\[\]&]*\d)[^\s\[\]&]{6,}",
    re.IGNORECASE,
)
PRIVATE = re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\Z)", re.DOTALL)
HEX = re.compile(r"\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{32,}\b", re.IGNORECASE)
LONG_RUN = re.compile(r"(?<![\w+/-])[A-Za-z0-9+/_-]{32,}={0,2}")

# What looks like a phone or an account and is none; tried first, left as it stands.
SAFE = (
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?!\d|[./-]\d)|\d{4}[./]\d{1,2}[./]\d{1,2}(?!\d)"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
    r"|\d{10}\.\d{6}(?!\d)"
    r"|\#\d{2,8}(?!\d)|(?<![A-Za-z])[A-Z][A-Z0-9]{0,9}-\d{1,8}(?![\d-])"
    r"|[$\u20ac\u00a3\u00a5]\s?\d[\d.,]{0,20}|\d[\d.,]{0,20}\s?(?:%|[$\u20ac\u00a3\u00a5]|(?:EUR|USD|GBP|CHF)\b)"
    r"|\d{1,3}(?:\.\d{1,3}){3}(?![.\d])"
    r"|\d{1,3}(?:,\d{3})+(?!\d)"
)
PHONES = (
    rf"(?<![\w+])(?:\+\s?|00)[1-9](?:{GAP}{{0,3}}\d){{6,14}}"
    r"|(?<![\w.,:\#+-])(?:\+?1[ .-])?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\w)"
    rf"|(?<![\w.,:\#+-])\(?0\d{{1,5}}\)?(?:{GAP}{{1,3}}\d{{2,}}){{1,5}}(?!\w)"
    r"|(?<![\w.,:\#+-])0\d{8,12}(?!\w)"
)
ACCOUNTS = (
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
    r"|\d{4}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,3})?(?!\d)|\d{3}-\d{2}-\d{4}(?!\d)|\d{9,}"
)
DIGITS = re.compile(f"(?P<phone>{PHONES})|(?P<safe>{SAFE})|(?P<account>{ACCOUNTS})")
DATE_LIKE = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})\b")
TO_ALL = re.compile(r"(?<![\w@./])@(?:here|channel|everyone)\b", re.IGNORECASE)
AT_NAME = re.compile(r"(?<![\w./])@+[^\W\d_][\w'-]*(?:\.\w+)*(?![\w/])")

# What is left of "Reach me: …" once it is masked.
CONTACT = rf"(?:{re.escape(E_MAIL)}|{re.escape(PHONE)})"
CONTACTS = re.compile(
    rf"\W*(?:(?:[\w'’.-]+\s+){{0,5}}[\w'’.-]+\s*:\s*|(?:[\w'’.-]+\s+){{0,2}}"
    r"|(?:[\w'’.-]+[ ,]+){0,4}(?:me|us|my|our|mich|mir|uns|meine|moi|nous|mon|ma)\s+(?:[\w'’.-]+\s+){0,3})"
    rf"{CONTACT}(?:(?:\W+(?:or|and|oder|und|ou|et|o|y|e|via|per|tel|mobile)?\W*){CONTACT})*\W*",
    re.IGNORECASE,
)
CONTACTED = re.compile(CONTACT)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

WIRE = re.compile(r"<(?P<kind>[#!]?)(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
ENTITY = re.compile(r"&(?:amp|lt|gt);")
ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}


def mask(text: str) -> str:
    """The text without what identifies a person or opens a door; masking twice changes nothing."""
    masked = _masked(text)
    while masked != text:
        text, masked = masked, _masked(masked)
    return masked


def unescape(text: str) -> str:
    """Slack's wire text as people read it; to be applied once. Mentions of people, and channels without
    a name, are left for `mask`.

    NUL is dropped: PostgreSQL does not take it.
    """
    return ENTITY.sub(lambda found: ENTITIES[found[0]], WIRE.sub(_plain, text.replace("\0", "")))


def without_contacts(text: str) -> str:
    """A masked text without the sentences that only said how to reach somebody; all of it where nothing else is said."""
    lines = [" ".join(_telling(line)) if CONTACTED.search(line) else line for line in text.splitlines()]
    left = "\n".join(
        line for line, before in zip(lines, text.splitlines(), strict=True) if line or not before
    )
    return left.strip() or text


def _telling(line: str) -> list[str]:
    return [each for each in SENTENCE_END.split(line) if not CONTACTS.fullmatch(each)]


def _masked(text: str) -> str:
    text = _keys(text)
    for pattern, instead in MARKUP:
        text = pattern.sub(instead, text)
    parts = URL.split(MAIL.sub(E_MAIL, text))
    return "".join(part if place % 2 else _words(part) for place, part in enumerate(parts))


def _keys(text: str) -> str:
    for pattern in (PRIVATE, BEARER, NAMED_KEY):
        text = pattern.sub(KEY, text)
    return LABELLED.sub(rf"\1{KEY}", text)


def _words(text: str) -> str:
    """Outside of links, where long numbers are not part of an address."""
    text = LONG_RUN.sub(_long_run, HEX.sub(KEY, text))
    text = DIGITS.sub(_digits, text)
    return AT_NAME.sub(COLLEAGUE, TO_ALL.sub(EVERYONE, text))


def _long_run(found: re.Match[str]) -> str:
    """Random letters mix cases and digits; a slug or a long word does not."""
    run = found[0]
    random = re.search("[a-z]", run) and re.search("[A-Z]", run) and re.search("[0-9]", run)
    return KEY if random else run


def _digits(found: re.Match[str]) -> str:
    if found["safe"]:
        return found[0]
    if found["account"]:
        return NUMBER
    few = sum(character.isdigit() for character in found[0]) < FEWEST_PHONE_DIGITS
    return found[0] if few or DATE_LIKE.match(found[0]) else PHONE


def _plain(found: re.Match[str]) -> str:
    """One thing in angle brackets: a channel, a command of Slack's, a link, or a person."""
    kind, target, label = found["kind"], found["target"], found["label"] or ""
    if target.startswith("@"):
        return found[0]
    if kind == "#":
        return f"#{label}" if label else f"<#{target}>"
    if kind == "!":
        return label or f"@{target}"
    address = re.sub(r"^(?:mailto|tel):", "", target)
    same = label in {"", target, address, re.sub(r"^https?://", "", target)}
    return address if same else f"{label} ({address})"
