"""Settings come from the environment, and production is strict."""

from datetime import UTC, datetime, timedelta

import pytest

from convene.errors import BadConfig
from convene.settings import Settings, load_settings


def test_the_clock_starts_at_the_given_instant_and_runs_on(monkeypatch):
    monkeypatch.setenv("CONVENE_NOW", "2026-11-24T09:00:00+01:00")

    clock = load_settings().clock
    first = clock.now()

    assert timedelta(0) <= first - datetime(2026, 11, 24, 8, tzinfo=UTC) < timedelta(seconds=5)
    assert clock.now() >= first


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"CONVENE_NOW": "2026-11-24T09:00:00"}, "CONVENE_NOW needs an offset"),
        ({"CONVENE_NOW": "tomorrow"}, "CONVENE_NOW"),
        ({"PORT": "eighty"}, "PORT"),
        ({"CONVENE_ENV": "live"}, "CONVENE_ENV"),
        ({"CONVENE_ENV": "production"}, "CONVENE_SECRET_KEY"),
        ({"CONVENE_ENV": "production", "CONVENE_SECRET_KEY": "k"}, "CONVENE_BASE_URL"),
        (
            {
                "CONVENE_ENV": "production",
                "CONVENE_SECRET_KEY": "k",
                "CONVENE_BASE_URL": "https://meet.test",
                "CONVENE_NOW": "2026-11-24T09:00:00Z",
            },
            "CONVENE_NOW is for tests",
        ),
    ],
)
def test_a_wrong_setting_is_told_by_its_name(monkeypatch, variables, complaint):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(BadConfig, match=complaint):
        load_settings()


@pytest.mark.parametrize(
    ("said", "used"),
    [
        ("postgres://u:p@127.0.0.1/c", "postgresql+asyncpg://u:p@127.0.0.1/c"),
        ("postgresql://127.0.0.1/c", "postgresql+asyncpg://127.0.0.1/c"),
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
    ],
)
def test_a_database_address_gets_the_driver_convene_uses(said, used):
    assert Settings(database_url=said).database == used


def test_the_demo_makes_its_own_secret_once(tmp_path):
    first = Settings(state_dir=tmp_path).secret

    assert len(first) > 40
    assert Settings(state_dir=tmp_path).secret == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_secrets_do_not_show_in_a_printed_setting():
    settings = Settings(secret_key="hush", smtp_url="smtp://u:hush@127.0.0.1")

    assert "hush" not in repr(settings)
