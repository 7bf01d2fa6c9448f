"""The scopes of the manifest, and in plain words what each is for."""

from pathlib import Path

MANIFEST = Path(__file__).with_name(
    "manifest.yaml"
)  # a link to the one of the repository; in a wheel, a copy

# What the install page says; a test holds it to the manifest.
WORDS = {
    "app_mentions:read": "hear when somebody writes @Dramatis",
    "channels:read": "know the names and members of public channels",
    "chat:write": "answer, and write where it was invited",
    "commands": "offer /persona and /decided",
    "im:history": "read what people write to it in its own conversation, nobody else's",
    "reactions:read": "see the emoji that files a message as evidence, and that message",
    "reactions:write": "put ✅ or 👀 on such a message",
    "users:read": "know names, time zones and who is a guest; no e-mail addresses",
    "files:read": "take over a document you hand it",
    "groups:read": "recognise the private channels it was invited to",
    "im:write": "find its own conversation with somebody again",
}


def declared() -> tuple[frozenset[str], frozenset[str]]:
    """The scopes asked for, and those the app can do without."""
    import yaml

    scopes = yaml.safe_load(MANIFEST.read_text("utf-8"))["oauth_config"]["scopes"]
    return frozenset(scopes["bot"]), frozenset(scopes.get("bot_optional") or ())
