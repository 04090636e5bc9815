"""What the desk says: a catalogue for each page and language, such as `queue.en.yml`; `desk` has what all share."""

from functools import lru_cache
from pathlib import Path

import yaml
from babel import Locale

from convene.language import primary_language

_FOLDER = Path(__file__).parent

LANGUAGES = ("en", *sorted({path.name.split(".")[1] for path in _FOLDER.glob("desk.*.yml")} - {"en"}))
"""Every language the desk speaks, English first."""


def language_of(*wishes: str) -> str:
    """The first of these BCP 47 tags, or `Accept-Language` headers, that the desk speaks; else English."""
    tags = (tag.partition(";")[0] for wish in wishes for tag in wish.split(","))
    spoken = (primary_language(tag) for tag in tags)
    return next((language for language in spoken if language in LANGUAGES), LANGUAGES[0])


def names() -> dict[str, str]:
    """The languages of the desk, each by its own name."""
    return {language: say(language, "desk.language") for language in LANGUAGES}


def name_of(spoken: str, language: str) -> str:
    """What a language is called in the reader's: `fr` is French in `en`, Französisch in `de`."""
    return str(Locale(language).languages.get(spoken, spoken))


def say(language: str, key: str, **values: object) -> str:
    """The words of `page.key`, with values in their `{places}`, as text; whoever shows them escapes them."""
    return catalogue(language)[key].format(**values)


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> dict[str, str]:
    """Everything the desk says in this language, by `page.key`; in English what it has no words for yet."""
    english = catalogue(LANGUAGES[0]) if language != LANGUAGES[0] else {}
    return english | {
        f"{path.name.partition('.')[0]}.{key}": str(words)
        for path in sorted(_FOLDER.glob(f"*.{language}.yml"))
        for key, words in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    }
