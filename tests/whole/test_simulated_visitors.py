"""Twenty visitors with goals of their own, in both languages, played against everything that `make demo` starts."""

import importlib
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday, so that the run is the same on every day
VISITORS = 20


@pytest.fixture(scope="module")
def simulate():
    """The harness, which is a program of its own (`make simulate`)."""
    sys.path.insert(0, str(CONVERSATIONS))
    yield importlib.import_module("simulate")
    sys.path.remove(str(CONVERSATIONS))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_visitors_get_what_they_want_and_nobody_is_left_standing(simulate, tmp_path):
    settings = simulate.environment(str(tmp_path), NOW)

    with simulate.running(settings) as url:
        report = simulate.simulate(url, settings, VISITORS, 5, NOW)

    told = "\n\n".join(f"{played.goal}\n{played.transcript}" for played in report.failed)
    assert not report.wrong, told
    assert not report.dead_ends, told
    assert not report.missed, told
    assert len(report.successes) == VISITORS, told
    assert len(report.quick) >= 0.9 * len(report.straight)
