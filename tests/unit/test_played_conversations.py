"""Reading the conversations that designers write as tests, and recognising what is said in them."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convene.conversation_files import Conversation
from convene.known_responses import KnownResponses
from tests.conversations.office import kept_ports
from tests.conversations.script import BadScript, in_language, read_all

ROOT = Path(__file__).parents[2]
RESPONSES = KnownResponses(Conversation(ROOT), {"en": {"meeting_about": "All about robots."}})

GOOD = """
- conversation: Somebody says hello
  steps:
    - visitor:
        en: yes
        de: ja
    - bot: utter_greet
- conversation: And goes on
  after: Somebody says hello
  steps:
    - later: 10:30
"""


def read(tmp_path: Path, text: str) -> dict:
    (tmp_path / "kind").mkdir()
    (tmp_path / "kind" / "some.yml").write_text(text, encoding="utf-8")
    return read_all(tmp_path, RESPONSES)


def test_a_conversation_is_played_in_every_language_it_is_told_in(tmp_path):
    scripts = read(tmp_path, GOOD)

    assert scripts["Somebody says hello"].languages == ("en", "de")
    assert scripts["And goes on"].languages == ("en", "de")  # those of what it goes on from


def test_words_are_taken_as_they_are_written(tmp_path):
    scripts = read(tmp_path, GOOD)

    assert in_language(scripts["Somebody says hello"].steps[0].value, "en") == "yes"
    assert scripts["And goes on"].steps[0].value == "10:30"


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("bot: utter_greet", "visitor: hi\n    - bot: utter_gret"),
        ("steps", "stepps"),
        ("later", "latr"),
        ("after: Somebody", "after: Nobody"),
        ("And goes on", "Somebody says hello"),
        ("en: yes", "en: well: yes"),
        ("- later: 10:30", "- a word"),
        ("        de: ja", "        dee: ja"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path, wrong, complaint):
    with pytest.raises(BadScript, match=r"some\.yml:\d+: "):
        read(tmp_path, GOOD.replace(wrong, complaint, 1))


@pytest.mark.parametrize("text", ["conversation: Not a list\n", "- conversation: Without steps\n  steps:\n"])
def test_what_is_no_conversation_is_told(tmp_path, text):
    with pytest.raises(BadScript, match=r"some\.yml:(1:)? "):
        read(tmp_path, text)


def test_a_response_is_recognised_with_its_values_filled_in():
    said = "Your meeting is on Thursday, 26 November 2026, 10:00 (Berlin Time), with Anna Berger."

    assert RESPONSES.names(said, "en")[0] == "utter_booking_shown"
    assert RESPONSES.names(said, "de") == ()


def test_a_response_that_is_one_value_is_recognised_by_that_value():
    assert RESPONSES.names("All about robots.", "en") == ("utter_faq/agenda",)
    assert RESPONSES.names("All of our calendars are full.", "en") == ()


SIDE_BY_SIDE = """
import os, sys, time
from pathlib import Path
from tests.conversations.play import side_by_side, stop_when_asked

def work(folder):
    Path(folder, f"{os.getpid()}.began").touch()
    try:
        time.sleep(120)
    finally:
        Path(folder, f"{os.getpid()}.tidied").touch()

if __name__ == "__main__":
    stop_when_asked()
    try:
        side_by_side(work, [(sys.argv[1],)] * 2)
    except KeyboardInterrupt:
        sys.exit("stopped")
"""


def test_whoever_ends_the_playing_ends_both_its_processes(tmp_path):
    """Asked with SIGTERM, by `make` or by hand; each has put away what it had started."""
    script = tmp_path / "playing.py"
    script.write_text(SIDE_BY_SIDE, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    playing = subprocess.Popen([sys.executable, script, tmp_path], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 300
        while len(began := sorted(tmp_path.glob("*.began"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        playing.terminate()
        playing.wait(300)
    finally:
        playing.kill()
    workers = [path.stem for path in began]

    assert len(workers) == 2
    assert sorted(path.stem for path in tmp_path.glob("*.tidied")) == workers
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(int(worker), 0)


def test_two_assistants_that_are_played_never_get_one_port():
    """It stays taken until the assistant, which is slow to start, listens there."""
    with kept_ports(1) as (port,):
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
        with socket.create_server(("127.0.0.1", port)) as assistant:
            assert assistant.getsockname()[1] == port
