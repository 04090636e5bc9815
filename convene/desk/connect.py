"""The own calendar: connecting it, how it is, what blocks, disconnecting it."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex, token_urlsafe
from typing import Any
from zoneinfo import available_timezones

import structlog
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import redirect

from convene.booking.connecting import choose_calendars, connect, set_zone
from convene.booking.connecting_caldav import connect_caldav
from convene.booking.consents import (
    CONNECT,
    CONSENT_FOR,
    RECONNECT,
    SIGN_IN,
    Arrival,
    Errand,
    arrive,
    of_browser,
    of_user,
    proven_address,
    redirect_uri,
    send,
)
from convene.booking.disconnecting import disconnect
from convene.booking.links import connection_for_link
from convene.desk import sign_in, words
from convene.desk.entering import checked_path, entered
from convene.desk.permissions import Action, Role
from convene.desk.users import may_enter, note_language, user_with
from convene.desk.visit import Visit, is_secure, language_for, page, services_of, signed_in, visit_of
from convene.errors import (
    AccountTaken,
    AddressRefused,
    BadConfig,
    CalendarUnreachable,
    ConnectedAlready,
    ConsentBroken,
    ConsentDenied,
    ConveneError,
    MailboxUnusable,
    NeedsReconnect,
    NoSuchVendor,
    OtherAccount,
    ScopesMissing,
    UnknownZone,
)
from convene.model import Booking, Rep
from convene.pages import PRIVATE_HEADERS, SECURITY_HEADERS
from convene.say_time import say_slot
from convene.store.reps import NEEDS_RECONNECT, OK, UNREACHABLE

log = structlog.get_logger()

VENDORS = ("google", "microsoft")
GUIDES = {"google": "docs/connect-google.md", "microsoft": "docs/connect-microsoft.md"}
_BROWSER = "convene_consent"
_HERE = "/app/connect"

blueprint = Blueprint("desk_connect", url_prefix=_HERE)


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


@blueprint.get("/<provider:str>")
@signed_in(Action.CONNECT_CALENDAR)
async def begin(visit: Visit, provider: str) -> HTTPResponse:
    """To the vendor's consent screen."""
    _must_be_known(provider)
    user = visit.user
    known = await visit.services.store.connection(user.rep.id) if user.rep else None
    if known and known.provider != provider:
        return _failed(visit, provider, ConnectedAlready(known.email))
    errand = Errand(CONNECT, any_account=visit.field("account") == "any")
    hint = known.email if known else ("" if errand.any_account else user.email)
    try:
        url = await send(visit.services, provider, errand, of_user(user.email), hint=hint)
    except (NoSuchVendor, CalendarUnreachable) as error:
        return _failed(visit, provider, error)
    return _away(url)


@blueprint.get("/again/<token:str>")
async def begin_again(request: Request[Any, Any], token: str) -> HTTPResponse:
    """From a mail to the consent screen at once: the same account is permitted once more, and nothing else."""
    services = services_of(request)
    connection = await connection_for_link(services, token)
    if connection is None:
        return _told(request, "link_old", status=404)
    secret, errand = token_urlsafe(32), Errand(RECONNECT, rep=connection.rep)
    try:
        url = await send(services, connection.provider, errand, of_browser(secret), hint=connection.email)
    except (NoSuchVendor, CalendarUnreachable) as error:
        return _failed_for(request, connection.provider, error)
    return _remember(_away(url), request, secret)


@blueprint.get("/<provider:str>/sign-in")
async def begin_sign_in(request: Request[Any, Any], provider: str) -> HTTPResponse:
    """To the vendor's sign-in; the same consent connects the calendar of a rep who has none."""
    _must_be_known(provider)
    secret, errand = token_urlsafe(32), Errand(SIGN_IN, back=checked_path(str(request.args.get("next") or "")))
    try:
        url = await send(services_of(request), provider, errand, of_browser(secret))
    except (NoSuchVendor, CalendarUnreachable) as error:
        return _failed_for(request, provider, error)
    return _remember(_away(url), request, secret)


