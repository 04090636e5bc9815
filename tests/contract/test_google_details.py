"""What only Google does, or wants done: rules G1 to G15."""

import asyncio
import itertools
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from calendar_worlds import LATER, MEETING, WEEK, given, instants, local

from convene.calendars import google as google_module
from convene.errors import CalendarUnreachable, EventChanged, InvitationsRefused, NeedsReconnect
from convene.model import BusyKind, Interval
from tests.doubles.google import error

MEET = replace(MEETING, join_url=None)


@pytest.fixture
def world(google_world):
    return google_world


@pytest.fixture
def double(google_double):
    return google_double


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Waiting for a conference link takes no time; everything else that is waited for is short."""
    monkeypatch.setattr(google_module, "_CONFERENCE_TAKES", (0.0, 0.0, 0.0, 0.0))


def bodies(double, method):
    """What was sent with this method, oldest first."""
    return [exchange.json() for exchange in double.proxy.exchanges if exchange.method == method]


class TestInviting:
    """Two steps, so that no doomed invitation is mailed (G6, G7)."""

    async def test_nobody_is_mailed_before_the_visitor_is_added(self, double, calendar):
        written = await calendar.create(MEET)
        await calendar.invite(MEET, written.provider_event_id)

        (insert, patch) = double.writes()
        assert (insert[0], insert[2]["sendUpdates"]) == ("POST", "none")
        assert (patch[0], patch[2]["sendUpdates"]) == ("PATCH", "all")
        assert "attendees" not in bodies(double, "POST")[0]
        assert bodies(double, "PATCH")[0]["attendees"] == [
            {"email": "ada@analytical.test", "displayName": "Ada Lovelace"}
        ]

    async def test_guests_the_rep_added_stay(self, double, world, calendar):
        """G9, I9: an array is replaced whole."""
        written = await calendar.create(MEET)
        await world._ask("PATCH", f"/{written.provider_event_id}", {"attendees": [{"email": "boss@northwind.test"}]})

        await calendar.invite(MEET, written.provider_event_id)

        there = await world.event(written.provider_event_id)
        guests = {attendee["email"] for attendee in there["attendees"]}
        assert {"boss@northwind.test", "ada@analytical.test"} <= guests

    async def test_what_an_invited_visitor_is_told_later_is_told_by_google(self, double, calendar):
        written = await calendar.create(MEET)
        await calendar.invite(MEET, written.provider_event_id)
        await calendar.update(LATER, written.provider_event_id)
        await calendar.delete(written.provider_event_id)

        assert [query["sendUpdates"] for _, _, query in double.writes()] == ["none", "all", "all", "all"]

    async def test_a_change_that_is_written_already_is_not_told_again(self, double, calendar):
        written = await calendar.create(MEET)
        await calendar.update(LATER, written.provider_event_id)
        await calendar.update(LATER, written.provider_event_id)

        assert len(double.writes()) == 2

    async def test_a_refused_invitation_leaves_the_event_without_its_visitor(self, double, world, calendar):
        """A23, G3: the guard against spam is not hammered."""
        written = await calendar.create(MEET)
        double.proxy.fail("answers", "PATCH", times=9, answer=error(403, "quotaExceeded"))

        with pytest.raises(InvitationsRefused):
            await calendar.invite(MEET, written.provider_event_id)

        assert "attendees" not in await world.event(written.provider_event_id)
        assert len(bodies(double, "PATCH")) == 1

    async def test_a_change_whose_mail_is_refused_is_written_without_it(self, double, calendar):
        written = await calendar.create(MEET)
        double.proxy.fail("answers", "PATCH", "sendUpdates=all", answer=error(403, "quotaExceeded"))

        with pytest.raises(InvitationsRefused):
            await calendar.update(LATER, written.provider_event_id)

        assert (await calendar.find(MEET.uid)).interval == LATER.interval

    async def test_an_event_whose_cancellation_is_refused_is_gone(self, double, calendar):
        written = await calendar.create(MEET)
        double.proxy.fail("answers", "DELETE", "sendUpdates=all", answer=error(403, "quotaExceeded"))

        with pytest.raises(InvitationsRefused):
            await calendar.delete(written.provider_event_id)

        assert await calendar.find(MEET.uid) is None


class TestConference:
    """Google makes the link (G8, A13, I10)."""

    async def test_a_meeting_has_the_link_google_made(self, double, calendar):
        written = await calendar.create(MEET)

        assert written.join_url.startswith("https://meet.google.com/")
        assert (await calendar.find(MEET.uid)).join_url == written.join_url
        assert all(query["conferenceDataVersion"] == "1" for _, _, query in double.writes())

    async def test_a_link_that_takes_its_time_is_waited_for(self, double, calendar):
        double.conference[:] = ["pending", "pending", "success"]

        assert (await calendar.create(MEET)).join_url.startswith("https://meet.google.com/")

    @pytest.mark.parametrize("ends", ["pending", "failure"])
    async def test_a_meeting_without_its_link_is_a_meeting(self, double, calendar, ends):
        double.conference[:] = [ends]

        written = await calendar.create(MEET)

        assert written.join_url is None
        assert written.interval == MEET.interval

    async def test_no_link_is_asked_for_when_the_rep_wants_none(self, double, calendar):
        assert (await calendar.create(replace(MEET, conference=False))).join_url is None
        assert "conferenceData" not in bodies(double, "POST")[0]

    async def test_a_link_of_the_reps_own_is_where_the_meeting_is(self, double, calendar):
        assert (await calendar.create(MEETING)).join_url == MEETING.join_url
        assert "conferenceData" not in bodies(double, "POST")[0]

    async def test_each_event_asks_for_a_link_of_its_own(self, double, calendar):
        await calendar.create(MEET)
        await calendar.create(replace(MEET, uid="0b5f3c-1@convene"))

        asked = [body["conferenceData"]["createRequest"]["requestId"] for body in bodies(double, "POST")]
        assert len(set(asked)) == 2

    async def test_a_moved_meeting_keeps_its_link(self, calendar):
        written = await calendar.create(MEET)

        moved = await calendar.update(replace(LATER, join_url=written.join_url), written.provider_event_id)

        assert moved.join_url == written.join_url


class TestText:
    """The description is HTML, what people typed is not (G15)."""

    async def test_markup_in_what_a_visitor_typed_is_shown_not_run(self, world, calendar):
        nasty = replace(MEET, description="Hello <b>Ada</b> & co,\n<script>alert(1)</script>")
        written = await calendar.create(nasty)

        said = (await world.event(written.provider_event_id))["description"]
        assert said == "Hello &lt;b&gt;Ada&lt;/b&gt; &amp; co,<br>\n&lt;script&gt;alert(1)&lt;/script&gt;"

    async def test_times_carry_their_zone(self, double, calendar):
        """G13."""
        await calendar.create(MEET)

        assert bodies(double, "POST")[0]["start"] == {
            "dateTime": "2026-11-26T10:00:00+01:00",
            "timeZone": "Europe/Berlin",
        }


class TestChangesMeanwhile:
    """Nothing that somebody else wrote is lost (G9)."""

    async def test_an_event_that_changed_between_reading_and_writing_is_read_again(self, double, world, calendar):
        written = await calendar.create(MEET)
        first = iter([True])

        def somebody_is_faster(exchange, ask):
            if exchange.method == "PATCH" and next(first, False):
                headers = {**exchange.headers, "If-Match": "*"}
                ask("PATCH", exchange.path, headers, json.dumps({"colorId": "3"}).encode())

        double.proxy.rules.insert(0, somebody_is_faster)
        try:
            updated = await calendar.update(LATER, written.provider_event_id)
        finally:
            double.proxy.rules.remove(somebody_is_faster)

        assert updated.interval == LATER.interval
        assert (await world.event(written.provider_event_id))["colorId"] == "3"
        assert [status for method, status, _ in double.writes() if method == "PATCH"] == [412, 200]

    async def test_an_id_that_was_used_by_a_deleted_event_is_not_raised_from_the_dead(self, world, calendar):
        """P14: the next try has another generation."""
        written = await calendar.create(MEET)
        await world.remove(written.provider_event_id)

        with pytest.raises(EventChanged):
            await calendar.create(MEET)


class TestOtherCalendars:
    """More calendars can block a rep's time (C10), and unknown is not free (C15)."""

    TEAM = "team@northwind.test"

    async def test_a_meeting_in_another_calendar_blocks(self, world, double):
        calendar = world.calendar(blocking=[self.TEAM])
        await world._hands.post(
            f"calendars/{self.TEAM}/events",
            json={
                "summary": "Something private",
                "start": {"dateTime": "2026-11-25T10:00:00+01:00"},
                "end": {"dateTime": "2026-11-25T11:00:00+01:00"},
            },
        )

        assert [busy.interval for busy in await calendar.busy(WEEK)] == [
            instants(local(25, hour=10), local(25, hour=11))
        ]

    async def test_what_changes_in_another_calendar_changes_the_token(self, world):
        calendar = world.calendar(blocking=[self.TEAM])
        token = await calendar.sync_token()
        assert await calendar.sync_token() == token
        soon = {"start": {"dateTime": "2026-11-27T10:00:00Z"}, "end": {"dateTime": "2026-11-27T11:00:00Z"}}

        await world._hands.post(f"calendars/{self.TEAM}/events", json=soon)

        assert await calendar.sync_token() != token

    async def test_a_calendar_that_cannot_be_read_makes_the_rep_unknown(self, world):
        with pytest.raises(CalendarUnreachable, match="notFound"):
            await world.calendar(blocking=[self.TEAM, "gone@northwind.test"]).busy(WEEK)

    async def test_a_calendar_the_answer_leaves_out_makes_the_rep_unknown(self, world, double):
        double.proxy.fail("answers", "POST", "freeBusy", answer=_free_busy({}))

        with pytest.raises(CalendarUnreachable):
            await world.calendar(blocking=[self.TEAM]).busy(WEEK)

    @pytest.mark.parametrize("same", ["primary", "anna@northwind.test"])
    async def test_the_calendar_that_is_written_to_is_not_asked_twice(self, world, double, same):
        """Else a booking would block itself when it is moved (P15)."""
        calendar = world.calendar(blocking=["primary", "anna@northwind.test"], calendar_id=same)
        await calendar.create(MEET)

        assert [busy.uid for busy in await calendar.busy(WEEK)] == [MEET.uid]

    async def test_long_windows_are_asked_in_parts_that_touch(self, world, double):
        """C16, C18."""
        start = local(23)
        year = Interval(instants(start, start).start, instants(start, start).start + timedelta(days=200))

        await world.calendar(blocking=[self.TEAM]).busy(year)

        asked = [(b["timeMin"], b["timeMax"]) for b in bodies(double, "POST")]
        assert len(asked) == 4
        assert all(one[1] == other[0] for one, other in itertools.pairwise(asked))


