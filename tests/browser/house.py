"""Convene's website, widget and gateway with a scripted assistant behind them, served from a thread on free ports."""

import itertools
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from brain import Brain, brain_app
from sanic import Sanic
from sanic.response import html

from convene import site, widget
from convene.booking.roster import Roster
from convene.chat import gateway
from convene.config import load_config
from convene.limits import LocalLimiter
from convene.settings import Settings
from convene.store import Store
from tests.browser.office import running
from tests.service.pages_in_tests import served

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FIRST_DAY = datetime(2026, 11, 24, tzinfo=UTC)

_numbers = itertools.count()  # Sanic wants a name of its own for every app

_OTHER_SITE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Another website</title></head>
<body><main><h1>Another website</h1></main>
<convene-chat company="Other" accent="#ffd400"
  data-person-name="Ada Lovelace" data-company-name="Analytical"></convene-chat>
<script type="module" src="{server}/widget.js"></script></body></html>"""


@dataclass
class House:
    """Where everything is: Convene at `url`, an allowed website that embeds the widget at `other_site`."""

    url: str
    other_site: str
    brain: Brain
    app: Sanic[Any, Any]

    def fresh(self) -> None:
        """Forget what an earlier test did."""
        self.brain.__init__(FIRST_DAY)  # type: ignore[misc]
        self.app.ctx.services.limiter = LocalLimiter()


@contextmanager
def open_house(state: Path):
    """Start all servers, stop them at the end."""
    with running(lambda stack: _move_in(stack, state)) as house:
        yield house


async def _move_in(stack: AsyncExitStack, state: Path) -> House:
    number = next(_numbers)
    brain = Brain(FIRST_DAY)
    rasa_url = await stack.enter_async_context(served(brain_app(brain, f"browser-test-brain-{number}")))
    other: Sanic[Any, Any] = Sanic(f"browser-test-other-site-{number}", configure_logging=False)
    other.add_route(lambda request: html(request.app.ctx.page), "/", name="page")
    other_site = await stack.enter_async_context(served(other))
    settings = Settings(
        secret_key="kept for tests", rasa_port=int(rasa_url.rpartition(":")[2]), state_dir=state, now=NOW
    )
    store = await Store.open(settings.database)
    stack.push_async_callback(store.close)
    app: Sanic[Any, Any] = Sanic(f"browser-test-{number}", configure_logging=False)
    config = replace(load_config(ROOT / "convene.yml"), sites=(other_site,))
    await store.seed(config.reps.values(), config.queues.values())
    roster = Roster(config, store)
    await roster.refresh()
    app.ctx.services = SimpleNamespace(
        settings=settings, config=config, clock=settings.clock, store=store, roster=roster, limiter=LocalLimiter()
    )
    for blueprint in (site.blueprint, widget.blueprint, gateway.blueprint):
        app.blueprint(blueprint.copy(f"{blueprint.name}_browser_{number}"))  # the original stays free for other apps
    url = await stack.enter_async_context(served(app))
    other.ctx.page = _OTHER_SITE.format(server=url)
    return House(url, other_site, brain, app)
