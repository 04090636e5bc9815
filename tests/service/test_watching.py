"""Hearing of changes from the provider: only what is genuine counts, and the answer never waits for the work."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from convene.booking import watch as watching
from convene.booking.watch import changed, keep_watched, rep_of_notice, watch, watch_secret
from convene.errors import CalendarUnreachable
from convene.hooks import blueprint
from tests.fakes import FakeCalendar
from tests.service.conftest import Office
from tests.service.pages_in_tests import pages


@dataclass
class WatchedCalendar(FakeCalendar):
    """A calendar whose provider tells of changes."""

    watches: list[tuple[str, str]] = field(default_factory=list)
    cannot: bool = False

    async def watch(self, url: str, secret: str) -> None:
        if self.cannot:
            raise CalendarUnreachable("the address cannot be reached")
        self.watches.append((url, secret))

    async def unwatch(self, url: str) -> None:
        raise AssertionError("nobody leaves here")


@pytest.fixture
def office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with a public address, where Anna's provider tells of changes."""
    monkeypatch.setattr(watching, "_MORE_MAY_COME", 0)
    settings = office.services.settings.model_copy(update={"base_url": "https://meet.northwind.test"})
    office.services = replace(office.services, settings=settings)
    office.calendars["anna"] = WatchedCalendar()
    for rep in office.services.roster.reps.values():
        office.services.roster.reps[rep.id] = replace(rep, calendar={"provider": "fake"})
    return office


async def notify(office: Office, *notices: object, query: str = "") -> object:
    """What Microsoft's notices are answered; the work they make is done."""
    async with pages(office.services, blueprint) as microsoft:
        others = asyncio.all_tasks()
        answer = await microsoft.post(f"/hooks/microsoft{query}", json={"value": list(notices)})
        work = [task for task in asyncio.all_tasks() - others if task.get_name().startswith("notice")]
        await asyncio.gather(*work)
        return answer


async def test_a_subscription_is_proved_by_its_token(office: Office) -> None:
    """M9: as plain text, whatever it looks like."""
    answer = await notify(office, query="?validationToken=%3Cb%3Eit%20is")

    assert (answer.status_code, answer.text) == (200, "<b>it is")
    assert answer.headers["Content-Type"].startswith("text/plain")


async def test_a_notice_makes_the_calendar_be_read(office: Office) -> None:
    office.calendars["anna"].calls.clear()

    answer = await notify(office, {"clientState": watch_secret(office.services, "anna"), "changeType": "updated"})

    assert answer.status_code == 202
    assert "sync_token" in office.calendars["anna"].calls


async def test_a_forged_notice_does_nothing(office: Office) -> None:
    """P9."""
    office.calendars["anna"].calls.clear()

    answer = await notify(office, {"clientState": "anna"}, {"clientState": None}, {})

    assert answer.status_code == 202
    assert office.calendars["anna"].calls == []


@pytest.mark.parametrize(
    ("state", "genuine", "read"), [("exists", True, True), ("sync", True, False), ("exists", False, False)]
)
async def test_google_tells_in_headers(office: Office, state: str, genuine: bool, read: bool) -> None:
    """G12, P9: the first notice only says that there will be others; a forged one says nothing."""
    office.calendars["anna"].calls.clear()
    secret = watch_secret(office.services, "anna") if genuine else "anna"
    headers = {"X-Goog-Channel-Token": secret, "X-Goog-Resource-State": state, "X-Goog-Channel-ID": "c"}

    async with pages(office.services, blueprint) as google:
        others = asyncio.all_tasks()
        answer = await google.post("/hooks/google", headers=headers)
        await asyncio.gather(*(t for t in asyncio.all_tasks() - others if t.get_name().startswith("notice")))

    assert answer.status_code == 204
    assert ("sync_token" in office.calendars["anna"].calls) is read


@pytest.mark.parametrize("body", [b"[]", b'{"value": 7}', b'{"value": [7]}', b"{}"])
async def test_what_is_no_notice_is_refused(office: Office, body: bytes) -> None:
    async with pages(office.services, blueprint) as microsoft:
        answer = await microsoft.post("/hooks/microsoft", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400


async def test_a_notice_that_is_not_ours_to_read_is_passed_over(office: Office) -> None:
    """P9: whatever a stranger writes where the secret should stand."""
    body = rb'{"value": [{"clientState": "\ud800.x"}, {"clientState": 7}, {}]}'
    async with pages(office.services, blueprint) as anybody:
        answer = await anybody.post("/hooks/microsoft", content=body, headers={"Content-Type": "application/json"})
        header = await anybody.post("/hooks/google", headers={b"X-Goog-Channel-Token": b"\xff\xfe.x"})

    assert (answer.status_code, header.status_code) == (202, 204)


async def test_many_notices_of_one_change_make_one_reading(office: Office) -> None:
    """P12."""
    office.calendars["anna"].calls.clear()

    await asyncio.gather(*(changed(office.services, "anna") for _ in range(5)))

    assert office.calendars["anna"].calls.count("sync_token") == 1


async def test_a_subscription_that_ended_is_begun_again(office: Office) -> None:
    """P8: lifecycle notices."""
    notice = {"clientState": watch_secret(office.services, "anna"), "lifecycleEvent": "subscriptionRemoved"}

    await notify(office, notice)

    [(url, secret)] = office.calendars["anna"].watches
    assert url == "https://meet.northwind.test/hooks/fake"
    assert rep_of_notice(office.services, secret) == "anna"


async def test_calendars_are_watched_where_the_provider_can_reach_us(office: Office) -> None:
    work = asyncio.create_task(keep_watched(office.services))
    await asyncio.sleep(0)
    work.cancel()

    assert len(office.calendars["anna"].watches) == 1


async def test_nobody_is_asked_to_call_an_address_that_is_not_public(office: Office) -> None:
    """G12, M9: polling is the default."""
    settings = office.services.settings.model_copy(update={"base_url": "http://127.0.0.1:8000"})

    await keep_watched(replace(office.services, settings=settings))

    assert office.calendars["anna"].watches == []


async def test_a_provider_that_cannot_reach_us_is_no_harm(office: Office) -> None:
    office.calendars["anna"].cannot = True

    await watch(office.services, "anna")
    await watch(office.services, "ben")

    assert office.calendars["anna"].watches == []
