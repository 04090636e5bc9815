"""The visitor's page for a meeting, used as a browser without JavaScript uses it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from icalendar import Calendar

from convene.booking.cancel import cancel
from convene.booking.links import manage_token
from convene.booking.sync import sync_all
from convene.manage import blueprint
from convene.model import Booking, Status
from convene.when import TimePreference, Window
from tests.service.conftest import Office
from tests.service.pages_in_tests import hidden, links, pages, slots, words


@dataclass
class Link:
    """A visitor with the link of their meeting."""

    http: httpx.AsyncClient
    office: Office
    booking: Booking

    @property
    def path(self) -> str:
        return f"/b/{manage_token(self.office.services, self.booking)}"

    async def get(self, step: str = "", **query: str) -> httpx.Response:
        return await self.http.get(self.path + step, params=query)

    async def post(self, step: str, **fields: str) -> httpx.Response:
        return await self.http.post(self.path + step, data=fields)

    async def submit(self, page: httpx.Response, step: str, **fields: str) -> httpx.Response:
        """Send the form of a page, with its hidden fields."""
        return await self.post(step, **({"token": hidden(page, "token"), "zone": hidden(page, "zone")} | fields))

    async def now(self) -> Booking:
        return await self.office.store.booking(self.booking.id)


@pytest.fixture
def office(annas_and_bens_office: Office) -> Office:
    return annas_and_bens_office


@pytest.fixture
async def link(office: Office) -> AsyncIterator[Link]:
    """The page of Ada's meeting, which is tomorrow at the earliest."""
    booking = await office.book(number=2)
    async with pages(office.services, blueprint) as http:
        yield Link(http, office, booking)


async def test_the_page_shows_the_meeting_with_its_zone(link: Link) -> None:
    """W3, invariant 5."""
    page = await link.get()

    assert page.status_code == 200
    text = words(page)
    for said in ("Booked", "Intro call", "Anna", "30 minutes", "GMT+1", "Berlin Time"):
        assert said in text
    assert link.booking.join_url in page.text
    assert {"Move", "Cancel", "Add to calendar (.ics)"} <= set(links(page))


async def test_the_page_tells_nothing_but_the_meeting(link: Link) -> None:
    """S8: who has only the link learns neither address nor phone, nor what was said."""
    page = await link.get()

    assert link.booking.person.email not in page.text
    assert "Engines Ltd" not in page.text
    assert "A meeting, please" not in page.text


@pytest.mark.parametrize("step", ["", "/move", "/cancel", "/invite.ics"])
async def test_every_answer_has_the_security_headers(link: Link, step: str) -> None:
    headers = (await link.get(step)).headers

    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("step", ["", "/move", "/cancel"])
async def test_pages_need_no_javascript_and_no_third_party(link: Link, step: str) -> None:
    """S15."""
    text = (await link.get(step)).text

    assert "<script" not in text
    assert " style=" not in text
    assert "http" not in text.replace(link.booking.join_url, "")


@pytest.mark.parametrize(
    "change", [lambda t: t[:-2] + "xx", lambda t: "x" + t, lambda t: t.split(".")[0], lambda t: "1"]
)
@pytest.mark.parametrize("step", ["", "/move", "/cancel", "/invite.ics"])
async def test_a_forged_link_gets_a_page_that_says_so(link: Link, change: Callable[[str], str], step: str) -> None:
    """P5, S8."""
    token = manage_token(link.office.services, link.booking)

    page = await link.http.get(f"/b/{change(token)}{step}")

    assert page.status_code == 404
    assert "This link does not work" in words(page)
    assert "hello@northwind.test" in words(page)


async def test_a_link_that_does_not_work_says_so_in_the_readers_language(link: Link) -> None:
    """Whose meeting it was, and in which language, is not known."""
    page = await link.http.get("/b/1", headers={"accept-language": "de-AT,de;q=0.9"})

    assert 'lang="de"' in page.text
    assert "Dieser Link" in words(page)


async def test_a_hold_is_no_meeting_yet(link: Link) -> None:
    held = await link.office.hold("another")

    page = await Link(link.http, link.office, held).get()

    assert page.status_code == 404


async def test_the_calendar_file_is_the_same_meeting(link: Link) -> None:
    """I3: the same UID, so that a calendar which has the invitation does not show it twice."""
    answer = await link.get("/invite.ics")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert "attachment" in answer.headers["content-disposition"]
    event = Calendar.from_ical(answer.text).walk("VEVENT")[0]
    assert event["UID"] == link.booking.uid
    assert event.decoded("DTSTART") == link.booking.start


async def test_another_time_zone_can_be_chosen_and_stays_chosen(link: Link) -> None:
    """T7."""
    page = await link.get(zone="Asia/Kolkata")

    assert "Kolkata Time (GMT+5:30)" in words(page)
    assert 'value="Asia/Kolkata" selected' in page.text
    assert links(page)["Move"].endswith("/move?zone=Asia%2FKolkata")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "x" * 5000, "<b>"])
