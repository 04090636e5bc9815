"""The start of a conversation, and starting over."""

from datetime import timedelta
from typing import Any

from babel import Locale
from babel.lists import format_list
from babel.units import format_unit
from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, SessionStarted, SlotSet

from actions.base import ConveneAction
from actions.booking import OF_ONE_BOOKING
from actions.turn import DETAILS, Turn
from convene.booking.hold import release
from convene.booking.services import Services
from convene.language import WRITTEN_AS, languages

UNITS = (("day", 24 * 60), ("hour", 60), ("minute", 1))  # in minutes
VIDEO = {"google": "utter_video_google", "microsoft": "utter_video_microsoft"}
"""What each provider of calendars makes links for."""
ABOUT_THE_VISITOR = (
    *DETAILS,
    "visitor_phone",
    "guests",
    "typed_email",
    "suggested_email",
    "wanted_rep",
    "not_of_the_team",
    "moving",
)


class ActionSessionStart(ConveneAction):
    """Remembers what the page and convene.yml tell, before the first message is answered."""

    def name(self) -> str:
        """Run by Rasa at the first message of a conversation."""
        return "action_session_start"

    def after_failure(self, turn: Turn) -> list[EventType]:
        """Rasa needs its own events in any case."""
        return [SessionStarted(), ActionExecuted("action_listen")]

    async def answer(self, turn: Turn) -> list[EventType]:
        """Start the session with the visitor's zone and locale, and what our answers are made of."""
        told = turn.tracker.get_slot("session_started_metadata") or {}
        known = {
            "locale": told.get("locale"),
            "language": turn.language,
            **_ours(turn.services),
            **about_the_meeting(turn),
        }
        return [
            SessionStarted(),
            *(SlotSet(slot, value) for slot, value in known.items() if isinstance(value, str)),
            ActionExecuted("action_listen"),
        ]


class ActionRestart(ConveneAction):
    """Starts the booking over."""

    def name(self) -> str:
        """Run by Rasa for the intent `restart`, at any point."""
        return "action_restart"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Give a held time back, and forget the answers; a rule begins again with the first question."""
        await release(turn.services, turn.session)
        turn.say("utter_start_over")
        forgotten = (*OF_ONE_BOOKING, *ABOUT_THE_VISITOR, "booking_id", "requested_slot")
        return [ActiveLoop(None), *(SlotSet(slot, None) for slot in forgotten)]


def about_the_meeting(turn: Turn) -> dict[str, str]:
    """What convene.yml says about the meeting, and which languages we speak, in the visitor's language."""
    config = turn.services.config
    meeting = config.meeting_type_of(config.default_queue.id).in_language(turn.language)
    return {
        "meeting_name": meeting.name,
        "meeting_about": meeting.description or meeting.name,
        "meeting_minutes": str(int(meeting.rules.duration.total_seconds()) // 60),
        "meeting_reminders": _reminders(turn),
        "our_video": _video(turn),
        "our_languages": languages_in_words(turn.language),
    }


def _reminders(turn: Turn) -> str:
    """Whether visitors are reminded of the meeting, and when: 1 day and 1 hour before."""
    written = _written(turn.language)
    leads = [_length(lead, written) for lead in sorted(turn.services.config.reminders, reverse=True)]
    if not leads:
        return turn.words("utter_no_reminders").text
    return turn.words("utter_reminders", before=format_list(leads, locale=written)).text


def _video(turn: Turn) -> str:
    """By what we meet, when that is the same whoever of the team it is with; a link of their own tells nothing."""
    team = turn.services.roster.members(turn.services.config.default_queue.id)
    providers = {"" if rep.conference_url else rep.calendar.get("provider") for rep in team}
    known = next((VIDEO[provider] for provider in VIDEO if providers == {provider}), "utter_video")
    return turn.words(known).text


def _length(lead: timedelta, written: Locale) -> str:
    """A length in the largest unit that tells it exactly: 2 days, 36 hours, 90 minutes."""
    minutes = int(lead.total_seconds()) // 60
    unit, size = next((unit, size) for unit, size in UNITS if minutes % size == 0)
    return format_unit(minutes // size, f"duration-{unit}", locale=written)


def languages_in_words(language: str) -> str:
    """The languages of this chat by their names in one of them, that one first: English and German."""
    written = _written(language)
    return format_list(
        [written.languages[spoken] for spoken in dict.fromkeys((language, *languages()))], locale=written
    )


def _written(language: str) -> Locale:
    return Locale.parse(WRITTEN_AS.get(language, language), sep="-")


def _ours(services: Services) -> dict[str, Any]:
    """What the words of the answers take from convene.yml."""
    config, branding = services.config, services.config.branding
    reps = services.roster.members(config.default_queue.id)
    return {
        "our_company": branding.company,
        "our_contact": branding.contact,
        "our_website": branding.website or services.settings.public_url,
        "our_privacy_page": _address(services, branding.privacy_url),
        "our_team": ", ".join(f"{rep.name} ({rep.title})" if rep.title else rep.name for rep in reps),
    }


def _address(services: Services, page: str) -> str:
    return f"{services.settings.public_url}{page}" if page.startswith("/") else page or services.settings.public_url
