"""One request by somebody who holds the link of a meeting: what they may see, in their zone and language."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sanic import HTTPResponse, Request
from sanic.response import redirect

from convene.booking.links import booking_for_link
from convene.booking.move import must_be_changeable
from convene.booking.services import Services
from convene.errors import BookingNotFound, TooLate
from convene.invitations.times import (
    clock_in_words,
    date_in_words,
    duration_in_words,
    offset_in_words,
    time_in_words,
    zone_in_words,
)
from convene.manage.forms import form_field, form_token
from convene.model import Booking, MeetingType, Rep, Status
from convene.pages import PRIVATE_HEADERS, SECURITY_HEADERS, Words, render, told_why
from convene.zones import is_zone, zone_choices

LONGEST_ZONE = 64

WORDS = Words(Path(__file__).parent / "words")


@dataclass(frozen=True, slots=True)
class Visit:
    """A booking and how it is shown: `zone` is the visitor's IANA zone, `asked_zone` the one they asked for, if any.

    `is_own` says whether the link is the visitor's own; the one in the calendar entry changes nothing (ADR 9).
    """

    request: Request[Any, Any]
    link: str
    booking: Booking
    zone: str
    asked_zone: str
    is_own: bool

    @property
    def services(self) -> Services:
        """The parts of this Convene."""
        services: Services = self.request.app.ctx.services
        return services

    @property
    def rep(self) -> Rep:
        """Who holds the meeting."""
        return self.services.roster.reps[self.booking.rep]

    @property
    def meeting_type(self) -> MeetingType:
        """What kind of meeting it is."""
        return self.services.config.meeting_types[self.booking.meeting_type].in_language(self.language)

    @property
    def state(self) -> str:
        """What can be done: `open`, `too_late`, `running`, `over`, `cancelling` or `cancelled`."""
        booking, now = self.booking, self.services.clock.now()
        if booking.status is Status.CANCELLED:
            return "cancelled"
        if booking.pending == "delete":
            return "cancelling"
        if booking.end <= now or booking.status in (Status.COMPLETED, Status.NO_SHOW):
            return "over"
        if booking.start <= now:
            return "running"
        try:
            must_be_changeable(self.services, booking)
        except TooLate:
            return "too_late"
        return "open"

    @property
    def language(self) -> str:
        """The language of the page: the one the chat was in."""
        return WORDS.language(self.booking.locale)

    def say(self, key: str, **values: object) -> str:
        """The words of a key in the visitor's language."""
        return WORDS.say(self.booking.locale, key, **values)

    def url(self, step: str = "", **query: str) -> str:
        """The address of this page or one of its steps; a zone that was chosen stays chosen."""
        chosen = {"zone": self.zone} if self.zone != self.booking.visitor_zone else {}
        asked = urlencode({name: value for name, value in (chosen | query).items() if value})
        return f"/b/{self.link}{step}{'?' if asked else ''}{asked}"

    def see_other(self, **query: str) -> HTTPResponse:
        """On to the meeting, so that reloading the page does not send a form again."""
        return redirect(self.url(**query), status=303, headers=SECURITY_HEADERS | PRIVATE_HEADERS)

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTTPResponse:
        """A page about the booking."""
        locale, zone, now = self.booking.locale, self.zone, self.services.clock.now()
        return render(
            self.request,
            f"manage/{template}",
            status=status,
            headers=PRIVATE_HEADERS,
            language=self.language,
            say=self.say,
            url=self.url,
            link=self.link,
            token=form_token(self.services, self.link),
            meeting=self._meeting(),
            zone=zone,
            zone_note=self._zone_note(),
            zones=zone_choices(now, locale, zone),
            **values,
        )

    def _meeting(self) -> dict[str, object]:
        booking, rep, locale, zone = self.booking, self.rep, self.booking.locale, self.zone
        return {
            "state": self.state,
            "is_own": self.is_own,
            "status": "confirmed" if self.state in ("open", "too_late") else self.state,
            "date": date_in_words(booking.start, zone, locale),
            "start": clock_in_words(booking.start, zone, locale),
            "end": time_in_words(booking.end, zone, locale),
            "zone": zone_in_words(zone, locale),
            "duration": duration_in_words(booking.interval.duration, locale),
            "name": self.meeting_type.name,
            "description": self.meeting_type.description,
            "rep": rep.name,
            "rep_first_name": rep.name.partition(" ")[0],
            "rep_title": rep.title,
            "rep_email": rep.email,
            "initials": "".join(part[0] for part in rep.name.split()[:2]).upper(),
            "join_url": booking.join_url,
        }

    def _zone_note(self) -> str:
        locale, zone = self.booking.locale, self.zone
        shown = zone_in_words(zone, locale)
        if self.asked_zone and self.asked_zone != zone:
            return self.say("zone_unknown", zone=self.asked_zone, shown=shown)
        return self.say("zone_note", zone=shown, offset=offset_in_words(self.booking.start, zone, locale))


Handler = Callable[[Visit], Awaitable[HTTPResponse]]


def with_booking(handler: Handler) -> Callable[[Request[Any, Any], str], Awaitable[HTTPResponse]]:
    """Give the handler the booking of the link; a link that is not ours, or is to no meeting, gets a page saying so."""

    @wraps(handler)
    async def handle(request: Request[Any, Any], link: str) -> HTTPResponse:
        try:
            return await handler(await _visit(request, link))
        except BookingNotFound:
            return told_why(request, WORDS, "gone", status=404)

    return handle


def with_own_booking(handler: Handler) -> Callable[[Request[Any, Any], str], Awaitable[HTTPResponse]]:
    """The same for what changes the meeting: whoever has the calendar entry's link alone is shown the meeting."""

    @with_booking
    @wraps(handler)
    async def handle(visit: Visit) -> HTTPResponse:
        return await handler(visit) if visit.is_own else visit.see_other()

    return handle


async def _visit(request: Request[Any, Any], link: str) -> Visit:
    await request.app.ctx.services.roster.refresh()
    booking, is_own = await booking_for_link(request.app.ctx.services, link)
    if booking.status is Status.HELD:
        raise BookingNotFound(booking.id)
    asked = (form_field(request, "zone") or str(request.args.get("zone") or ""))[:LONGEST_ZONE]
    return Visit(request, link, booking, asked if is_zone(asked) else booking.visitor_zone, asked, is_own)
