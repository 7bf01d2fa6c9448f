"""When Slack wants silence every process keeps it: for one method in a workspace, for all of them, or for good."""

import logging
from datetime import datetime, timedelta

from scheduler.slack_error import SlackFailure, TokenRevoked, classify, code_of, wait_for
from storage.installation import Stopped
from storage.rate_limit import LOOKUP_RATE_LIMITS, RATE_LIMITS
from storage.store import System

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=10)
BREATH = timedelta(seconds=5)


def pause_for(
    system: System, tenant: str, method: str, error: Exception, *, now: datetime, kept: timedelta
) -> datetime | None:
    """Write down the silence that an error asks for; until when, or None where it asks for none.

    `kept`: how long the rows of a workspace that shut us out are kept for its coming back.
    """
    match classify(error):
        case SlackFailure.SLOW:
            return _shut(system, tenant, [method], now + wait_for(error, 0), now)
        case SlackFailure.PAUSED:
            return _shut(system, tenant, [*RATE_LIMITS, *LOOKUP_RATE_LIMITS], now + PAUSE, now)
        case SlackFailure.ENDED:
            # What is to be said or looked at there waits for a new install.
            sealed = error.sealed if isinstance(error, TokenRevoked) else None
            if system.installations.stop(tenant, Stopped.REVOKED, at=now, kept=kept, sealed=sealed):
                log.error("the workspace %s is stopped: %s", tenant, code_of(error))
                return now
            # Installed anew meanwhile, or nowhere any more: then nothing keeps it from being tried over and over.
            return now + BREATH
        case _:
            return None


def _shut(system: System, tenant: str, methods: list[str], until: datetime, now: datetime) -> datetime:
    # In the order in which every lease holds them, so that neither waits for the other.
    for method in sorted(methods):
        system.limits.block(tenant, method, until=until, now=now)
    return until
