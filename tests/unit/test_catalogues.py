"""Every language says everything: pages, widget and the mails that visitors get."""

import re
from pathlib import Path

import pytest
import yaml

CONVENE = Path(__file__).parents[2] / "convene"
WIDGET = CONVENE / "widget" / "words"


def places(text: object) -> set[str]:
    return set(re.findall(r"\{\w+\}", str(text)))


def widget_words(language: str) -> dict[str, set[str]]:
    """The keys of a catalogue of the widget in their order, with the places for values in what they say."""
    lines = (WIDGET / f"{language}.js").read_text(encoding="utf-8").splitlines()
    found = [(re.match(r" *(\w+):", line), line) for line in lines]
    return {f"{number} {key[1]}": places(line) for number, (key, line) in enumerate(f for f in found if f[0])}


PAGES = sorted(path for room in ("site", "manage") for path in (CONVENE / room / "words").glob("*.yml"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_pages_say_everything(path):
    english = yaml.safe_load(path.with_stem("en").read_text(encoding="utf-8"))
    words = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert {key: places(said) for key, said in words.items()} == {key: places(said) for key, said in english.items()}


@pytest.mark.parametrize("language", sorted(path.stem for path in WIDGET.glob("*.js")))
def test_the_widget_says_everything(language):
    assert widget_words(language) == widget_words("en")


@pytest.mark.parametrize("folder", sorted((CONVENE / "mail" / "templates").iterdir()), ids=lambda path: path.name)
def test_every_mail_is_written(folder):
    """What all languages share, the frame and its parts, lies with the English mails."""
    shared = {"base.html.j2", "parts.html.j2"}

    assert {path.name for path in folder.iterdir()} | shared == {path.name for path in folder.with_name("en").iterdir()}
