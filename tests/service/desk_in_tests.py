"""The desk in tests: an office, its pages, and somebody who signs in with a link."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from convene.desk import BLUEPRINTS
from convene.desk.sign_in import desk_link
from tests.service.conftest import Office
from tests.service.pages_in_tests import hidden, pages


@dataclass
class Desk:
    """Somebody with a browser, and the office behind the desk; a `meeting`'s id, where a test has one."""

    http: httpx.AsyncClient
    office: Office
    meeting: str = ""

    def link(self, name: str = "anna") -> str:
        """The path of a fresh sign-in link, for a name at northwind.test."""
        services = self.office.services
        url = desk_link(services.settings, f"{name}@northwind.test", services.clock.now())
        return url.removeprefix(services.settings.public_url)

    async def sign_in(self, name: str = "anna") -> httpx.Response:
        """Use a fresh link instead of whoever was signed in; gives the page it leads to."""
        self.http.cookies.clear()
        entered = await self.http.post(self.link(name))
        assert entered.status_code == 303, entered.text
        return await self.http.get("/app")

    async def token(self) -> str:
        """What forms of this session carry."""
        return hidden(await self.http.get("/app/queue"), "token")

    async def send(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form as our own page would, and follow to where it leads."""
        sent = await self.http.post(path, data={"token": await self.token()} | fields)
        return await self.http.get(sent.headers["location"]) if sent.status_code == 303 else sent


@asynccontextmanager
async def desk_of(office: Office) -> AsyncIterator[Desk]:
    """The desk of an office."""
    async with pages(office.services, *BLUEPRINTS) as http:
        yield Desk(http, office)
