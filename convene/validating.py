"""`make validate`, beside Rasa's own check: what designers can get wrong that Rasa does not see, with file and line.

Each check below reads the files of `conversation_files.py` for one kind of slip and says what to do about it.
"""

import json
import re
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from convene.conversation_files import Complaint, Conversation, NoYaml, Place, Sentence, near, why_no_yaml
from convene.language import FIRST
from convene.translating import lacking

RASAS_HEADINGS = {
    *("version", "imports", "session_config", "intents", "entities", "slots", "forms", "actions", "responses"),
    *("nlu", "rules", "stories"),
}
"""What may stand at the margin of a conversation file."""

RASAS_OWN = {
    *("action_listen", "action_deactivate_loop", "action_restart", "action_default_fallback"),
    *("utter_default", "nlu_fallback", "utter_something_went_wrong"),
}
"""Names that nobody has to list, fill or use."""

_PLACE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_UTTER = re.compile(r"\butter_(?!(?:message|action)\b)[\w/]+")
_BUILT = re.compile(r"f\"(utter_\w*)\{")


def complaints(root: Path) -> list[Complaint]:
    """Everything wrong with the conversation files under `root`, by file and line.

    Files with slips in their very shape are told those alone: whatever else they lack would follow from them.

    Raises:
        NoYaml: if a file is none.
    """
    conversation = Conversation(root)
    if conversation.slips:
        return sorted(set(conversation.slips))
    names = _Names(conversation)
    return sorted({complaint for check in CHECKS for complaint in check(conversation, names)})


class _Names:
    """What is known and used by name in all files together."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.intents = conversation.names("intents")
        self.entities = conversation.names("entities")
        self.forms = conversation.names("forms")
        self.slots = conversation.names("slots")
        self.actions = conversation.names("actions") | self.forms | RASAS_OWN
        self.code = "".join(conversation.code.values())

    def in_code(self, name: str) -> bool:
        """Whether our actions have this name, as a string of its own."""
        return f'"{name}"' in self.code

    @cached_property
    def responses(self) -> set[str]:
        """Every response, of any language."""
        return {name for spoken in self._conversation.responses.values() for name in spoken}

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """Every step of every rule."""
        return [step for rule in self._conversation.rules for step in _steps(rule)]

    @cached_property
    def handled(self) -> set[str]:
        """The intents that some rule follows on."""
        return {str(step["intent"]) for step in self.steps if "intent" in step}

    @cached_property
    def on_buttons(self) -> set[str]:
        """The intents that some button sends."""
        said = [place for spoken in self._conversation.responses.values() for place in spoken.values()]
        return {payload.lstrip("/").partition("{")[0] for place in said for payload in _payloads(place)}

    @cached_property
    def sayable(self) -> set[str]:
        """The intents that have examples, and those that their questions (`faq/…`) belong to."""
        said = {sentence.intent for sentence in self._conversation.sentences}
        return said | {intent.partition("/")[0] for intent in said} | RASAS_OWN

    @cached_property
    def said(self) -> set[str]:
        """The responses that rules and actions name."""
        return {str(step.get("action")) for step in self.steps} | set(_UTTER.findall(self.code)) | RASAS_OWN

    @cached_property
    def built(self) -> tuple[str, ...]:
        """The beginnings that actions complete to names of responses."""
        return tuple(_BUILT.findall(self.code))


# The files


def _headings(conversation: Conversation, _: _Names) -> Iterator[Complaint]:
    """Nothing stands at the margin but Rasa's headings; what lost its indentation is read by nobody."""
    for heading, place in conversation.headings:
        if heading not in RASAS_HEADINGS:
            hint = near(heading, RASAS_HEADINGS) or "; indent it like its neighbours"
            yield place.says(f"{heading} stands at the margin, where it is not read{hint}")


# What is said


