"""The stem of a word: what its forms have in common, so that "waiting" finds "waits" and "invite" "invitation"."""

SHORTEST = 4  # letters: shorter words are their own stem
VOWELS = frozenset("aeiouy")
# Consonants that a word may end with twice: "bill" is no "bil".
DOUBLED = frozenset("lsz")
# The first that fits is taken off where at least so many letters stay.
ENDINGS: tuple[tuple[str, int], ...] = (
    ("ization", 3), ("isation", 3), ("ation", 3), ("ition", 4), ("ion", 4), ("ment", 3), ("ness", 3), ("able", 4),
    ("ible", 4), ("ance", 4), ("ence", 4), ("ally", 4), ("ful", 3), ("ate", 4), ("ize", 3), ("ise", 4), ("ity", 4),
    ("ly", 3), ("er", 4), ("or", 4), ("al", 5), ("e", 3),
)  # fmt: skip
NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
IRREGULAR = {
    **{word: str(number) for number, word in enumerate(NUMBERS)},
    "used": "use",
    "using": "use",
    "left": "leav",
    "paid": "pay",
    "bought": "buy",
    "felt": "feel",
    "said": "say",
    "told": "tell",
    "lost": "los",
    "complaint": "complain",
    "complaints": "complain",
}


def stem(word: str) -> str:
    """The stem of a word without case; numbers up to twelve are the same in letters and digits."""
    if word in IRREGULAR or len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return IRREGULAR.get(word, word)
    word = _ending(_tense(_singular(word)))
    return f"{word[:-1]}i" if len(word) >= SHORTEST and word.endswith("y") else word


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _tense(word: str) -> str:
    """Without "ing" or "ed" where what stays has a vowel: "setting", not "thing"."""
    if word.endswith("ied"):
        return f"{word[:-3]}y"
    rest = next((word.removesuffix(end) for end in ("ing", "ed") if word.endswith(end)), word)
    if rest == word or len(rest) < SHORTEST - 1 or not VOWELS & set(rest):
        return word
    if rest.endswith(("at", "bl", "iz")):
        return f"{rest}e"
    return rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in DOUBLED | VOWELS else rest


def _ending(word: str) -> str:
    fitting = (
        word.removesuffix(end)
        for end, least in ENDINGS
        if word.endswith(end) and len(word) - len(end) >= least
    )
    return next(fitting, word)
