"""What every calendar provider must do, whichever it is (cases C, T, A, K)."""

import asyncio
import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest
from calendar_worlds import LATER, MEETING, WEEK, WITH_GUESTS, given, instants, local

from convene.errors import CalendarUnreachable, EventChanged, NeedsReconnect
from convene.model import Availability, BusyKind
from convene.scheduling.availability import is_blocking


async def busy_in(calendar, window=WEEK):
    return [busy.interval for busy in await calendar.busy(window)]


class TestBusyTimes:
    """Reading what a calendar says about a rep's time."""

    async def test_an_empty_calendar_has_no_busy_times(self, calendar):
        """Empty is a valid answer of a successful call (C20)."""
        assert await calendar.busy(WEEK) == ()

    async def test_an_event_is_busy_and_tells_its_uid(self, world, calendar):
        await world.have(given())

        [busy] = await calendar.busy(WEEK)

        assert busy.interval == instants(local(25, hour=10), local(25, hour=11))
        assert busy.kind == BusyKind.BUSY
        assert busy.uid

    async def test_what_convene_wrote_is_told_by_its_own_uid(self, calendar):
        await calendar.create(MEETING)

        [busy] = await calendar.busy(WEEK)

        assert busy.uid == MEETING.uid
        assert busy.interval == MEETING.interval

    @pytest.mark.parametrize("shows", ["free", "cancelled", "declined"])
    async def test_an_event_that_takes_no_time_is_left_out(self, world, calendar, shows):
        """C1, C6."""
        await world.have(given(shows=shows), given("event-2", local(26, hour=9)))

        assert await busy_in(calendar) == [instants(local(26, hour=9), local(26, hour=10))]

    @pytest.mark.parametrize("shows", [BusyKind.TENTATIVE, BusyKind.OUT_OF_OFFICE])
    async def test_tentative_events_and_absences_are_marked(self, world, calendar, shows):
        """C3, C4."""
        await world.have(given(shows=str(shows)))

        [busy] = await calendar.busy(WEEK)

        assert busy.kind == shows

    async def test_an_all_day_event_lasts_from_midnight_to_midnight_of_the_rep(self, world, calendar):
        """C2."""
        await world.have(given(start=date(2026, 11, 25), end=date(2026, 11, 25)))

        assert await busy_in(calendar) == [instants(local(25), local(26))]

    async def test_an_all_day_event_that_shows_as_free_counts_only_for_a_rep_who_wants_it_to(self, world, calendar):
        """C2: it is told as what it is, or left out by a provider that cannot tell it apart."""
        await world.have(given(start=date(2026, 11, 25), end=date(2026, 11, 25), shows="free"))

        told = await calendar.busy(WEEK)

        assert not any(is_blocking(time, Availability("Europe/Berlin")) for time in told)
        assert all(is_blocking(time, Availability("Europe/Berlin", all_day="busy")) for time in told)

    async def test_the_day_of_the_autumn_change_lasts_25_hours(self, world, calendar):
        """C2, T2."""
        await world.have(given(start=date(2026, 10, 25), end=date(2026, 10, 25)))
        window = instants(local(24, month=10), local(27, month=10))

        [day] = await busy_in(calendar, window)

        assert day.duration == timedelta(hours=25)

    async def test_a_trip_of_several_days_is_busy_throughout(self, world, calendar):
        """C8."""
        await world.have(given(start=local(24, hour=7), end=local(26, hour=19)))

        assert await busy_in(calendar) == [instants(local(24, hour=7), local(26, hour=19))]

    async def test_an_event_around_the_whole_window_is_found(self, world, calendar):
        """C8."""
        await world.have(given(start=date(2026, 11, 1), end=date(2026, 12, 24)))
        noon = instants(local(25, hour=12), local(25, hour=13))

        [busy] = await busy_in(calendar, noon)

        assert busy.contains(noon)

    async def test_an_event_that_only_touches_the_window_is_left_out(self, world, calendar):
        """C18: windows are half-open and adjoin."""
        await world.have(given())
        before = instants(local(25, hour=9), local(25, hour=10))
        after = instants(local(25, hour=11), local(25, hour=12))

        assert await calendar.busy(before) == ()
        assert await calendar.busy(after) == ()

    async def test_windows_that_begin_on_the_first_of_a_month_miss_nothing(self, world, calendar):
        """T6, T13: in Berlin the first begins while it is still the day before in UTC."""
        await world.have(given(start=local(1, month=12, hour=0, minute=15)))
        window = instants(local(1, month=12), local(2, month=12))

        assert await busy_in(calendar, window) == [
            instants(local(1, month=12, hour=0, minute=15), local(1, month=12, hour=1, minute=15))
        ]

    async def test_all_of_many_events_are_found(self, world, calendar):
        """C9."""
        start = local(23)
        await world.have(*(given(f"event-{n}", start + timedelta(minutes=30 * n)) for n in range(300)))

        assert len(await calendar.busy(WEEK)) == 300

    async def test_a_weekly_event_is_found_in_every_week(self, world, calendar):
        """C7."""
        await world.have(given(start=local(3, hour=10), repeats="weekly"))
        month = instants(local(1), local(1, month=12))

        assert await busy_in(calendar, month) == [
            instants(local(day, hour=10), local(day, hour=11)) for day in (3, 10, 17, 24)
        ]

    async def test_a_weekly_event_keeps_its_local_time_when_the_clocks_change(self, world, calendar):
        """C7, T3, T5: 9:00 in Berlin is 7:00 UTC before 25 October 2026 and 8:00 after."""
        await world.have(given(start=local(19, month=10, hour=9), repeats="weekly"))
        window = instants(local(18, month=10), local(28, month=10))

        starts = [interval.start.hour for interval in await busy_in(calendar, window)]

        assert starts == [7, 8]

    async def test_an_occurrence_that_was_left_out_is_free(self, world, calendar):
        """C7."""
        await world.have(given(start=local(18, hour=10), repeats="weekly", skipped=(local(25, hour=10),)))

        assert await calendar.busy(WEEK) == ()

    async def test_an_occurrence_that_was_moved_is_busy_where_it_went(self, world, calendar):
        """C7."""
        moved = ((local(25, hour=10), local(26, hour=16)),)
        await world.have(given(start=local(18, hour=10), repeats="weekly", moved=moved))

        assert await busy_in(calendar) == [instants(local(26, hour=16), local(26, hour=17))]

    async def test_an_occurrence_moved_here_from_far_away_is_found(self, world, calendar):
        """C7: the exception lies in the window, what it replaces does not."""
        moved = ((local(20, month=1, hour=10, year=2027), local(24, hour=15)),)
        await world.have(given(start=local(6, month=1, hour=10, year=2027), repeats="weekly", moved=moved))

        assert await busy_in(calendar) == [instants(local(24, hour=15), local(24, hour=16))]


