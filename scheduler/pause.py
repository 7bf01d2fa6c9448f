"""When Slack wants silence every process keeps it: for one method in a workspace, or for all of them."""

from datetime import datetime, timedelta

from scheduler.slack_error import SlackFailure, classify, wait_for
from storage.rate_limit import LOOKUP_RATE_LIMITS, RATE_LIMITS
from storage.store import System

PAUSE = timedelta(minutes=10)
BREATH = timedelta(seconds=5)


def pause_for(
    system: System, tenant: str, method: str, error: Exception, *, now: datetime
) -> datetime | None:
    """Write down the silence that an error asks for; until when, or None where it asks for none."""
    match classify(error):
        case SlackFailure.SLOW:
            return _shut(system, tenant, [method], now + wait_for(error, 0), now)
        case SlackFailure.PAUSED:
            return _shut(system, tenant, [*RATE_LIMITS, *LOOKUP_RATE_LIMITS], now + PAUSE, now)
        case SlackFailure.ENDED:
            # The client has stopped the workspace. Where it is installed anew meanwhile, or in no row any more, nothing
            # but this keeps it from being tried over and over.
            return now + BREATH
        case _:
            return None


def _shut(system: System, tenant: str, methods: list[str], until: datetime, now: datetime) -> datetime:
    # In the order in which every lease holds them, so that neither waits for the other.
    for method in sorted(methods):
        system.limits.block(tenant, method, until=until, now=now)
    return until
