"""What the form asks: times to choose from, details, and the one summary before booking."""

import json
from dataclasses import replace
from datetime import datetime

from rasa_sdk.events import EventType, SlotSet

from actions.base import ConveneAction
from actions.nobody_free import leave_to_the_team
from actions.taking_rep import give_up_rep
from actions.turn import ANY_TIME, Turn, in_utc
from convene.booking.find import find
from convene.booking.knowing import likely_company
from convene.booking.offer import Offer, offer
from convene.errors import NoAvailability
from convene.invitations.times import zone_in_words
from convene.when import TimePreference, say

PATIENCE = 6  # times that were passed over until we name other ways (case D5)
INSISTS = 3  # times the same wish was told


class ActionAskWish(ConveneAction):
    """Asks when it would suit."""

    def name(self) -> str:
        """Asked by the form for `wish`."""
        return "action_ask_wish"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask with an example of what can be said, and the next time in short."""
        if turn.moving and turn.asked != "wish":
            booking = await find(turn.services, turn.moving)
            turn.say("utter_ask_wish_moving", time=turn.say_time(booking.start), rep=turn.rep_name(booking.rep))
        else:
            turn.say("utter_ask_wish_again" if turn.asked == "wish" else "utter_ask_wish_first")
        return []


class ActionAskChosenSlot(ConveneAction):
    """Offers times."""

    def name(self) -> str:
        """Asked by the form for `chosen_slot`."""
        return "action_ask_chosen_slot"

    def after_failure(self, turn: Turn) -> list[EventType]:
        """Forget the wish: whatever is wrong with it would be wrong at the next try."""
        return [SlotSet("wish", None), SlotSet("shown_slots", None)]

    async def answer(self, turn: Turn) -> list[EventType]:
        """Offer what suits the wish, else the nearest, and say honestly which it is."""
        wish = turn.wish or ANY_TIME
        if turn.zone_is_assumed:
            turn.say("utter_zone_assumed", zone=zone_in_words(turn.zone, turn.locale))
        try:
            found = await _offer(turn, wish, turn.shown)
            if found.slots:
                passed_over = len(turn.shown) == PATIENCE and not _is_on_the_table(turn, found)
                if passed_over or (_insists(turn) and not found.fits):
                    turn.say("utter_nothing_fits")
                return _show(turn, _fitting_words(turn, wish, found), wish, found)
            return _show(turn, "utter_no_more_times", wish, await _offer(turn, wish, ()))
        except NoAvailability:
            if turn.wanted_rep:
                return [*give_up_rep(turn, "utter_not_free_at_all"), *await self.answer(turn)]
            return await leave_to_the_team(turn, _in_words(turn, wish))


class ActionAskReading(ConveneAction):
    """Asks which of two meanings a date has."""

    def name(self) -> str:
        """Asked by the form for `reading`, which is no slot: the answer is a wish."""
        return "action_ask_reading"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Show both meanings as buttons."""
        readings = [TimePreference.from_json(said) for said in turn.tracker.get_slot("wish_readings") or ()]
        payloads = ["/inform_time" + json.dumps({"reading": str(number)}) for number in range(len(readings))]
        turn.ask("utter_ask_reading", zip((_in_words(turn, r) for r in readings), payloads, strict=True))
        return []


class ActionAskVisitorEmail(ConveneAction):
    """Asks where the invitation may go."""

    def name(self) -> str:
        """Asked by the form for `visitor_email`."""
        return "action_ask_visitor_email"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask, with a field for it in the widget."""
        turn.show("input", "utter_ask_visitor_email", data={"field": "email"})
        return []


class ActionAskVisitorName(ConveneAction):
    """Asks for the visitor's name."""

    def name(self) -> str:
        """Asked by the form for `visitor_name`."""
        return "action_ask_visitor_name"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask, with a field for it in the widget."""
        turn.show("input", "utter_ask_visitor_name", data={"field": "name"})
        return []


class ActionAskVisitorCompany(ConveneAction):
    """Asks for the company, when the visitor wants to change it."""

    def name(self) -> str:
        """Asked by the form for `visitor_company`."""
        return "action_ask_visitor_company"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Ask, with a field for it in the widget."""
        turn.show("input", "utter_ask_visitor_company", data={"field": "company"})
        return []


