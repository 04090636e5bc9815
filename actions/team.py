"""Telling the team that a visitor wants to hear from them."""

from actions.turn import Turn
from convene.booking.hand_over import hand_over
from convene.model import Company, Person


async def tell_team(turn: Turn, contact: str, note: str) -> None:
    """Mail the team where the visitor is reached and what it is about, and tell the visitor so."""
    slot = turn.tracker.get_slot
    await hand_over(
        turn.services,
        session=turn.session,
        contact=contact,
        note=note,
        person=Person(name=slot("visitor_name") or ""),
        company=Company(name=slot("visitor_company") or ""),
        page=str(turn.metadata.get("page") or ""),
    )
    turn.say("utter_handed_over", handover_contact=contact)
