"""What the meeting is to be about, which visitors tell before they say yes to it."""

from actions.turn import AT_SUMMARY, SURE_OF_MORE, Turn
from convene.language import agrees_to_book, says_to_book, speaks_of_us, yes_or_no

SURE_OF_YES = 0.75  # that it is one, when it does not begin with a word for yes
FEW = 3  # words, which ask for nothing that would have to be declined


def tells_topic(turn: Turn) -> bool:
    """Whether “spare parts for a conveyor”, told at the summary, is neither a yes nor a wish to change anything."""
    if turn.asked not in AT_SUMMARY or not any(map(str.isalpha, turn.text)) or "?" in turn.text:
        return False
    if turn.entity("detail") or turn.is_foreign or turn.time_said.understood or yes_or_no(turn.text) is not None:
        return False
    if turn.is_brief and agrees_to_book(turn.text):
        return False
    match turn.intent:
        case "provide_details" | "nlu_fallback":
            return True
        case "book_meeting":  # “we need new shelves”; “book it, please” is a yes
            return not (turn.entity("another") or says_to_book(turn.text))
        case "affirm":  # the model may take a word for a yes that it does not know
            return turn.confidence < SURE_OF_YES
        case "out_of_scope":  # the model knows of no conveyors
            unsure = len(turn.text.split()) <= FEW or turn.confidence < SURE_OF_MORE
            return unsure or speaks_of_us(turn.text)
    return False
