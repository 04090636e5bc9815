"""The words of `words.yml` and its like, ready to look up, and texts cut into the pieces people speak in."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
_EITHER = re.compile(r"\(([^()]*\|[^()]*)\)")
_ENDS_A_PIECE = ",;!?:/|"
_WRAPPING = "\"'“”„‚‘«»()[]*_`~"
_ONE_KEY = re.compile(r"(.)\1+")
_HELD_KEY = re.compile(r"(.)\1\1")
_HELD_SYLLABLE = re.compile(r"([a-z]{2,4}?)\1{2,}\1?[a-z]?")
_LAST_QUESTION = re.compile(r"(?<=[.!?] )[^.!?]+\?$")
_VOWEL = re.compile("[aeiouy]")


def _read() -> dict[str, Any]:
    """The lists and tables of English and German, with what each further language adds to them."""
    every: dict[str, Any] = {}
    for path in [_HERE / "words.yml", *sorted(_HERE.glob("words_*.yml"))]:
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 (`on` is a word)
        for name, listed in read.items():
            if isinstance(listed, dict):
                every[name] = {**every.get(name, {}), **listed}
            else:
                phrases = listed.split() if isinstance(listed, str) else listed
                every[name] = [*every.get(name, ()), *(each for phrase in phrases for each in _each(phrase))]
    return every


def _each(phrase: str) -> list[str]:
    """All that "(my|our) firm (|name) is" stands for."""
    parts = _EITHER.split(phrase)
    either = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    return [" ".join("".join(chosen).split()) for chosen in product(*either)]


_WORDS = _read()


@cache
def words(*names: str) -> frozenset[str]:
    """All that one of the lists has, in lower case."""
    return frozenset(word.lower() for name in names for word in _WORDS[name])


@cache
def table(name: str) -> dict[str, Any]:
    """One of the tables."""
    return dict(_WORDS[name])


@cache
def phrases(*names: str) -> re.Pattern[str]:
    """A pattern that finds any phrase of the lists as whole words, the longest there is at a place."""
    return re.compile(rf"(?<!\w){one_of(*names)}", re.IGNORECASE)


@cache
def one_of(*names: str) -> str:
    """The part of a pattern that is any phrase of the lists, as whole words, the longest there is."""
    listed = sorted(words(*names), key=lambda phrase: (-len(phrase), phrase))
    return f"(?:{'|'.join(map(_phrase, listed))})"


def is_all(said: Iterable[str], *names: str) -> bool:
    """Whether every word is in one of the lists."""
    return all(bare(word) in words(*names) for word in said)


def bare(word: str) -> str:
    """A word without case, final full stop and wrapping, as the lists have it."""
    return word.lower().strip(_WRAPPING).rstrip(".")


def tidy(text: str) -> str:
    """The text with composed letters (NFC), plain apostrophes and single spaces, line breaks as commas, no pictures."""
    text = unicodedata.normalize("NFC", text).replace("’", "'").replace("\u02bc", "'")
    visible = "".join(map(_visible, text))
    lines = (" ".join(part.split()) for part in visible.split("\n"))
    return " , ".join(_sounds().sub("", line) for line in lines if line)


def as_dictated(text: str) -> str:
    """The text with "full stop" and "Komma" as signs, where they follow something."""
    for said, sign in (("dictates_a_stop", "."), ("dictates_a_pause", ",")):
        text = re.sub(rf"(?<=\w) {one_of(said)}[.,]?(?= |$)", sign, text, flags=re.IGNORECASE)
    return text


@cache
def _sounds() -> re.Pattern[str]:
    """A pattern for sounds such as "uh" between words; in capitals they may be a name."""
    return re.compile(rf"(?<!\S){one_of('sounds')}[.,…]* ")


def _visible(letter: str) -> str:
    """The letter; a space for what cannot be printed and for pictures such as emoji."""
    if letter in "\r\n":
        return "\n"
    return letter if letter.isprintable() and unicodedata.category(letter) != "So" else " "


def pieces(text: str) -> list[list[str]]:
    """The text cut where people pause: at punctuation, brackets and lone dashes; full stops of abbreviations stay."""
    found: list[list[str]] = [[]]
    for word in text.split():
        if word[0] in "([" or not any(map(str.isalnum, word)):
            found.append([])
        core = word.strip(_WRAPPING).rstrip(_ENDS_A_PIECE + _WRAPPING).lstrip(_ENDS_A_PIECE)
        core = word if word in words("particles") else core  # “van 't Hoff”
        stops = core.endswith(".") and not _is_abbreviation(core)
        core = core.rstrip(".") if stops else core
        if any(map(str.isalnum, core)):
            found[-1].append(core)
        if stops or word.rstrip(_WRAPPING + ".")[-1:] in (*_ENDS_A_PIECE, "") or word[-1] in ")]" + _ENDS_A_PIECE:
            found.append([])
    return [piece for piece in found if piece]


def is_question(text: str) -> bool:
    """Whether the text asks something back, or refuses."""
    asks = text.rstrip(_WRAPPING + " ").endswith("?") and len(pieces(text)) == 1
    return asks or bool(phrases("refusals").search(text))


def begins_as(text: str, *names: str) -> bool:
    """Whether the first word, after fillers, is one of the lists."""
    said = [word.strip(_ENDS_A_PIECE + ".") for word in text.split()]
    first = next((word for word in said if bare(word) not in words("fillers")), "")
    return is_all([first], *names)


def without_first(text: str, name: str) -> str:
    """The text without a phrase of the list at its start."""
    first = phrases(name).match(text)
    return text[first.end() :].lstrip() if first else text


def before_a_question(text: str) -> str:
    """What is said in front of a question or a refusal, "Ada. Why do you ask?"; all of it where there is none."""
    refused = phrases("refusals").search(text)
    if refused is None and is_question(text):
        return ""
    refused = refused or _LAST_QUESTION.search(text)
    if refused is None:
        return text
    pauses = list(re.finditer(rf"[{_ENDS_A_PIECE}.–](?= )", text[: refused.start()]))
    return text[: pauses[-1].end()] if pauses else ""


def after_correction(text: str) -> str:
    """What somebody says instead, behind a pause: "Acme, no, Acne", "Zoe – sorry, Zoey"; empty where they do not.

    What begins alike needs no pause: "Acne sorry Acme".
    """
    corrects = rf"(?:{one_of('corrects')}[,.:–-]? )+"
    found = [
        *re.finditer(rf"[,.;–-] {corrects}", text, re.IGNORECASE),
        *re.finditer(rf"(?<!\S)(\w\w)\S* (?:\S+ )?{corrects}(?=\1)", text, re.IGNORECASE),
    ]
    return text[max(said.end() for said in found) :].strip(" ,") if found else ""


def is_noise(said: list[str]) -> bool:
    """Whether somebody only hit the keys: a letter or syllable again and again, a row of the keyboard, no vowels."""
    return all(_is_noise(word) or _is_unspoken(word) for word in said) or _is_noise("".join(said))


def _is_noise(word: str) -> bool:
    typed = word.lower()
    if _HELD_SYLLABLE.fullmatch(typed):
        return True
    if typed.isascii() and (_ONE_KEY.fullmatch(typed) or (_HELD_KEY.search(typed) and not _VOWEL.search(typed))):
        return True
    return len(typed) > 3 and any(typed in row or typed[::-1] in row for row in words("keyboard_rows"))


def _is_unspoken(word: str) -> bool:
    """Whether nobody could say a word: "qwrtpk", or "dsakfhg" of one row of the keyboard."""
    vowels = len(_VOWEL.findall(word))
    in_a_row = any(set(word) <= set(row) for row in words("keyboard_rows"))
    letters = len(word) > 5 and word.isascii() and word.isalpha() and word.islower()
    return letters and (not vowels or (in_a_row and vowels * 5 < len(word)))


def _phrase(phrase: str) -> str:
    end = "" if phrase[-1] in ":,'" else r"(?!\w|'s\b)"
    return re.escape(phrase).replace(r"\ ", r"\s") + end


def _is_abbreviation(word: str) -> bool:
    known = is_all([word], "titles", "abbreviations", "suffixes", "honorifics")
    initial = word[-3:-2] in ("", "-")  # “J.”, “Hans-J.”
    return known or initial or "." in word[:-1] or word.lower() in words("legal_forms")
