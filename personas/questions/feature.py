"""What the table of topics looks at in a question: words, neighbours, parts of words, and what the words mean."""

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from personas.questions.phrase import Word, Words
from personas.questions.vocabulary import ARTICLES, GENERIC, POSSESSIVES, PRONOUNS, THIS

# Stand for a persona, a second one, and a time. No typed word has a brace: they are edges of words.
PERSONA, OTHER, PERIOD = "{p}", "{q}", "{t}"
PART_MIN, PART_MAX = 3, 5  # letters
REACH = 3  # words apart that still go together
NOUNS_FOR_A_PERSONA = GENERIC - {"them", "us", "of", "people"}


def tokens(words: Words, *, timed: bool = False) -> tuple[str, ...]:
    """Words without what does not matter: which persona it is, its article, and "this user" for a name."""
    found: list[str] = []
    names: dict[str, str] = {}
    for at, word in enumerate(words):
        this = word.key in THIS and at + 1 < len(words) and words[at + 1].key in NOUNS_FOR_A_PERSONA
        if at and words[at - 1].key in THIS and word.key in NOUNS_FOR_A_PERSONA and not word.name:
            continue
        token = PERSONA if this and not word.name else _token(word, names)
        if token == PERSONA and found and found[-1] in ARTICLES:
            found.pop()
        found.append(token)
    return (*filter(None, found), *([PERIOD] if timed else []))


def _token(word: Word, names: dict[str, str]) -> str:
    if word.name:
        return names.setdefault(word.key, OTHER if names else PERSONA)
    return PERSONA if word.key in PRONOUNS or word.key in POSSESSIVES else word.key


def features(words: tuple[str, ...], concepts: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, float]]:
    """Each feature with its weight; one may come twice."""
    yield from ((word, 1.0) for word in words)
    edged = ("^", *words, "$")
    yield from ((f"{one} {two}", 0.7) for one, two in pairwise(edged))
    yield from (
        (f"{one} {two} {three}", 0.5) for one, two, three in zip(edged, edged[1:], edged[2:], strict=False)
    )
    for apart in range(2, REACH + 1):
        yield from ((f"{one}_{two}", 0.5) for one, two in zip(edged, words[apart - 1 :], strict=False))
    for word in set(words):
        if word[0] != "{":
            yield from ((part, 0.3) for part in _parts(f"<{word}>"))
    meant = sorted({concept for word in words for concept in concepts.get(word, ())})
    yield from ((f"#{concept}", 1.0) for concept in meant)
    yield from ((f"#{one}#{two}", 0.6) for one, two in combinations(meant, 2))
    yield f"={'two' if OTHER in words else 'one' if PERSONA in words else 'none'}", 1.0


def _parts(word: str) -> Iterator[str]:
    for size in range(PART_MIN, PART_MAX + 1):
        for start in range(len(word) - size + 1):
            yield f"~{word[start : start + size]}"
