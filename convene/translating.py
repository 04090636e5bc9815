"""What a language still lacks beside the conversation files: catalogues, mails, and its words about time.

A language is spoken as soon as there is a folder for it in `data/responses/`; `make validate` names what has to follow.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from convene.language import FIRST

_SHARED_MAILS = {"base.html.j2", "parts.html.j2"}  # the frame of all mails, and its parts
_KEY = re.compile(r"^ *(\w+):", re.MULTILINE)


def lacking(root: Path) -> Iterator[str]:
    """Each file that a language lacks, and each that lacks something, with what it lacks."""
    folders = sorted(path.name for path in (root / "data" / "responses").iterdir() if path.is_dir())
    for language in folders:
        if language != FIRST:
            yield from _recognising(root, language)
            yield from _catalogues(root, language)
            yield from _desk(root, language)
            yield from _mails(root, language)
            yield from _invitations(root, language)


def _recognising(root: Path, language: str) -> Iterator[str]:
    if language not in _read(root / "convene" / "languages.yml"):
        yield f"convene/languages.yml: {language} has no list of common words, so it is never recognised"
    if not (root / "convene" / "when" / "words" / f"{language}.yml").exists():
        yield f"convene/when/words/{language}.yml: is missing, so times in words are not understood"


def _catalogues(root: Path, language: str) -> Iterator[str]:
    """The files that say the same in every language, key by key."""
    for file in ("manage/words/{}.yml", "site/words/{}.yml", "widget/words/{}.js", "when/words/say_{}.yml"):
        yield from _compared(root / "convene", file.format(FIRST), file.format(language))


def _desk(root: Path, language: str) -> Iterator[str]:
    """The desk's catalogues; all of them have words for each language that visitors may speak."""
    folder = root / "convene" / "desk" / "words"
    for path in sorted(folder.glob(f"*.{FIRST}.yml")):
        page = path.name.partition(".")[0]
        yield from _compared(root / "convene", f"desk/words/{path.name}", f"desk/words/{page}.{language}.yml")
        keys = _keys(path)
        named = [key.removesuffix(f"_{FIRST}") for key in keys if key.endswith(f"_{FIRST}")]
        if missing := [f"{key}_{language}" for key in named if f"{key}_{language}" not in keys]:
            yield f"convene/desk/words/{path.name}: {', '.join(missing)} missing"


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
    elif missing := [key for key in _keys(root / first) if key not in _keys(root / other)]:
        yield f"convene/{other}: {', '.join(missing)} missing"


def _keys(path: Path) -> list[str]:
    if path.suffix == ".js":
        return list(dict.fromkeys(_KEY.findall(path.read_text(encoding="utf-8"))))
    return list(_read(path))


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:  # and not its text: so an error knows which file it is in
        read: dict[str, Any] = yaml.safe_load(file)
    return read
