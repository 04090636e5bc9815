"""What a conversation has told so far: by the page, in words, and by what we offered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import get_global
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from convene.booking.services import Services
from convene.language import WRITTEN_AS, language_of, languages
from convene.when import Context, TimePreference, Window
from convene.zones import is_zone


@dataclass(frozen=True)
class Known:
    """Everything that is known before the latest message is looked at."""

    services: Services
    dispatcher: CollectingDispatcher
    tracker: Tracker
    domain: dict[str, Any]

    @property
    def session(self) -> str:
        """The chat session; Rasa calls it the sender."""
        return str(self.tracker.sender_id)

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.services.clock.now()

    @property
    def metadata(self) -> dict[str, Any]:
        """What the page told with this message; nobody vouches for it."""
        return self.tracker.latest_message.get("metadata") or self.tracker.get_slot("session_started_metadata") or {}

    @cached_property
    def browser_zone(self) -> str | None:
        """The zone the page told, if there is such a zone."""
        zone = self.metadata.get("timezone")
        return zone if isinstance(zone, str) and is_zone(zone) else None

    @cached_property
    def zone(self) -> str:
        """The IANA zone times are understood and shown in: said in the chat, else the page's, else the company's.

        A zone that the page has not told before counts more than what was said: the visitor has just picked it.
        """
        if self.browser_zone and self.browser_zone != self.tracker.get_slot("browser_zone"):
            return self.browser_zone
        return self.tracker.get_slot("time_zone") or self.browser_zone or self.services.config.branding.zone

    @property
    def country(self) -> str | None:
        """Where the visitor seems to be, by their zone: ISO 3166-1 alpha-2; None if nobody told."""
        place = get_global("zone_territories").get(self.zone)
        return None if self.zone_is_assumed or place is None else str(place)

    @property
    def visitor_zone(self) -> ZoneInfo:
        """The zone in use, as `zoneinfo` has it."""
        return ZoneInfo(self.zone)

    @property
    def zone_is_assumed(self) -> bool:
        """Whether nobody has told the visitor's zone yet."""
        return not (self.tracker.get_slot("time_zone") or self.browser_zone)

    @property
    def locale(self) -> str:
        """How dates are written: the visitor's own way if we speak the language, else the language we speak."""
        locale = str(self.metadata.get("locale") or self.tracker.get_slot("locale") or "")
        if locale[:2].lower() == self.language:
            return locale
        return WRITTEN_AS.get(self.language, self.language)

    @property
    def language(self) -> str:
        """The language we speak in this conversation: the one heard last, else the page's, else the company's."""
        spoken = self.tracker.get_slot("language")
        if spoken in languages():
            return str(spoken)
        told = self.metadata.get("locale")
        return language_of(told if isinstance(told, str) else "", self.services.config.branding.language)

    @property
    def wish(self) -> TimePreference | None:
        """When the visitor would like to meet, as far as said; mornings are mornings in the zone in use."""
        said = self.tracker.get_slot("wish")
        return _said_in(TimePreference.from_json(said), self.visitor_zone) if said else None

    @property
    def offered(self) -> tuple[datetime, ...]:
        """The starts on the table, in the order shown."""
        return _instants(slot["start"] for slot in self.tracker.get_slot("offered_slots") or ())

    def offered_id(self, start: datetime) -> str:
        """The id of an offered start; empty if it is not on the table."""
        slots = self.tracker.get_slot("offered_slots") or ()
        return next((slot["id"] for slot in slots if datetime.fromisoformat(slot["start"]) == start), "")

    @property
    def shown(self) -> tuple[datetime, ...]:
        """Starts that were shown and passed over."""
        return _instants(self.tracker.get_slot("shown_slots") or ())

    @property
    def chosen(self) -> dict[str, str] | None:
        """The time that is held for the visitor."""
        chosen: dict[str, str] | None = self.tracker.get_slot("chosen_slot")
        return chosen

    @property
    def given_up(self) -> datetime | None:
        """The start that was held for the visitor until they wished another, while they have chosen none since."""
        given_up = self.tracker.get_slot("given_up")
        choosing = self.tracker.get_slot("requested_slot") == "chosen_slot"
        return datetime.fromisoformat(given_up["start"]) if given_up and choosing else None

    @property
    def context(self) -> Context:
        """What a wish may refer back to."""
        return Context(self.wish, self.offered)

    @property
    def moving(self) -> str | None:
        """The meeting that is being moved, if one is."""
        moving = self.tracker.get_slot("moving")
        return str(moving) if moving else None

    @property
    def known_email(self) -> str | None:
        """The visitor's own address, as far as they told it in this conversation."""
        return self.tracker.get_slot("visitor_email") or None

    @property
    def known_name(self) -> str:
        """The visitor's own name, as far as they told it in this conversation; empty if they did not."""
        return self.tracker.get_slot("visitor_name") or ""

    @property
    def known_contact(self) -> str | None:
        """Where the visitor can be reached, as far as they told it: by mail, else by telephone."""
        return self.known_email or self.tracker.get_slot("visitor_phone") or None

    @property
    def wanted_rep(self) -> str | None:
        """The only rep the visitor wants to meet, if they named one."""
        rep = self.tracker.get_slot("wanted_rep")
        return str(rep) if rep in self.services.roster.reps else None

    def keep_zone(self) -> list[EventType]:
        """The events that remember the zone in use; one that is only assumed is not remembered."""
        zone = None if self.zone_is_assumed else self.zone
        return [SlotSet("time_zone", zone), SlotSet("browser_zone", self.browser_zone)]


def _instants(starts: Iterable[str]) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(start) for start in starts)


def _said_in(wish: TimePreference, zone: ZoneInfo) -> TimePreference:
    """The same words in this zone, whichever was in use when they were said; an exact time stays the instant it was."""

    def here(window: Window) -> Window:
        start, end = (at.replace(tzinfo=zone) for at in (window.start, window.end))
        return window if window.start == window.end else replace(window, start=start, end=end)

    if wish.zone:
        return wish
    return replace(wish, windows=tuple(map(here, wish.windows)), excluded=tuple(map(here, wish.excluded)))
