"""Training the assistant: only when what it is made from has changed.

A model is named for the fingerprint of what it was trained from: `models/<fingerprint>.tar.gz`.
"""

import argparse
import asyncio
import contextlib
import fcntl
import hashlib
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from convene.assistant import RASA, rasa_environment
from convene.errors import ConveneError
from convene.progress import Progress
from convene.supervisor import end_with_parent

MODELS = Path("models")
LOG = Path("var/log/training.log")
KEPT_MODELS = 3

Tell = Callable[[str], None]


class TrainingFailed(ConveneError):
    """Rasa could not train; the message holds what it complained of."""


def trained_from() -> Iterator[Path]:
    """Every file a model depends on, in a fixed order."""
    yield from (Path("config.yml"), Path("domain.yml"), Path("requirements/assistant.in"))
    for folder in (Path("data"), Path("components")):
        yield from sorted(
            path for path in folder.rglob("*") if path.suffix in {".yml", ".yaml", ".txt", ".json", ".py"}
        )


def fingerprint() -> str:
    """What the present conversation files amount to, as 16 hexadecimal digits.

    Raises:
        TrainingFailed: if one of the files is missing, as when run outside Convene's folder.
    """
    found = hashlib.sha256()
    for path in trained_from():
        try:
            content = path.read_bytes()
        except OSError as error:
            raise TrainingFailed(f"{path} cannot be read ({error.strerror}); run Convene from its own folder") from None
        found.update(f"{path.as_posix()}\0{len(content)}\0".encode() + content)
    return found.hexdigest()[:16]


def model_path() -> Path:
    """Where the model of the present conversation files is, or will be once trained."""
    return MODELS / f"{fingerprint()}.tar.gz"


async def ensure_model(tell: Tell) -> Path:
    """The model of the present conversation files, trained now if there is none yet.

    `tell` gets a line about every second while training goes on. Of two callers at once one trains, the other waits.

    Raises:
        TrainingFailed: if Rasa finds the files wanting, or is not installed.
    """
    model = model_path()
    if model.exists():
        return model
    MODELS.mkdir(exist_ok=True)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with (MODELS / ".lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        if not model.exists():
            await _train(model, tell)
            _forget_old_models(model)
    return model


async def _train(model: Path, tell: Tell) -> None:
    """Run Rasa's training; the model appears under its name only when it is whole."""
    started = time.monotonic()
    fresh = MODELS / ".new"
    name = model.name.removesuffix(".tar.gz")
    with LOG.open("wb") as log:
        try:
            process = await asyncio.create_subprocess_exec(
                *(str(RASA), "train", "--out", str(fresh), "--fixed-model-name", name),
                "--skip-validation",  # `make validate` is stricter, and this takes 7 s
                stdout=log,
                stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
                env=rasa_environment(),
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        except FileNotFoundError:
            raise TrainingFailed(f"{RASA} is missing; run `make setup`") from None
        try:
            waiting = asyncio.create_task(process.wait())
            while not (await asyncio.wait({waiting}, timeout=1))[0]:
                tell(f"training the assistant … {time.monotonic() - started:.0f} s{_how_far(LOG)}")
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            raise
    trained = fresh / model.name
    if process.returncode or not trained.exists():
        raise TrainingFailed(f"the assistant could not be trained:\n{complaints(LOG.read_text(errors='replace'))}")
    trained.replace(model)


def _how_far(log: Path) -> str:
    """How many of the new examples have been embedded (components/meaning.py logs it); empty when none are being."""
    told = re.findall(r"Embedded ([\d,]+) of ([\d,]+) sentences", log.read_text(errors="replace"))
    return f", {told[-1][0]} of {told[-1][1]} new sentences read" if told and told[-1][0] != told[-1][1] else ""


def complaints(log: str) -> str:
    """The lines of a training log that tell what is wrong; its last lines when none stands out."""
    lines = [line.rstrip() for line in log.splitlines() if line.strip()]
    telling = [
        line for line in lines if any(word in line for word in ("Error", "error", "Exception", "Invalid", "space left"))
    ]
    return "\n".join(f"  {line[:300]}" for line in (telling or lines)[-8:]) + f"\n(all of it: {LOG})"


def _forget_old_models(newest: Path) -> None:
    """Keep the newest few, to go back to; remove the rest."""
    models = sorted(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for model in models[KEPT_MODELS:]:
        if model != newest:
            model.unlink(missing_ok=True)


def main() -> int:
    """Train if needed and say so (`make train`); `--path` writes the model's path to stdout."""
    parser = argparse.ArgumentParser(prog="python -m convene.training", description=main.__doc__)
    parser.add_argument("--path", action="store_true", help="write the model's path to stdout")
    said = parser.parse_args()
    progress = Progress()
    try:
        known = model_path().exists()
        model = asyncio.run(ensure_model(progress.show))
    except TrainingFailed as error:
        progress.line(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    if said.path:
        print(model)
    elif not known:
        progress.line(f"trained {model}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
