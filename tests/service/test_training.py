"""Training: only when what a model is made from has changed; Rasa is a stand-in that takes a moment."""

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from convene import training
from convene.training import TrainingFailed, ensure_model, fingerprint
from tests.service.test_supervisor import until_gone

RASA = f"""#!{sys.executable}
import pathlib, sys, time
folder, name = pathlib.Path(sys.argv[3]), sys.argv[5]
with open("trainings", "a") as trainings:
    trainings.write(name + "\\n")
if "broken" in pathlib.Path("domain.yml").read_text():
    print("2026-11-23 12:00:00 INFO nothing of interest")
    sys.exit("YamlValidationException: domain.yml:3: no such key")
if "new sentences" in pathlib.Path("domain.yml").read_text():
    print("INFO components.meaning - Embedded 256 of 1,024 sentences.", flush=True)
    while not pathlib.Path("told").exists():
        time.sleep(0.02)
if "slow" in pathlib.Path("domain.yml").read_text():
    pathlib.Path("pid").write_text(str(__import__("os").getpid()))
    time.sleep(600)
folder.mkdir(parents=True, exist_ok=True)
(folder / (name + ".tar.gz")).write_text(name)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files a model is made from, and a stand-in for Rasa."""
    monkeypatch.chdir(tmp_path)
    for name in ("config.yml", "domain.yml", "requirements/assistant.in", "data/nlu/booking.yml", "components/part.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"# {name}\n")
    rasa = tmp_path / "rasa"
    rasa.write_text(RASA)
    rasa.chmod(rasa.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(training, "RASA", rasa)
    return tmp_path


def trainings(project: Path) -> list[str]:
    path = project / "trainings"
    return path.read_text().split() if path.exists() else []


async def test_a_model_is_named_for_what_it_was_trained_from(project: Path) -> None:
    model = await ensure_model(print)

    assert model == Path("models") / f"{fingerprint()}.tar.gz"
    assert model.read_text() == fingerprint()


async def test_nothing_is_trained_twice(project: Path) -> None:
    await ensure_model(print)
    os.utime(project / "domain.yml", (1, 1))  # touched, not changed
    (project / "components" / "__pycache__").mkdir()
    (project / "components" / "__pycache__" / "part.pyc").write_text("")

    await ensure_model(print)

    assert len(trainings(project)) == 1


@pytest.mark.parametrize("changed", ["config.yml", "domain.yml", "data/nlu/booking.yml", "components/part.py"])
async def test_a_changed_file_is_trained_anew(project: Path, changed: str) -> None:
    await ensure_model(print)
    (project / changed).write_text("# other\n")

    await ensure_model(print)

    assert len(set(trainings(project))) == 2


async def test_a_file_that_moves_between_folders_counts_as_a_change(project: Path) -> None:
    before = fingerprint()

    (project / "data" / "nlu" / "booking.yml").rename(project / "data" / "booking.yml")

    assert fingerprint() != before


async def test_of_two_at_once_one_trains_and_the_other_waits(project: Path) -> None:
    first, second = await asyncio.gather(ensure_model(print), ensure_model(print))

    assert first == second
    assert len(trainings(project)) == 1


async def test_what_rasa_complains_of_is_told(project: Path) -> None:
    (project / "domain.yml").write_text("broken")

    with pytest.raises(TrainingFailed, match=r"YamlValidationException: domain.yml:3: no such key") as failed:
        await ensure_model(print)

    assert "nothing of interest" not in str(failed.value)
    assert not list((project / "models").glob("*.tar.gz"))


async def test_outside_the_folder_the_missing_file_is_named(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    with pytest.raises(TrainingFailed, match=r"config\.yml cannot be read"):
        await ensure_model(print)


async def test_a_missing_rasa_says_how_to_get_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "RASA", project / "nowhere")

    with pytest.raises(TrainingFailed, match="run `make setup`"):
        await ensure_model(print)


async def test_interrupting_ends_the_training_process(project: Path) -> None:
    (project / "domain.yml").write_text("slow")
    said: list[str] = []
    task = asyncio.create_task(ensure_model(said.append))
    while not (project / "pid").exists() or not (project / "pid").read_text():
        await asyncio.sleep(0.02)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    with pytest.raises(ProcessLookupError):
        os.kill(int((project / "pid").read_text()), 0)


@pytest.mark.timeout(60)
async def test_no_training_outlives_whoever_asked_for_it(project: Path) -> None:
    """Minutes of work for nobody otherwise, when the terminal is closed or the process killed."""
    (project / "domain.yml").write_text("slow")
    rasa = str(project / "rasa")
    code = f"""if True:
        import asyncio
        from convene import training
        training.RASA = {rasa!r}
        asyncio.run(training.ensure_model(print))
    """
    asking = subprocess.Popen([sys.executable, "-c", code])
    while not (project / "pid").exists() or not (project / "pid").read_text():
        await asyncio.sleep(0.02)

    asking.kill()
    asking.wait()

    await until_gone([int((project / "pid").read_text())])


async def test_old_models_are_removed_but_for_the_newest_few(project: Path) -> None:
    for number in range(6):
        (project / "domain.yml").write_text(str(number))
        newest = await ensure_model(print)
        os.utime(newest, (number, number))

    kept = sorted(path.name for path in (project / "models").glob("*.tar.gz"))

    assert len(kept) == training.KEPT_MODELS
    assert newest.name in kept


async def test_while_new_sentences_are_read_it_says_how_far_it_is(project: Path) -> None:
    (project / "domain.yml").write_text("# new sentences\n")

    def tell(line: str) -> None:
        if "256 of 1,024 new sentences read" in line:
            (project / "told").touch()

    await ensure_model(tell)  # which ends when it was told