class ActionAskBookingConfirmed(ConveneAction):
    """Sums up what is about to be booked, and asks for a yes."""

    def name(self) -> str:
        """Asked by the form for `booking_confirmed`."""
        return "action_ask_booking_confirmed"

    async def answer(self, turn: Turn) -> list[EventType]:
        """Say date, zone, rep and the visitor's details, once and completely."""
        chosen, slot = turn.chosen or {}, turn.tracker.get_slot
        company, suggested = slot("visitor_company"), ""
        if company is None:
            company = suggested = await likely_company(turn.services, slot("visitor_email"), slot("visitor_name"))
        if suggested:
            turn.say("utter_company_suggested", company=suggested)
        known = (slot("visitor_name"), company, slot("visitor_email"), slot("visitor_phone"), *(slot("guests") or ()))
        turn.say(
            "utter_ask_booking_confirmed",
            time=turn.say_time(datetime.fromisoformat(chosen["start"])),
            rep=turn.rep_name(chosen["rep"]),
            who=", ".join(detail for detail in known if detail),
        )
        return [SlotSet("visitor_company", company)]


async def _offer(turn: Turn, wish: TimePreference, shown: tuple[datetime, ...]) -> Offer:
    wanted = {"moving": turn.moving, "only": turn.wanted_rep}
    found = await offer(turn.services, session=turn.session, wish=wish, zone=turn.zone, shown=shown, **wanted)
    if found.fits and wish.is_exact:
        return replace(found, slots=found.slots[:1], more=True)  # that one is what was asked for; others on request
    return found


def _fitting_words(turn: Turn, wish: TimePreference, found: Offer) -> str:
    only = len(found.slots) == 1
    if (turn.resumed and turn.offered) or _is_on_the_table(turn, found):
        if only:
            return "utter_offer_one_again"
        return "utter_which_one" if _says_yes_to_several(turn) else "utter_offer_again"
    if turn.shown:
        return "utter_offer_one" if only else "utter_offer_more"
    if not found.fits:
        return f"utter_nearest_{found.reason or 'no_availability'}"
    if wish.is_exact:
        return "utter_offer_exact_moving" if turn.moving else "utter_offer_exact"
    if only:
        return "utter_offer_one"
    if turn.moving:
        return "utter_offer_moving"
    return "utter_offer" if wish.windows or wish.time_of_day or wish.weekdays else "utter_offer_any"


def _insists(turn: Turn) -> bool:
    """Whether the visitor's last messages all wished for the same time."""
    wishes: list[object] = []
    for event in turn.tracker.events:
        if event["event"] == "user":
            wishes.append(None)
        elif event["event"] == "slot" and event["name"] == "wish" and event["value"] and wishes:
            wishes[-1] = event["value"]
    return len(wishes) >= INSISTS and wishes[-INSISTS:] == [turn.tracker.get_slot("wish")] * INSISTS


def _says_yes_to_several(turn: Turn) -> bool:
    return turn.asked == "chosen_slot" and turn.answer in ("affirm", "choose_slot") and not turn.entity("anyone")


def _is_on_the_table(turn: Turn, found: Offer) -> bool:
    return tuple(slot.start for slot in found.slots) == turn.offered


def _show(turn: Turn, response: str, wish: TimePreference, found: Offer) -> list[EventType]:
    words = _in_words(turn, wish)
    slots = [{"id": slot.id, "start": in_utc(slot.start), "end": in_utc(slot.end)} for slot in found.slots]
    turn.show(
        "slots",
        response,
        wish=words,
        Wish=words[:1].upper() + words[1:],
        data={"zone": turn.zone, "slots": slots, "more": found.more},
    )
    shown = [start.isoformat() for start in turn.shown] if response != "utter_no_more_times" else None
    return [SlotSet("offered_slots", slots), SlotSet("shown_slots", shown), SlotSet("time_zone", turn.zone)]


def _in_words(turn: Turn, wish: TimePreference) -> str:
    return say(wish, turn.now, turn.visitor_zone, turn.locale)