class TestWriting:
    """Creating, moving and deleting the one event of a booking."""

    async def test_a_created_event_is_found_by_its_uid(self, calendar):
        """A12."""
        written = await calendar.create(MEETING)

        found = await calendar.find(MEETING.uid)

        assert written.interval == found.interval == MEETING.interval
        assert written.provider_event_id == found.provider_event_id
        assert found.join_url == MEETING.join_url

    async def test_an_event_that_was_never_created_is_not_found(self, calendar):
        """A12."""
        assert await calendar.find("nobody-0@convene") is None

    async def test_creating_the_same_event_again_gives_the_one_that_is_there(self, calendar):
        """A11."""
        first = await calendar.create(MEETING)
        second = await calendar.create(MEETING)

        assert first.provider_event_id == second.provider_event_id
        assert await busy_in(calendar) == [MEETING.interval]

    async def test_creating_again_after_the_rep_moved_it_tells_where_it_is(self, world, calendar):
        """A11."""
        written = await calendar.create(MEETING)
        await world.drag(written.provider_event_id, LATER.interval.start, LATER.interval.end)

        again = await calendar.create(MEETING)

        assert again.interval == LATER.interval

    async def test_two_writers_at_once_make_one_event(self, world):
        """A11, A4."""
        calendars = [world.calendar() for _ in range(6)]

        written = await asyncio.gather(*(calendar.create(MEETING) for calendar in calendars))

        assert len({event.provider_event_id for event in written}) == 1
        assert await busy_in(calendars[0]) == [MEETING.interval]

    async def test_an_event_with_hostile_text_can_be_read_again(self, calendar):
        """I6: line breaks, markup, quotes and control characters in what a visitor typed."""
        nasty = "Ada\r\nATTENDEE:mailto:x@y.test\x00\x1b \"<b>; {{ 7*7 }}' \u2028 \U0001f600 \\n"
        hostile = replace(MEETING, attendee_name=nasty, summary=nasty, description=nasty * 100)

        await calendar.create(hostile)

        assert (await calendar.find(MEETING.uid)).interval == MEETING.interval
        assert await busy_in(calendar) == [MEETING.interval]

    async def test_an_updated_event_is_at_its_new_time_and_nowhere_else(self, calendar):
        written = await calendar.create(MEETING)

        updated = await calendar.update(LATER, written.provider_event_id)

        assert updated.interval == LATER.interval
        assert await busy_in(calendar) == [LATER.interval]

    async def test_updating_twice_is_updating_once(self, calendar):
        """A11."""
        written = await calendar.create(MEETING)
        await calendar.update(LATER, written.provider_event_id)
        await calendar.update(LATER, written.provider_event_id)

        assert await busy_in(calendar) == [LATER.interval]

    async def test_updating_an_event_the_rep_deleted_tells_so(self, world, calendar):
        """P1."""
        written = await calendar.create(MEETING)
        await world.remove(written.provider_event_id)

        with pytest.raises(EventChanged):
            await calendar.update(LATER, written.provider_event_id)
        assert await calendar.busy(WEEK) == ()

    async def test_an_invited_visitor_meets_at_the_same_time(self, calendar):
        """G6, M7: the second of the two steps adds the attendee and moves nothing."""
        written = await calendar.create(MEETING)

        invited = await calendar.invite(MEETING, written.provider_event_id)

        assert invited.provider_event_id == written.provider_event_id
        assert invited.interval == MEETING.interval
        assert invited.join_url == MEETING.join_url
        assert await busy_in(calendar) == [MEETING.interval]

    async def test_inviting_twice_changes_nothing_more(self, calendar):
        """A15: a second invitation would be a change."""
        written = await calendar.create(MEETING)
        await calendar.invite(MEETING, written.provider_event_id)
        token = await calendar.sync_token()

        await calendar.invite(MEETING, written.provider_event_id)

        assert await calendar.sync_token() == token

    async def test_an_invited_visitor_can_be_met_later(self, calendar):
        written = await calendar.create(MEETING)
        await calendar.invite(MEETING, written.provider_event_id)

        await calendar.update(LATER, written.provider_event_id)

        assert (await calendar.find(MEETING.uid)).interval == LATER.interval
        assert await busy_in(calendar) == [LATER.interval]

    async def test_inviting_to_an_event_the_rep_deleted_tells_so(self, world, calendar):
        """P1."""
        written = await calendar.create(MEETING)
        await world.remove(written.provider_event_id)

        with pytest.raises(EventChanged):
            await calendar.invite(MEETING, written.provider_event_id)
        assert await calendar.busy(WEEK) == ()

    async def test_a_deleted_event_is_gone(self, calendar):
        written = await calendar.create(MEETING)

        await calendar.delete(written.provider_event_id)

        assert await calendar.find(MEETING.uid) is None
        assert await calendar.busy(WEEK) == ()

    async def test_deleting_twice_is_deleting_once(self, calendar):
        """G10, M12."""
        written = await calendar.create(MEETING)

        await calendar.delete(written.provider_event_id)
        await calendar.delete(written.provider_event_id)

        assert await calendar.busy(WEEK) == ()

    async def test_the_next_event_of_the_same_booking_is_another_one(self, calendar):
        """P14: the generation is part of the uid."""
        written = await calendar.create(MEETING)
        await calendar.delete(written.provider_event_id)

        again = await calendar.create(replace(MEETING, uid="0b5f3c-1@convene"))

        assert again.provider_event_id != written.provider_event_id
        assert await busy_in(calendar) == [MEETING.interval]


