"""The own calendar: how it is, what blocks, disconnecting it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from zoneinfo import available_timezones

from sanic import Blueprint, HTTPResponse

from convene.booking.connecting import choose_calendars, set_zone
from convene.booking.consents import redirect_uri
from convene.booking.disconnecting import disconnect
from convene.desk.connect_failed import HERE
from convene.desk.consenting import VENDORS
from convene.desk.permissions import Action
from convene.desk.visit import Visit, signed_in
from convene.errors import UnknownZone
from convene.model import Booking, Rep
from convene.say_time import say_slot
from convene.store.readings import NEEDS_RECONNECT, OK, UNREACHABLE

GUIDES = {"google": "docs/connect-google.md", "microsoft": "docs/connect-microsoft.md"}

blueprint = Blueprint("desk_connect", url_prefix=HERE)


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor on the page: what is asked of the rep there, line by line, or that nobody has set it up."""

    id: str
    name: str
    asks: tuple[str, ...]
    is_ready: bool
    guide: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Health:
    """How the calendar is, in words; `kind` is `good`, `bad` or `soft`."""

    kind: str
    words: str
    error: str = ""


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.CONNECT_CALENDAR)
async def show(visit: Visit) -> HTTPResponse:
    """The calendar that is connected, or the ways to connect one."""
    rep = visit.user.rep
    connection = await visit.services.store.connection(rep.id) if rep else None
    health = await _health(visit, rep) if rep else None
    queues = [q.name for q in visit.services.roster.queues.values() if rep and rep.id in q.reps]
    return visit.page(
        "connect.html",
        here="calendar",
        rep=rep,
        connection=connection,
        health=health,
        queues=queues,
        in_file=bool(rep and rep.calendar and not rep.calendar.get("connected")),
        vendors=[_vendor(visit, name) for name in VENDORS],
        vendor_name=_vendor_name(visit, connection.provider) if connection else "",
        zones=sorted(available_timezones()) if connection and connection.zone_said is not None else (),
    )


def _of_a_rep(handler: Callable[[Visit, Rep], Awaitable[HTTPResponse]]) -> Callable[[Visit], Awaitable[HTTPResponse]]:
    """Give the handler the rep who is signed in; whoever is none has nothing to choose, and is shown the page."""

    @wraps(handler)
    async def handle(visit: Visit) -> HTTPResponse:
        rep = visit.user.rep
        return await handler(visit, rep) if rep else visit.see_other(HERE)

    return handle


@blueprint.post("/calendars")
@signed_in(Action.CONNECT_CALENDAR)
@_of_a_rep
async def choose(visit: Visit, rep: Rep) -> HTTPResponse:
    """Keep which calendar gets the meetings and which ones block."""
    await choose_calendars(visit.services, rep.id, visit.field("writes"), visit.fields("blocks"))
    return visit.see_other(HERE, "connect.calendars_saved")


@blueprint.post("/zone")
@signed_in(Action.CONNECT_CALENDAR)
@_of_a_rep
async def say_zone(visit: Visit, rep: Rep) -> HTTPResponse:
    """Keep the zone that the account could not name."""
    try:
        await set_zone(visit.services, rep.id, visit.field("zone"))
    except UnknownZone:
        return visit.see_other(HERE, "connect.zone_unknown", kind="problem", zone=visit.field("zone")[:80])
    return visit.see_other(HERE, "connect.zone_saved")


@blueprint.get("/disconnect")
@signed_in(Action.CONNECT_CALENDAR)
@_of_a_rep
async def ask_to_disconnect(visit: Visit, rep: Rep) -> HTTPResponse:
    """Say what disconnecting means before it is done."""
    connection = await visit.services.store.connection(rep.id)
    ahead = _lines(visit, await visit.services.store.meetings_of(rep.id, visit.services.clock.now()))
    vendor = _vendor_name(visit, connection.provider) if connection else ""
    return visit.page("disconnect.html", here="calendar", connection=connection, ahead=ahead, vendor_name=vendor)


@blueprint.post("/disconnect")
@signed_in(Action.CONNECT_CALENDAR)
@_of_a_rep
async def do_disconnect(visit: Visit, rep: Rep) -> HTTPResponse:
    """Erase the connection."""
    ahead = await disconnect(visit.services, rep.id)
    if ahead:
        return visit.see_other(HERE, "connect.disconnected_ahead", kind="note", number=str(len(ahead)))
    return visit.see_other(HERE, "connect.disconnected")


async def _health(visit: Visit, rep: Rep) -> Health | None:
    """How the last reading went, in words."""
    if not rep.calendar:
        return None
    state = (await visit.services.store.calendar_states()).get(rep.id)
    status = state.status if state else ""
    if state and status == OK and state.read_at:
        minutes = int((visit.services.clock.now() - state.read_at).total_seconds() // 60)
        trusted = visit.services.settings.trust_reading_for.total_seconds() // 60
        if minutes > trusted:
            return Health("bad", visit.say("connect.health_old", minutes=minutes))
        key = ("health_now", "health_minute", "health_minutes")[min(minutes, 2)]
        return Health("good", visit.say(f"connect.{key}", minutes=minutes))
    if state and status in (NEEDS_RECONNECT, UNREACHABLE):
        return Health("bad", visit.say(f"connect.health_{status}"), state.error)
    return Health("soft", visit.say("connect.health_never"))


def _vendor(visit: Visit, name: str) -> Vendor:
    settings = visit.services.settings
    permissions = settings.google_permissions if name == "google" else settings.ms_permissions
    lines = visit.say(f"connect.{name}_asks_{permissions}").strip().splitlines()
    return Vendor(
        id=name,
        name=_vendor_name(visit, name),
        asks=tuple(lines),
        is_ready=name in visit.services.accounts,
        guide=GUIDES[name],
        redirect_uri=redirect_uri(visit.services, name),
    )


def _vendor_name(visit: Visit, provider: str) -> str:
    return visit.say(f"connect.vendor_{provider}")


def _lines(visit: Visit, bookings: Sequence[Booking]) -> list[tuple[str, str]]:
    zone, language = visit.user.zone, visit.user.language
    return [(say_slot(b.start, zone, language), b.person.name or b.person.email) for b in bookings]