def _every_language(conversation: Conversation, _: _Names) -> Iterator[Complaint]:
    """Every response is there in every language, with the same places for values and the same buttons."""
    every = {name: place for spoken in conversation.responses.values() for name, place in spoken.items()}
    first = conversation.responses.get(FIRST, {})
    for language, spoken in conversation.responses.items():
        for name, place in every.items():
            if name not in spoken:
                yield place.says(
                    f"{name} is missing in data/responses/{language}/{near(name, set(spoken) - set(every))}"
                )
        for name, place in spoken.items():
            if name in first and (extra := _places(place) - _places(first[name])):
                yield place.says(f"{name} has {{{sorted(extra)[0]}}}, which it has not in {FIRST}; is it misspelt?")
            if name in first and set(_payloads(place)) != set(_payloads(first[name])):
                odd = ", ".join(sorted(set(_payloads(place)) ^ set(_payloads(first[name]))))
                yield place.says(f"{name} in {language} has other buttons than in {FIRST}: {odd}")


def _values(conversation: Conversation, names: _Names) -> Iterator[Complaint]:
    """Every place in a response is filled by a slot or an action."""
    for name, place in conversation.responses.get(FIRST, {}).items():
        for value in sorted(_places(place) - names.slots):
            if not names.in_code(value) and not re.search(rf"\b{value}=", names.code):
                yield place.says(f"{name} has {{{value}}}, which is filled by nobody{near(value, names.slots)}")


def _words(conversation: Conversation, _: _Names) -> Iterator[Complaint]:
    """Every variation of a response says something."""
    for spoken in conversation.responses.values():
        for name, place in spoken.items():
            if not all(str(one.get("text") or one.get("custom") or "").strip() for one in place.value):
                yield place.says(f"{name} has a variation without words")


def _responses_are_said(conversation: Conversation, names: _Names) -> Iterator[Complaint]:
    """Every response is said by a rule or an action, or answers a question."""
    for name, place in conversation.responses.get(FIRST, {}).items():
        question = name.removeprefix("utter_")
        if "/" in question and question.partition("/")[0] in names.intents:
            if question not in conversation.examples[FIRST]:
                yield place.says(f"{name} answers a question that has no examples in data/nlu/")
        elif name in names.said or name.startswith(names.built) or names.in_code(name.removeprefix("utter_ask_")):
            continue
        else:
            yield place.says(f"{name} is never said: no rule and no action names it")


def _buttons(conversation: Conversation, names: _Names) -> Iterator[Complaint]:
    """Every payload is an intent that some rule, form or answer handles, with entities the domain knows."""
    for spoken in conversation.responses.values():
        for place in spoken.values():
            for wordless in {one for one in _sent(place) if one in names.intents}:
                yield place.says(f"the button {wordless} sends plain words; to mean the intent write /{wordless}")
            for payload in _payloads(place):
                intent, brace, rest = payload.lstrip("/").replace("{{", "{").replace("}}", "}").partition("{")
                base, _, question = intent.strip().partition("/")
                if base not in names.intents:
                    hint = near(base, names.intents)
                    yield place.says(f"the button {payload} names an intent that domain.yml does not list{hint}")
                elif base not in names.handled and not names.in_code(base):
                    yield place.says(f"the button {payload} leads nowhere: no rule or story has the intent {base}")
                if question and f"utter_{base}/{question}" not in spoken:
                    hint = near(f"utter_{base}/{question}", spoken)
                    yield place.says(f"the button {payload} has no answer utter_{base}/{question}{hint}")
                if brace and (wrong := _wrong_entities(brace + rest, names.entities)):
                    yield place.says(f"the button {payload}: {wrong}")


def _actions_say(conversation: Conversation, names: _Names) -> Iterator[Complaint]:
    """Every response that the actions name is there."""
    for path, text in conversation.code.items():
        for number, line in enumerate(text.splitlines(), 1):
            for name in set(_UTTER.findall(line)) - names.responses:
                if not any(line.count(f'f"{start}{{') for start in names.built) and not name.endswith("_"):
                    place = Place(path.relative_to(conversation.root).as_posix(), number, name)
                    yield place.says(f"{name} has no words in data/responses/{near(name, names.responses)}")


# What follows what


