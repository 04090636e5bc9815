"""Convene's own server: everything a visitor, a rep or Rasa talks to, in one Sanic app."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

import structlog
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from convene.booking import reconcile, remind, sync, watch
from convene.booking.trouble import sender_of
from convene.bootstrap import close_services, open_services, use
from convene.chat import actions_endpoint, gateway
from convene.desk import BLUEPRINTS as DESK
from convene.hooks import blueprint as hooks
from convene.logs import set_up_logging
from convene.mail.delivery import Delivery
from convene.manage import blueprint as manage
from convene.settings import Settings, load_settings
from convene.site import blueprint as site
from convene.site import demo_mail
from convene.site.failures import PlainFailures
from convene.widget import blueprint as widget

log = structlog.get_logger()


def create_app(settings: Settings | None = None, name: str = "convene") -> Sanic[Any, Any]:
    """The app, ready to run: pages, chat, actions and the background work."""
    settings = settings or load_settings()
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False, error_handler=PlainFailures())
    app.config.update(server_config(settings))
    app.ctx.settings = settings
    app.ctx.background = []
    app.before_server_start(_open)
    app.after_server_start(_start_background)
    app.before_server_stop(_stop_background)
    app.after_server_stop(_close)
    app.blueprint([site, widget, manage, *DESK, hooks, gateway.blueprint, actions_endpoint.blueprint])
    if settings.env == "demo":
        app.blueprint(demo_mail.blueprint)
    app.add_route(_health, "/health", name="health")
    return app


def server_config(settings: Settings) -> dict[str, Any]:
    """What Sanic is told.

    Who asks is told by `X-Forwarded-For`, as many entries from its end as there are proxies of ours: what stands before
    them a visitor can make up, and the proxy's own address is everybody's, so one flood would shut out all.
    """
    return {
        "FALLBACK_ERROR_FORMAT": "auto",
        "REQUEST_MAX_SIZE": 2_000_000,
        "KEEP_ALIVE_TIMEOUT": 75,
        "ACCESS_LOG": False,
        "MOTD": False,
        "PROXIES_COUNT": settings.proxies_in_front,
    }


async def _open(app: Sanic[Any, Any]) -> None:
    app.ctx.services = await open_services(app.ctx.settings)
    use(app.ctx.services)


async def _start_background(app: Sanic[Any, Any]) -> None:
    services = app.ctx.services
    delivery = Delivery(
        services.store, services.sender, services.settings.admin_email, sender_of(services), services.roster.language_of
    )
    work: dict[str, Coroutine[Any, Any, None]] = {
        "sync": sync.keep_synced(services),
        "watch": watch.keep_watched(services),
        "reconcile": reconcile.keep_reconciled(services),
        "remind": remind.keep_reminding(services),
        "mail": delivery.keep_going(services.clock),
    }
    app.ctx.background = [asyncio.create_task(job, name=name) for name, job in work.items()]


async def _stop_background(app: Sanic[Any, Any]) -> None:
    for task in app.ctx.background:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*app.ctx.background, return_exceptions=True)


async def _close(app: Sanic[Any, Any]) -> None:
    use(None)
    await close_services(app.ctx.services)


async def _health(request: Request[Any, Any]) -> HTTPResponse:
    """Whether this process can serve: 200 with `ok`, else 503 naming the part that cannot be reached."""
    try:
        await request.app.ctx.services.store.ping()
    except Exception:
        log.exception("the database does not answer")
        return json({"status": "down", "part": "database"}, status=503)
    return json({"status": "ok"})


def main() -> None:
    """Run the server in this process until it is told to stop (`python -m convene.server`)."""
    set_up_logging()
    settings = load_settings()
    app = create_app(settings)
    app.run(host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False)


if __name__ == "__main__":
    main()
