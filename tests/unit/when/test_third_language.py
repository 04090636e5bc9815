"""A language that Convene does not come with needs words alone: times are read with a word file laid beside ours."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CONVENE = HERE.parents[2] / "convene"
NOW = "2026-11-23T09:00"
SAID = {
    "mardi après-midi": ("2026-11-24T12:00", "2026-11-24T18:00"),
    "mardi apres-midi": ("2026-11-24T12:00", "2026-11-24T18:00"),
    "le 3 fevrier": ("2027-02-03T00:00", "2027-02-04T00:00"),
    "la semaine prochaine": ("2026-11-30T00:00", "2026-12-07T00:00"),
    "la semaine prochaine mercredi": ("2026-12-02T00:00", "2026-12-03T00:00"),
    "jeudi à 10 h 30": ("2026-11-26T10:30", "2026-11-26T10:30"),
    "jeudi 10h et quart": ("2026-11-26T10:15", "2026-11-26T10:15"),
    "vendredi à 14 heures": ("2026-11-27T14:00", "2026-11-27T14:00"),
    "vendredi à dix heures et demie": ("2026-11-27T10:30", "2026-11-27T10:30"),
    "vendredi à dix heures moins le quart": ("2026-11-27T09:45", "2026-11-27T09:45"),
    "jeudi midi moins dix": ("2026-11-26T11:50", "2026-11-26T11:50"),
    "mercredi de 14 h à 16 h": ("2026-11-25T14:00", "2026-11-25T16:00"),
    "de mardi à jeudi": ("2026-11-24T00:00", "2026-11-27T00:00"),
    "dans deux heures": ("2026-11-23T11:00", "2026-11-23T11:00"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What a Convene that was taught a little French reads, by what was said."""
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(CONVENE, house / "convene", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(HERE / "third_language" / "fr.yml", house / "convene" / "when" / "words")
    asked = [{"text": t, "now": NOW, "zone": "Europe/Paris", "lang": "fr"} for t in (*SAID, "il faut deux heures")]
    read = "import sys\nfrom convene.when.lines import answer_line\nfor line in sys.stdin: print(answer_line(line))"
    lines = "".join(f"{json.dumps(line)}\n" for line in asked)
    told = subprocess.run(
        [sys.executable, "-c", read], input=lines, cwd=house, capture_output=True, text=True, check=True
    )
    return {line["text"]: json.loads(said) for line, said in zip(asked, told.stdout.splitlines(), strict=True)}


@pytest.mark.parametrize("said", SAID)
def test_a_third_language_is_read_by_its_words_alone(answers, said):
    read = [(window["start"][:16], window["end"][:16]) for window in answers[said]["windows"]]

    assert read == [SAID[said]]


def test_hours_that_say_how_long_are_no_clock_time(answers):
    assert answers["il faut deux heures"]["windows"] == []
    assert answers["il faut deux heures"]["duration_minutes"] == 120
