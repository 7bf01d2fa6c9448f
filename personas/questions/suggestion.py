"""Did you mean: the names nearest to a word nobody knows."""

from collections.abc import Iterable

from rapidfuzz.distance import DamerauLevenshtein

from personas.persona import key_of

NEAR = 2  # letters typed wrong; a transposition counts as one
NEAR_SHORT = 1  # of a short name two wrong letters leave nothing
SHORT = 4
HOLDS, HOLDS_NEARLY = 10, 20  # ranks behind every name that is nearly the same as a whole


def closest(word: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Names at most two slips away, then those that contain the word; best first."""
    key = key_of(word)
    ranked = ((_rank(key, key_of(name)), place, name) for place, name in enumerate(candidates))
    found = sorted((rank, place, name) for rank, place, name in ranked if rank is not None)
    return tuple(dict.fromkeys(name for _, _, name in found))[:limit] if key else ()


def _rank(key: str, name: str) -> int | None:
    """How far away a name is; None where it is another one."""
    whole = _distance(key, name)
    if whole is not None:
        return whole
    words, parts = key.split("-"), name.split("-")
    if set(words) <= set(parts) or set(parts) <= set(words):
        return HOLDS + abs(len(parts) - len(words))
    slips = [_nearest(word, parts) for word in words]
    return None if None in slips else HOLDS_NEARLY + sum(filter(None, slips))


def _nearest(word: str, parts: list[str]) -> int | None:
    found = (_distance(word, part) for part in parts if len(part) >= SHORT)
    return min((slips for slips in found if slips is not None), default=None)


def _distance(one: str, other: str) -> int | None:
    limit = NEAR_SHORT if min(len(one), len(other)) <= SHORT else NEAR
    slips = int(DamerauLevenshtein.distance(one, other, score_cutoff=limit))
    return slips if slips <= limit else None
