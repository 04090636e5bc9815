"""When nobody can be met: the company's words, and a message to the team, so that they find a time themselves."""

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.team import tell_team
from actions.turn import Turn


def show_fallback(turn: Turn) -> None:
    """Say what the company wants said when nobody can be met, else the standard words."""
    turn.show_plainly("fallback", turn.services.roster.fallback(turn.language) or turn.words("utter_nobody_free").text)


async def leave_to_the_team(turn: Turn, wish: str) -> list[EventType]:
    """End the booking; tell the queue where the visitor is reached, or ask the visitor for it first.

    Args:
        turn: the turn in which nobody could be offered.
        wish: when the visitor wanted to meet, in words.
    """
    show_fallback(turn)
    ended = [SlotSet("offered_slots", None), SlotSet("shown_slots", None), ActiveLoop(None)]
    if not turn.known_email:
        return [*ended, FollowupAction("handover_form")]
    await tell_team(turn, turn.known_email, turn.words("utter_note_nobody_free", wish=wish).text)
    return [*ended, SlotSet("wish", None), FollowupAction("action_listen")]
