"""Which response a text is: the words of `data/responses`, recognised with their places filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from convene.conversation_files import Conversation

_PLACE = re.compile(r"(?<!\{)\{\w+\}(?!\})")


@dataclass(frozen=True, slots=True)
class _Variation:
    """One way of saying a response; `own` is how many characters are its own, not those of the values in it."""

    response: str
    pattern: re.Pattern[str]
    own: int


class KnownResponses:
    """The responses of every language; `known` are values that are the same in every conversation, by language."""

    def __init__(self, conversation: Conversation, known: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._conversation, self._known = conversation, known or {}

    def knows(self, response: str) -> bool:
        """Whether there is a response of this name."""
        return any(response in spoken for spoken in self._conversation.responses.values())

    def names(self, text: str, language: str) -> tuple[str, ...]:
        """The responses of this language that the text may be, the likeliest first: that with most words of its own."""
        said = " ".join(text.split())
        fitting = [one for one in self._variations.get(language, ()) if one.own and one.pattern.fullmatch(said)]
        return tuple(dict.fromkeys(one.response for one in sorted(fitting, key=lambda one: -one.own)))

    @cached_property
    def _variations(self) -> dict[str, list[_Variation]]:
        return {
            language: [
                _variation(name, _filled(str(one.get("text", "")), self._known.get(language, {})))
                for name, place in spoken.items()
                for one in place.value
            ]
            for language, spoken in self._conversation.responses.items()
        }


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[0].strip("{}"), place[0]), text)


def _variation(response: str, text: str) -> _Variation:
    parts = _PLACE.split(" ".join(text.split()))
    pattern = re.compile(".*".join(re.escape(part) for part in parts))
    return _Variation(response, pattern, sum(map(len, parts)))
