"""An office and its pages, served from a thread of their own for as long as a browser needs them."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from brain import Brain, brain_app
from sanic import Sanic

from convene import widget
from convene.booking.connecting import connect
from convene.booking.consents import CONNECT, Errand, arrive, of_user, send
from convene.booking.sync import sync_all
from convene.chat import gateway
from convene.desk import BLUEPRINTS
from convene.desk.sign_in import desk_link
from convene.manage import blueprint as manage
from convene.model import Booking
from convene.site import blueprint as site
from convene.site import demo_mail
from tests.fakes import FakeCalendar
from tests.service.conftest import MONDAY, Office, open_office, rep
from tests.service.pages_in_tests import app_of, served
from tests.service.vendor import ANNA, FakeVendor

Opened = TypeVar("Opened")


@dataclass
class FrontOffice:
    """An office with Anna, Ben and a meeting of Anna's, the address of its pages, and who answers in its chat."""

    url: str
    office: Office
    brain: Brain
    app: Sanic[Any, Any]
    loop: asyncio.AbstractEventLoop
    meeting: Booking = field(init=False)

    def use(self, **parts: Any) -> None:
        """Let the office have other parts from now on, such as its real calendars."""
        self.app.ctx.services = self.office.services = replace(self.office.services, **parts)

    def link(self, name: str) -> str:
        """A fresh sign-in link of somebody at northwind.test."""
        services = self.office.services
        return desk_link(services.settings, f"{name}@northwind.test", services.clock.now())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something in the office's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    async def connect(self, provider: str = "google") -> None:
        """Let Anna consent at this vendor."""
        errand = Errand(CONNECT)
        url = await send(self.office.services, provider, errand, of_user(ANNA.email))
        [state] = parse_qs(urlsplit(url).query)["state"]
        back = {"state": state, "code": state}
        arrival = await arrive(self.office.services, provider, back, {of_user(ANNA.email)})
        await connect(self.office.services, arrival, email=ANNA.email)


@contextmanager
def open_front_office(folder: Path) -> Iterator[FrontOffice]:
    """Serve the desk, the booking's pages, the demo's mailbox and the chat until the block ends."""

    async def move_in(stack: AsyncExitStack) -> FrontOffice:
        office = await open_office(f"sqlite+aiosqlite:///{folder / 'c.db'}", folder, rep("anna"), rep("ben"))
        stack.push_async_callback(office.store.close)
        office.services = replace(
            office.services,
            accounts={"google": FakeVendor(), "microsoft": FakeVendor("microsoft")},
            calendars=lambda rep: office.calendars.setdefault(rep.id, FakeCalendar()),
        )
        brain = Brain(MONDAY + timedelta(days=1))
        rasa = await stack.enter_async_context(served(brain_app(brain, f"brain-of-{folder.name}")))
        said = {"rasa_port": int(rasa.rpartition(":")[2]), "private_calendars": True}
        settings = office.services.settings.model_copy(update=said)
        office.services = replace(office.services, settings=settings)
        pages = (site, manage, demo_mail.blueprint, widget.blueprint, gateway.blueprint, *BLUEPRINTS)
        app = app_of(office.services, *pages)
        url = await stack.enter_async_context(served(app))
        front = FrontOffice(url, office, brain, app, asyncio.get_running_loop())
        front.use(settings=settings.model_copy(update={"base_url": url}))
        front.meeting = await office.book()
        office.calendars["anna"].block(MONDAY.replace(day=24, hour=10), minutes=90)
        await sync_all(office.services)
        return front

    with running(move_in) as front:
        yield front


_PATIENCE = 30  # seconds


@contextmanager
def running(open: Callable[[AsyncExitStack], Awaitable[Opened]]) -> Iterator[Opened]:
    """What `open` opens, alive in a thread of its own until the block ends."""
    ready, stop = threading.Event(), threading.Event()
    found: list[Opened] = []
    failed: list[BaseException] = []

    async def live() -> None:
        try:
            async with AsyncExitStack() as stack:
                found.append(await open(stack))
                ready.set()
                await asyncio.to_thread(stop.wait)
        except BaseException as error:
            failed.append(error)
            raise
        finally:
            ready.set()

    thread = threading.Thread(target=asyncio.run, args=(live(),), daemon=True)
    thread.start()
    ready.wait()
    try:
        if failed:
            raise RuntimeError("the servers did not start") from failed[0]
        yield found[0]
    finally:
        stop.set()
        thread.join(_PATIENCE)  # all is closed by then; a browser's open connection once kept the loop from ending
