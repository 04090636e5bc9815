"""Who may do what at the desk: for themselves (`ALLOWED`), and for other reps too (`EVERYBODY`)."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the desk; the rep they are, if they are one, is another matter."""

    ADMIN = "admin"
    REP = "rep"
    DESIGNER = "designer"
    VIEWER = "viewer"


class Action(StrEnum):
    """One thing that pages show or do."""

    USE_DESK = "use_desk"
    SEE_MEETINGS = "see_meetings"
    CHANGE_MEETINGS = "change_meetings"
    CONNECT_CALENDAR = "connect_calendar"
    WRITE_INVITATION = "write_invitation"
    WRITE_TEAM_INVITATION = "write_team_invitation"
    SET_AVAILABILITY = "set_availability"
    SEE_QUEUES = "see_queues"
    PAUSE = "pause"
    CHANGE_QUEUES = "change_queues"
    SEE_HEALTH = "see_health"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_WEBSITE = "manage_website"


_OWN_WORK = {
    Action.USE_DESK,
    Action.SEE_MEETINGS,
    Action.CHANGE_MEETINGS,
    Action.CONNECT_CALENDAR,
    Action.WRITE_INVITATION,
    Action.SET_AVAILABILITY,
    Action.SEE_QUEUES,
    Action.PAUSE,
}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.ADMIN: frozenset(Action),
    Role.REP: frozenset(_OWN_WORK),
    Role.DESIGNER: frozenset({Action.USE_DESK, Action.SEE_QUEUES, Action.SEE_HEALTH}),
    Role.VIEWER: frozenset({Action.USE_DESK, Action.SEE_MEETINGS, Action.SEE_QUEUES, Action.SEE_HEALTH}),
}

EVERYBODY: dict[Role, frozenset[Action]] = {
    Role.ADMIN: frozenset(Action),
    Role.REP: frozenset(),
    Role.DESIGNER: frozenset(),
    Role.VIEWER: frozenset({Action.SEE_MEETINGS}),
}
"""What a role may see or do for other reps too."""
