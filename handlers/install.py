"""The end of an installation: Slack says that the app was removed, or that its token is void."""

from handlers.call import Answer, Call, Nothing
from handlers.event import AppRemoved, TeamsRemoved
from storage.installation import Stopped
from storage.store import Store


def removed(call: Call, store: Store) -> Answer:
    """Nothing is said from now on, and in days everything is deleted."""
    match call.event:
        case AppRemoved(revoked, at):
            why = Stopped.REVOKED if revoked else Stopped.UNINSTALLED
            with store.begin(call.tenant) as tx:
                tx.installation.stop(why, at=call.now, kept=store.kept.removed, told=at)
    return Nothing()


def joined(call: Call, store: Store) -> Answer:
    """Workspaces of an organisation let the app in: the clock reads who is there."""
    with store.begin(call.tenant) as tx:
        tx.installation.read_directory()
    return Nothing()


def left(call: Call, store: Store) -> Answer:
    """Workspaces of an organisation shut the app out: their people hear nothing more until they are let in again.

    That may have happened already, and be told first: the directory says who is there.
    """
    with store.begin(call.tenant) as tx:
        match call.event:
            case TeamsRemoved(teams):
                tx.people.leave(teams)
        tx.installation.read_directory()
    return Nothing()