def _free_busy(calendars):
    answer = error(200, "")
    answer.body = json.dumps({"kind": "calendar#freeBusy", "calendars": calendars}).encode()
    return answer


class TestKinds:
    """What an event is decides what it means (G14, C4, C5)."""

    @pytest.mark.parametrize(
        ("type", "said", "kinds"),
        [
            ("focusTime", {}, [BusyKind.BUSY]),
            ("outOfOffice", {}, [BusyKind.OUT_OF_OFFICE]),
            ("workingLocation", {"workingLocationProperties": {"type": "homeOffice"}}, [BusyKind.ELSEWHERE]),
            ("workingLocation", {"workingLocationProperties": {"type": "officeLocation"}}, []),
        ],
    )
    async def test_the_type_of_an_event_counts(self, world, calendar, type, said, kinds):
        times = {
            "start": {"dateTime": "2026-11-25T10:00:00+01:00"},
            "end": {"dateTime": "2026-11-25T11:00:00+01:00"},
        }
        await world._ask("POST", "", {"summary": "Something private", "eventType": type, **times, **said})

        assert [busy.kind for busy in await calendar.busy(WEEK)] == kinds

    async def test_a_whole_day_says_so(self, world, calendar):
        """C2."""
        await world.have(given(start=date(2026, 11, 25), end=date(2026, 11, 25)))

        (day,) = await calendar.busy(WEEK)
        assert day.all_day


