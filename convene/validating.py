"""`make validate`, beside Rasa's own check: what designers can get wrong that Rasa does not see, with file and line."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from convene.language import FIRST
from convene.translating import lacking

_PLACE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_UTTER = re.compile(r"\butter_(?!(?:message|action)\b)[\w/]+")
_BUILT = re.compile(r"f\"(utter_\w*)\{")
_EXAMPLE = re.compile(r"^\s*- ", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """Something wrong in a file; `line` counts from 1."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of YAML and where it stands."""

    file: str
    line: int
    value: Any

    def says(self, text: str) -> Complaint:
        """A complaint about it."""
        return Complaint(self.file, self.line, text)


class Conversation:
    """The conversation files of a folder: domain, rules and stories, examples, responses by language."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.domain = dict(_entries(root, root / "domain.yml"))
        self.responses: dict[str, dict[str, Place]] = {}
        for folder in sorted(path for path in (root / "data" / "responses").iterdir() if path.is_dir()):
            spoken = self.responses.setdefault(folder.name, {})
            for path in sorted(folder.glob("*.yml")):
                spoken.update(_entries(root, path, "responses"))
        self.rules = [r for kind in ("rules", "stories") for r in _items(root, "data", kind)]
        self.examples: dict[str, dict[str, Place]] = {language: {} for language in self.responses}
        self.lookups: dict[str, dict[str, Place]] = {language: {} for language in self.responses}
        for path in sorted((root / "data" / "nlu").rglob("*.yml")):
            language = path.parent.name if path.parent.name in self.responses else FIRST
            for place in _list(root, path, "nlu"):
                if "intent" in place.value and _EXAMPLE.search(str(place.value.get("examples", ""))):
                    self.examples[language].setdefault(str(place.value["intent"]), place)
                elif "lookup" in place.value:
                    self.lookups[language].setdefault(str(place.value["lookup"]), place)
        self.headings = [heading for path in self._data() for heading in _entries(root, path)]
        self.code = {path: path.read_text(encoding="utf-8") for path in sorted((root / "actions").rglob("*.py"))}

    def _data(self) -> list[Path]:
        return [self.root / "domain.yml", *sorted((self.root / "data").rglob("*.yml"))]

    def names(self, key: str) -> set[str]:
        """What the domain lists under this key."""
        listed = self.domain[key].value if key in self.domain else []
        return {next(iter(item)) if isinstance(item, dict) else str(item) for item in listed}


def complaints(root: Path) -> list[Complaint]:
    """Everything wrong with the conversation files under `root`, by file and line."""
    conversation = Conversation(root)
    checks = (_headings, _languages, _words, _buttons, _words_used, _rules_reached, _examples, _slots_used)
    return sorted({complaint for check in checks for complaint in check(conversation)})


def _headings(conversation: Conversation) -> Iterator[Complaint]:
    """Nothing stands at the margin but Rasa's headings; what lost its indentation is read by nobody."""
    for heading, place in conversation.headings:
        if heading not in RASAS_HEADINGS:
            yield place.says(f"{heading} stands at the margin, where it is not read; indent it like its neighbours")


def _languages(conversation: Conversation) -> Iterator[Complaint]:
    """Every response is there in every language, with the same places for values."""
    every = {name: place for spoken in conversation.responses.values() for name, place in spoken.items()}
    for name, place in every.items():
        for language, spoken in conversation.responses.items():
            if name not in spoken:
                yield place.says(f"{name} is missing in data/responses/{language}/")
    first = conversation.responses.get(FIRST, {})
    for language, spoken in conversation.responses.items():
        for name, place in spoken.items():
            if name in first and (extra := _places(place) - _places(first[name])):
                yield place.says(f"{name} has {{{sorted(extra)[0]}}}, which it has not in {FIRST}; is it misspelt?")
            if name in first and _payloads(place) != _payloads(first[name]):
                yield place.says(f"{name} in {language} has other buttons than in {FIRST}")


def _words(conversation: Conversation) -> Iterator[Complaint]:
    """Every variation of a response says something."""
    for spoken in conversation.responses.values():
        for name, place in spoken.items():
            if not all(
                str(variation.get("text") or variation.get("custom") or "").strip() for variation in place.value
            ):
                yield place.says(f"{name} has a variation without words")