@blueprint.get("/<provider:str>/callback")
async def finish(request: Request[Any, Any], provider: str) -> HTTPResponse:
    """Back from the consent screen."""
    _must_be_known(provider)
    services, visit = services_of(request), await visit_of(request)
    secret = request.cookies.get(_BROWSER) or ""
    who = {of_user(visit.user.email)} if visit else set()
    who |= {of_browser(secret)} if secret else set()
    callback = {name: str(values[0]) for name, values in request.args.items() if values}
    try:
        arrival = await arrive(services, provider, callback, who)
        return await _FINISH[arrival.errand.purpose](request, visit, arrival)
    except ConveneError as error:
        return _failed(visit, provider, error) if visit else _failed_for(request, provider, error)


async def _connected(request: Request[Any, Any], visit: Visit | None, arrival: Arrival) -> HTTPResponse:
    if visit is None:
        raise ConsentBroken("another")
    connection = await connect(visit.services, arrival, email=visit.user.email, name=visit.user.name)
    await note_language(visit.services, visit.user.email, arrival.account.locale)
    said = "connect.zone_first" if connection.zone_said is not None else "connect.connected"
    return visit.see_other(_HERE, said, account=connection.email)


async def _connected_again(request: Request[Any, Any], visit: Visit | None, arrival: Arrival) -> HTTPResponse:
    services = services_of(request)
    rep = services.roster.reps.get(arrival.errand.rep)
    if rep is None:
        raise ConsentBroken("another")
    await connect(services, arrival, email=rep.email)
    return _told(request, "again_done")


async def _signed_in(request: Request[Any, Any], visit: Visit | None, arrival: Arrival) -> HTTPResponse:
    services = services_of(request)
    email = await proven_address(services, arrival)
    if not email or not await may_enter(services, email):
        return _told(request, "nobody", status=403)
    cookie = await sign_in.begin(services, token_hex(16), email)
    user = await user_with(services, email, request.headers.get("accept-language", ""))
    if user and user.role is Role.REP and not (user.rep and await services.store.connection(user.rep.id)):
        try:
            await connect(services, arrival, email=email, name=user.name)
            await note_language(services, email, arrival.account.locale)
        except ConveneError as error:  # they are signed in all the same, and see on the page what is missing
            log.info("signed in, but not connected", provider=arrival.account.provider, error=type(error).__name__)
    return entered(request, cookie or "", arrival.errand.back)


_FINISH = {CONNECT: _connected, RECONNECT: _connected_again, SIGN_IN: _signed_in}


@blueprint.post("/calendars")
@signed_in(Action.CONNECT_CALENDAR)
async def choose(visit: Visit) -> HTTPResponse:
    """Keep which calendar gets the meetings and which ones block."""
    rep = visit.user.rep
    if rep is None:
        return visit.see_other(_HERE)
    await choose_calendars(visit.services, rep.id, visit.field("writes"), visit.fields("blocks"))
    return visit.see_other(_HERE, "connect.calendars_saved")


@blueprint.post("/zone")
@signed_in(Action.CONNECT_CALENDAR)
async def say_zone(visit: Visit) -> HTTPResponse:
    """Keep the zone that the account could not name."""
    rep = visit.user.rep
    if rep is None:
        return visit.see_other(_HERE)
    try:
        await set_zone(visit.services, rep.id, visit.field("zone"))
    except UnknownZone:
        return visit.see_other(_HERE, "connect.zone_unknown", kind="problem", zone=visit.field("zone")[:80])
    return visit.see_other(_HERE, "connect.zone_saved")


@blueprint.get("/disconnect")
@signed_in(Action.CONNECT_CALENDAR)
async def ask_to_disconnect(visit: Visit) -> HTTPResponse:
    """Say what disconnecting means before it is done."""
    rep = visit.user.rep
    if rep is None:
        return visit.see_other(_HERE)
    connection = await visit.services.store.connection(rep.id)
    ahead = _lines(visit, await visit.services.store.meetings_of(rep.id, visit.services.clock.now()))
    vendor = _vendor_name(visit, connection.provider) if connection else ""
    return visit.page("disconnect.html", here="calendar", connection=connection, ahead=ahead, vendor_name=vendor)


@blueprint.post("/disconnect")
@signed_in(Action.CONNECT_CALENDAR)
async def do_disconnect(visit: Visit) -> HTTPResponse:
    """Erase the connection."""
    if visit.user.rep is None:
        return visit.see_other(_HERE)
    ahead = await disconnect(visit.services, visit.user.rep.id)
    if ahead:
        return visit.see_other(_HERE, "connect.disconnected_ahead", kind="note", number=str(len(ahead)))
    return visit.see_other(_HERE, "connect.disconnected")


