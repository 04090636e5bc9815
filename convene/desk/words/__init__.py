"""What the desk says: a catalogue for each page and language, such as `queue.en.yml`; `desk` has what all share."""

from functools import lru_cache
from pathlib import Path

import yaml

LANGUAGES = ("en", "de")
"""Every language the desk speaks, English first."""


def language_of(*wishes: str) -> str:
    """The first of these BCP 47 tags, or `Accept-Language` headers, that the desk speaks; else English."""
    tags = (tag.partition(";")[0] for wish in wishes for tag in wish.split(","))
    spoken = (tag.strip().replace("_", "-").partition("-")[0].lower() for tag in tags)
    return next((language for language in spoken if language in LANGUAGES), LANGUAGES[0])


def say(language: str, key: str, **values: object) -> str:
    """The words of `page.key`, with values in their `{places}`, as text; whoever shows them escapes them."""
    return catalogue(language)[key].format(**values)


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> dict[str, str]:
    """Everything the desk says in this language, by `page.key`."""
    return {
        f"{path.name.partition('.')[0]}.{key}": str(words)
        for path in sorted(Path(__file__).parent.glob(f"*.{language}.yml"))
        for key, words in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    }
