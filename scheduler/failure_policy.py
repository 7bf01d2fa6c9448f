"""What follows when something could not be said: later, never, nothing in this workspace, or find out first."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError

from scheduler import reconcile
from scheduler.delivery_kind import KINDS
from scheduler.pause import pause_for
from scheduler.slack_error import PASSING_ATTEMPTS, SlackFailure, classify, code_of, wait_for
from storage.delivery import Delivery, Progress
from storage.outbox import SentMessage
from storage.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FailurePolicy:
    """Writes down what an error means for its row and its workspace. Every method is one transaction or two."""

    store: Store
    now: Callable[[], datetime]

    def of(self, delivery: Delivery, method: str, error: Exception) -> None:
        """Told to slow down or never reached, a row has lost nothing but time. Undone by another act: once more."""
        self.store.retry_on_conflict(lambda: self._of(delivery, method, error))

    def _of(self, delivery: Delivery, method: str, error: Exception) -> None:
        code, wait = code_of(error), wait_for(error, delivery.attempts)
        repeatable = reconcile.repeatable(delivery)
        match classify(error):
            case SlackFailure.SETTLED:
                self._stands(delivery)
            case SlackFailure.SLOW | SlackFailure.PAUSED | SlackFailure.ENDED:
                self._silenced(delivery, method, error)
            case SlackFailure.UNREACHED:
                self._later(delivery, wait, code)
            case SlackFailure.UNCLEAR if repeatable and delivery.attempts < PASSING_ATTEMPTS:
                self._later(delivery, wait, code)
            case SlackFailure.UNCLEAR if not repeatable:
                reconcile.doubted(self.store, delivery, code, now=self.now())
            case kind:
                bug = None if isinstance(error, SlackApiError) else error
                log.warning("%s %s was not said: %s", delivery.kind, delivery.id, code, exc_info=bug)
                self._instead(delivery)
                self.ended(
                    delivery, Progress.CANCELLED if kind is SlackFailure.PERMANENT else Progress.FAILED, code
                )

    def waits(self, delivery: Delivery, until: datetime, reason: str) -> None:
        """Not now, and nothing failed."""
        with self.store.system() as system:
            system.deliveries.wait(delivery, until=until, reason=reason)

    def ended(self, delivery: Delivery, progress: Progress, reason: str) -> None:
        """It will not be said."""
        with self.store.system() as system:
            system.deliveries.ended(delivery, progress, error=reason)

    def dropped(self, delivery: Delivery, reason: str) -> None:
        """There is nothing to say any more."""
        with self.store.system() as system:
            system.deliveries.dropped(delivery, reason=reason)

    def _stands(self, delivery: Delivery) -> None:
        with self.store.system() as system:
            system.deliveries.sent_all([SentMessage(delivery, delivery.posted_channel, delivery.ts)])

    def _later(self, delivery: Delivery, wait: timedelta, code: str) -> None:
        with self.store.system() as system:
            system.deliveries.later(delivery, at=self.now() + wait, error=code)

    def _silenced(self, delivery: Delivery, method: str, error: Exception) -> None:
        now = self.now()
        with self.store.system() as system:
            until = pause_for(system, delivery.tenant, method, error, now=now)
            system.deliveries.wait(delivery, until=until or now, reason=code_of(error))

    def _instead(self, delivery: Delivery) -> None:
        """What the kind wants said where the first post was refused; before it ends, so that it can't be lost."""
        not_said = KINDS[delivery.kind].not_said if delivery.kind in KINDS else None
        if not_said and not delivery.ts:
            with self.store.begin(delivery.tenant) as tx:
                not_said(tx, delivery, self.now())
