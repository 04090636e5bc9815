"""The queue at the desk: who is in it, who rests, who changes it; and how every part is, in words."""

import asyncio
from datetime import timedelta

import pytest

from convene.booking.roster import Roster
from convene.desk.health import died
from tests.service.conftest import Office
from tests.service.desk_in_tests import Desk
from tests.service.pages_in_tests import words

QUEUE = "/app/queue"


@pytest.fixture
def office(annas_and_bens_office: Office) -> Office:
    return annas_and_bens_office


async def test_who_pauses_gets_no_meeting_until_they_return(desk: Desk) -> None:
    """Case A5."""
    await desk.sign_in("anna")
    paused = await desk.send(f"{QUEUE}/pause", queue="sales", rep="anna")
    assert "Anna rests" in words(paused)
    assert "Anna Resting" in words(paused)
    assert {(await desk.office.book(f"v{n}")).rep for n in range(1)} == {"ben"}

    returned = await desk.send(f"{QUEUE}/return", queue="sales", rep="anna")
    assert "Anna Next" in words(returned)


async def test_a_rep_pauses_nobody_else(desk: Desk) -> None:
    await desk.sign_in("anna")

    assert (await desk.send(f"{QUEUE}/pause", queue="sales", rep="ben")).status_code == 403
    assert (await desk.send(f"{QUEUE}/pause", queue="sales", rep="")).status_code == 403


async def test_an_admin_takes_somebody_out_and_puts_them_in(desk: Desk) -> None:
    """Case A20."""
    await desk.sign_in("admin")
    removed = await desk.send(f"{QUEUE}/remove", queue="sales", rep="ben")
    assert "Ben is out of the queue" in words(removed)
    assert desk.office.services.roster.queues["sales"].reps == ("anna",)

    added = await desk.send(f"{QUEUE}/add", queue="sales", rep="ben")
    assert "Ben is in the queue" in words(added)
    assert desk.office.services.roster.queues["sales"].reps == ("anna", "ben")


async def test_a_queue_or_a_rep_there_is_not_is_not_found(desk: Desk) -> None:
    await desk.sign_in("admin")

    assert (await desk.send(f"{QUEUE}/add", queue="nowhere", rep="ben")).status_code == 404
    assert (await desk.send(f"{QUEUE}/add", queue="sales", rep="nobody")).status_code == 404


async def test_an_admin_writes_what_is_said_when_nobody_can_be_met(desk: Desk) -> None:
    """By language; what is emptied is the standard text again, and other processes know it too."""
    await desk.sign_in("admin")
    other = Roster(desk.office.services.config, desk.office.store)

    saved = await desk.send(f"{QUEUE}/fallback", fallback_en="We write to\r\nyou.", fallback_de="")
    await other.refresh()
    assert "Saved. The chat says this" in words(saved)
    assert "We write to you." in saved.text
    assert (other.fallback("en"), other.fallback("de")) == ("We write to you.", "")

    await desk.send(f"{QUEUE}/fallback", fallback_en="", fallback_de="")
    await other.refresh()
    assert other.fallback("en") == ""


async def test_an_admin_changes_the_order_and_a_restart_keeps_it(desk: Desk) -> None:
    """Who waited equally long is taken in this order; the first cannot go further up."""
    services, store = desk.office.services, desk.office.store
    await desk.sign_in("admin")

    moved = await desk.send(f"{QUEUE}/up", queue="sales", rep="ben")
    assert "Ben moved up" in words(moved)
    assert "Ben Next" in words(moved)
    await desk.send(f"{QUEUE}/up", queue="sales", rep="ben")
    await store.seed(services.config.reps.values(), services.config.queues.values())
    await services.roster.refresh()
    assert services.roster.queues["sales"].reps == ("ben", "anna")

    await desk.send(f"{QUEUE}/down", queue="sales", rep="ben")
    assert services.roster.queues["sales"].reps == ("anna", "ben")


async def test_whose_calendar_cannot_be_read_is_not_next(desk: Desk) -> None:
    """Unknown is not free (case C13)."""
    await desk.office.store.note_failure("anna", "unreachable", "no answer", desk.office.clock.now())
    await desk.sign_in("admin")

    page = words(await desk.http.get(QUEUE))
    assert "Ben Next" in page
    assert "Anna Next" not in page


async def test_health_says_what_is_wrong_and_what_to_do(desk: Desk) -> None:
    await desk.office.store.note_failure("anna", "needs_reauth", "401 Unauthorized", desk.office.clock.now())
    await desk.office.store.add_mail("k", "To: x@y.test\r\nSubject: Hi\r\n\r\nHi", desk.office.clock.now())
    await desk.sign_in("admin")
    desk.office.clock.forward(minutes=6)

    page = words(await desk.http.get("/app/health"))

    assert "Anna has to connect the calendar again" in page
    assert "401 Unauthorized" in page
    assert "Waiting for more than five minutes: 1" in page
    assert "The assistant Not well" in page


async def test_health_lists_mail_that_was_given_up(desk: Desk) -> None:
    store, now = desk.office.store, desk.office.clock.now()
    await store.add_mail("k", "To: gone@y.test\r\nSubject: Your meeting\r\n\r\nHi", now)
    await store.mail_failed((await store.due_mail(now))[0].id, "550 no such user", None)
    await desk.sign_in("admin")

    page = words(await desk.http.get("/app/health"))
    assert "Your meeting gone@y.test Last heard: 550 no such user" in page


async def test_an_old_reading_is_not_called_well(desk: Desk) -> None:
    await desk.sign_in("admin")
    desk.office.clock.instant += timedelta(hours=1)

    assert "Last read 60 minutes ago" in words(await desk.http.get("/app/health"))


async def test_work_that_has_nothing_to_do_here_has_not_died() -> None:
    """On an address that no provider can call, nobody is asked to tell of changes."""

    async def nothing_to_do() -> None:
        return

    async def fails() -> None:
        raise OSError("disk full")

    work = {"watch": nothing_to_do(), "mail": fails(), "sync": asyncio.sleep(60)}
    jobs = [asyncio.create_task(job, name=name) for name, job in work.items()]
    await asyncio.sleep(0.01)
    assert died(jobs) == ["mail"]

    jobs[2].cancel()
    await asyncio.wait([jobs[2]])
    assert died(jobs) == ["mail", "sync"]
