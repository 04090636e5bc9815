"""What is shown where nothing is and when something breaks: never a traceback, never somebody else's page."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sanic import HTTPResponse, Request
from structlog.testing import capture_logs

from convene.site.failures import PlainFailures
from tests.service.conftest import Office
from tests.service.pages_in_tests import app_of, served, words

BROWSER = {"accept": "text/html,*/*;q=0.8"}


async def breaks(request: Request, key: str = "") -> HTTPResponse:
    raise ValueError("secret-of-the-house")


@pytest.fixture
async def http(annas_office: Office) -> AsyncIterator[httpx.AsyncClient]:
    app = app_of(annas_office.services)
    app.error_handler = PlainFailures()
    app.add_route(breaks, "/breaks")
    app.add_route(breaks, "/breaks/<key:str>", name="breaks_with_key")
    async with served(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        yield client


async def test_an_address_where_nothing_is_says_so_in_the_readers_language(http):
    english = await http.get("/nothing", headers=BROWSER)
    german = await http.get("/nothing", headers=BROWSER | {"accept-language": "de,en;q=0.9"})

    assert (english.status_code, german.status_code) == (404, 404)
    assert "There is nothing here" in words(english)
    assert "Hier ist nichts" in words(german)
    assert 'lang="de"' in german.text
    assert "default-src 'none'" in english.headers["content-security-policy"]


async def test_what_breaks_is_told_without_a_traceback(http):
    page = await http.get("/breaks", headers=BROWSER)
    plain = await http.get("/breaks")

    assert (page.status_code, plain.status_code) == (500, 500)
    assert "went wrong on our side" in words(page)
    assert "secret-of-the-house" not in page.text + plain.text
    assert "Traceback" not in page.text + plain.text


async def test_the_log_names_the_page_that_broke_and_not_its_address(http):
    """Case S11: the address of a meeting's page, or of a link to sign in, is a key."""
    with capture_logs() as logs:
        await http.get("/breaks/key-of-a-meeting?code=key-of-an-account")

    assert [(line["event"], line["route"]) for line in logs] == [("a request failed", "/breaks/<key:str>")]
    assert "key-of" not in str(logs)


async def test_a_wrong_method_keeps_its_headers(http):
    page = await http.post("/breaks", headers=BROWSER)

    assert page.status_code == 405
    assert "GET" in page.headers["allow"]