async def test_an_unknown_zone_is_said_in_words(link: Link, zone: str) -> None:
    page = await link.get(zone=zone)

    assert page.status_code == 200
    assert "There is no time zone" in words(page)
    assert "Times are still in Berlin Time" in words(page)
    assert "<b>" not in page.text


async def test_free_times_are_shown_by_day(link: Link) -> None:
    page = await link.get("/move")

    assert page.status_code == 200
    assert len(slots(page)) > 3
    assert page.text.count("<fieldset") >= 2
    assert "Monday, November 23, 2026 GMT+1" in words(page)


async def test_times_are_looked_for_in_the_visitors_own_words(link: Link) -> None:
    page = await link.get("/move", when="thursday")

    assert "Thursday, November 26, 2026" in words(page)
    assert "Wednesday, November 25" not in words(page).partition("Search")[2]
    assert 'value="thursday"' in page.text


@pytest.mark.parametrize("wish", ["blurb", "🙂🙂", "{{ 7 * 7 }}<script>", "x" * 2000])
async def test_a_wish_that_cannot_be_read_is_kept_and_times_are_shown_anyway(link: Link, wish: str) -> None:
    page = await link.get("/move", when=wish)

    assert page.status_code == 200
    assert "I could not read a time" in words(page)
    assert "<script" not in page.text
    assert slots(page)


async def test_moving_by_a_chosen_time(link: Link) -> None:
    """P5, I3: the event moves, the invitation goes out again, the page says so."""
    page = await link.get("/move", when="thursday")
    slot = next(iter(slots(page).values()))

    answer = await link.submit(page, "/move", slot=slot)

    assert answer.status_code == 303
    moved = await link.now()
    assert moved.status is Status.MOVED
    assert moved.start.day == 26
    shown = await link.http.get(answer.headers["location"])
    assert "Your meeting has moved" in words(shown)
    assert "Thursday, November 26, 2026" in words(shown)
    assert "1/invitation" in await link.office.mails()


async def test_the_page_says_when_somebody_else_takes_the_meeting(link: Link) -> None:
    """P6, P5: the visitor was told before that this may be, and is told now that it is."""
    link.office.calendars[link.booking.rep].block(link.booking.start.replace(day=26, hour=0), minutes=24 * 60)
    await sync_all(link.office.services)
    page = await link.get("/move", when="thursday")
    assert "a colleague will meet you" in words(page)

    answer = await link.submit(page, "/move", slot=next(iter(slots(page).values())))

    other = (await link.now()).rep
    assert other != link.booking.rep
    assert f"{other.title()} will meet you" in words(await link.http.get(answer.headers["location"]))


async def test_more_times_can_be_asked_for(link: Link) -> None:
    page = await link.get("/move")

    more = await link.http.get(links(page)["More times"])

    assert more.text.count('name="slot"') > page.text.count('name="slot"')


async def test_a_page_number_without_end_is_the_first_page(link: Link) -> None:
    endless = await link.get("/move", pages="9" * 5000)

    assert slots(endless) == slots(await link.get("/move"))


async def test_the_time_it_has_is_not_offered_again_but_those_around_it_are(link: Link) -> None:
    """P15: the meeting does not block itself."""
    for name in list(link.office.calendars)[1:]:
        link.office.calendars[name].block(link.booking.start.replace(hour=0), minutes=24 * 60)
    await sync_all(link.office.services)

    page = await link.get("/move", when="tuesday")

    assert "9:00 AM to 9:30 AM" in words(page)
    assert "9:00 AM" not in slots(page)
    assert "9:30 AM" in slots(page)


async def test_a_time_that_was_taken_meanwhile_brings_new_ones_and_keeps_the_meeting(link: Link) -> None:
    """A1: nothing is lost, not even what was typed."""
    page = await link.get("/move", when="thursday")
    slot = next(iter(slots(page).values()))
    start = (await link.office.offer(f"manage {link.booking.id}", wish=_thursday(link), moving=link.booking.id)).slots[
        0
    ]
    for calendar in link.office.calendars.values():
        calendar.block(start.start, minutes=8 * 60)

    answer = await link.submit(page, "/move", slot=slot, when="thursday")

    assert answer.status_code == 409
    assert "Somebody has just taken that time" in words(answer)
    assert 'value="thursday"' in answer.text
    assert slots(answer)
    assert (await link.now()).interval == link.booking.interval


async def test_an_old_offer_is_said_to_be_old(link: Link) -> None:
    """D3."""
    page = await link.get("/move", when="thursday")
    slot = next(iter(slots(page).values()))
    link.office.clock.forward(minutes=31)
    await sync_all(link.office.services)

    answer = await link.submit(page, "/move", slot=slot)

    assert answer.status_code == 410
    assert "too old" in words(answer)
    assert slots(answer)


async def test_a_time_that_was_offered_to_somebody_else_is_not_taken(link: Link) -> None:
    """D3, A10: forged, or from another page."""
    page = await link.get("/move")
    foreign = (await link.office.offer("somebody else")).slots[0].id

    for slot in ("forged", foreign, "x" * 5000):
        answer = await link.submit(page, "/move", slot=slot)
        assert answer.status_code == 400
        assert "was not offered here" in words(answer)
    assert (await link.now()).start == link.booking.start


