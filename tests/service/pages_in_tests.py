"""Serving pages in tests and reading them as a browser without JavaScript would."""

import itertools
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from typing import Any

import httpx
from sanic import Blueprint, Sanic

from convene.booking.services import Services

_numbers = itertools.count()  # Sanic wants a name of its own for every app


@asynccontextmanager
async def served(app: Sanic[Any, Any], port: int = 0) -> AsyncIterator[str]:
    """Run an app in this loop, on a port of 127.0.0.1, a free one unless told; gives its address."""
    app.config.update({"TOUCHUP": False, "ACCESS_LOG": False})
    listener = socket.create_server(("127.0.0.1", port))
    server = await app.create_server(sock=listener, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()


def app_of(services: Services, *blueprints: Blueprint) -> Sanic[Any, Any]:
    """An app of these blueprints; the originals stay free for other apps."""
    number = next(_numbers)
    app: Sanic[Any, Any] = Sanic(f"pages-test-{number}", configure_logging=False)
    app.ctx.services = services
    for blueprint in blueprints:
        app.blueprint(blueprint.copy(f"{blueprint.name}_{number}"))
    return app


@asynccontextmanager
async def pages(services: Services, *blueprints: Blueprint) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on these blueprints, served on a free port; it follows no redirect by itself."""
    async with served(app_of(services, *blueprints)) as url, httpx.AsyncClient(base_url=url, timeout=60) as http:
        yield http


def words(page: httpx.Response) -> str:
    """What a reader sees, without tags."""
    body = page.text.partition("<body")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def hidden(page: httpx.Response, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"no field {name}"
    return unescape(found[1])


def slots(page: httpx.Response) -> dict[str, str]:
    """The times that can be chosen: what stands beside them, and their ids."""
    found = re.findall(r'name="slot" value="([^"]*)"[^>]*><span>([^<]*)</span>', page.text)
    return {clock: unescape(slot) for slot, clock in found}


def links(page: httpx.Response) -> dict[str, str]:
    """Where links lead, by their words."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page.text, re.DOTALL)
    return {" ".join(re.sub(r"<[^>]*>", " ", text).split()): unescape(href) for href, text in found}