def _buttons(conversation: Conversation) -> Iterator[Complaint]:
    """Every payload is an intent that some rule, form or answer handles, with entities the domain knows."""
    handled = {step["intent"] for rule in conversation.rules for step in _steps(rule.value) if "intent" in step}
    intents, entities = conversation.names("intents"), conversation.names("entities")
    code = "".join(conversation.code.values())
    for spoken in conversation.responses.values():
        for place in spoken.values():
            for payload in _sent(place):
                intent, brace, rest = payload.lstrip("/").replace("{{", "{").replace("}}", "}").partition("{")
                base, _, question = intent.strip().partition("/")
                if base not in intents:
                    yield place.says(f"the button {payload} names an intent that domain.yml does not list")
                elif base not in handled and f'"{base}"' not in code:
                    yield place.says(f"the button {payload} leads nowhere: no rule or story has the intent {base}")
                if question and f"utter_{base}/{question}" not in spoken:
                    yield place.says(f"the button {payload} has no answer utter_{base}/{question}")
                if brace and (wrong := _wrong_entities(brace + rest, entities)):
                    yield place.says(f"the button {payload}: {wrong}")


def _words_used(conversation: Conversation) -> Iterator[Complaint]:
    """Every response is said somewhere, and everything said is a response."""
    known = {name for spoken in conversation.responses.values() for name in spoken}
    used = {step["action"] for rule in conversation.rules for step in _steps(rule.value) if "action" in step}
    said = {name for text in conversation.code.values() for name in _UTTER.findall(text)}
    built = tuple(start for text in conversation.code.values() for start in _BUILT.findall(text))
    actions = conversation.names("actions") | set(conversation.domain["forms"].value)
    for name, place in conversation.responses.get(FIRST, {}).items():
        retrieved = name.removeprefix("utter_").partition("/")[0] in conversation.names("intents") and "/" in name
        asked = f'"{name.removeprefix("utter_ask_")}"' in "".join(conversation.code.values())
        if name not in used | said | RASAS_OWN and not retrieved and not asked and not name.startswith(built):
            yield place.says(f"{name} is never said")
        if retrieved and name.removeprefix("utter_") not in conversation.examples[FIRST]:
            yield place.says(f"{name} answers a question that has no examples in data/nlu/")
    for rule in conversation.rules:
        for step in _steps(rule.value):
            action = str(step.get("action", ""))
            if action.startswith("utter_") and action not in known and f"{action}/" not in "".join(known):
                yield rule.says(f"{action} has no words in data/responses/")
            if action and not action.startswith("utter_") and action not in actions | RASAS_OWN:
                yield rule.says(f"{action} is no action of domain.yml")
    for path, text in conversation.code.items():
        for number, line in enumerate(text.splitlines(), 1):
            for name in set(_UTTER.findall(line)) - known:
                if not any(line.count(f'f"{start}{{') for start in built) and not name.endswith("_"):
                    file = path.relative_to(conversation.root).as_posix()
                    yield Complaint(file, number, f"{name} has no words in data/responses/")


def _rules_reached(conversation: Conversation) -> Iterator[Complaint]:
    """Every rule can be reached: its form and intents exist, somebody can say them, no other rule is in its way."""
    forms, intents = set(conversation.domain["forms"].value), conversation.names("intents") | RASAS_OWN
    sayable = {intent for spoken in conversation.examples.values() for intent in spoken}
    sayable |= {intent.partition("/")[0] for intent in sayable} | RASAS_OWN
    sent = {
        p.lstrip("/").partition("{")[0] for s in conversation.responses.values() for r in s.values() for p in _sent(r)
    }
    seen: dict[str, Place] = {}
    for rule in conversation.rules:
        for condition in rule.value.get("condition") or ():
            loop = condition.get("active_loop")
            if loop is not None and loop not in forms:
                yield rule.says(f"this rule waits for the form {loop}, which domain.yml does not have")
        for step in _steps(rule.value):
            intent = step.get("intent")
            if intent and intent.partition("/")[0] not in intents:
                yield rule.says(f"the intent {intent} is not in domain.yml")
            elif intent and intent not in sayable | sent:
                yield rule.says(f"nobody can say {intent}: it has no examples and no button")
        for start in _starts(rule):
            if start in seen:
                where = seen[start]
                yield rule.says(f"this rule is in the way of that in {where.file}:{where.line}: both begin alike")
            seen[start] = rule


def _examples(conversation: Conversation) -> Iterator[Complaint]:
    """Every intent can be said in every language, and every lookup table has words in it."""
    said = {intent.partition("/")[0] for spoken in conversation.examples.values() for intent in spoken}
    responses = [place for spoken in conversation.responses.values() for place in spoken.values()]
    sent = {payload.lstrip("/").partition("{")[0] for place in responses for payload in _sent(place)}
    code = "".join(conversation.code.values())
    for intent in sorted(conversation.names("intents") - said - sent - RASAS_OWN):
        if f'"{intent}"' not in code:
            yield conversation.domain["intents"].says(f"the intent {intent} has no examples in data/nlu/")
    for what, by_language in (("intent", conversation.examples), ("lookup table", conversation.lookups)):
        every = {name: place for spoken in by_language.values() for name, place in spoken.items()}
        for name, place in every.items():
            for language, spoken in by_language.items():
                if name not in spoken:
                    folder = "data/nlu/" if language == FIRST else f"data/nlu/{language}/"
                    yield place.says(f"the {what} {name} has no examples in {folder}")


