"""The store: everything Convene keeps, in one object."""

from convene.store.accounts import Accounts
from convene.store.aftermath import Aftermath
from convene.store.changes import Changes
from convene.store.chats import Chats
from convene.store.connections import Connections
from convene.store.desk_sessions import DeskSessions
from convene.store.holds import Holds
from convene.store.invitations import Invitations
from convene.store.knowledge import Knowing
from convene.store.missing import Missing
from convene.store.privacy import Privacy
from convene.store.reminders import Reminders
from convene.store.users import Users


class Store(
    Knowing,
    Holds,
    Changes,
    Aftermath,
    Missing,
    Chats,
    DeskSessions,
    Connections,
    Reminders,
    Users,
    Invitations,
    Accounts,
    Privacy,
):
    """One open store. Open it with `await Store.open(url)`, close it with `await store.close()`."""
