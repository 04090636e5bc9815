"""What a language still lacks beside the conversation files: catalogues, mails, and its words about time.

A language is spoken as soon as there is a folder for it in `data/responses/`; `make validate` names what has to follow.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from convene.language import FIRST
from convene.when.lexicon import NO_CATEGORIES

_SHARED_MAILS = {"base.html.j2", "parts.html.j2"}  # the frame of all mails, and its parts
_WRITTEN_HERE = (FIRST, "de")  # the languages that come with Convene
_KEY = re.compile(r"^ *(\w+):", re.MULTILINE)


def lacking(root: Path) -> Iterator[str]:
    """Each file that a language lacks, and each that lacks something, with what it lacks."""
    folders = sorted(path.name for path in (root / "data" / "responses").iterdir() if path.is_dir())
    for language in folders:
        if language != FIRST:
            yield from _recognising(root, language)
            yield from _times(root, language)
            yield from _details(root, language)
            yield from _catalogues(root, language)
            yield from _desk(root, language)
            yield from _mails(root, language)
            yield from _invitations(root, language)


def _recognising(root: Path, language: str) -> Iterator[str]:
    signs = _headings(root / "convene" / "languages.yml")
    if language not in signs:
        yield f"convene/languages.yml: {language} has no list of common words, so it is never recognised"
    elif missing := [sign for sign in signs[FIRST] if sign not in signs[language]]:
        yield f"convene/languages.yml: {language} has no {', '.join(missing)}"


def _times(root: Path, language: str) -> Iterator[str]:
    """The words about time; what has no word in a language is left out, so only headings nobody reads are wrong."""
    folder = root / "convene" / "when" / "words"
    path = folder / f"{language}.yml"
    if not path.exists():
        yield f"convene/when/words/{language}.yml: is missing, so times in words are not understood"
        return
    ours = [_headings(folder / f"{known}.yml") for known in _WRITTEN_HERE]
    said = _headings(path)
    known = {heading for words in ours for heading in words}
    yield from _unknown(f"convene/when/words/{language}.yml", said, known)
    marks = {mark for words in ours for mark in words["marks"]}
    yield from _unknown(f"convene/when/words/{language}.yml", said.get("marks") or {}, marks, "marks: ")
    yield from _twice(f"convene/when/words/{language}.yml", said)


def _twice(file: str, said: dict[str, Any]) -> Iterator[str]:
    """Each phrase that stands under two headings, of which only the first is read."""
    read: dict[str, str] = {}
    for heading, values in said.items():
        for value, phrases in values.items() if heading not in NO_CATEGORIES else ():
            here = heading if value == heading else f"{heading} {value}"
            for phrase in phrases:
                if read.setdefault(phrase, here) != here:
                    yield f"{file}: “{phrase}” stands under {read[phrase]}, so it is not read under {here}; see marks"


def _details(root: Path, language: str) -> Iterator[str]:
    """The words for names, addresses and companies; English and German lie in one file."""
    folder = root / "convene" / "details"
    path = folder / f"words_{language}.yml"
    if language in _WRITTEN_HERE:
        return
    if not path.exists():
        yield f"convene/details/{path.name}: is missing, so a yes may be taken for a name; it adds to words.yml"
        return
    yield from _unknown(f"convene/details/{path.name}", _headings(path), set(_headings(folder / "words.yml")))


def _unknown(file: str, said: dict[str, Any], known: set[str], where: str = "") -> Iterator[str]:
    """Each heading that no other language has, so that nobody reads what stands under it."""
    for heading in (h for h in said if h not in known):
        near = get_close_matches(heading, known, 1)
        hint = f"did you mean {near[0]}?" if near else "no other language has it"
        yield f"{file}: {where}{heading} is not read; {hint}"


def _catalogues(root: Path, language: str) -> Iterator[str]:
    """The files that say the same in every language, key by key."""
    for file in ("manage/words/{}.yml", "site/words/{}.yml", "widget/words/{}.js", "when/words/say_{}.yml"):
        yield from _compared(root / "convene", file.format(FIRST), file.format(language))


def _desk(root: Path, language: str) -> Iterator[str]:
    """The desk's catalogues, once there is one of them; without any the desk is read in another language."""
    folder = root / "convene" / "desk" / "words"
    if not list(folder.glob(f"*.{language}.yml")):
        return
    for path in sorted(folder.glob(f"*.{FIRST}.yml")):
        page = path.name.partition(".")[0]
        yield from _compared(root / "convene", f"desk/words/{path.name}", f"desk/words/{page}.{language}.yml")


def _mails(root: Path, language: str) -> Iterator[str]:
    folder = root / "convene" / "mail" / "templates"
    wanted = {path.name for path in (folder / FIRST).iterdir()} - _SHARED_MAILS
    for name in sorted(wanted - {path.name for path in (folder / language).glob("*")}):
        yield f"convene/mail/templates/{language}/{name}: is missing, so this mail goes out in {FIRST}"


def _invitations(root: Path, language: str) -> Iterator[str]:
    folder = root / "convene" / "invitations"
    if language not in _read(folder / "entry.yml")["manage"]:
        yield f"convene/invitations/entry.yml: manage has no {language}"
    if language not in _read(folder / "problems.yml"):
        yield f"convene/invitations/problems.yml: {language} is missing"
    tokens = _read(folder / "tokens.yml")
    if untold := [
        f"{group}.{name}" for group in tokens for name, said in tokens[group].items() if language not in said
    ]:
        yield f"convene/invitations/tokens.yml: {', '.join(untold)} have no {language}"


def _compared(root: Path, first: str, other: str) -> Iterator[str]:
    if not (root / other).exists():
        yield f"convene/{other}: is missing; it says what {first} says"
        return
    there = _keys(root / other)
    if missing := [key for key in _keys(root / first) if key not in there]:
        yield f"convene/{other}: {', '.join(missing)} missing"


def _keys(path: Path) -> list[str]:
    if path.suffix == ".js":
        return list(dict.fromkeys(_KEY.findall(path.read_text(encoding="utf-8"))))
    return list(_read(path))


def _headings(path: Path) -> dict[str, Any]:
    """A file of words, in which `no` and `on` are words too."""
    with path.open(encoding="utf-8") as file:
        read: dict[str, Any] = yaml.load(file, Loader=yaml.BaseLoader)  # noqa: S506
    return read


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:  # and not its text: so an error knows which file it is in
        read: dict[str, Any] = yaml.safe_load(file)
    return read
