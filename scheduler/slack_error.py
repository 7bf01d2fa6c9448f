"""What went wrong between us and Slack, sorted by what follows from it."""

from datetime import timedelta
from enum import Enum, auto

import aiohttp
from slack_sdk.errors import SlackApiError

from personas.refusal import SERVER_TROUBLE, SLOW_DOWN, method_in, refusal, retry_after
from storage.failure import failure_of

REFUSED = 400
BACKOFF_S = 2.0
BACKOFF_MAX_S = 300.0
# From here on the longest wait is reached anyway; a power without an end would break the arithmetic one day.
DOUBLINGS = 8
# What we wanted to say is said already, or there is nothing left to say it about.
SETTLED = frozenset({"already_reacted", "no_reaction"})
# Slack may have done it before it said one of these, or before the line went dead.
AMBIGUOUS = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
SLOWER = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# For good, for this one person or place.
PERMANENT = frozenset(
    {"channel_not_found", "user_not_found", "user_disabled", "user_not_visible", "invalid_user_combination",
     "messages_tab_disabled", "is_archived", "not_in_channel", "user_not_in_channel", "cannot_dm_bot",
     # Of an organisation one workspace shuts us out; the others go on.
     "team_access_not_granted"}
)  # fmt: skip
RESTRICTED = "restricted_action"
# For good, for the whole workspace, until somebody installs the app again.
ENDED = frozenset(
    {"account_inactive", "app_uninstalled", "token_revoked", "token_expired", "invalid_auth", "not_authed"}
)  # fmt: skip
# The workspace moves house or its keys are away: it comes back by itself.
PAUSED = frozenset({"org_login_required", "team_added_to_org", "ekm_access_denied"})


class TokenRevoked(SlackApiError):
    """Slack no longer takes a token: the one that is kept `sealed`. Another may have taken its place."""

    def __init__(self, error: SlackApiError, sealed: str) -> None:
        super().__init__("the token is void", error.response)  # type: ignore[no-untyped-call]
        self.sealed = sealed


class SlackFailure(Enum):
    """What follows: `UNREACHED` said nothing, of `UNCLEAR` nobody knows, `BROKEN` is anything else."""

    SETTLED = auto()
    SLOW = auto()
    UNREACHED = auto()
    UNCLEAR = auto()
    PERMANENT = auto()
    ENDED = auto()
    PAUSED = auto()
    BROKEN = auto()


# By itself it will be over: until then what was wanted is tried again.
PASSING = frozenset({SlackFailure.SLOW, SlackFailure.UNREACHED, SlackFailure.UNCLEAR})
# At five minutes a time about a week.
PASSING_ATTEMPTS = 2000

_BY_CODE = {
    **dict.fromkeys(SETTLED, SlackFailure.SETTLED),
    **dict.fromkeys(AMBIGUOUS, SlackFailure.UNCLEAR),
    **dict.fromkeys(SLOWER, SlackFailure.SLOW),
    **dict.fromkeys(PERMANENT, SlackFailure.PERMANENT),
    **dict.fromkeys(ENDED, SlackFailure.ENDED),
    **dict.fromkeys(PAUSED, SlackFailure.PAUSED),
}


def classify(error: Exception) -> SlackFailure:
    """Sort an error of a call to Slack."""
    if isinstance(error, SlackApiError):
        return _refused(error)
    if isinstance(error, aiohttp.ClientConnectorError) or failure_of(error):
        return SlackFailure.UNREACHED
    lost = isinstance(error, aiohttp.ClientError | TimeoutError | OSError)
    return SlackFailure.UNCLEAR if lost else SlackFailure.BROKEN


def code_of(error: Exception) -> str:
    """Slack's word for it, or the error's own name."""
    if isinstance(error, SlackApiError):
        return refusal(error.response.data, error.response.status_code)
    return type(error).__name__


def method_of(error: Exception) -> str:
    """The method of Slack's that was called."""
    return method_in(error.response.api_url) if isinstance(error, SlackApiError) else ""


def wait_for(error: Exception, attempts: int) -> timedelta:
    """As long as Slack says; else longer each time."""
    if isinstance(error, SlackApiError) and (seconds := retry_after(error.response.headers)):
        return timedelta(seconds=seconds)
    return backoff(attempts)


def backoff(attempts: int) -> timedelta:
    """Longer each time, to a most."""
    return timedelta(seconds=min(BACKOFF_S * 2 ** min(attempts, DOUBLINGS), BACKOFF_MAX_S))


def _refused(error: SlackApiError) -> SlackFailure:
    code, status = code_of(error), error.response.status_code
    if code.startswith(RESTRICTED):
        return SlackFailure.PERMANENT
    if known := _BY_CODE.get(code):
        return known
    if status == SLOW_DOWN:
        return SlackFailure.SLOW
    if status >= SERVER_TROUBLE:
        return SlackFailure.UNCLEAR
    if code != str(status):
        return SlackFailure.BROKEN
    # Without a word of Slack's it is a page of something between us, which let nothing through where it says so.
    return SlackFailure.UNREACHED if status >= REFUSED else SlackFailure.UNCLEAR
