"""`make publish`: swap the model of the running assistant without a restart; conversations under way go on."""

import asyncio
import sys

import httpx

from convene.assistant import api_token, put_live
from convene.errors import AssistantDown, ConveneError
from convene.progress import Progress
from convene.settings import Settings, load_settings
from convene.training import ensure_model


async def publish(settings: Settings, progress: Progress) -> None:
    """Make the model of the present conversation files the one that visitors talk with, now and after a restart.

    Raises:
        TrainingFailed: if there is no such model and it cannot be trained.
        AssistantDown: if Rasa is not running, or keeps its model because it cannot load this one.
    """
    model = await ensure_model(progress.show)
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
