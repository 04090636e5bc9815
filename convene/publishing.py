"""`make publish`: swap the model of the running assistant without a restart; conversations under way go on.

Published is the model that the conversation tests were played with, whatever was edited since.
"""

import asyncio
import sys
from pathlib import Path

import httpx

from convene.assistant import api_token, put_live
from convene.errors import AssistantDown, ConveneError
from convene.progress import Progress
from convene.settings import Settings, load_settings
from convene.training import model_path

TESTED = Path("var/tested")
"""Holds the path of the model with which all conversations last went as written."""


class NothingTested(ConveneError):
    """No model has passed all conversation tests, or the one that has is gone."""


def remember_tested(model: Path) -> None:
    """Note that all conversations went as written with this model."""
    TESTED.parent.mkdir(parents=True, exist_ok=True)
    TESTED.write_text(f"{model}\n", encoding="utf-8")


def has_passed(model: Path) -> bool:
    """Whether this is the model with which all conversations last went as written."""
    return _remembered() == model


def tested_model() -> Path:
    """The model with which all conversations last went as written.

    Raises:
        NothingTested: if there is none.
    """
    model = _remembered()
    if model is None or not model.exists():
        raise NothingTested("no model has passed all conversations yet; `make publish` plays them first")
    return model


def _remembered() -> Path | None:
    return Path(TESTED.read_text(encoding="utf-8").strip()) if TESTED.exists() else None


async def publish(settings: Settings, progress: Progress) -> None:
    """Make the tested model the one that visitors talk with, now and until the next start or swap.

    Raises:
        NothingTested: if no model has passed the conversation tests.
        AssistantDown: if Rasa is not running, or keeps its model because it cannot load this one.
    """
    model = tested_model()
    progress.show("loading the model into the running assistant …")
    try:
        async with httpx.AsyncClient(base_url=settings.rasa_url, timeout=120, trust_env=False) as rasa:
            answer = await rasa.put(
                "/model", params={"token": api_token(settings)}, json={"model_file": str(model.absolute())}
            )
    except httpx.TransportError:
        raise AssistantDown(
            f"no assistant answers at port {settings.rasa_port}; `make demo` starts one, with the new model"
        ) from None
    if answer.is_error:
        raise AssistantDown(f"the assistant keeps its model, it could not load the new one: {answer.text[:300]}")
    put_live(settings, model)
    progress.line(f"published {model}: the running assistant answers with it from now on")
    if model != model_path():
        progress.line("what was edited since it was tested is not in it; `make publish` again tests and publishes that")


def main() -> int:
    """Publish, and say what came of it."""
    progress = Progress()
    try:
        asyncio.run(publish(load_settings(), progress))
    except ConveneError as error:
        progress.line(f"publish: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
