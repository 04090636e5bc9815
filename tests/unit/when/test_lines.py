"""The lines of `convene when`: an answer for each request, and a reason for each that cannot be answered."""

import json

import pytest

from convene.when.lines import answer_line

GOOD = {"text": "tomorrow at 3pm", "now": "2026-11-24T09:40", "zone": "Europe/London"}


def test_a_line_is_answered_in_json() -> None:
    """One object in, one object out."""
    answer = json.loads(answer_line(json.dumps(GOOD)))
    assert answer["windows"][0]["start"] == "2026-11-25T15:00:00+00:00"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("tomorrow", "not JSON"),
        ("[]", '"text"'),
        ('{"now": "2026-11-24T09:40"}', '"text"'),
        (json.dumps({**GOOD, "zone": "Mars/Olympus"}), '"zone"'),
        (json.dumps({**GOOD, "zone": "../etc"}), '"zone"'),
        (json.dumps({**GOOD, "zone": None}), '"zone"'),
        (json.dumps({**GOOD, "now": "soon"}), '"now"'),
        (json.dumps({**GOOD, "context": {"offered": ["soon"]}}), '"context"'),
        (json.dumps({**GOOD, "context": {"previous": {"windows": [{}]}}}), '"context"'),
        (json.dumps({**GOOD, "context": [1]}), '"context"'),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(line: str, reason: str) -> None:
    """The message names what is wrong in it."""
    with pytest.raises(ValueError, match=reason):
        answer_line(line)


def test_what_was_said_before_may_come_without_offsets() -> None:
    """It is wall-clock time in the zone, as `now` is."""
    said = {
        "previous": {"windows": [{"start": "2026-07-16T15:00", "end": "2026-07-16T15:00"}]},
        "offered": ["2026-07-16T15:00"],
    }
    line = {"text": "same time but Friday", "now": "2026-07-15T13:12", "zone": "Europe/London", "context": said}
    assert json.loads(answer_line(json.dumps(line)))["windows"][0]["start"] == "2026-07-17T15:00:00+01:00"