class TestGuests:
    """The visitor's colleagues: everybody is in the event once, from the first mail to the cancellation (I9, P5)."""

    EVERYBODY = sorted([MEETING.attendee_email, *WITH_GUESTS.guests])

    @pytest.fixture(params=["before", "after"])
    async def written(self, request, calendar):
        """A meeting whose guests were told of before it was booked, or after."""
        first = WITH_GUESTS if request.param == "before" else MEETING
        written = await calendar.create(first)
        await calendar.invite(first, written.provider_event_id)
        if request.param == "after":
            await calendar.update(WITH_GUESTS, written.provider_event_id)
            await calendar.invite(WITH_GUESTS, written.provider_event_id)
        return written

    async def test_guests_are_invited_beside_the_visitor(self, world, written):
        assert await world.coming(written.provider_event_id) == self.EVERYBODY

    async def test_inviting_them_again_makes_nobody_come_twice(self, world, calendar, written):
        """A15: nor when an address is written otherwise."""
        again = replace(WITH_GUESTS, guests=("Alan@Bletchley.test", "grace@navy.test"))
        for event in (WITH_GUESTS, again):
            await calendar.update(event, written.provider_event_id)
            await calendar.invite(event, written.provider_event_id)

        coming = await world.coming(written.provider_event_id)
        assert sorted(email.lower() for email in coming) == self.EVERYBODY

    async def test_they_come_along_to_another_time(self, world, calendar, written):
        moved = replace(LATER, guests=WITH_GUESTS.guests)

        await calendar.update(moved, written.provider_event_id)

        assert (await calendar.find(MEETING.uid)).interval == LATER.interval
        assert await world.coming(written.provider_event_id) == self.EVERYBODY

    async def test_nobody_is_left_in_a_cancelled_meeting(self, world, calendar, written):
        await calendar.delete(written.provider_event_id)

        assert await calendar.find(MEETING.uid) is None
        assert await world.coming(written.provider_event_id) == []