def _slots_used(conversation: Conversation) -> Iterator[Complaint]:
    """Every slot that only actions fill is set or read by a rule, a form, a response or an action."""
    words = {place for spoken in conversation.responses.values() for said in spoken.values() for place in _places(said)}
    told = json.dumps([rule.value for rule in conversation.rules]) + json.dumps(conversation.domain["forms"].value)
    text = told + "".join(conversation.code.values())
    for slot, meant in conversation.domain["slots"].value.items():
        by_actions = all(mapping.get("type") == "custom" for mapping in meant.get("mappings") or ())
        if by_actions and slot not in words and f'"{slot}"' not in text:
            yield conversation.domain["slots"].says(f"the slot {slot} is neither set nor read")


RASAS_HEADINGS = {
    *("version", "imports", "session_config", "intents", "entities", "slots", "forms", "actions", "responses"),
    *("nlu", "rules", "stories"),
}
"""What may stand at the margin of a conversation file."""

RASAS_OWN = {
    *("action_listen", "action_deactivate_loop", "action_restart", "action_default_fallback"),
    *("utter_default", "nlu_fallback", "utter_something_went_wrong"),
}


def _places(place: Place) -> set[str]:
    return set(_PLACE.findall(json.dumps(place.value, ensure_ascii=False)))


def _payloads(place: Place) -> list[str]:
    return sorted(set(_sent(place)))


def _sent(place: Place) -> list[str]:
    """The payloads of a response's buttons that are no plain text."""
    buttons = [button for variation in place.value for button in variation.get("buttons") or ()]
    return [button["payload"] for button in buttons if str(button["payload"]).startswith("/")]


def _wrong_entities(text: str, known: set[str]) -> str:
    try:
        entities = json.loads(text)
    except ValueError:
        return "the part in braces is no JSON; braces are doubled in these files"
    unknown = set(entities) - known
    return f"domain.yml has no entity {sorted(unknown)[0]}" if unknown else ""


def _steps(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for step in rule.get("steps") or ():
        yield from step.get("or", (step,))


def _starts(rule: Place) -> Iterator[str]:
    """How a rule begins, once for each of its first intents; rules that go on by slots differ in those."""
    steps = rule.value.get("steps") or []
    if "rule" not in rule.value or not steps:
        return
    slots = [step["slot_was_set"] for step in steps if "slot_was_set" in step]
    for step in steps[0].get("or", [steps[0]]):
        if "intent" in step:
            yield json.dumps([rule.value.get("condition"), step["intent"], slots], sort_keys=True)


def _items(root: Path, folder: str, key: str) -> Iterator[Place]:
    for path in sorted((root / folder).rglob("*.yml")):
        yield from _list(root, path, key)


def _list(root: Path, path: Path, key: str) -> Iterator[Place]:
    """The items of the list under a key of a file."""
    node = _node(path, key)
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        yield Place(path.relative_to(root).as_posix(), item.start_mark.line + 1, _value(item))


def _entries(root: Path, path: Path, key: str | None = None) -> Iterator[tuple[str, Place]]:
    """The entries of the mapping under a key of a file, or of the whole file."""
    node = _node(path, key)
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        file = path.relative_to(root).as_posix()
        yield str(name.value), Place(file, name.start_mark.line + 1, _value(value))


def _node(path: Path, key: str | None) -> yaml.Node | None:
    with path.open(encoding="utf-8") as file:  # and not its text: so an error knows which file it is in
        node = yaml.compose(file, Loader=yaml.CSafeLoader)
    if key is None or not isinstance(node, yaml.MappingNode):
        return node if key is None else None
    return next((value for name, value in node.value if name.value == key), None)


def _value(node: yaml.Node) -> Any:
    return yaml.SafeLoader("").construct_document(node)


def _not_yaml(error: yaml.MarkedYAMLError) -> str:
    where = f"{error.problem_mark.name}:{error.problem_mark.line + 1}" if error.problem_mark else "a file"
    return f"{where}: this is no YAML: {error.problem}; is it indented like its neighbours?"


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    try:
        found = [*map(str, complaints(Path())), *lacking(Path())]
    except yaml.MarkedYAMLError as error:
        found = [_not_yaml(error)]
    for complaint in found:
        print(complaint, file=sys.stderr)
    if not found:
        print("the conversation files are in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