class TestPages:
    """All pages, or nothing (C9, C17)."""

    async def test_every_page_is_read(self, world, double, calendar, monkeypatch):
        monkeypatch.setattr(google_module, "_PAGE", 2)
        await world.have(*(given(f"event-{n}", local(25, hour=8 + n)) for n in range(5)))

        assert len(await calendar.busy(WEEK)) == 5
        assert len([e for e in double.proxy.exchanges if e.method == "GET"]) == 3

    async def test_a_failure_on_a_later_page_fails_the_whole(self, world, double, calendar, monkeypatch):
        monkeypatch.setattr(google_module, "_PAGE", 2)
        await world.have(*(given(f"event-{n}", local(25, hour=8 + n)) for n in range(5)))
        double.proxy.fail("answers", "GET", "pageToken", answer=error(404, "notFound"))

        with pytest.raises(CalendarUnreachable):
            await calendar.busy(WEEK)


class TestSync:
    """Google's own sync tokens make the poll cheap (G11)."""

    async def test_only_what_changed_is_asked_for(self, world, double, calendar):
        await world.have(given())
        await calendar.sync_token()
        await world.have(given("event-2", local(26, hour=9)))
        double.proxy.exchanges.clear()

        await calendar.sync_token()

        (asked,) = double.proxy.exchanges
        assert "syncToken=" in asked.path
        assert "timeM" not in asked.path
        assert len(asked.answer.json()["items"]) == 1

    async def test_a_token_google_forgot_is_replaced_by_a_full_sync(self, world, double, calendar):
        """P8."""
        await world.have(given())
        token = await calendar.sync_token()
        double.proxy.fail("answers", "GET", "syncToken", answer=error(410, "fullSyncRequired"))

        assert await calendar.sync_token() == token
        await world.have(given("event-2", local(26, hour=9)))
        assert await calendar.sync_token() != token


