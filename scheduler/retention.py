"""What need not be kept: a few times a day, what was heard longer ago than Slack could tell us of it again."""

from datetime import datetime

from storage.store import Store


def forget(store: Store, now: datetime) -> int:
    """Drop what was heard long ago, in every workspace; tells how much it was."""
    with store.system() as system:
        workspaces = system.installations.all()
    gone = 0
    for workspace in workspaces:
        with store.begin(workspace.tenant) as tx:
            gone += tx.heard.forget(now)
    return gone