@blueprint.get("/caldav")
@signed_in(Action.CONNECT_CALENDAR)
async def caldav_form(visit: Visit) -> HTTPResponse:
    """Ask for a CalDAV calendar's address, user name and password."""
    known = await visit.services.store.connection(visit.user.rep.id) if visit.user.rep else None
    if known and known.provider != "caldav":
        return _failed(visit, "caldav", ConnectedAlready(known.email))
    return _caldav_form(visit, address=known.writes if known else "", username=known.email if known else "")


@blueprint.post("/caldav")
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
        return _failed(visit, "caldav", error)
    except (AddressRefused, NeedsReconnect, CalendarUnreachable, BadConfig) as error:
        problem = next(key for kind, key in _CALDAV_PROBLEMS if isinstance(error, kind))
        return _caldav_form(visit, address=address, username=username, problem=problem, detail=str(error))
    return visit.see_other(_HERE, "connect.connected", account=username)


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


def _must_be_known(provider: str) -> None:
    if provider not in VENDORS:
        raise NotFound


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


def _away(url: str) -> HTTPResponse:
    return redirect(url, status=303, headers=SECURITY_HEADERS | PRIVATE_HEADERS)


def _remember(response: HTTPResponse, request: Request[Any, Any], secret: str) -> HTTPResponse:
    """Let this browser, and no other, come back."""
    response.add_cookie(
        _BROWSER,
        secret,
        path=_HERE,
        httponly=True,
        samesite="Lax",
        secure=is_secure(services_of(request)),
        max_age=int(CONSENT_FOR.total_seconds()),
    )
    return response


_NO_USE = (ConnectedAlready, NoSuchVendor, MailboxUnusable)  # trying again leads nowhere
_BROKEN = ("unknown", "another", "used", "expired")


def _words_for(error: ConveneError) -> str:
    """The key of the words for what went wrong; nothing was kept."""
    said = str(error)
    match error:
        case ConsentDenied():
            is_policy = any(sign in said for sign in ("admin_consent", "admin_policy", "org_internal"))
            return "failed_admin" if is_policy else "failed_denied"
        case ScopesMissing():
            return "failed_lasting" if said == "offline_access" else "failed_scopes"
        case ConsentBroken():
            return f"failed_{said}" if said in _BROKEN else "failed_broken"
        case AccountTaken():
            return "failed_taken"
        case OtherAccount():
            return "failed_other"
        case ConnectedAlready():
            return "failed_already"
        case MailboxUnusable():
            return "failed_mailbox"
        case NoSuchVendor():
            return "failed_not_set_up"
        case NeedsReconnect():
            return "failed_refused"
    return "failed_down"


def _failed(visit: Visit, provider: str, error: ConveneError) -> HTTPResponse:
    return visit.page("connect_failed.html", here="calendar", status=400, **_failure(visit, provider, error))


def _failed_for(request: Request[Any, Any], provider: str, error: ConveneError) -> HTTPResponse:
    """The same for somebody who is not signed in."""
    language = language_for(request)
    values = _failure(None, provider, error, language)
    return page(request, "connect_failed.html", language=language, status=400, **values)


def _failure(visit: Visit | None, provider: str, error: ConveneError, language: str = "en") -> dict[str, Any]:
    say = visit.say if visit else lambda key, **values: words.say(language, key, **values)
    is_other = isinstance(error, OtherAccount)
    return {
        "title": say(f"connect.{_words_for(error)}_title"),
        "text": say(
            f"connect.{_words_for(error)}",
            vendor=say(f"connect.vendor_{provider}"),
            account=str(error),
            detail=str(error),
            email=visit.user.email if visit else "",
        ),
        "again": f"{_HERE}/{provider}" if visit and not isinstance(error, _NO_USE) else "",
        "anyway": f"{_HERE}/{provider}?account=any" if visit and is_other else "",
        "account": str(error),
    }


def _told(request: Request[Any, Any], what: str, *, status: int = 200) -> HTTPResponse:
    title, text = f"connect.{what}_title", f"connect.{what}"
    return page(request, "told.html", language=language_for(request), status=status, title=title, text=text)
