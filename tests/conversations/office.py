"""The assistant as visitors meet it, on a stage: the trained model, our server, real actions and a real store.

Only the calendars and the clock are stand-ins, so that every conversation begins on the same morning with the same free
times. Rasa and the server are started once; the store is a fresh one for each conversation.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sanic import Sanic

from convene.assistant import put_live
from convene.booking.roster import Roster
from convene.booking.services import Services
from convene.booking.sync import sync_all
from convene.bootstrap import use
from convene.chat import actions_endpoint, gateway
from convene.chat.visitors import Visitors
from convene.config import Config, load_config
from convene.language import languages
from convene.model import Booking
from convene.settings import Settings
from convene.store import Store
from convene.supervisor import keep_up
from convene.training import ensure_model
from convene.up import assistant
from tests.fakes import FakeCalendar, FakeClock
from tests.service.pages_in_tests import served

CONFIG = Path(__file__).with_name("office.yml")
ZONE = ZoneInfo("Europe/Berlin")
TYPING = timedelta(seconds=10)  # between two messages
STANDS = ("confirmed", "moved")
_CODE = re.compile(r"\b\d{6}\b")


@dataclass
class Office:
    """One morning at the office: nothing is booked yet."""

    services: Services
    clock: FakeClock
    calendars: dict[str, FakeCalendar]
    url: str
    mails_read: set[str] = field(default_factory=set)

    async def happens(self, what: str) -> None:
        """Something that happens meanwhile."""
        match what:
            case "every calendar is full":
                for calendar in self.calendars.values():
                    calendar.block(self.clock.now() - timedelta(days=1), minutes=60 * 24 * 90)
            case "the calendars do not answer":
                for calendar in self.calendars.values():
                    calendar.down = True
            case "the calendars answer again":
                for calendar in self.calendars.values():
                    calendar.down = False
            case "everybody gets something else to do at the held time":
                held = [b for b in await self.services.store.bookings() if b.status == "held"]
                for calendar in self.calendars.values():
                    calendar.block(held[0].start, minutes=30)
            case _:
                raise ValueError(f"nothing is known of “{what}”")
        await sync_all(self.services)

    async def wait(self, how_long: str) -> None:
        """Let time pass, as in “20 minutes”; the calendars are read meanwhile, as they are all day long."""
        number, unit = how_long.split()
        self.clock.forward(**{f"{unit.removesuffix('s')}s": float(number)})
        await sync_all(self.services)

    async def meetings(self) -> list[Booking]:
        """What stands, in order; the calendars hold exactly that."""
        stored = [booking for booking in await self.services.store.bookings() if booking.status in STANDS]
        return sorted(stored, key=lambda booking: booking.start)

    def in_calendars(self) -> list[tuple[str, datetime]]:
        """What the reps see in their calendars, as rep and start."""
        return sorted((rep, e.interval.start) for rep, c in self.calendars.items() for e in c.events.values())

    async def mails_to(self, address: str) -> list[tuple[str, str]]:
        """The mails to an address that were not asked for yet, as their key, and subject and words."""
        found = []
        for mail in await self.services.store.outgoing_mail():
            message = message_from_string(mail.message, policy=policy.SMTP)
            if address in str(message["To"]) and mail.key not in self.mails_read:
                body = message.get_body(("plain",))
                found.append((mail.key, f"{message['Subject']}\n{body.get_content() if body else ''}"))
        return found

    async def mailed_code(self) -> str:
        """The code that was mailed last."""
        mails = [mail for mail in await self.services.store.outgoing_mail() if mail.key.startswith("code/")]
        if not mails:
            return "no code was mailed"
        message = message_from_string(mails[-1].message, policy=policy.SMTP)
        body = message.get_body(("plain",))
        code = _CODE.search(body.get_content() if body else "")
        return code[0] if code else "the mail has no code"


class Chat:
    """One visitor's chat, spoken as the widget does."""

    def __init__(self, office: Office, http: httpx.AsyncClient, language: str, zone: str, signed: str = "") -> None:
        self.office, self.http, self.token = office, http, ""
        self.metadata: dict[str, Any] = {"timezone": zone, "locale": language, "page": "/"}
        if signed:
            self.metadata["identify"] = _signed(office, signed)

    async def allow(self, payload: str) -> None:
        """Let the visitor send what was on no button."""
        settings, store, now = self.office.services.settings, self.office.services.store, self.office.clock.now()
        await self._welcome()
        session = Visitors(settings.secret).recognise(self.token, now)
        await store.remember_offered(str(session), {payload}, now)

    async def _welcome(self) -> None:
        self.token = self.token or (await self.http.post("/chat/session")).json()["visitor"]

    async def say(self, message: str, label: str = "") -> list[dict[str, Any]]:
        """Send one message; everything that is answered."""
        await self._welcome()
        self.office.clock.instant += TYPING
        said = {"message": message, "metadata": self.metadata} | ({"label": label} if label else {})
        answer = await self.http.post("/chat", json=said, headers={"authorization": f"Bearer {self.token}"})
        return [json.loads(line) for line in answer.text.splitlines() if line.strip()]


