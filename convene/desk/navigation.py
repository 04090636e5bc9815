"""The desk's navigation: one line for each page, shown to those who may see it."""

from dataclasses import dataclass

from convene.desk.permissions import Action
from convene.desk.users import User


@dataclass(frozen=True, slots=True)
class Link:
    """A page: its name is the key of its words (`desk.nav_<name>`), of its icon, and what a template calls `here`."""

    name: str
    path: str
    action: Action


PAGES = (
    Link("meetings", "/app", Action.SEE_MEETINGS),
    Link("calendar", "/app/connect", Action.CONNECT_CALENDAR),
    Link("availability", "/app/availability", Action.SET_AVAILABILITY),
    Link("invitation", "/app/invitation", Action.WRITE_INVITATION),
    Link("queue", "/app/queue", Action.SEE_QUEUES),
    Link("accounts", "/app/accounts", Action.MANAGE_ACCOUNTS),
    Link("website", "/app/website", Action.MANAGE_WEBSITE),
    Link("health", "/app/health", Action.SEE_HEALTH),
    Link("people", "/app/people", Action.MANAGE_PEOPLE),
)


def links_for(user: User) -> tuple[Link, ...]:
    """The pages this user may see."""
    return tuple(link for link in PAGES if user.may(link.action))