async def test_a_form_without_a_choice_asks_for_one(link: Link) -> None:
    answer = await link.submit(await link.get("/move"), "/move")

    assert answer.status_code == 400
    assert "Choose one of the times first" in words(answer)


@pytest.mark.parametrize("step", ["/move", "/cancel"])
async def test_a_form_from_elsewhere_changes_nothing(link: Link, step: str) -> None:
    """The token is bound to the link: another meeting's does not do."""
    other = Link(link.http, link.office, await link.office.book("another"))
    foreign = hidden(await other.get("/cancel"), "token")
    slot = next(iter(slots(await link.get("/move")).values()))

    for token in ("", "forged", foreign):
        answer = await link.post(step, token=token, slot=slot)
        assert answer.status_code == 403
        assert "Nothing was changed" in words(answer)
    assert await link.now() == link.booking


async def test_reading_never_changes_anything(link: Link) -> None:
    """Mail scanners open every link in a mail."""
    for step in ("", "/move", "/cancel", "/invite.ics"):
        await link.get(step)

    assert await link.now() == link.booking


async def test_cancelling_asks_first_and_tells_the_rep_why(link: Link) -> None:
    """P5, P7."""
    question = await link.get("/cancel")
    assert "Cancel this meeting?" in words(question)

    answer = await link.submit(question, "/cancel", note="I am <b>ill</b>")

    assert answer.status_code == 303
    gone = await link.now()
    assert (gone.status, gone.note) == (Status.CANCELLED, "I am <b>ill</b>")
    page = await link.http.get(answer.headers["location"])
    assert "This meeting is cancelled" in words(page)
    assert {"Move", "Cancel"}.isdisjoint(links(page))
    assert "Book another meeting" in links(page)


async def test_cancelling_twice_is_cancelling_once(link: Link) -> None:
    question = await link.get("/cancel")
    await link.submit(question, "/cancel")

    again = await link.submit(question, "/cancel")

    assert again.status_code == 303
    assert (await link.office.mails()).count("1/cancellation") == 1


async def test_a_cancelled_meeting_can_neither_be_moved_nor_downloaded(link: Link) -> None:
    page = await link.get("/move")
    await cancel(link.office.services, booking_id=link.booking.id)

    assert (await link.get("/move")).status_code == 303
    assert (await link.get("/invite.ics")).status_code == 410
    answer = await link.submit(page, "/move", slot=next(iter(slots(page).values())))
    assert answer.status_code == 409
    assert "This meeting is cancelled" in words(answer)


async def test_a_meeting_that_begins_soon_is_not_changed_but_somebody_to_write_to_is_named(link: Link) -> None:
    """R6."""
    question = await link.get("/cancel")
    link.office.clock.instant = link.booking.start - timedelta(minutes=30)

    page = await link.get()
    assert "too soon to be changed" in words(page)
    assert links(page)["Write to Anna"] == "mailto:anna@northwind.test"
    assert (await link.get("/move")).status_code == 303
    answer = await link.submit(question, "/cancel")
    assert answer.status_code == 409
    assert "too soon to be changed" in words(answer)
    assert (await link.now()).status is Status.CONFIRMED


@pytest.mark.parametrize(("minutes", "said"), [(5, "running now"), (31, "This meeting is over")])
async def test_a_meeting_that_has_begun_or_ended_says_so(link: Link, minutes: int, said: str) -> None:
    link.office.clock.instant = link.booking.start + timedelta(minutes=minutes)

    page = await link.get()

    assert page.status_code == 200
    assert said in words(page)
    assert "Move" not in links(page)


async def test_a_silent_calendar_leaves_the_meeting_where_it_was(link: Link) -> None:
    """Invariants 2 and 3."""
    page = await link.get("/move", when="thursday")
    for calendar in link.office.calendars.values():
        calendar.down = True

    answer = await link.submit(page, "/move", slot=next(iter(slots(page).values())))

    assert answer.status_code == 503
    assert "The calendar does not answer right now" in words(answer)
    assert (await link.now()).start == link.booking.start


async def test_cancelling_while_the_calendar_is_silent_is_shown_as_going_on(link: Link) -> None:
    """P7: never shown as done before it is."""
    for calendar in link.office.calendars.values():
        calendar.down = True

    answer = await link.submit(await link.get("/cancel"), "/cancel")

    page = await link.http.get(answer.headers["location"])
    assert "Being cancelled" in words(page)
    assert "You need not do anything" in words(page)
    assert (await link.get("/move")).status_code == 303


async def test_when_nobody_has_time_somebody_to_write_to_is_named(link: Link) -> None:
    for calendar in link.office.calendars.values():
        calendar.block(link.office.clock.now(), minutes=60 * 24 * 40)
    await sync_all(link.office.services)

    page = await link.get("/move")

    assert page.status_code == 200
    assert "no free time at all" in words(page)
    assert "hello@northwind.test" in words(page)


def _thursday(link: Link) -> TimePreference:
    start = link.booking.start.replace(day=26, hour=0, minute=0)
    return TimePreference(windows=(Window(start, start + timedelta(days=1)),), understood=True)
