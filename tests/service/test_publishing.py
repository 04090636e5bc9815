"""Publishing: only a model that the conversation tests passed, and never half of it; Rasa is a stand-in."""

from pathlib import Path

import pytest
from sanic import HTTPResponse, Request, Sanic, empty, text

from convene import publishing, training
from convene.assistant import api_token, live_model
from convene.errors import AssistantDown
from convene.progress import Progress
from convene.publishing import NothingTested, has_passed, publish, remember_tested
from convene.settings import Settings
from tests.doubles.processes import free_port
from tests.service.pages_in_tests import served


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation in an empty folder, with conversation files of one line."""
    monkeypatch.chdir(tmp_path)
    for name in ("config.yml", "domain.yml", "requirements/assistant.in"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"# {name}\n")
    return Settings(state_dir=tmp_path / "state", rasa_port=free_port(), secret_key="kept for tests")


@pytest.fixture
def tested(settings: Settings) -> Path:
    """The model of these files, which passed the tests."""
    model = training.model_path()
    model.parent.mkdir()
    model.write_text("the new words")
    remember_tested(model)
    return model


def rasa(settings: Settings, answer: HTTPResponse) -> tuple[Sanic, list[Request]]:
    """A stand-in that answers so when it is given a model, and the requests it got."""
    app, asked = Sanic(f"rasa-{settings.rasa_port}", configure_logging=False), []

    @app.put("/model")
    async def take(request: Request) -> HTTPResponse:
        asked.append(request)
        return answer

    return app, asked


def test_only_the_model_that_was_played_with_has_passed(settings, tested):
    assert has_passed(tested)

    Path("domain.yml").write_text("# edited since\n")

    assert not has_passed(training.model_path())


async def test_the_running_assistant_gets_the_tested_model_and_keeps_it(settings, tested, capsys):
    app, asked = rasa(settings, empty())

    async with served(app, settings.rasa_port):
        await publish(settings, Progress())

    assert asked[0].json == {"model_file": str(tested.absolute())}
    assert asked[0].args["token"] == [api_token(settings)]
    assert live_model(settings).read_text() == "the new words"
    assert "edited" not in capsys.readouterr().err


async def test_what_was_edited_after_the_tests_is_not_published_and_that_is_said(settings, tested, capsys):
    app, asked = rasa(settings, empty())
    Path("domain.yml").write_text("# edited while the tests ran\n")

    async with served(app, settings.rasa_port):
        await publish(settings, Progress())

    assert asked[0].json == {"model_file": str(tested.absolute())}
    assert "`make publish` again" in capsys.readouterr().err


async def test_without_a_model_that_passed_nothing_is_published(settings):
    with pytest.raises(NothingTested, match="no model has passed"):
        await publish(settings, Progress())


async def test_a_model_that_is_gone_is_not_published(settings, tested):
    tested.unlink()

    with pytest.raises(NothingTested):
        await publish(settings, Progress())


async def test_without_a_running_assistant_it_says_how_to_start_one(settings, tested):
    with pytest.raises(AssistantDown, match="make demo"):
        await publish(settings, Progress())

    assert not live_model(settings).exists()


async def test_an_assistant_that_cannot_load_the_model_keeps_the_old_one(settings, tested):
    app, _ = rasa(settings, text("no such model", status=400))

    async with served(app, settings.rasa_port):
        with pytest.raises(AssistantDown, match="keeps its model"):
            await publish(settings, Progress())

    assert publishing.TESTED.exists()
    assert not live_model(settings).exists()
