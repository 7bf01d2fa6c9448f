"""What follows when something could not be said: later, never, nothing in this workspace, or find out first."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError

from scheduler import reconcile
from scheduler.kinds import KINDS
from scheduler.trouble import Trouble, code_of, trouble, wait_for
from storage.delivery import Delivery, Progress
from storage.installation import Stopped
from storage.outbox import Said
from storage.store import Store

log = logging.getLogger(__name__)

ATTEMPTS_MAX = 8
PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """Writes down what an error means for its row and its workspace. Every method is one transaction or two."""

    store: Store
    now: Callable[[], datetime]
    methods: Iterable[str]

    def of(self, delivery: Delivery, method: str, error: Exception) -> None:
        """Told to slow down or never reached, a row has lost nothing but time."""
        code, wait = code_of(error), wait_for(error, delivery.attempts)
        repeatable = reconcile.repeatable(delivery)
        match trouble(error):
            case Trouble.SETTLED:
                self._stands(delivery)
            case Trouble.SLOW:
                self._blocked(delivery, [method], wait, code)
            case Trouble.PAUSED:
                self._blocked(delivery, self.methods, PAUSE, code)
            case Trouble.ENDED:
                self._stopped(delivery, code)
            case Trouble.UNREACHED:
                self._later(delivery, wait, code)
            case Trouble.UNCLEAR if repeatable and delivery.attempts < ATTEMPTS_MAX:
                self._later(delivery, wait, code)
            case Trouble.UNCLEAR if not repeatable:
                reconcile.doubted(self.store, delivery, code, now=self.now())
            case kind:
                bug = None if isinstance(error, SlackApiError) else error
                log.warning("%s %s was not said: %s", delivery.kind, delivery.id, code, exc_info=bug)
                self._instead(delivery)
                self.ended(
                    delivery, Progress.CANCELLED if kind is Trouble.PERMANENT else Progress.FAILED, code
                )

    def waits(self, delivery: Delivery, until: datetime, reason: str) -> None:
        """Not now, and nothing failed."""
        with self.store.system() as system:
            system.deliveries.wait(delivery, until=until, reason=reason)

    def ended(self, delivery: Delivery, progress: Progress, reason: str) -> None:
        """It will not be said."""
        with self.store.system() as system:
            system.deliveries.ended(delivery, progress, error=reason)

    def _stands(self, delivery: Delivery) -> None:
        with self.store.system() as system:
            system.deliveries.sent_all([Said(delivery, delivery.posted_channel, delivery.ts)])

    def _later(self, delivery: Delivery, wait: timedelta, code: str) -> None:
        with self.store.system() as system:
            system.deliveries.later(delivery, at=self.now() + wait, error=code)

    def _blocked(self, delivery: Delivery, methods: Iterable[str], wait: timedelta, code: str) -> None:
        """Slack wants silence for a while: every process keeps it, for these methods in this workspace."""
        now = self.now()
        with self.store.system() as system:
            for method in methods:
                system.limits.block(delivery.tenant, method, until=now + wait, now=now)
            system.deliveries.wait(delivery, until=now + wait, reason=code)

    def _stopped(self, delivery: Delivery, code: str) -> None:
        """Slack will take nothing from us in this workspace; what is to be said there waits for a new install."""
        log.error("the workspace %s is stopped: %s", delivery.tenant, code)
        now = self.now()
        with self.store.system() as system:
            system.installations.stop(delivery.tenant, Stopped.REVOKED, at=now)
            system.deliveries.wait(delivery, until=now, reason=code)

    def _instead(self, delivery: Delivery) -> None:
        """What the kind wants said where the first post was refused; before it ends, so that it can't be lost."""
        not_said = KINDS[delivery.kind].not_said if delivery.kind in KINDS else None
        if not_said and not delivery.ts:
            with self.store.begin(delivery.tenant) as tx:
                not_said(tx, delivery, self.now())
