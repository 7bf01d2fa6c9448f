"""The strangest things people type: empty, long, right to left, emoji, mentions, markup."""

STRANGE = [
    "x",
    "word " * 2000,
    "unbroken" * 1250,
    "مرحبا بالعالم \u202e reversed \u202c",
    "👩🏽‍🚀🏳️‍🌈" * 50,
    "<!channel> <!here> <@U0MARA> <#C1|x> <https://evil.example|slack.com>",
    "&amp; &lt; & < > \"quoted\" 'single'",
    "*bold* _italic_ ~strike~ `code` ```block``` > quote",
    "line\nline\r\nline\ttab\x0bvertical",
    "\u200b\u200d\ufeff\u00a0",
    "null\x00byte and \ud7ff",
]