def _signed(office: Office, email: str) -> str:
    """What the website's server would sign about this visitor."""
    told = {"person": {"email": email}, "at": office.clock.now().timestamp()}
    payload = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
    key = office.services.settings.identify_key.get_secret_value()
    return f"{payload}.{hmac.new(key.encode(), payload.encode(), hashlib.sha256).hexdigest()}"


@dataclass
class Stage:
    """What is started once, for all conversations."""

    app: Sanic[Any, Any]
    settings: Settings
    config: Config
    empty: Path
    model: Path
    http: httpx.AsyncClient

    @asynccontextmanager
    async def office(self, morning: datetime) -> AsyncIterator[Office]:
        """A fresh office at that time, in Berlin unless told."""
        database = self.settings.state_dir / "office.db"
        for file in self.settings.state_dir.glob("office.db*"):
            file.unlink()
        shutil.copyfile(self.empty, database)
        store = await Store.open(f"sqlite+aiosqlite:///{database}")
        clock = FakeClock((morning if morning.tzinfo else morning.replace(tzinfo=ZONE)).astimezone(UTC))
        calendars = {rep: FakeCalendar() for rep in self.config.reps}
        await store.seed(self.config.reps.values(), self.config.queues.values())
        roster = Roster(self.config, store)
        await roster.refresh()
        services = Services(self.settings, self.config, clock, store, roster, lambda rep: calendars[rep.id], None)
        await sync_all(services)
        use(services)
        self.app.ctx.services = services
        try:
            yield Office(services, clock, calendars, str(self.http.base_url))
        finally:
            use(None)
            await store.close()


@asynccontextmanager
async def stage(state: Path, tell: Any) -> AsyncIterator[Stage]:
    """Start the model and the server; both are stopped at the end."""
    with kept_ports(2) as (port, rasa_port):
        async with _stage(state, tell, port, rasa_port) as whole:
            yield whole


@asynccontextmanager
async def _stage(state: Path, tell: Any, port: int, rasa_port: int) -> AsyncIterator[Stage]:
    settings = Settings(
        state_dir=state,
        port=port,
        rasa_port=rasa_port,
        config_file=CONFIG,
        secret_key="kept for tests",
        actions_token="kept for tests",
        identify_key="kept for tests",
    )
    model = await ensure_model(tell)
    put_live(settings, model)
    empty = state / "empty.db"
    await (await Store.open(f"sqlite+aiosqlite:///{empty}")).close()
    app: Sanic[Any, Any] = Sanic("office", configure_logging=False)
    app.ctx.settings = settings
    app.ctx.services = Services(settings, load_config(CONFIG), settings.clock, None, None, None, None)
    app.blueprint([gateway.blueprint, actions_endpoint.blueprint])
    ready = asyncio.Event()
    async with served(app, port) as url, httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        running = asyncio.create_task(keep_up(assistant(settings), ready, tell))
        waiting = asyncio.create_task(ready.wait())
        try:
            await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            yield Stage(app, settings, load_config(CONFIG), empty, model, http)
        finally:
            running.cancel()
            waiting.cancel()
            await asyncio.gather(running, waiting, return_exceptions=True)


def about_the_office() -> dict[str, dict[str, str]]:
    """What the words of a response take from the office's convene.yml, by language."""
    config = load_config(CONFIG)
    meeting = config.meeting_type_of(config.default_queue.id)
    return {language: {"meeting_about": meeting.in_language(language).description} for language in languages()}


@contextmanager
def kept_ports(count: int) -> Iterator[list[int]]:
    """Ports that nobody else is given, though it takes a while until somebody listens there.

    They stay bound, which hinders no server of ours: each asks for SO_REUSEADDR, and nobody listens at these sockets.
    Two assistants at one port would take each other's messages.
    """
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in sockets:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(("127.0.0.1", 0))
        yield [sock.getsockname()[1] for sock in sockets]
