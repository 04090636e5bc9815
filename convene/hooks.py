"""Where providers tell us that a calendar changed: answered at once, worked on afterwards (cases P8, P9)."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, text

from convene.booking.watch import changed, rep_of_notice, watch

log = structlog.get_logger()

blueprint = Blueprint("hooks", url_prefix="/hooks")

_MOST_NOTICES = 1000
_under_way: set[asyncio.Task[None]] = set()


@blueprint.post("/microsoft")
async def microsoft(request: Request[Any, Any]) -> HTTPResponse:
    """Microsoft's notices and what becomes of them (learn.microsoft.com/graph/change-notifications-delivery-webhooks).

    A subscription is proved by sending the token back within ten seconds, as plain text.
    """
    if token := request.args.get("validationToken"):
        return text(str(token), headers={"X-Content-Type-Options": "nosniff"})
    services, told = request.app.ctx.services, request.json
    notices = told.get("value") if isinstance(told, dict) else None
    if not isinstance(notices, list) or not all(isinstance(notice, dict) for notice in notices):
        return empty(status=400)
    for notice in notices[:_MOST_NOTICES]:
        rep = rep_of_notice(services, notice.get("clientState"))
        if rep is None:
            continue
        if notice.get("lifecycleEvent"):  # it ends, has ended, or notices were lost: begin again, and look
            _begin(watch(services, rep))
        _begin(changed(services, rep))
    return empty(status=202)


@blueprint.post("/google")
async def google(request: Request[Any, Any]) -> HTTPResponse:
    """Google's notices: headers alone, of which `sync` only says that a channel begins (G12).

    Source: developers.google.com/workspace/calendar/api/guides/push.
    """
    services = request.app.ctx.services
    rep = rep_of_notice(services, request.headers.get("X-Goog-Channel-Token", ""))
    if rep and request.headers.get("X-Goog-Resource-State") != "sync":
        _begin(changed(services, rep))
    return empty(status=204)


def _begin(work: Coroutine[Any, Any, None]) -> None:
    """Do it after the answer is given."""
    task = asyncio.create_task(work, name="notice")
    _under_way.add(task)
    task.add_done_callback(_ended)


def _ended(task: asyncio.Task[None]) -> None:
    _under_way.discard(task)
    if not task.cancelled() and (error := task.exception()):
        log.error("a notice about a calendar could not be followed", exc_info=error)
