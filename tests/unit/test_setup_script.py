"""The words of set-up: one clear line for each thing that can be missing."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "scripts" / "setup.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("complaint", "line"),
    [
        ("error: No space left on device (os error 28)", "the disk is full"),
        (
            "error: Request failed\n cause: Failed to download `…/python-build-standalone/…`\n cause: dns error",
            "Python 3.10 and a Python from 3.11 on are needed",
        ),
        (
            "error: No interpreter found for Python 3.10 in search path",
            "Python 3.10 and a Python from 3.11 on are needed",
        ),
        ("error: Failed to fetch: `…/rasa/`\n cause: dns error", "packages could not be downloaded"),
        ("ERROR: No matching distribution found for uv==0.13.9", "packages could not be downloaded"),
        (
            "error: Hash mismatch for `rasa==3.6.21`",
            "error: Hash mismatch for `rasa==3.6.21` (more in var/log/setup.log)",
        ),
    ],
)
def test_a_complaint_of_the_installer_becomes_one_line_that_says_what_to_do(
    script: ModuleType, complaint: str, line: str
) -> None:
    said = script.explain(complaint)

    assert said.startswith(line)
    assert "\n" not in said


def test_a_disk_that_is_too_small_is_told_before_anything_is_downloaded(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(script.ROOM_FOR, tmp_path / ".venv", 1e18)

    with pytest.raises(script.Trouble, match=r"the disk is full: .* GB are free .* GB are needed"):
        script.check_room(tmp_path / ".venv")


def test_requirements_pin_every_package_by_hash_and_name_no_index() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        lines = path.read_text().splitlines()
        pinned = [line for line in lines if line and not line.startswith((" ", "#"))]

        assert all("==" in line and line.endswith("\\") for line in pinned), path
        assert not any("://" in line or line.startswith("--") for line in lines), path
