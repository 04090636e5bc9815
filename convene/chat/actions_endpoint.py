"""`/actions`: Rasa's custom actions, run inside this server; for Rasa alone, by token and on loopback (case S13).

`POST /actions/webhook` speaks the protocol of rasa-sdk's own action server, which is not used because it listens for
everybody and answers an error with the whole conversation (X6).
"""

import hmac
from typing import Any

import structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import json

log = structlog.get_logger()
blueprint = Blueprint("actions", url_prefix="/actions")


@blueprint.before_server_start
async def _open(app: Sanic[Any, Any]) -> None:
    app.ctx.actions = ActionExecutor()
    app.ctx.actions.register_package("actions")


@blueprint.on_request
async def _only_for_rasa(request: Request[Any, Any]) -> HTTPResponse | None:
    expected = request.app.ctx.settings.actions_token.get_secret_value()
    if expected and hmac.compare_digest((request.token or "").encode(errors="replace"), expected.encode()):
        return None
    return json({"error": "unauthorized"}, status=401)


@blueprint.post("/webhook")
async def webhook(request: Request[Any, Any]) -> HTTPResponse:
    """Run one action; errors are those that Rasa expects, and tell nothing of the conversation."""
    call = request.json
    if not isinstance(call, dict) or not call.get("next_action"):
        return json({"error": "no action was named"}, status=400)
    if not call.get("domain_digest"):
        call.setdefault("domain", {})  # X19: newer SDKs insist on a domain
    try:
        result = await request.app.ctx.actions.run(call)
    except ActionExecutionRejection as rejection:
        return json({"error": rejection.message, "action_name": rejection.action_name}, status=400)
    except ActionNotFoundException as missing:
        return json({"error": missing.message, "action_name": missing.action_name}, status=404)
    except ActionMissingDomainException as unknown:  # Rasa calls again, with the domain (components/action_calls.py)
        return json({"error": unknown.message, "action_name": unknown.action_name}, status=449)
    except Exception:
        log.exception("an action could not be run", action=str(call.get("next_action")))
        return json({"error": "the action failed"}, status=500)
    return json(result.model_dump())


@blueprint.get("/health")
async def health(request: Request[Any, Any]) -> HTTPResponse:
    """Which actions there are."""
    return json({"status": "ok", "actions": [action.name for action in request.app.ctx.actions.list_actions()]})
