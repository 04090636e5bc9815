"""Twenty visitors with goals of their own, in both languages, played against everything that `make demo` starts."""

import importlib.util
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

SIMULATE = Path(__file__).parents[1] / "conversations" / "simulate.py"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday, so that the run is the same on every day
VISITORS = 20


@pytest.fixture(scope="module")
def simulate():
    """The harness, which is a program of its own (`make simulate`)."""
    found = importlib.util.spec_from_file_location("simulate", SIMULATE)
    module = importlib.util.module_from_spec(found)
    sys.modules["simulate"] = module
    found.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_visitors_book_what_they_want_and_nobody_is_left_standing(simulate, tmp_path):
    environment = simulate.environment(str(tmp_path), NOW)

    with simulate.running(environment) as url:
        report = simulate.simulate(url, VISITORS, 5, NOW, lambda: simulate.bookings(environment))

    assert report.wrong == []
    assert report.dead_ends == []
    assert len(report.successes) == VISITORS, "\n\n".join(p.transcript for p in report.played)
    assert len(report.quick) >= 0.9 * len(report.straight)