class TestSyncToken:
    """The cheap question whether anything changed."""

    async def test_it_stays_the_same_while_nothing_changes(self, world, calendar):
        await world.have(given())
        token = await calendar.sync_token()
        await calendar.busy(WEEK)

        assert await calendar.sync_token() == token
        assert await world.calendar().sync_token() == token

    async def test_it_changes_with_everything_convene_does(self, calendar):
        tokens = [await calendar.sync_token()]
        written = await calendar.create(MEETING)
        tokens.append(await calendar.sync_token())
        await calendar.update(LATER, written.provider_event_id)
        tokens.append(await calendar.sync_token())

        assert len(set(tokens)) == 3
        await calendar.delete(written.provider_event_id)
        assert await calendar.sync_token() != tokens[-1]

    async def test_it_changes_with_everything_the_rep_does(self, world, calendar):
        written = await calendar.create(MEETING)
        tokens = [await calendar.sync_token()]
        await world.have(given())
        tokens.append(await calendar.sync_token())
        await world.drag(written.provider_event_id, LATER.interval.start, LATER.interval.end)
        tokens.append(await calendar.sync_token())
        await world.remove(written.provider_event_id)
        tokens.append(await calendar.sync_token())

        assert len(set(tokens)) == 4


CALLS = {
    "busy": lambda calendar: calendar.busy(WEEK),
    "sync_token": lambda calendar: calendar.sync_token(),
    "create": lambda calendar: calendar.create(MEETING),
    "invite": lambda calendar: calendar.invite(MEETING, f"{MEETING.uid}.ics"),
    "update": lambda calendar: calendar.update(LATER, f"{MEETING.uid}.ics"),
    "delete": lambda calendar: calendar.delete(f"{MEETING.uid}.ics"),
    "find": lambda calendar: calendar.find(MEETING.uid),
}


@pytest.fixture(params=CALLS)
def call(request):
    """Each thing one can ask of a calendar."""
    return CALLS[request.param]


class TestTrouble:
    """Unknown is not free (C13, C20), and secrets stay secret (S11)."""

    async def test_refused_credentials_need_the_rep(self, world, call):
        """K1."""
        with pytest.raises(NeedsReconnect):
            await call(world.refused())

    async def test_a_server_that_is_gone_is_unreachable(self, world, call):
        """C13."""
        with pytest.raises(CalendarUnreachable):
            await call(world.unplugged())

    async def test_a_server_that_never_answers_is_unreachable(self, world, call):
        """C13, L2: within the calendar's own limit, far below this guard's."""
        async with asyncio.timeout(30):
            with pytest.raises(CalendarUnreachable):
                await call(world.silent())

    @pytest.mark.parametrize("broken", ["refused", "unplugged", "silent"])
    async def test_the_password_is_in_no_text_about_the_trouble(self, world, broken, caplog):
        """K8, S11."""
        caplog.set_level(logging.DEBUG)
        calendar = getattr(world, broken)()

        with pytest.raises(CalendarUnreachable) as caught:
            await calendar.busy(WEEK)

        told = [repr(calendar), caplog.text]
        error = caught.value
        while error:
            told += [str(error), repr(error)]
            error = error.__cause__ or error.__context__
        assert world.secret not in "".join(told)

    async def test_after_trouble_the_calendar_is_read_again(self, world, calendar):
        """K1: nothing sticks; the rep comes back by themselves."""
        await world.have(given())
        with pytest.raises(CalendarUnreachable):
            await world.unplugged().busy(WEEK)

        assert len(await calendar.busy(WEEK)) == 1
