"""The grammar of `/persona`: the patterns of a question, and the sets of words they are made of."""

from personas.facet import Facet
from personas.questions.topic import Topic

# `a|b` are alternatives, `?` makes a place optional, <who> and <words> catch. The longest match wins.
# Capitals stand for the words in MACROS; articles and adverbs between the words are skipped.
PATTERNS: dict[Topic | Facet, str] = {
    each: each.row.questions for each in (*Facet, *Topic) if each.row.questions
}

MACROS: dict[str, str] = {
    "DO": "do does dose did would will can could should might must may has have had",
    "IS": "is are was were be",
    "WE": "we us i you me one",
    "ABOUT": "about of on in regarding with",
    "STALL": "stuck stall drop stop struggle quit fail abandon",
    "DECIDE": "change changed decide decided build built ship shipped done",
    "CONCERN": "made make take took name cite mention serve affect concern help",
    "BECAUSE": "because for about thanks with of to",
    "POSSESSIVE": "their his her",
}
