"""Meetings: who comes when, upcoming and past."""

from dataclasses import dataclass

from sanic import Blueprint, HTTPResponse

from convene.booking.services import Services
from convene.desk.permissions import Action
from convene.desk.visit import Visit, signed_in
from convene.invitations.times import clock_in_words, date_in_words, offset_in_words
from convene.model import Booking, Status

_SHOWN = (Status.CONFIRMED, Status.MOVED, Status.CANCELLED, Status.COMPLETED, Status.NO_SHOW)
_MOST = 100

blueprint = Blueprint("desk_meetings", url_prefix="/app")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as a line: when in the reader's zone, who comes, who gives it."""

    date: str
    time: str
    visitor: str
    email: str
    company: str
    rep: str
    status: str
    join_url: str | None


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.USE_DESK)
async def show(visit: Visit) -> HTTPResponse:
    """The meetings this user may see; who may see none lands where they may."""
    if not visit.user.may(Action.SEE_MEETINGS):
        return visit.see_other("/app/queue")
    now = visit.services.clock.now()
    bookings = [b for b in await visit.services.store.bookings() if b.status in _SHOWN and _may_see(visit, b)]
    upcoming = [b for b in bookings if b.end > now]
    past = [b for b in reversed(bookings) if b.end <= now]
    return visit.page(
        "meetings.html",
        here="meetings",
        upcoming=[_line(visit, b) for b in upcoming[:_MOST]],
        past=[_line(visit, b) for b in past[:_MOST]],
        everybody=visit.user.may_for_all(Action.SEE_MEETINGS),
    )


def _may_see(visit: Visit, booking: Booking) -> bool:
    return visit.user.may(Action.SEE_MEETINGS, booking.rep)


def _line(visit: Visit, booking: Booking) -> Meeting:
    zone, language = visit.user.zone, visit.user.language
    offset = offset_in_words(booking.start, zone, language)
    return Meeting(
        date=date_in_words(booking.start, zone, language),
        time=f"{clock_in_words(booking.start, zone, language)} {offset}",
        visitor=booking.person.name,
        email=booking.person.email,
        company=booking.company.name,
        rep=_name(visit.services, booking.rep),
        status=booking.status.value,
        join_url=booking.join_url if booking.status is not Status.CANCELLED else None,
    )


def _name(services: Services, rep: str) -> str:
    known = services.roster.reps.get(rep)
    return known.name if known else rep
