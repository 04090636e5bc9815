"""Logs can be kept and read by others: nothing private is in them (case S11)."""

import pytest
import structlog

from convene.logs import set_up_logging


@pytest.fixture
def log():
    """A logger as a running process has it."""
    set_up_logging()
    yield structlog.get_logger()
    structlog.reset_defaults()


def test_a_traceback_shows_no_local_variables(log, capsys):
    password = "correct horse battery staple"
    try:
        raise ValueError("boom")
    except ValueError:
        log.exception("it broke", length=len(password))

    said = capsys.readouterr().out
    assert "ValueError: boom" in said
    assert "correct horse" not in said


@pytest.mark.parametrize("field", ["password", "visitor_email", "access_token", "Authorization", "secret_key"])
def test_private_fields_are_blanked_by_their_names(log, capsys, field):
    log.info("signed in", **{field: "ada@lovelace.test"}, rep="anna")

    said = capsys.readouterr().out
    assert "ada@lovelace.test" not in said
    assert "anna" in said


def test_addresses_are_blanked_wherever_they_stand(log, capsys):
    """Mails are named by whom they go to, servers repeat addresses, and drivers the address of the database."""
    try:
        raise ValueError("550 <ada@lovelace.test>: no such user")
    except ValueError as refused:
        log.exception("mail is given up", key="code/ada@lovelace.test/2026-11-23T09/0", error=str(refused))
    log.warning("no database", error="postgresql://convene:hush@db.lovelace.test/convene does not answer")

    said = capsys.readouterr().out
    assert "code/***/2026-11-23T09/0" in said
    assert "ada@" not in said
    assert "hush" not in said


def test_what_events_are_called_stays(log, capsys):
    log.warning("event is gone", uid="4f9c2d-0@convene")

    assert "4f9c2d-0@convene" in capsys.readouterr().out
