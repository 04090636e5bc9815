"""Conversations as designers write them, read from the YAML files of this folder (docs/designers.md tells how)."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from convene.conversation_files import Conversation, NoYaml
from convene.known_responses import KnownResponses
from convene.language import FIRST, languages

FOLDER = Path("tests/conversations")
LINE = "__line__"
STEPS = {
    "visitor": "what the visitor writes; {code} is the code that was mailed last, {wrong code} any other",
    "unclear": "the visitor writes something of which the assistant understands nothing, whatever the model",
    "press": "the button the visitor clicks: its title, its payload, or its number in the last answer",
    "choose": "which of the offered times the visitor clicks: 1 is the first",
    "bot": "what the assistant answers: a response's name, or some of its words; every message, in order",
    "later": "how long the visitor waits, such as 20 minutes, 2 hours or 1 day",
    "meanwhile": "what happens elsewhere",
    "new chat": "the visitor opens another chat: not signed in, or signed in as <address>",
    "booked": "the meetings that stand in the calendars now, each by its time, name and address; or nothing",
    "mail": "to whom a mail was sent that was not asked for before; `says` is some of its words",
    "no mail": "to whom no further mail was sent",
}
BESIDE = {"bot": {"says", "buttons"}, "mail": {"says"}}
KEYS = {"conversation", "after", "language", "page", "zone", "now", "steps"}
FIRST_DAY = "2026-11-23 09:00"  # a Monday


class BadScript(Exception):
    """A file cannot be played; the message names its line."""


@dataclass(frozen=True)
class Step:
    """One line of a conversation."""

    kind: str
    value: Any
    beside: dict[str, Any]
    where: str


@dataclass(frozen=True)
class Script:
    """One conversation; `after` names the one it goes on from."""

    name: str
    where: str
    steps: tuple[Step, ...]
    languages: tuple[str, ...]
    after: str = ""
    page: str = ""  # the language of the page the chat is on
    zone: str = "Europe/Berlin"
    now: datetime = field(default_factory=lambda: datetime.fromisoformat(FIRST_DAY))


def read_all(folder: Path, responses: KnownResponses) -> dict[str, Script]:
    """Every conversation of the folder, by name.

    Raises:
        BadScript: with every slip that was found, a line each.
    """
    found: dict[str, Script] = {}
    slips: list[str] = []
    for path in sorted(folder.glob("*/*.yml")):
        for said in _read(path):
            if not isinstance(said, dict):
                slips.append(f"{path}: “{said}” is no conversation; each begins with - conversation: and its name")
                continue
            slips += _slips(path, said, responses)
            if not slips:
                script = _script(path, said)
                if script.name in found:
                    slips.append(f"{script.where}: {found[script.name].where} has this name already")
                found[script.name] = script
    slips = slips or [  # after a slip the names are not all known
        f"{s.where}: no conversation is called “{s.after}”" for s in found.values() if s.after not in (*found, "")
    ]
    if slips:
        raise BadScript("\n".join(slips))
    return {name: replace(script, languages=_all_languages(script, found)) for name, script in found.items()}


def in_language(value: Any, language: str) -> str:
    """Words that may be told for each language."""
    return str(value[language] if isinstance(value, dict) else value)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_WithLines) or []
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadScript(f"{path}:{line}: this is no YAML: {error.problem}; words with : or # need quotes") from None


class _WithLines(yaml.BaseLoader):
    """Keeps the line of every mapping, and takes everything else as it is written: yes is a word, 10:30 a time."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return super().construct_mapping(node, deep) | {LINE: node.start_mark.line + 1}


def _slips(path: Path, said: dict[str, Any], responses: KnownResponses) -> Iterator[str]:
    """What is misspelt in one conversation."""
    where = f"{path}:{said[LINE]}"
    for key in set(said) - KEYS - {LINE}:
        yield f"{where}: a conversation has no “{key}”, only {', '.join(sorted(KEYS))}"
    for missing in {"conversation", "steps"} - {key for key in said if said[key]}:
        yield f"{where}: a conversation needs “{missing}”"
    for step in said.get("steps") or ():
        kinds = set(step) & set(STEPS) if isinstance(step, dict) else set()
        if len(kinds) != 1 and not isinstance(step, dict):
            yield f"{where}: “{step}” is no step; write its kind in front of it, as in “visitor: {step}”"
            continue
        if len(kinds) != 1:
            yield f"{path}:{step[LINE]}: a step is one of {', '.join(STEPS)}"
            continue
        kind = kinds.pop()
        for language in set(_plain(step[kind])) - set(languages()) if isinstance(step[kind], dict) else ():
            yield f"{path}:{step[LINE]}: “{language}” is no language of convene/languages.yml"
        for key in set(step) - {kind, LINE} - BESIDE.get(kind, set()):
            yield f"{path}:{step[LINE]}: beside “{kind}” there is no “{key}”"
        for name in step[kind] if isinstance(step[kind], list) else [step[kind]]:
            if kind == "bot" and str(name).startswith("utter_") and not responses.knows(str(name)):
                yield f"{path}:{step[LINE]}: there is no response {name} in data/responses/"


def _script(path: Path, said: dict[str, Any]) -> Script:
    steps = [_step(path, step) for step in said["steps"]]
    more = {key: str(said[key]) for key in ("after", "page", "zone") if key in said}
    if "now" in said:
        more["now"] = datetime.fromisoformat(str(said["now"]))
    return Script(str(said["conversation"]), f"{path}:{said[LINE]}", tuple(steps), _languages(said, steps), **more)


def _all_languages(script: Script, scripts: dict[str, Script]) -> tuple[str, ...]:
    """The languages it is played in: its own, else those of the conversation it goes on from."""
    if script.languages or not script.after:
        return script.languages or (FIRST,)
    return _all_languages(scripts[script.after], scripts)


def _step(path: Path, said: dict[str, Any]) -> Step:
    line = said.pop(LINE)
    kind = next(kind for kind in STEPS if kind in said)
    value = _plain(said.pop(kind))
    return Step(kind, value, {key: _plain(beside) for key, beside in said.items()}, f"{path}:{line}")


def _plain(value: Any) -> Any:
    return {key: text for key, text in value.items() if key != LINE} if isinstance(value, dict) else value


def _languages(said: dict[str, Any], steps: list[Step]) -> tuple[str, ...]:
    """The languages that every line is told in, or that of the conversation; none where nothing tells."""
    told = [list(v) for step in steps for v in (step.value, *step.beside.values()) if isinstance(v, dict)]
    if "language" in said:
        return (str(said["language"]),)
    if not told:
        return ()
    return tuple(language for language in told[0] if all(language in languages for languages in told))


def main() -> int:
    """Tell the slips in the conversations without playing them; 1 if there are any (part of `make validate`)."""
    try:
        read_all(FOLDER, KnownResponses(Conversation(Path())))
    except (BadScript, NoYaml) as slips:
        print(slips, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
