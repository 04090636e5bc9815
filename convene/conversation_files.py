"""The conversation files as they are written: domain, rules, examples and responses, each with its file and line.

What cannot be read as what it ought to be is left out and told in `slips`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from convene.errors import ConveneError
from convene.language import FIRST

_MARKED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # [this]{"entity": "why"} or [this](why)
_IN_RESPONSE = {"text", "buttons", "custom", "image", "condition", "channel", "id", "metadata", "button_type"}
_IN_RULE = {"rule", "story", "steps", "condition", "metadata"}
_IN_STEP = {"intent", "action", "slot_was_set", "active_loop", "or", "entities", "user", "bot", "checkpoint"}
_NAMES_EXAMPLES = {"intent", "lookup", "synonym", "regex"}


class NoYaml(ConveneError):
    """Files cannot be read at all; the message has a line for each of them."""


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

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"

    def says(self, text: str) -> Complaint:
        """A complaint about it."""
        return Complaint(self.file, self.line, text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One example of an intent."""

    intent: str
    language: str
    place: Place

    @property
    def text(self) -> str:
        """Its words, without what is marked in them."""
        return _MARKED.sub(r"\1", str(self.place.value))


class Conversation:
    """The conversation files of a folder: domain, rules and stories, examples, responses by language.

    Raises:
        NoYaml: if a file is none.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.slips: list[Complaint] = []
        files = _read(root, [root / "domain.yml", *sorted((root / "data").rglob("*.y*ml"))])
        self.headings = [heading for file in files for heading in file.entries()]
        self.domain = dict(files[0].entries())
        self.responses = self._responses(files)
        self.rules = [rule for kind in ("rules", "stories") for file in files for rule in file.items(kind)]
        self.rules = [rule for rule in self.rules if self._fits(rule, _slips_in_rule(rule.value))]
        self.examples: dict[str, dict[str, Place]] = {language: {} for language in self.responses}
        self.lookups: dict[str, dict[str, Place]] = {language: {} for language in self.responses}
        self.synonyms: dict[str, dict[str, Place]] = {language: {} for language in self.responses}
        self.sentences: list[Sentence] = []
        for file in files:
            self._take_examples(file)
        self.code = {path: path.read_text(encoding="utf-8") for path in sorted((root / "actions").rglob("*.py"))}

    def names(self, key: str) -> set[str]:
        """What the domain lists under this key."""
        listed = self.domain[key].value if key in self.domain else None
        return {next(iter(item)) if isinstance(item, dict) else str(item) for item in listed or ()}

    def _responses(self, files: list["_File"]) -> dict[str, dict[str, Place]]:
        """By language, then by name."""
        folders = sorted(path.name for path in (self.root / "data" / "responses").iterdir() if path.is_dir())
        found: dict[str, dict[str, Place]] = {language: {} for language in folders}
        for file in files:
            spoken = found.get(file.path.parent.name) if file.path.parts[:2] == ("data", "responses") else None
            for name, place in file.entries("responses") if spoken is not None else ():
                if spoken is not None and name in spoken:
                    self.slips.append(place.says(f"{name} is in {spoken[name].where} already; take one of them out"))
                elif spoken is not None and self._fits(place, _slips_in_response(name, place.value)):
                    spoken[name] = place
        return found

    def _take_examples(self, file: "_File") -> None:
        """Examples and lookup tables of a file, in the language of its folder."""
        language = file.path.parent.name if file.path.parent.name in self.responses else FIRST
        if file.path.parts[:2] == ("data", "nlu") and file.path.parent.name not in (*self.responses, "nlu"):
            told = f"there is no data/responses/{file.path.parent.name}/; make that folder first, or rename this one"
            self.slips.append(Complaint(file.path.as_posix(), 1, told))
        for block in file.items("nlu"):
            if not self._fits(block, _slips_in_examples(block.value)):
                continue
            lines = list(file.lines_of_examples(block))
            if unmarked := next((line for line in lines if not line.value.startswith("- ")), None):
                self.slips.append(unmarked.says("an example begins with a dash and a blank: - like this"))
            if "intent" in block.value and lines:
                intent = str(block.value["intent"])
                self.examples[language].setdefault(intent, block)
                self.sentences += [
                    Sentence(intent, language, Place(line.file, line.line, line.value[2:].strip())) for line in lines
                ]
            elif "lookup" in block.value:
                self.lookups[language].setdefault(str(block.value["lookup"]), block)
            elif "synonym" in block.value:
                self.synonyms[language].setdefault(str(block.value["synonym"]), block)

    def _fits(self, place: Place, slips: Iterable[str]) -> bool:
        """Whether there are no slips; they are kept."""
        told = [place.says(slip) for slip in slips]
        self.slips += told
        return not told


def near(name: str, known: Iterable[str]) -> str:
    """A hint at what was likely meant; empty if nothing comes near."""
    found = get_close_matches(name, list(known), 1, cutoff=0.8)
    return f"; did you mean {found[0]}?" if found else ""


def why_no_yaml(file: str, error: yaml.YAMLError, text: str) -> str:
    """What is wrong with a file that is no YAML, and what it likely comes from."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", ""))
    there = text.split("\n")[line : line + 1]
    if there and "\t" in there[0][: len(there[0]) - len(there[0].lstrip())]:
        hint = "this line begins with a tab; use blanks"
    elif "mapping values" in problem:
        hint = "words with a colon in them need quotation marks around them"
    else:
        hint = "is there a quotation mark too many or too few, or is it indented otherwise than its neighbours?"
    return f"{file}:{line + 1}: this is no YAML ({problem}): {hint}"


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was read; `path` is as seen from the root."""

    path: Path
    text: str
    node: yaml.Node | None

    def entries(self, key: str | None = None) -> Iterator[tuple[str, Place]]:
        """The entries of the mapping under a key of the file, or of the whole file."""
        node = self._under(key)
        for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
            yield str(name.value), self._place(name, value)

    def items(self, key: str) -> Iterator[Place]:
        """The items of the list under a key of the file."""
        node = self._under(key)
        for item in node.value if isinstance(node, yaml.SequenceNode) else ():
            yield self._place(item, item)

    def lines_of_examples(self, block: Place) -> Iterator[Place]:
        """The lines of the text under `examples` in a block of examples."""
        lines = self.text.split("\n")
        begins = next(n for n in range(block.line, len(lines) + 1) if "examples:" in lines[n - 1])
        for number, line in enumerate(block.value["examples"].split("\n"), begins + 1):
            if line.strip():
                yield Place(block.file, number, line.strip())

    def _under(self, key: str | None) -> yaml.Node | None:
        if key is None or not isinstance(self.node, yaml.MappingNode):
            return self.node if key is None else None
        return next((value for name, value in self.node.value if name.value == key), None)

    def _place(self, at: yaml.Node, value: yaml.Node) -> Place:
        return Place(self.path.as_posix(), at.start_mark.line + 1, _value(value))


def _read(root: Path, paths: list[Path]) -> list[_File]:
    files, wrong = [], []
    for path in paths:
        name, text = path.relative_to(root), path.read_bytes().decode("utf-8", errors="replace")
        if "\ufffd" in text:
            line = text.count("\n", 0, text.index("\ufffd")) + 1
            wrong.append(
                f"{name.as_posix()}:{line}: this is not saved as UTF-8; tell your editor to, and save it again"
            )
            continue
        try:
            files.append(_File(name, text, yaml.compose(text, Loader=yaml.CSafeLoader)))
        except yaml.YAMLError as error:
            wrong.append(why_no_yaml(name.as_posix(), error, text))
    if wrong:
        raise NoYaml("\n".join(wrong))
    return files


def _slips_in_response(name: str, variations: Any) -> Iterator[str]:
    if not isinstance(variations, list) or not all(isinstance(one, dict) for one in variations):
        yield f'{name} needs its words beneath it, indented, as in - text: "Hello"'
        return
    for variation in variations:
        yield from _strange(name, variation, _IN_RESPONSE)
        if "text" in variation and not isinstance(variation["text"], str):
            yield f"{name} has a text that is none; put it in quotation marks"
        for button in variation.get("buttons") or ():
            if not isinstance(button, dict) or not {"title", "payload"} <= button.keys():
                yield f"{name} has a button without title or payload, as in {{title: Book, payload: /book_meeting}}"


def _slips_in_examples(block: Any) -> Iterator[str]:
    if not isinstance(block, dict) or len(_NAMES_EXAMPLES & block.keys()) != 1:
        unknown = next((key for key in block if key != "examples"), "") if isinstance(block, dict) else ""
        yield f"a block of examples begins with - intent: and its name{near(str(unknown), _NAMES_EXAMPLES)}"
    elif not isinstance(block.get("examples"), str):
        yield "write examples: | with that stroke at its end, and the examples beneath it, indented"


def _slips_in_rule(rule: Any) -> Iterator[str]:
    steps = rule.get("steps") if isinstance(rule, dict) else None
    if not isinstance(steps, list) or not {"rule", "story"} & rule.keys():
        yield "a rule has a name (- rule: …) and, indented, steps:"
        return
    yield from _strange("this rule", rule, _IN_RULE)
    if not isinstance(rule.get("condition") or [], list):
        yield "write a dash before each line under condition, as in - active_loop: null"
    for step in (one for s in steps for one in (s.get("or", [s]) if isinstance(s, dict) else [s])):
        if not isinstance(step, dict):
            yield f"“{step}” is no step of a rule; write - intent: or - action: and a name"
        else:
            yield from _strange("a step of this rule", step, _IN_STEP)


def _strange(what: str, mapping: dict[str, Any], known: set[str]) -> Iterator[str]:
    for key in mapping:
        if key not in known:
            yield f"{what} has “{key}”, which is read by nobody{near(str(key), known)}"


def _value(node: yaml.Node) -> Any:
    return yaml.SafeLoader("").construct_document(node)
