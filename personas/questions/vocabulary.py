"""The vocabulary of the grammar: what people say instead of a facet, and the small words between."""

from personas.facet import Facet
from personas.persona import key_of
from personas.questions.grammar import MACROS
from personas.questions.topic import Topic

# What people say for what they ask about.
TOPIC_WORDS: tuple[tuple[Topic | Facet, str], ...] = (
    *((facet.asked_as, facet.row.words) for facet in Facet),
    *((topic, topic.row.words) for topic in Topic if topic.row.words),
)

ROLE_VERBS: dict[str, str] = {
    **dict.fromkeys(("own", "owning", "owned"), "owns"),
    **dict.fromkeys(
        ("approve", "approved", "approving", "sign", "authorise", "authorize", "aprove"), "approves"
    ),
    **dict.fromkeys(("buy", "buying", "bought", "purchase"), "buys"),
    **dict.fromkeys(("pay", "paying", "paid"), "pays"),
    **dict.fromkeys(("renew", "renewing", "renewed"), "renews"),
}

CONTRACTIONS: dict[str, tuple[str, ...]] = {
    **{
        typed: (word, "is")
        for word in ("what", "who", "where", "how", "when", "why", "which", "there", "that", "he", "she")
        for typed in (f"{word}'s", *((f"{word}s",) if word in {"what", "where", "hows"} else ()))
    },
    **{
        typed: (word, "not")
        for word in (
            "do",
            "doe",
            "did",
            "is",
            "are",
            "was",
            "were",
            "has",
            "have",
            "would",
            "should",
            "could",
        )
        for typed in (f"{'does' if word == 'doe' else word}n{mark}t" for mark in ("'", ""))
    },
    "hwo": ("how",),
    "can't": ("can", "not"),
    "cant": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "they're": ("they", "are"),
    "we're": ("we", "are"),
    "we've": ("we", "have"),
    "what're": ("what", "are"),
    "where're": ("where", "are"),
}


def keys(words: str) -> frozenset[str]:
    """Words as they are compared."""
    return frozenset(key_of(word) for word in words.split())


QUESTION_WORDS = keys("what where who whom whose why how which when")
AUXILIARIES = keys(" ".join((MACROS["DO"], MACROS["IS"])))
ARTICLES = keys("the a an our my your teh any each every some")
ADVERBS = keys(
    "really actually usually even often typically normally always still currently ever just also "
    "safely then exactly generally most mostly secretly again probably"
)
POSSESSIVES = keys("their his her its")
PRONOUNS = keys("they them he she him themselves")
THIS = keys("this that these those")
ALL = keys("all everyone everybody anyone anybody")
GENERIC = keys("user users persona personas person people one ones customer role of them us")
# Said of everybody, or of nobody: no name of a persona by themselves.
NOBODY = (
    GENERIC
    | ALL
    | PRONOUNS
    | THIS
    | keys(
        "folk guy human client account company team trial tenant workspace subscriber visitor man woman member "
        "something anything nothing evidence decision claim research record quote day week month who what"
    )
)
LINKS = keys(
    "of for from with to about on in at by during when while because regarding behind into over after before"
)
# What says neither whom nor what a question is about.
SMALL = QUESTION_WORDS | AUXILIARIES | ARTICLES | ADVERBS | POSSESSIVES | PRONOUNS | THIS | ALL
SCAFFOLD = (
    QUESTION_WORDS
    | AUXILIARIES
    | ARTICLES
    | ADVERBS
    | POSSESSIVES
    | LINKS
    | keys(
        "me we i you there anything something off use and get getting see look like not main "
        "biggest top current known "
        "show list give going"
    )
)
# One letter away from a word of the grammar, and meant as they stand.
NOT_TYPOS = keys(
    "stack stock struck work world wood sword disk disc desk rise fast list lists cost lost "
    "chair chains paint fair firm team seat seen seek soul goat gold boat coal tank tasks mask "
    "rank sway stay same safe sand day pay pays gear dear bear tear near hear rear wary stall small "
    "staff tall talk walk wall that this there then these whole while hat chat with want went data "
    "date late plan pain main gain rain train claim spain said paid sales scale scout shout bid "
    "new grow groups group invite client trade trader contest content contact stale"
) - keys("stall pain said")

LEADS: tuple[str, ...] = (
    *(
        "please",
        "pls",
        "hey",
        "hi",
        "hello",
        "ok",
        "okay",
        "so",
        "well",
        "um",
        "hmm",
        "dramatis",
        "but",
        "and",
    ),
    *(
        f"{can} you {tell}"
        for can in ("can", "could", "would")
        for tell in ("tell me about", "tell me", "tell us", "show me")
    ),
    *(f"{can} you please {tell}" for can in ("can", "could", "would") for tell in ("tell me", "show me")),
    *(
        "tell me about",
        "tell us about",
        "tell me",
        "tell us",
        "show me",
        "show us",
        "give me",
        "remind me",
        "show",
    ),
    *(
        "do you know",
        "do we know",
        "does anyone know",
        "does anybody know",
        "i wonder",
        "i want to know",
        "any idea",
    ),
    *(
        "i would like to know",
        "we want to know",
        "quick question",
        "describe",
        "explain",
        "look up",
        "list all",
    ),
)
TAILS: tuple[str, ...] = (
    *(
        "please",
        "pls",
        "thanks",
        "thank you",
        "thx",
        "today",
        "now",
        "right now",
        "again",
        "and why",
        "why",
        "exactly",
    ),
    *("these days", "currently", "yet", "so far", "anyway", "for me", "at all"),
)

_VERBS = (
    "list new start edit add interview inbox check decide decision decisions decided proof pulse "
    "verify challenge matrix split churn quiet event compare review digest export import settings "
    "mute unmute help retire share lens lenses history merge snooze why-leave proof home menu "
    "search roles sure persona personas dramatis stale my delete"
)
RESERVED: frozenset[str] = frozenset(
    {*_VERBS.split(), *(topic.value for topic in Topic), *(facet.value for facet in Facet)}
    | {phrase.strip() for _, phrases in TOPIC_WORDS for phrase in phrases.split(",")}
    | {
        "this",
        "that",
        "these",
        "those",
        "all",
        "everyone",
        "everybody",
        "they",
        "them",
        "first",
        "the",
        "a",
        "an",
    }
    | {"user", "nobody", "my data", "delete my answers", "stop asking me", "ask me again"}
    | {"what", "where", "who", "whom", "whose", "why", "how", "which", "when"}
)
