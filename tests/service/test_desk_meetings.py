"""The desk's meetings: lists, one meeting, and everything that can be done with it, as rep, admin and stranger."""

import csv
import io
from datetime import timedelta

from convene.booking.confirm import confirm
from convene.booking.sync import sync_all
from convene.model import Booking, Company, Person, Status
from tests.service.desk_in_tests import Desk
from tests.service.pages_in_tests import links, slots, words


async def rep_of(desk: Desk, booking: Booking) -> str:
    return (await desk.office.store.booking(booking.id)).rep


async def test_a_meeting_tells_everything_about_itself(desk: Desk) -> None:
    booking = await desk.office.book()
    await desk.sign_in("anna")

    said = words(await desk.http.get(f"/app/meetings/{booking.id}"))

    for piece in ("Ada Lovelace", "ada@engines.test", "Engines Ltd", "A meeting, please", "Hello Ada", "On its way"):
        assert piece in said
    assert "Booked with Anna for" in said
    assert "The visitor" in said


async def test_somebody_elses_meeting_is_not_there(desk: Desk) -> None:
    """Not even that it exists is told."""
    booking = await desk.office.book()
    await desk.sign_in("ben")

    for path in ("", "/move", "/cancel", "/pass-on", "/no-show"):
        assert (await desk.http.get(f"/app/meetings/{booking.id}{path}")).status_code == 404, path
        if path:
            assert (await desk.send(f"/app/meetings/{booking.id}{path}", to="ben")).status_code == 404, path
    assert (await desk.http.get("/app/meetings/no-such-meeting")).status_code == 404
    assert await desk.office.store.booking(booking.id) == booking


async def test_a_hold_is_no_meeting(desk: Desk) -> None:
    held = await desk.office.hold()
    await desk.sign_in("admin")

    assert (await desk.http.get(f"/app/meetings/{held.id}")).status_code == 404
    assert "No meetings yet" in words(await desk.http.get("/app"))


async def test_a_rep_moves_a_meeting_to_a_time_of_their_own_that_they_typed(desk: Desk) -> None:
    """P13: it stays with them, and the visitor gets the new invitation."""
    booking = await desk.office.book()
    await desk.sign_in("anna")
    page = await desk.http.get(f"/app/meetings/{booking.id}/move", params={"when": "Thursday afternoon"})
    assert "Free: " in words(page)
    chosen = next(iter(slots(page).values()))

    done = await desk.send(f"/app/meetings/{booking.id}/move", slot=chosen)

    moved = await desk.office.store.booking(booking.id)
    assert "The meeting has moved" in words(done)
    assert (moved.rep, moved.status, moved.changed_by) == ("anna", Status.MOVED, "anna@northwind.test")
    assert f"{moved.start:%A}" == "Thursday"


async def test_only_the_reps_own_free_times_are_shown(desk: Desk) -> None:
    booking = await desk.office.book()
    desk.office.calendars["anna"].block(booking.start - timedelta(hours=8), minutes=60 * 24 * 40)
    await sync_all(desk.office.services)
    await desk.sign_in("anna")

    page = await desk.http.get(f"/app/meetings/{booking.id}/move")

    assert "Anna has no free time" in words(page)


async def test_moving_without_a_time_or_to_a_forged_one_moves_nothing(desk: Desk) -> None:
    booking = await desk.office.book()
    await desk.sign_in("anna")

    missing = await desk.send(f"/app/meetings/{booking.id}/move")
    forged = await desk.send(f"/app/meetings/{booking.id}/move", slot="forged")

    assert (missing.status_code, forged.status_code) == (400, 409)
    assert "Choose one of the times first" in words(missing)
    assert await desk.office.store.booking(booking.id) == booking


async def test_a_meeting_is_cancelled_with_a_note(desk: Desk) -> None:
    booking = await desk.office.book()
    await desk.sign_in("anna")

    done = await desk.send(f"/app/meetings/{booking.id}/cancel", note="Sorry, I am ill")

    assert "The meeting is cancelled" in words(done)
    assert "“Sorry, I am ill”" in words(done)
    assert "/cancel" not in "".join(links(done).values())
    assert (await desk.office.store.booking(booking.id)).status is Status.CANCELLED


async def test_a_silent_calendar_is_told_and_the_cancellation_goes_on(desk: Desk) -> None:
    """P7."""
    booking = await desk.office.book()
    desk.office.calendars["anna"].down = True
    await desk.sign_in("anna")

    done = await desk.send(f"/app/meetings/{booking.id}/cancel")

    assert "is being cancelled" in words(done)
    assert (await desk.office.store.booking(booking.id)).pending == "delete"


async def test_a_rep_passes_a_meeting_on_and_it_is_gone_from_their_desk(desk: Desk) -> None:
    """P6."""
    booking = await desk.office.book()
    await desk.sign_in("anna")
    choice = words(await desk.http.get(f"/app/meetings/{booking.id}/pass-on"))

    done = await desk.send(f"/app/meetings/{booking.id}/pass-on", to="chloe")

    assert "Ben" in choice
    assert "Chloe has the meeting now" in words(done)
    assert await rep_of(desk, booking) == "chloe"
    assert (await desk.http.get(f"/app/meetings/{booking.id}")).status_code == 404


