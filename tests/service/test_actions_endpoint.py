"""Rasa's way to the actions: by token only, with the errors Rasa expects and nothing of the conversation in them."""

import pytest
from pydantic import SecretStr
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from convene.chat import actions_endpoint
from convene.settings import Settings

TOKEN = {"authorization": "Bearer the-token"}
CALL = {"tracker": {"sender_id": "s1", "slots": {"secret": "ada@lovelace.test"}, "latest_message": {}, "events": []}}


@pytest.fixture
def server():
    """Only the actions, without any services behind them."""
    Sanic.test_mode = True
    app = Sanic("actions-under-test", configure_logging=False)
    app.config.TOUCHUP = False
    app.ctx.settings = Settings(actions_token=SecretStr("the-token"))
    app.blueprint(actions_endpoint.blueprint)
    yield app.asgi_client
    Sanic.unregister_app(app)


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic dGhl"}])
async def test_only_the_token_opens(server, headers):
    """Case S13."""
    _, answer = await server.post("/actions/webhook", json=CALL, headers=headers)

    assert answer.status == 401


async def test_without_a_token_set_nobody_gets_in(server):
    server.sanic_app.ctx.settings = Settings(actions_token=SecretStr(""))

    _, answer = await server.post("/actions/webhook", json=CALL, headers={"authorization": "Bearer "})

    assert answer.status == 401


async def test_health_lists_the_actions(server):
    _, answer = await server.get("/actions/health", headers=TOKEN)

    assert answer.status == 200
    assert "action_book_meeting" in answer.json["actions"]


async def test_an_unknown_action_is_not_found(server):
    _, answer = await server.post("/actions/webhook", json={**CALL, "next_action": "action_nowhere"}, headers=TOKEN)

    assert answer.status == 404
    assert answer.json["action_name"] == "action_nowhere"


@pytest.mark.parametrize("call", [{}, [], {"next_action": ""}])
async def test_a_call_without_an_action_is_refused(server, call):
    _, answer = await server.post("/actions/webhook", json=call, headers=TOKEN)

    assert answer.status == 400


async def test_a_failure_tells_nothing_of_the_conversation(server):
    """X6: the stock server would answer with the whole tracker. Here no services are open, so the action fails."""
    call = {**CALL, "next_action": "action_session_start", "domain": {"responses": {}}}

    _, answer = await server.post("/actions/webhook", json=call, headers=TOKEN)

    assert answer.status == 500
    assert answer.json == {"error": "the action failed"}


async def test_a_domain_is_asked_for_once_and_then_known_by_its_digest(server, monkeypatch):
    """Most of a call is the domain, which stays the same until another model is published."""
    executor = ActionExecutor()  # one for all requests; the test client starts the server anew for each
    monkeypatch.setattr(actions_endpoint, "ActionExecutor", lambda: executor)
    short = {**CALL, "next_action": "action_session_start", "domain_digest": "d1"}

    _, unknown = await server.post("/actions/webhook", json=short, headers=TOKEN)
    await server.post("/actions/webhook", json={**short, "domain": {"responses": {}}}, headers=TOKEN)
    _, known = await server.post("/actions/webhook", json=short, headers=TOKEN)
    _, of_another_model = await server.post("/actions/webhook", json={**short, "domain_digest": "d2"}, headers=TOKEN)

    assert [unknown.status, known.status, of_another_model.status] == [449, 500, 449]  # 500: no services are open here
