"""Settings, from the environment or `.env`. Nothing is read at import."""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.vault import keys_of
from personas.privacy import RetentionPeriods
from storage.engine import UnknownDatabase, parse_url

SLACK_API = "https://slack.com/api/"
SLACK_ORIGINS = frozenset(
    f"https://{name}" for name in ("hooks.slack.com", "hooks.slack-gov.com", "files.slack.com")
)

# How long something may be kept, in days, and why no shorter or longer.
DAYS = {
    "keep_answers_days": (30, 3650, "results are looked at for weeks, and nobody's answer is kept for ever"),
    "keep_messages_days": (
        7,
        365,
        "Slack delivers for a day, and what was said once has served after a year",
    ),
    "keep_audit_days": (30, 3650, "who looks back looks back a month, and nobody is watched for ever"),
    "keep_removed_days": (1, 14, "Slack wants everything deleted within 14 days of an app's removal"),
}


class WrongSettings(ValueError):
    """What is missing or wrong, a sentence each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """Every setting, its environment name in capitals. `.env.example` explains each; a test keeps them together."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    slack_bot_token: str = Field(default="", repr=False)
    slack_app_token: str = Field(default="", repr=False)
    slack_signing_secret: str = Field(default="", repr=False)
    slack_client_id: str = ""
    slack_client_secret: str = Field(default="", repr=False)
    encryption_keys: str = Field(default="", repr=False)
    encryption_keys_file: str = ""
    public_url: str = ""
    slack_api_url: str = SLACK_API
    database_url: str = "sqlite:///dramatis.db"
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    tick_seconds: float = Field(default=15.0, gt=0, le=300)
    clock_url: str = ""
    keep_answers_days: int = 365
    keep_messages_days: int = 30
    keep_audit_days: int = 400
    keep_removed_days: int = 10

    @field_validator("slack_api_url")
    @classmethod
    def _api_with_slash(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
            raise ValueError("must be an https address, or one on this machine")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            parse_url(value)
        except UnknownDatabase as error:
            named = f"names {error}; only sqlite and postgresql work"
            raise ValueError(
                named if str(error) else "is no database address; write sqlite:///file.db or postgresql://…"
            ) from error
        return value

    @field_validator("slack_signing_secret")
    @classmethod
    def _one_or_two(cls, value: str) -> str:
        if value and len([each for each in value.split(",") if each.strip()]) not in {1, 2}:
            raise ValueError("holds one secret, or two with a comma between while it is being changed")
        return value

    @field_validator("clock_url")
    @classmethod
    def _clock_nearby(cls, value: str) -> str:
        if value and not _is_loopback(urlsplit(value).hostname or ""):
            raise ValueError("is for the demo alone and must be on this machine")
        return value

    @field_validator(*DAYS)
    @classmethod
    def _days_within(cls, value: int, about: ValidationInfo) -> int:
        least, most, why = DAYS[str(about.field_name)]
        if not least <= value <= most:
            raise ValueError(f"must be a number of days from {least} to {most}: {why}")
        return value

    @field_validator("public_url")
    @classmethod
    def _reached_safely(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
            raise ValueError("must be an https address, or one on this machine")
        return value.rstrip("/")

    @field_validator("encryption_keys")
    @classmethod
    def _are_keys(cls, value: str) -> str:
        keys_of(value)
        return value

    @model_validator(mode="after")
    def _can_install(self) -> "Settings":
        if not (self.slack_client_id or self.slack_client_secret):
            return self
        if problem := next((words for wrong, words in self._misfits() if wrong), ""):
            raise ValueError(problem)
        _ = self.keys
        return self

    @model_validator(mode="after")
    def _can_hear(self) -> "Settings":
        if self.slack_client_id:
            return self
        if not self.slack_bot_token:
            raise ValueError(
                "SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token (xoxb-…) from your app's settings into .env."
            )
        if not self.slack_bot_token.startswith("xoxb-"):
            raise ValueError("SLACK_BOT_TOKEN does not start with xoxb-: that is another kind of token.")
        if self.slack_app_token and not self.slack_app_token.startswith("xapp-"):
            raise ValueError(
                "SLACK_APP_TOKEN does not start with xapp-: create an app-level token with connections:write."
            )
        if not self.slack_app_token and not self.slack_signing_secret:
            raise ValueError(
                "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP; neither is there."
            )
        return self

    def _misfits(self) -> Iterator[tuple[bool, str]]:
        """What keeps us from being installed in many workspaces."""
        both = bool(self.slack_client_id and self.slack_client_secret)
        yield (
            not both,
            ("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: copy both, or leave both empty."),
        )
        yield (
            bool(self.slack_bot_token),
            ("SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for many: leave one of them empty."),
        )
        yield (
            bool(self.slack_app_token),
            (
                "SLACK_APP_TOKEN must be empty where SLACK_CLIENT_ID is set: people who install the app come back over HTTP."
            ),
        )
        yield (
            not self.slack_signing_secret,
            ("SLACK_SIGNING_SECRET is missing: with SLACK_CLIENT_ID Slack is heard over HTTP."),
        )
        yield (
            not self.public_url,
            (
                "PUBLIC_URL is missing: the https address under which browsers reach this program, without a path."
            ),
        )
        given = bool(self.encryption_keys) + bool(self.encryption_keys_file)
        yield (
            given == 0,
            (
                "ENCRYPTION_KEYS is missing: tokens are never kept in the clear. `python -m bot keys new` makes a key."
            ),
        )
        yield given == 2, "Set ENCRYPTION_KEYS or ENCRYPTION_KEYS_FILE, not both."

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys tokens are kept under, newest first."""
        if not self.encryption_keys_file:
            return keys_of(self.encryption_keys)
        try:
            found = keys_of(Path(self.encryption_keys_file).read_text("ascii"))
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError("ENCRYPTION_KEYS_FILE can't be read: check its name and its rights.") from error
        except ValueError as error:
            raise ValueError(f"ENCRYPTION_KEYS_FILE {error}") from error
        if not found:
            raise ValueError("ENCRYPTION_KEYS_FILE is empty: `python -m bot keys new` makes a key.")
        return found

    @property
    def kept(self) -> RetentionPeriods:
        """How long things are kept."""
        return RetentionPeriods(
            answers=timedelta(days=self.keep_answers_days),
            messages=timedelta(days=self.keep_messages_days),
            audit=timedelta(days=self.keep_audit_days),
            removed=timedelta(days=self.keep_removed_days),
        )

    @property
    def many(self) -> bool:
        """Whether people install the app in their own workspaces; else one token stands in the settings."""
        return bool(self.slack_client_id)

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is heard over a socket we open, instead of posting to us."""
        return bool(self.slack_app_token)

    @property
    def origins(self) -> frozenset[str]:
        """Where answers and file downloads may go: Slack's own hosts, or the origin of SLACK_API_URL."""
        parts = urlsplit(self.slack_api_url)
        own = f"{parts.scheme}://{parts.netloc}"
        return SLACK_ORIGINS if own == "https://slack.com" else frozenset({own})


def load() -> Settings:
    """The settings as they stand; what is wrong with them is raised as sentences."""
    try:
        return Settings()
    except ValidationError as error:
        raise WrongSettings([_sentence(dict(problem)) for problem in error.errors()]) from None


def _sentence(problem: dict[str, object]) -> str:
    place = problem.get("loc")
    name = str(place[0]).upper() if isinstance(place, tuple) and place else ""
    words = str(problem["msg"]).removeprefix("Value error, ")
    return f"{name} {words[0].lower()}{words[1:].rstrip('.')}." if name else words


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
