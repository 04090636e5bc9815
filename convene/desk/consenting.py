"""To a vendor's consent screen and back: to connect a calendar, to connect it again, or to sign in."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

import structlog
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import redirect

from convene.booking.connecting import connect
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
    send,
)
from convene.booking.links import connection_for_link
from convene.desk import sign_in
from convene.desk.connect_failed import HERE, failed, failed_for
from convene.desk.entering import checked_path, entered
from convene.desk.permissions import Action, Role
from convene.desk.users import may_enter, note_language, user_with
from convene.desk.visit import Visit, is_secure, language_for, page, services_of, signed_in, visit_of
from convene.errors import CalendarUnreachable, ConnectedAlready, ConsentBroken, ConveneError, NoSuchVendor
from convene.limits import Limit, network
from convene.pages import PRIVATE_HEADERS, SECURITY_HEADERS

log = structlog.get_logger()

VENDORS = ("google", "microsoft")
_BROWSER = "convene_consent"
_CONSENTS_OF_NETWORK = Limit("consents-of-network", 60, every=timedelta(minutes=1))  # an office behind one address

blueprint = Blueprint("desk_consenting", url_prefix=HERE)


@blueprint.get("/<provider:str>")
@signed_in(Action.CONNECT_CALENDAR)
async def begin(visit: Visit, provider: str) -> HTTPResponse:
    """To the vendor's consent screen."""
    _must_be_known(provider)
    user = visit.user
    known = await visit.services.store.connection(user.rep.id) if user.rep else None
    if known and known.provider != provider:
        return failed(visit, provider, ConnectedAlready(known.email))
    errand = Errand(CONNECT, any_account=visit.field("account") == "any")
    hint = known.email if known else ("" if errand.any_account else user.email)
    try:
        url = await send(visit.services, provider, errand, of_user(user.email), hint=hint)
    except (NoSuchVendor, CalendarUnreachable) as error:
        return failed(visit, provider, error)
    return _away(url)


@blueprint.get("/again/<token:str>")
async def begin_again(request: Request[Any, Any], token: str) -> HTTPResponse:
    """From a mail to the consent screen at once: the same account is permitted once more, and nothing else."""
    services = services_of(request)
    connection = await connection_for_link(services, token)
    if connection is None:
        return _told(request, "link_old", status=404)
    return await _send_stranger(
        request, connection.provider, Errand(RECONNECT, rep=connection.rep), hint=connection.email
    )


@blueprint.get("/<provider:str>/sign-in")
async def begin_sign_in(request: Request[Any, Any], provider: str) -> HTTPResponse:
    """To the vendor's sign-in; the same consent connects the calendar of a rep who has none."""
    _must_be_known(provider)
    errand = Errand(SIGN_IN, back=checked_path(str(request.args.get("next") or "")))
    return await _send_stranger(request, provider, errand)


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
        return failed(visit, provider, error) if visit else failed_for(request, provider, error)


async def _connected(request: Request[Any, Any], visit: Visit | None, arrival: Arrival) -> HTTPResponse:
    if visit is None:
        raise ConsentBroken("another")
    connection = await connect(visit.services, arrival, email=visit.user.email, name=visit.user.name)
    await note_language(visit.services, visit.user.email, arrival.account.locale)
    said = "connect.zone_first" if connection.zone_said is not None else "connect.connected"
    return visit.see_other(HERE, said, account=connection.email)


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
    cookie = await sign_in.begin_for(services, email)
    user = await user_with(services, email, request.headers.get("accept-language", ""))
    if user and user.role is Role.REP and not (user.rep and await services.store.connection(user.rep.id)):
        try:
            await connect(services, arrival, email=email, name=user.name)
            await note_language(services, email, arrival.account.locale)
        except ConveneError as error:  # they are signed in all the same, and see on the page what is missing
            log.info("signed in, but not connected", provider=arrival.account.provider, error=type(error).__name__)
    return entered(request, cookie or "", arrival.errand.back)


_FINISH = {CONNECT: _connected, RECONNECT: _connected_again, SIGN_IN: _signed_in}


def _must_be_known(provider: str) -> None:
    if provider not in VENDORS:
        raise NotFound


def _away(url: str) -> HTTPResponse:
    return redirect(url, status=303, headers=SECURITY_HEADERS | PRIVATE_HEADERS)


async def _send_stranger(request: Request[Any, Any], provider: str, errand: Errand, *, hint: str = "") -> HTTPResponse:
    """To the vendor's consent screen without being signed in; this browser, and no other, can come back."""
    services, secret = services_of(request), token_urlsafe(32)
    if await services.limiter.take(_CONSENTS_OF_NETWORK, network(request.client_ip), services.clock.now()):
        return _told(request, "too_many", status=429)
    try:
        url = await send(services, provider, errand, of_browser(secret), hint=hint)
    except (NoSuchVendor, CalendarUnreachable) as error:
        return failed_for(request, provider, error)
    response = _away(url)
    response.add_cookie(
        _BROWSER,
        secret,
        path=HERE,
        httponly=True,
        samesite="Lax",
        secure=is_secure(services),
        max_age=int(CONSENT_FOR.total_seconds()),
    )
    return response


def _told(request: Request[Any, Any], what: str, *, status: int = 200) -> HTTPResponse:
    title, text = f"connect.{what}_title", f"connect.{what}"
    return page(request, "told.html", language=language_for(request), status=status, title=title, text=text)
