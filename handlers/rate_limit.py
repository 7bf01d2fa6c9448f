"""A person's own call is never withheld, for a trigger lives three seconds; what Slack said to it the clock hears."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError

from personas.refusal import SLOW_DOWN, method_in, retry_after
from storage.rate_limit import LOOKUP_RATE_LIMITS, RATE_LIMITS
from storage.store import Store

UNTOLD_S = 2.0


@dataclass(frozen=True, slots=True)
class Pause:
    """Slack wants no call of a method for a while."""

    method: str
    length: timedelta


def pause_of(error: BaseException) -> Pause | None:
    """What a refused call says about the pace of a method the clock calls too."""
    if not isinstance(error, SlackApiError) or error.response.status_code != SLOW_DOWN:
        return None
    method, seconds = method_in(error.response.api_url), retry_after(error.response.headers)
    known = method in RATE_LIMITS or method in LOOKUP_RATE_LIMITS
    return Pause(method, timedelta(seconds=seconds or UNTOLD_S)) if known else None


def record_pause(store: Store, tenant: str, pause: Pause, now: datetime) -> None:
    """Write down that Slack wants no call of this method for a while: every process's background keeps to it."""
    with store.begin(tenant) as tx:
        tx.limits.block(pause.method, until=now + pause.length, now=now)
