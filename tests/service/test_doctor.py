"""The doctor: names what is wrong with each part, and how to mend it."""

import asyncio
import hashlib
import shutil
import socket
import sys
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from convene import doctor
from convene.clock import Clock
from convene.config import load_config
from convene.doctor import ILL, RESTING, WELL, Finding
from convene.settings import Settings

ROOT = Path(__file__).parents[2]


def settings(folder: Path, **said: object) -> Settings:
    return Settings(config_file=ROOT / "convene.yml", state_dir=folder, **said)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with both environments as set-up leaves them."""
    monkeypatch.chdir(tmp_path)
    for folder, requirements in ((".venv", "dev"), (".venv-rasa", "assistant")):
        (tmp_path / folder / "bin").mkdir(parents=True)
        (tmp_path / folder / "bin" / "python").symlink_to(sys.executable)
        for name in ("service", requirements):
            (tmp_path / "requirements").mkdir(exist_ok=True)
            (tmp_path / "requirements" / f"{name}.txt").write_text(f"# {name}\n")
        made_from = hashlib.sha256(f"# {requirements}\n".encode()).hexdigest()
        (tmp_path / folder / ".made-from").write_text(made_from)
    return tmp_path


def states(findings: list[Finding]) -> dict[str, str]:
    return {finding.part: finding.state for finding in findings}


def test_environments_made_from_the_present_requirements_are_well(project: Path) -> None:
    assert states(list(doctor.environments())) == {".venv": WELL, ".venv-rasa": WELL}


def test_an_environment_out_of_step_or_missing_is_mended_by_set_up(project: Path) -> None:
    (project / "requirements" / "assistant.txt").write_text("# newer\n")
    shutil.rmtree(project / ".venv")

    found = list(doctor.environments())

    assert states(found) == {".venv": ILL, ".venv-rasa": ILL}
    assert {finding.mend for finding in found} == {"make setup"}


async def test_a_free_port_is_resting_and_a_foreign_server_is_ill() -> None:
    async def somebody_else(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.0 200 OK\r\n\r\nanother program")
        writer.close()

    async with await asyncio.start_server(somebody_else, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        found = await doctor.answers("assistant", "RASA_PORT", port, f"http://127.0.0.1:{port}", "Rasa")
    gone = await doctor.answers("assistant", "RASA_PORT", port, f"http://127.0.0.1:{port}", "Rasa")

    assert found == Finding(
        "assistant", ILL, f"something else answers at port {port}", "stop it, or choose another: RASA_PORT=…"
    )
    assert gone == Finding("assistant", RESTING, f"not running; port {port} is free", "make demo")


def test_a_full_disk_is_ill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12 - 1, 1_000_000))

    assert doctor.disk(settings(tmp_path)).says == f"1 MB free at {tmp_path}"
    assert doctor.disk(settings(tmp_path)).state == ILL


def test_a_clock_before_the_installation_is_ill_and_a_set_one_is_told(tmp_path: Path) -> None:
    set_back = settings(tmp_path)
    set_back.__dict__["clock"] = Clock.starting_at(datetime(2020, 1, 1, tzinfo=UTC))

    assert doctor.clock(set_back).state == ILL
    assert doctor.clock(settings(tmp_path, now=datetime(2026, 11, 24, tzinfo=UTC))).state == RESTING
    assert doctor.clock(settings(tmp_path)).state == WELL


def test_a_demo_that_others_reach_is_ill(tmp_path: Path) -> None:
    assert doctor.purpose(settings(tmp_path)).state == WELL
    assert "CONVENE_ENV=production" in doctor.purpose(settings(tmp_path, base_url="https://meet.example.com")).mend


async def test_a_database_that_cannot_be_reached_names_its_setting(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://nobody:secret@127.0.0.1:{nobody.getsockname()[1]}/nothing"

        found = await doctor.database(settings(tmp_path, database_url=url))

    assert found.state == ILL
    assert "CONVENE_DATABASE_URL" in found.mend
    assert "secret" not in found.says


async def test_a_new_database_is_made_and_well(tmp_path: Path) -> None:
    assert (await doctor.database(settings(tmp_path))).state == WELL


async def test_calendars_of_a_server_that_is_not_running_are_resting(tmp_path: Path) -> None:
    here = settings(tmp_path)
    config = load_config(here.config_file)

    found = [finding async for finding in doctor.calendars(here, config)]

    assert {finding.part for finding in found} == {f"calendar of {rep}" for rep in config.reps}
    assert {finding.state for finding in found} == {RESTING}


def test_no_mail_server_is_fine_in_the_demo_alone(tmp_path: Path) -> None:
    production = {"env": "production", "secret_key": "x", "base_url": "https://meet.example.com"}

    assert doctor.mail(settings(tmp_path)).state == WELL
    assert doctor.mail(settings(tmp_path, **production)).mend == "set CONVENE_SMTP_URL"


def test_a_mail_server_that_does_not_answer_is_ill_and_its_password_is_not_told(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"smtp://convene:secret@127.0.0.1:{nobody.getsockname()[1]}"

        found = doctor.mail(settings(tmp_path, smtp_url=url))

    assert found.state == ILL
    assert "secret" not in found.says + found.mend
