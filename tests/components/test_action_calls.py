"""Calls of our actions: the domain goes once, connections stay open."""

import asyncio
import unittest
from typing import Any

from aiohttp import web
from rasa.shared.core.events import Event, SlotSet
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from components.action_calls import _connections, put  # importing it puts the quicker ways in place

CALL = {"next_action": "action_repeat", "domain": {"responses": {"utter_hi": [{"text": "Hi"}]}}, "tracker": {}}


class ActionServer:
    """Answers as ours does: 449 for a digest that it has not seen with its domain."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.connections: set[Any] = set()
        self._known: set[str] = set()

    async def webhook(self, request: web.Request) -> web.Response:
        call = await request.json()
        self.calls.append(call)
        self.connections.add(request.transport)
        if call.get("next_action") == "action_broken":
            return web.json_response({}, status=500)
        if "domain" in call:
            self._known.add(call["domain_digest"])
        elif call.get("domain_digest") not in self._known:
            return web.json_response({}, status=449)
        return web.json_response({"events": [], "responses": []})


class Calls(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.server = ActionServer()
        app = web.Application()
        app.router.add_post("/webhook", self.server.webhook)
        runner = web.AppRunner(app)
        await runner.setup()
        self.addAsyncCleanup(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.addAsyncCleanup(_connections(asyncio.get_running_loop()).close)
        self.endpoint = EndpointConfig(f"http://127.0.0.1:{port}/webhook")

    async def call(self, **changes: Any) -> Any:
        return await self.endpoint.request(json={**CALL, **changes}, method="post")

    async def test_the_domain_goes_once(self) -> None:
        for _ in range(3):
            self.assertEqual(await self.call(), {"events": [], "responses": []})

        self.assertEqual(["domain" in call for call in self.server.calls], [False, True, False, False])

    async def test_another_domain_goes_again(self) -> None:
        await self.call()
        await self.call(domain={"responses": {}})

        self.assertEqual(["domain" in call for call in self.server.calls], [False, True, False, True])

    async def test_calls_share_a_connection(self) -> None:
        for _ in range(3):
            await self.call()

        self.assertEqual(len(self.server.connections), 1)

    async def test_an_error_of_an_action_is_told_as_before(self) -> None:
        with self.assertRaises(ClientResponseError) as raised:  # noqa: PT027  # Rasa's environment has no pytest
            await self.call(next_action="action_broken")

        self.assertEqual(raised.exception.status, 500)


class Events(unittest.TestCase):
    def test_an_event_of_no_known_kind_is_refused(self) -> None:
        self.assertIs(Event.resolve_by_type("slot"), SlotSet)
        with self.assertRaises(ValueError):  # noqa: PT027
            Event.resolve_by_type("unheard_of")


class Places(unittest.TestCase):
    def test_a_rasa_without_the_place_for_ours_is_refused(self) -> None:
        with self.assertRaisesRegex(ImportError, "EndpointConfig.send_all"):  # noqa: PT027
            put(EndpointConfig, "send_all", None)