async def test_whoever_is_not_free_cannot_get_it(desk: Desk) -> None:
    booking = await desk.office.book()
    for other in ("ben", "chloe"):
        desk.office.calendars[other].block(booking.start)
    await sync_all(desk.office.services)
    await desk.sign_in("admin")

    page = await desk.http.get(f"/app/meetings/{booking.id}/pass-on")
    forced = await desk.send(f"/app/meetings/{booking.id}/pass-on", to="ben")

    assert "Nobody else is free then" in words(page)
    assert forced.status_code == 409
    assert await rep_of(desk, booking) == "anna"


async def test_nobody_came(desk: Desk) -> None:
    booking = await desk.office.book()
    await desk.sign_in("anna")
    early = await desk.send(f"/app/meetings/{booking.id}/no-show")
    desk.office.clock.instant = booking.end + timedelta(minutes=5)

    asked = await desk.http.get(f"/app/meetings/{booking.id}/no-show")
    done = await desk.send(f"/app/meetings/{booking.id}/no-show")

    assert "has not begun yet" in words(early)
    assert "You can take it back" in words(asked)
    assert "It is kept that nobody came" in words(done)
    assert (await desk.office.store.booking(booking.id)).status is Status.NO_SHOW

    back = await desk.send(f"/app/meetings/{booking.id}/came")
    assert "It is kept that the meeting was held" in words(back)
    assert "Somebody came after all" in words(back)
    assert (await desk.office.store.booking(booking.id)).status is Status.COMPLETED


async def test_the_admin_does_it_for_everybody_and_the_history_says_who(desk: Desk) -> None:
    booking = await desk.office.book()
    await desk.sign_in("admin")

    done = await desk.send(f"/app/meetings/{booking.id}/pass-on", to="ben")

    assert "Passed on to Ben admin@northwind.test" in words(done)


async def test_a_list_is_searched_filtered_and_paged(desk: Desk) -> None:
    await book_many(desk, 30)
    await desk.sign_in("admin")

    first = words(await desk.http.get("/app"))
    second = words(await desk.http.get("/app?page=2"))
    far = words(await desk.http.get("/app?page=999"))
    one = words(await desk.http.get("/app?q=visitor-7@"))
    none = words(await desk.http.get("/app?q=nobody-of-that-name"))
    past = words(await desk.http.get("/app?tab=past"))

    assert "30 meetings · page 1 of 2" in first
    assert "page 2 of 2" in second
    assert far == second
    assert "1 meeting " in one
    assert "visitor-7@x.test" in one
    assert "Nothing matches" in none
    assert "No past meetings yet" in past


async def test_what_was_typed_wrong_is_told_beside_its_field_and_kept(desk: Desk) -> None:
    await desk.sign_in("anna")

    page = await desk.http.get("/app", params={"from": "tomorrow", "to": "2026-12-01", "q": "<b>"})

    assert "“tomorrow” is not a date" in words(page)
    assert 'value="tomorrow"' in page.text
    assert 'value="2026-12-01"' in page.text
    assert 'value="&lt;b&gt;"' in page.text


async def test_a_rep_cannot_look_into_others_lists_by_any_filter(desk: Desk) -> None:
    booking = await desk.office.book()
    await desk.sign_in("ben")

    for path in ("/app?rep=anna", "/app?q=ada", "/app/meetings.csv?rep=anna", "/app/meetings.csv"):
        assert booking.person.email not in (await desk.http.get(path)).text


async def test_the_file_has_every_meeting_and_nothing_that_a_spreadsheet_would_run(desk: Desk) -> None:
    """RFC 4180: CRLF, quotes doubled; formulas stay text."""
    people = [
        Person('=HYPERLINK("http://evil.test")', "one@x.test", "+49 30 1234567"),
        Person('Ann "Quote", Jr.\nSecond line', "two@x.test"),
        Person("@SUM(1)", "three@x.test"),
    ]
    for number, person in enumerate(people):
        await desk.office.book(f"v{number}", person, number)
    await desk.sign_in("admin")

    answer = await desk.http.get("/app/meetings.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))

    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.count("\r\n") == 4
    assert [row["name"] for row in rows] == [
        '\'=HYPERLINK("http://evil.test")',
        'Ann "Quote", Jr.\nSecond line',
        "'@SUM(1)",
    ]
    assert rows[0]["phone"] == "'+49 30 1234567"
    assert rows[0]["start"].endswith("Z")


async def test_the_desk_speaks_german(desk: Desk) -> None:
    booking = await desk.office.book()
    await desk.sign_in("anna")
    desk.http.headers["accept-language"] = "de-DE,de;q=0.9"

    pages = [
        words(await desk.http.get(p))
        for p in ("/app", f"/app/meetings/{booking.id}", f"/app/meetings/{booking.id}/move")
    ]

    assert "Bevorstehend" in pages[0]
    assert "Gebucht bei Anna" in pages[1]
    assert "Eine andere Zeit finden" in pages[2]


async def book_many(desk: Desk, count: int) -> None:
    """So many meetings, one after the other."""
    done = 0
    while done < count:
        offered = (await desk.office.offer("many", count=count)).slots
        for slot in offered[done:]:
            held = await desk.office.hold_slot(slot.id, "many")
            await confirm(
                desk.office.services,
                booking_id=held.id,
                session="many",
                person=Person(f"Visitor {done}", f"visitor-{done}@x.test"),
                company=Company(),
                transcript=[],
            )
            done += 1
