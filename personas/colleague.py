"""Names of colleagues in what people write: which words may be one, and "a colleague" in their place."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from personas.redaction import COLLEAGUE, URL

KEY_MAX = 120
# "Ana Maria de Souza": longer names are found by their first name and by how they are displayed.
WORDS_MOST = 4
# Shorter names in small letters are words of some language: "an", "jo", "do".
SHORT = 2

WORD = re.compile(r"[^\W_][\w]*(?:['’.-]\w+)*")
POSSESSIVE = re.compile(r"['’]s?$")
ASIDE = re.compile(r"\s+[-–—]\s+|\s*[(\[|/,•·].*")
# Written without spaces: a name may stand anywhere in a run of letters.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
UNSPACED_LEAST, UNSPACED_MOST = 2, 6
# Behind an everyday word in capitals: then it is somebody's name ("Will says", "Grace told us").
SPEAKS = re.compile(
    r"\s+(?:also\s+)?(?:said|says|tells?|told|asks|asked|writes?|wrote|thinks?|thought|mentions?|mentioned|showed|shows|"
    r"wants?|wanted|complained|complains|sagt|sagte|meint|fragt|dit|dice)\b"
)

# What accounts are called that stand for no person, and what personas are called.
ROLES = """
admin admins agent alarm alert app billing bot brand business buyer care client clients code colleague community
company contact customer customers data demo design desk dev developer development doc docs end end-user
engineering everyone everybody finance fin general guest help helpdesk hr info it law lead leads legal maintenance
manager marketing news nobody office on-call operations ops ops-admin org owner partner people product project qa
research root sales security senior service services shared somebody staff success support system team tech test
tester trainer training user users ux web workspace
"""
# Names that are words: in small letters, at the head of a sentence and in other names nobody can tell them apart.
WORDS = """
ace amber an angel april art as ash august autumn bay bill black blue bob brook brown buck bud can case cash cat
chance chase chat chip christian clay cliff cole colt cook coral crystal daisy dale dash dawn day dean del destiny
do don dove drew duke earl eden eve faith fern flora forest frank gene gift glen go grace grant gray green guy
hall harmony haven hazel he heath heather hero hill holly honor hope hunter in iris is it ivy jack jade jasmine
jet joy judge june justice king la lance lane lark laurel liberty lily long love lucky mac major marina mark marsh
mason max may me melody merry mercy miles mo more my nick no noble norm north ocean of olive on one or page paris
park parker pat patience pay peace pearl penny pierce pilot pip port prince prudence queen rain raven ray read
reed remote rich rip river rob rock rose rosemary ruby rusty sage sandy saw say see shell sky small snow so spring
star sterling stone storm sue summer sun sunny tad tag to trinity trip true tuck up us van violet von wade ward we
west white will willow win winter wolf wood you young zero zoom
about after again alle always and any aus bei before best big both but by came come could das day de den der des die
does done down each ein eine el end est even ever every few find first for from get good great had has have here his
how ich if into ist its just know las last later le les like los made make many mit most much must never new next not
now old once only other our out over person que same set she should since some still such than that the their them
then there they thing this time too try und una une use very via want was way well were what when where which who why
with work would yes yet your
"""

_ROLES, _EVERYDAY = frozenset(ROLES.split()), frozenset([*ROLES.split(), *WORDS.split()])


@dataclass(frozen=True, slots=True)
class Spot:
    """Words that may be a name, and where they stand."""

    key: str
    begin: int
    end: int
    words: int


def name_keys(names: Iterable[str]) -> frozenset[str]:
    """What to look a person up by: each name whole, and without what stands beside it ("Jo Park (Sales)")."""
    said = [form for name in names for form in (name, ASIDE.sub("", name, count=1))]
    keys = (" ".join(_fold(word) for word in WORD.findall(name))[:KEY_MAX] for name in said)
    return frozenset(key for key in keys if len(key) > 1)


def keys_in(text: str) -> frozenset[str]:
    """Every key that a name in this text could have."""
    return frozenset(spot.key for part, is_link in _parts(text) if not is_link for spot in _spots(part))


def mask_names(text: str, known: Collection[str], *, instead: str = COLLEAGUE) -> str:
    """The text with "a colleague" for each name that is `known` by its key; words that are names elsewhere stay."""
    return (
        "".join(part if is_link else _masked(part, known, instead) for part, is_link in _parts(text))
        if known
        else text
    )


def _masked(text: str, known: Collection[str], instead: str) -> str:
    """The longest name first; what it covers is not looked at again."""
    kept, at = "", 0
    spots = sorted(_spots(text), key=lambda spot: (spot.begin, -spot.end))
    for spot in spots:
        if spot.begin >= at and spot.key in known and _is_name(spot, text):
            kept += text[at : spot.begin] + instead
            at = spot.end
    return kept + text[at:]


def _is_name(spot: Spot, text: str) -> bool:
    """Whether these words, which are somebody's name, are meant as one here."""
    words, written = spot.key.split(), text[spot.begin : spot.end].split()
    capital = all(word[:1].isupper() for word in written)
    if _ROLES.issuperset(words):
        return False
    if _EVERYDAY.issuperset(words):
        return capital and (spot.words > 1 or SPEAKS.match(text, spot.end) is not None)
    return capital or spot.words > 1 or len(spot.key) > SHORT or UNSPACED.match(spot.key) is not None


def _spots(text: str) -> Iterator[Spot]:
    found = list(WORD.finditer(text))
    for place, first in enumerate(found):
        yield from _unspaced(first)
        for last in range(place, min(place + WORDS_MOST, len(found))):
            if last > place and text[found[last - 1].end() : found[last].start()].strip(" \u00a0"):
                break
            yield from _ending(found[place : last + 1])


def _ending(words: list[re.Match[str]]) -> Iterator[Spot]:
    """A run of words as they stand, and without a possessive at their end."""
    begin, end = words[0].start(), words[-1].end()
    for last in {words[-1][0], POSSESSIVE.sub("", words[-1][0])}:
        short = end - (len(words[-1][0]) - len(last))
        key = " ".join([*(_fold(word[0]) for word in words[:-1]), _fold(last)])
        if last and len(key) <= KEY_MAX:
            yield Spot(key, begin, short, len(words))


def _unspaced(word: re.Match[str]) -> Iterator[Spot]:
    for run in UNSPACED.finditer(word[0]):
        for begin in range(len(run[0])):
            for length in range(UNSPACED_LEAST, min(UNSPACED_MOST, len(run[0]) - begin) + 1):
                at = word.start() + run.start() + begin
                yield Spot(_fold(run[0][begin : begin + length]), at, at + length, 1)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at its links, in which a word is part of an address."""
    for place, part in enumerate(URL.split(unicodedata.normalize("NFC", text))):
        yield part, bool(place % 2)


def _fold(word: str) -> str:
    """One word without case and accents: "Chloé" is found as "chloe"."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return unicodedata.normalize(
        "NFC", "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    )
