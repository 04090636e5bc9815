"""Connecting a calendar over CalDAV: by its address, a user name and a password."""

from sanic import Blueprint, HTTPResponse

from convene.booking.connecting_caldav import connect_caldav
from convene.desk.connect_failed import HERE, failed
from convene.desk.permissions import Action
from convene.desk.visit import Visit, signed_in
from convene.errors import (
    AccountTaken,
    AddressRefused,
    BadConfig,
    CalendarUnreachable,
    ConnectedAlready,
    ConveneError,
    NeedsReconnect,
)

blueprint = Blueprint("desk_connect_caldav", url_prefix=f"{HERE}/caldav")


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.CONNECT_CALENDAR)
async def caldav_form(visit: Visit) -> HTTPResponse:
    """Ask for a CalDAV calendar's address, user name and password."""
    known = await visit.services.store.connection(visit.user.rep.id) if visit.user.rep else None
    if known and known.provider != "caldav":
        return failed(visit, "caldav", ConnectedAlready(known.email))
    return _caldav_form(visit, address=known.writes if known else "", username=known.email if known else "")


@blueprint.post("/", strict_slashes=False)
@signed_in(Action.CONNECT_CALENDAR)
async def caldav(visit: Visit) -> HTTPResponse:
    """Try the calendar, and keep it if it works."""
    address, username, password = visit.field("address"), visit.field("username"), visit.field("password")
    try:
        await connect_caldav(
            visit.services,
            email=visit.user.email,
            name=visit.user.name,
            address=address,
            username=username,
            password=password,
        )
    except (AccountTaken, ConnectedAlready) as error:
        return failed(visit, "caldav", error)
    except (AddressRefused, NeedsReconnect, CalendarUnreachable, BadConfig) as error:
        problem = next(key for kind, key in _CALDAV_PROBLEMS if isinstance(error, kind))
        return _caldav_form(visit, address=address, username=username, problem=problem, detail=str(error))
    return visit.see_other(HERE, "connect.connected", account=username)


_CALDAV_PROBLEMS: tuple[tuple[type[ConveneError], str], ...] = (
    (AddressRefused, "caldav_inside"),
    (NeedsReconnect, "caldav_refused"),
    (CalendarUnreachable, "caldav_unreachable"),
    (BadConfig, "caldav_address"),
)


def _caldav_form(visit: Visit, *, address: str, username: str, problem: str = "", detail: str = "") -> HTTPResponse:
    return visit.page(
        "connect_caldav.html",
        status=400 if problem else 200,
        here="calendar",
        address=address,
        username=username,
        problem=problem,
        detail=detail,
    )
