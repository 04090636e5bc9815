"""What the meeting is to be about, which visitors tell before they say yes to it."""

from actions.turn import SURE_OF_MORE, Turn
from convene.language import says_to_book, yes_or_no

SURE_OF_YES = 0.75  # that it is one, when it does not begin with a word for yes
FEW = 3  # words, which ask for nothing that would have to be declined


def tells_topic(turn: Turn) -> bool:
    """Whether “spare parts for a conveyor”, told at the summary, is neither a yes nor a wish to change anything."""
    if turn.asked not in ("booking_confirmed", "change") or not any(map(str.isalpha, turn.text)) or "?" in turn.text:
        return False
    if turn.entity("detail") or turn.is_foreign or turn.time_said.understood or yes_or_no(turn.text) is not None:
        return False
    match turn.intent:
        case "provide_details" | "nlu_fallback":
            return True
        case "book_meeting":  # “we need new shelves”; “book it, please” is a yes
            return not (turn.entity("another") or says_to_book(turn.text))
        case "affirm":  # the model may take a word for a yes that it does not know
            return turn.confidence < SURE_OF_YES
        case "out_of_scope":  # the model knows of no conveyors
            return len(turn.text.split()) <= FEW or turn.confidence < SURE_OF_MORE
    return False
