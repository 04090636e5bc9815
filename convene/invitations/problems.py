"""What is wrong with a rep's text, in the reader's language."""

from pathlib import Path

import yaml

from convene.errors import BadTemplate

_WORDS: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("problems.yml").read_text(encoding="utf-8"))


def bad(key: str, **values: object) -> BadTemplate:
    """The error of this key, whose message is English."""
    return BadTemplate(_WORDS["en"][key].format(**values), key, values)


def in_words(error: BadTemplate, language: str) -> str:
    """What is wrong, in this language if it is spoken here, else in English."""
    return _WORDS[language][error.key].format(**error.values) if language in _WORDS and error.key else str(error)
