"""`make flow`: the rules as one picture in a page that needs nothing else, for whoever shapes the conversation."""

import re
import sys
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from convene.conversation_files import Conversation, NoYaml, Place
from convene.language import FIRST

TO = Path("var/flow.html")
EXAMPLES_SHOWN = 5

_PAGE = Path(__file__).with_suffix(".html")
_EXAMPLE = re.compile(r"^\s*- (.+)$", re.MULTILINE)

Words = dict[str, list[str]]  # what can be read in a box, by language


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the picture; `kind` is wants, says, does, form or condition."""

    kind: str
    name: str
    words: Words


@dataclass(frozen=True, slots=True)
class Way:
    """One rule: what the visitor may want, what follows, and where it stands."""

    name: str
    wants: tuple[Box, ...]
    follows: tuple[Box, ...]
    where: str


def ways(conversation: Conversation) -> dict[str, list[Way]]:
    """The rules by the situation they hold in: at any time, outside the forms, or in one of them."""
    found: dict[str, list[Way]] = {}
    for rule in conversation.rules:
        found.setdefault(_situation(rule), []).append(_way(conversation, rule))
    return found


def page(conversation: Conversation) -> str:
    """The page: a row of boxes for each rule, with the words of every language in them."""
    templates = Environment(
        loader=FileSystemLoader(_PAGE.parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return templates.get_template(_PAGE.name).render(situations=ways(conversation), languages=conversation.responses)


def _situation(rule: Place) -> str:
    conditions = rule.value.get("condition") or ()
    loops = [condition["active_loop"] for condition in conditions if "active_loop" in condition]
    known = [f"{slot} is {_plain(value)}" for c in conditions for slot, value in _slots(c)]
    place = "At any time" if not loops else f"In {loops[0]}" if loops[0] else "Outside a form"
    return ", ".join((place, *known))


def _way(conversation: Conversation, rule: Place) -> Way:
    steps = list(rule.value.get("steps") or ())
    wants = [step["intent"] for step in steps[0].get("or", (steps[0],)) if "intent" in step] if steps else []
    return Way(
        name=str(rule.value.get("rule") or rule.value.get("story")),
        wants=tuple(Box("wants", intent, _examples(conversation, intent)) for intent in wants)
        or (Box("condition", "all answers are there", {}),),
        follows=tuple(box for step in (steps[1:] if wants else steps) for box in _boxes(conversation, step)),
        where=f"{rule.file}:{rule.line}",
    )


def _boxes(conversation: Conversation, step: dict[str, Any]) -> Iterator[Box]:
    action = str(step.get("action", ""))
    if action.endswith("_form"):
        yield Box("form", action, _questions(conversation, action))
    elif action.startswith("utter_"):
        yield Box("says", action, _answers(conversation, action))
    elif action and action != "action_deactivate_loop":
        yield Box("does", action, {})
    for slot, value in _slots(step):
        if slot != "requested_slot":
            yield Box("condition", f"if {slot} is {_plain(value)}", {})


def _slots(step: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for slots in step.get("slot_was_set") or ():
        yield from slots.items()


def _plain(value: Any) -> str:
    return {True: "yes", False: "no", None: "empty"}.get(value, str(value))


def _examples(conversation: Conversation, intent: str) -> Words:
    """A few sentences of the intent, or one of each of its questions (`faq/…`)."""
    words: Words = {}
    for language, examples in conversation.examples.items():
        said = {name: _EXAMPLE.findall(str(place.value["examples"])) for name, place in examples.items()}
        questions = [sentences[0] for name, sentences in said.items() if name.startswith(f"{intent}/")]
        words[language] = said.get(intent, questions)[: None if questions else EXAMPLES_SHOWN]
    return _told(words)


def _questions(conversation: Conversation, form: str) -> Words:
    """What a form asks for, in its order."""
    slots = (conversation.domain["forms"].value.get(form) or {}).get("required_slots") or ()
    known = conversation.responses[FIRST]
    return _said(conversation, [name for slot in slots for name in known if name.startswith(f"utter_ask_{slot}")])


def _answers(conversation: Conversation, response: str) -> Words:
    """The words of a response, or of every answer to a question (`utter_faq/…`)."""
    known = conversation.responses[FIRST]
    return _said(conversation, [name for name in known if name == response or name.startswith(f"{response}/")])


def _said(conversation: Conversation, names: list[str]) -> Words:
    """Every variation of these responses."""
    words: Words = {}
    for language, spoken in conversation.responses.items():
        words[language] = [_text(said) for name in names if name in spoken for said in spoken[name].value]
    return _told(words)


def _told(words: Words) -> Words:
    return {language: said for language, said in words.items() if said}


def _text(variation: dict[str, Any]) -> str:
    """Words and buttons."""
    buttons = "".join(f" [{button['title']}]" for button in variation.get("buttons") or ())
    return f"{variation.get('text', '')}{buttons}"


def main() -> int:
    """Write the page, and open it where there is a browser."""
    try:
        picture = page(Conversation(Path()))
    except NoYaml as wrong:
        print(wrong, file=sys.stderr)
        return 1
    TO.parent.mkdir(parents=True, exist_ok=True)
    TO.write_text(picture, encoding="utf-8")
    print(f"the rules as a picture: {TO.absolute()}")
    if sys.stdout.isatty():
        webbrowser.open(TO.absolute().as_uri())
    return 0


if __name__ == "__main__":
    sys.exit(main())