def _rules_wait(conversation: Conversation, names: _Names) -> Iterator[Complaint]:
    """Every rule can be reached: its form is there, and its intents are and can be said."""
    for rule in conversation.rules:
        for condition in rule.value.get("condition") or ():
            loop = condition.get("active_loop")
            if loop is not None and loop not in names.forms:
                hint = near(loop, names.forms)
                yield rule.says(f"this rule waits for the form {loop}, which domain.yml does not have{hint}")
        for intent in (str(step["intent"]) for step in _steps(rule) if "intent" in step):
            if intent.partition("/")[0] not in names.intents | RASAS_OWN:
                yield rule.says(f"the intent {intent} is not in domain.yml{near(intent, names.intents)}")
            elif intent not in names.sayable | names.on_buttons:
                yield rule.says(f"nobody can say {intent}: it has no examples and no button")


def _rules_do(conversation: Conversation, names: _Names) -> Iterator[Complaint]:
    """Everything that rules say and do is there."""
    for rule in conversation.rules:
        for action in (str(step["action"]) for step in _steps(rule) if "action" in step):
            if action.startswith("utter_"):
                answers = any(name.startswith(f"{action}/") for name in names.responses)
                if action not in names.responses and not answers:
                    yield rule.says(f"{action} has no words in data/responses/{near(action, names.responses)}")
            elif action not in names.actions:
                yield rule.says(f"{action} is no action of domain.yml{near(action, names.actions)}")


def _rules_go_on(conversation: Conversation, _: _Names) -> Iterator[Complaint]:
    """A rule for one form ends with that form or with the end of it, else the form stops asking."""
    for rule in conversation.rules:
        loops = [condition.get("active_loop") for condition in rule.value.get("condition") or ()]
        for form in filter(None, loops):
            if not any(step.get("action") == form or "active_loop" in step for step in _steps(rule)):
                yield rule.says(f"in {form} a rule has to end with - action: {form}, else the form stops asking")


def _forms_ask(conversation: Conversation, names: _Names) -> Iterator[Complaint]:
    """Everything that a form wants to know is a slot, and asked for by an action."""
    if "forms" not in conversation.domain:
        return
    forms = conversation.domain["forms"]
    for form, told in forms.value.items():
        for slot in (told or {}).get("required_slots") or ():
            if slot not in names.slots:
                yield forms.says(f"{form} asks for {slot}, which is no slot{near(slot, names.slots)}")
            elif (asks := f"action_ask_{slot}") not in names.actions:
                yield forms.says(f"{form} stops at {slot}: nobody asks for it; actions: needs {asks}, from actions/")


def _rules_alike(conversation: Conversation, _: _Names) -> Iterator[Complaint]:
    """No rule is in the way of another one."""
    seen: dict[str, Place] = {}
    for rule in conversation.rules:
        for start in _starts(rule):
            if start in seen:
                yield rule.says(f"this rule is in the way of that in {seen[start].where}: both begin alike")
            seen[start] = rule


# What visitors say


def _intents(conversation: Conversation, names: _Names) -> Iterator[Complaint]:
    """Every intent is listed, can be said, and is followed by something."""
    listed = conversation.domain.get("intents", Place("domain.yml", 1, None))
    for intent in sorted(names.intents - names.sayable - names.on_buttons):
        if not names.in_code(intent):
            yield listed.says(f"the intent {intent} has no examples in data/nlu/")
    for intent in sorted((names.intents & names.sayable) - names.handled):
        if not names.in_code(intent):
            yield listed.says(f"nothing follows on the intent {intent}: no rule in data/rules/ has it")
    for intent, place in _every(conversation.examples).items():
        base, _, question = intent.partition("/")
        if base not in names.intents:
            hint = near(base, names.intents) or "; add it there"
            yield place.says(f"the intent {base} is not under intents in domain.yml{hint}")
        elif question and f"utter_{intent}" not in names.responses:
            hint = near(f"utter_{intent}", names.responses)
            yield place.says(f"{intent} is not answered: data/responses/ has no utter_{intent}{hint}")


def _examples(conversation: Conversation, _: _Names) -> Iterator[Complaint]:
    """Every intent, lookup table and synonym has examples in every language."""
    kinds = {
        "intent": conversation.examples,
        "lookup table": conversation.lookups,
        "synonym": conversation.synonyms,
    }
    for what, by_language in kinds.items():
        for name, place in _every(by_language).items():
            for language, spoken in by_language.items():
                if name not in spoken:
                    folder = "data/nlu/" if language == FIRST else f"data/nlu/{language}/"
                    yield place.says(f"the {what} {name} has no examples in {folder}")