class TestNotices:
    """Google tells of changes where it can reach us (G12, P8)."""

    URL = "https://meet.northwind.test/hooks/google"

    async def test_the_calendar_is_watched_by_one_channel_at_a_time(self, double, calendar):
        """None can be prolonged, so the next one begins before the last one is stopped."""
        await calendar.watch(self.URL, "secret")
        (first,) = double.channels

        await calendar.watch(self.URL, "secret")

        (channel,) = double.channels.values()
        assert channel["id"] != first
        assert (channel["type"], channel["address"], channel["token"]) == ("web_hook", self.URL, "secret")
        written = [e.path.rpartition("/")[2] for e in double.proxy.exchanges]
        assert [path.partition("?")[0] for path in written] == ["watch", "watch", "stop"]

    async def test_who_leaves_is_not_watched_any_more(self, double, calendar):
        await calendar.watch(self.URL, "secret")

        for _ in range(2):
            await calendar.unwatch(self.URL)

        assert double.channels == {}
        assert [e.method for e in double.proxy.exchanges] == ["POST", "POST"]

    async def test_a_channel_that_ended_by_itself_is_no_harm(self, double, calendar):
        await calendar.watch(self.URL, "secret")
        double.channels.clear()

        await calendar.watch(self.URL, "secret")

        assert len(double.channels) == 1

    async def test_an_address_that_google_does_not_take_is_told(self, double, calendar):
        double.proxy.fail("answers", "POST", "watch", answer=error(401, "webhookUrlUnauthorized"))
        double.proxy.fail("answers", "POST", "watch", answer=error(400, "push.webhookUrlNotHttps"))

        with pytest.raises(CalendarUnreachable):
            await calendar.watch(self.URL, "secret")


class TestTrouble:
    """Sent again where that helps, and no longer (G2, G4, C14)."""

    @pytest.mark.parametrize(
        "answer",
        [
            error(429, "rateLimitExceeded"),
            error(403, "rateLimitExceeded"),
            error(403, "userRateLimitExceeded"),
            error(500, "backendError"),
            error(503, "backendError"),
        ],
        ids=["429", "403-rate", "403-user-rate", "500", "503"],
    )
    async def test_a_passing_failure_passes(self, world, double, calendar, answer):
        double.proxy.fail("answers", times=2, answer=answer)

        written = await calendar.create(MEET)

        assert written.interval == MEET.interval
        assert len(await calendar.busy(WEEK)) == 1

    async def test_google_is_not_asked_before_it_wants_to_be(self, double, calendar):
        double.proxy.fail("answers", answer=error(429, "rateLimitExceeded", Retry_After="1"))
        begun = asyncio.get_running_loop().time()

        await calendar.create(MEET)

        assert asyncio.get_running_loop().time() - begun >= 1

    async def test_a_long_wait_is_not_waited_for_and_not_broken(self, double, calendar):
        double.proxy.fail("answers", answer=error(429, "rateLimitExceeded", Retry_After="120"))
        for _ in range(3):
            with pytest.raises(CalendarUnreachable):
                await calendar.busy(WEEK)

        assert len(double.proxy.exchanges) == 1

    @pytest.mark.parametrize("reason", ["insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"])
    async def test_a_permission_that_is_missing_needs_the_rep(self, double, calendar, reason):
        double.proxy.fail("answers", answer=error(403, reason))

        with pytest.raises(NeedsReconnect):
            await calendar.busy(WEEK)

    async def test_a_token_that_ran_out_is_renewed_once(self, world, double):
        calendar = world.calendar()
        double.proxy.fail("answers", answer=error(401, "authError"))

        await calendar.busy(WEEK)

        assert calendar._api._tokens.stale == [world.secret]

    async def test_an_api_that_is_switched_off_tells_the_admin_what_to_do(self, double, calendar):
        double.proxy.fail("answers", answer=error(403, "accessNotConfigured"))

        with pytest.raises(CalendarUnreachable, match="switch on the Google Calendar API") as caught:
            await calendar.busy(WEEK)
        assert not isinstance(caught.value, NeedsReconnect)

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"<html>", b'{"items": {}}', b'{"items": [{"id": "x"}]}'])
    async def test_an_answer_that_is_none_is_not_an_empty_calendar(self, double, calendar, body):
        """C20."""
        answer = error(200, "")
        answer.body = body
        double.proxy.fail("answers", "GET", times=9, answer=answer)

        with pytest.raises(CalendarUnreachable):
            await calendar.busy(WEEK)