def _examples_once(conversation: Conversation, _: _Names) -> Iterator[Complaint]:
    """No sentence is an example of two intents, which would teach neither, or twice of one, but for other languages."""
    seen: dict[str, list[Sentence]] = {}
    for sentence in conversation.sentences:
        for other in seen.setdefault(sentence.text.lower(), []):
            where = f"“{sentence.text}” is in {other.place.where}"
            if other.intent != sentence.intent:
                yield sentence.place.says(f"{where} for {other.intent}; take one of them out")
            elif (other.place.value, other.language) == (sentence.place.value, sentence.language):
                yield sentence.place.says(f"{where} already; take one of them out")
        seen[sentence.text.lower()].append(sentence)


def _slots_used(conversation: Conversation, names: _Names) -> Iterator[Complaint]:
    """Every slot that only actions fill is set or read by a rule, a form, a response or an action."""
    if "slots" not in conversation.domain:
        return
    words = {place for spoken in conversation.responses.values() for said in spoken.values() for place in _places(said)}
    forms = conversation.domain["forms"].value if "forms" in conversation.domain else None
    told = json.dumps([rule.value for rule in conversation.rules]) + json.dumps(forms) + names.code
    for slot, meant in conversation.domain["slots"].value.items():
        by_actions = all(mapping.get("type") == "custom" for mapping in meant.get("mappings") or ())
        if by_actions and slot not in words and f'"{slot}"' not in told:
            yield conversation.domain["slots"].says(f"the slot {slot} is neither set nor read")


CHECKS = (
    *(_headings, _every_language, _values, _words, _responses_are_said, _buttons, _actions_say),
    *(_rules_wait, _rules_do, _rules_go_on, _forms_ask, _rules_alike, _intents, _examples, _examples_once, _slots_used),
)


def _every(by_language: dict[str, dict[str, Place]]) -> dict[str, Place]:
    """What any language has, by name."""
    return {name: place for spoken in by_language.values() for name, place in spoken.items()}


def _places(place: Place) -> set[str]:
    """The places for values in a response."""
    return set(_PLACE.findall(json.dumps(place.value, ensure_ascii=False)))


def _sent(place: Place) -> list[str]:
    """What a response's buttons send."""
    return [str(button["payload"]) for variation in place.value for button in variation.get("buttons") or ()]


def _payloads(place: Place) -> list[str]:
    """What a response's buttons send that is no plain text."""
    return [payload for payload in _sent(place) if payload.startswith("/")]


def _wrong_entities(text: str, known: set[str]) -> str:
    try:
        entities = json.loads(text)
    except ValueError:
        return "the part in braces is no JSON; braces are doubled in these files"
    unknown = sorted(set(entities) - known)
    return f"domain.yml has no entity {unknown[0]}{near(unknown[0], known)}" if unknown else ""


def _steps(rule: Place) -> Iterator[dict[str, Any]]:
    for step in rule.value["steps"]:
        yield from step.get("or", (step,))


def _starts(rule: Place) -> Iterator[str]:
    """How a rule begins, once for each of its first intents; rules that go on by slots differ in those."""
    steps = rule.value["steps"]
    if "rule" not in rule.value or not steps:
        return
    slots = [step["slot_was_set"] for step in steps if "slot_was_set" in step]
    for step in steps[0].get("or", [steps[0]]):
        if "intent" in step:
            yield json.dumps([rule.value.get("condition"), step["intent"], slots], sort_keys=True)


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    try:
        found = [*map(str, complaints(Path())), *lacking(Path())]
    except NoYaml as wrong:
        found = [str(wrong)]
    except yaml.MarkedYAMLError as error:  # in a catalogue
        file = error.problem_mark.name if error.problem_mark else "a file"
        found = [why_no_yaml(file, error, Path(file).read_text(encoding="utf-8"))]
    for complaint in found:
        print(complaint, file=sys.stderr)
    if not found:
        print("the conversation files are in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
