"""What only Microsoft has to show: Teams, the mails Exchange sends by itself, its limits and its words (M)."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from calendar_worlds import LATER, MEETING, WEEK, given, instants, local
from microsoft_world import Kept

from convene.errors import CalendarUnreachable, ChangeRefused, EventChanged, InvitationsRefused, NeedsReconnect
from convene.model import BusyKind, Interval
from tests.doubles.faults import Answer, proxy
from tests.doubles.hourglass import silence_takes_no_time

ADA = MEETING.attendee_email
ONLINE = replace(MEETING, join_url=None, conference=True)
REFUSES_TO_MAIL = "ErrorExceededMessageLimit"


@pytest.fixture
def world(microsoft_world):
    return microsoft_world


@pytest.fixture
def mailbox(world):
    return world.mailbox


@pytest.fixture
def way(world):
    """The way to Graph, on which things can go wrong; calendars made from here on go by it."""
    with proxy(world.url.removesuffix("/v1.0")) as passing:
        world.url = f"{passing.url}/v1.0"
        yield passing


def refusal(status, code, **headers):
    return Answer.of_json(status, {"error": {"code": code, "message": code}}, **headers)


class TestTeams:
    """The link to the meeting (A13, M2, M3)."""

    async def test_a_meeting_gets_a_link(self, calendar):
        written = await calendar.create(ONLINE)

        assert written.join_url.startswith("https://teams.microsoft.com/")
        assert (await calendar.find(MEETING.uid)).join_url == written.join_url

    async def test_a_link_that_comes_late_is_waited_for(self, mailbox, calendar, monkeypatch):
        monkeypatch.setattr("convene.calendars.microsoft._WAITS_FOR_LINK", (0.01, 0.01, 0.01))
        mailbox.teams_lag = 2

        assert (await calendar.create(ONLINE)).join_url

    async def test_a_link_that_never_comes_is_not_promised(self, mailbox, calendar, monkeypatch):
        monkeypatch.setattr("convene.calendars.microsoft._WAITS_FOR_LINK", (0.01, 0.01))
        mailbox.teams_lag = 99

        written = await calendar.create(ONLINE)

        assert (written.join_url, written.interval) == (None, MEETING.interval)

    async def test_an_account_without_teams_is_not_asked_for_one(self, graph, mailbox, calendar):
        mailbox.teams = False

        written = await calendar.create(ONLINE)

        assert written.join_url is None
        [item] = mailbox.items.values()
        assert "isOnlineMeeting" not in item.sent

    async def test_a_link_that_was_not_given_is_not_promised(self, mailbox, calendar, way, world):
        """M2: 201, and no Teams meeting, without a word."""
        way.fail("answers", "GET", "/me/calendar", answer=Answer.of_json(200, {"id": "x"}))
        mailbox.teams = False

        written = await world.calendar().create(ONLINE)

        assert written.join_url is None
        [item] = mailbox.items.values()
        assert item.sent["isOnlineMeeting"] is True

    async def test_a_rep_with_a_link_of_their_own_gets_no_other(self, mailbox, calendar):
        written = await calendar.create(MEETING)

        assert written.join_url == MEETING.join_url
        [item] = mailbox.items.values()
        assert "isOnlineMeeting" not in item.sent

    async def test_a_rep_who_wants_no_link_gets_none(self, mailbox, calendar):
        assert (await calendar.create(replace(ONLINE, conference=False))).join_url is None

    async def test_a_moved_meeting_keeps_its_link(self, world, calendar):
        """M3, A14: the meeting's own part of the body stays, our text changes."""
        written = await calendar.create(ONLINE)
        later = replace(LATER, join_url=written.join_url, description="Hello Ada,\n\nwe meet on Friday.")

        moved = await calendar.update(later, written.provider_event_id)

        assert moved.join_url == written.join_url
        body = world.item(written.provider_event_id).fields["body"]["content"]
        assert "Join the meeting now" in body
        assert "Friday" in body
        assert "Thursday" not in body


class TestMails:
    """Exchange mails by itself whoever is invited; each mail once (M7, I8, A15)."""

    async def test_nobody_is_mailed_before_the_invitation(self, mailbox, calendar):
        await calendar.create(MEETING)

        assert mailbox.mails == []

    async def test_the_visitor_is_invited_once(self, mailbox, calendar):
        written = await calendar.create(MEETING)

        await calendar.invite(MEETING, written.provider_event_id)
        await calendar.invite(MEETING, written.provider_event_id)

        assert mailbox.mails == [("invitation", ADA)]

    async def test_a_move_is_one_update(self, mailbox, calendar):
        written = await calendar.create(MEETING)
        await calendar.invite(MEETING, written.provider_event_id)
        mailbox.mails.clear()

        await calendar.update(replace(LATER, summary="Another", description="Other words"), written.provider_event_id)
        await calendar.update(replace(LATER, summary="Another", description="Other words"), written.provider_event_id)

        assert mailbox.mails == [("update", ADA)]

    async def test_a_cancellation_is_mailed_once(self, mailbox, calendar):
        written = await calendar.create(MEETING)
        await calendar.invite(MEETING, written.provider_event_id)
        mailbox.mails.clear()

        await calendar.delete(written.provider_event_id)
        await calendar.delete(written.provider_event_id)

        assert mailbox.mails == [("cancellation", ADA)]

    async def test_nobody_hears_of_an_event_that_was_taken_back(self, mailbox, calendar):
        """A24."""
        written = await calendar.create(MEETING)

        await calendar.delete(written.provider_event_id)

        assert mailbox.mails == []

    async def test_colleagues_the_rep_brought_in_stay(self, world, mailbox, calendar):
        """I9: lists are replaced whole."""
        written = await calendar.create(MEETING)
        ben = {"type": "optional", "emailAddress": {"address": "ben@northwind.test", "name": "Ben"}}
        world.item(written.provider_event_id).attendees.append(ben)

        await calendar.invite(MEETING, written.provider_event_id)
        await calendar.update(LATER, written.provider_event_id)

        attendees = world.item(written.provider_event_id).attendees
        assert [one["emailAddress"]["address"] for one in attendees] == ["ben@northwind.test", ADA]
        assert [one["type"] for one in attendees] == ["optional", "required"]

    async def test_what_the_rep_wrote_around_our_text_stays(self, world, calendar):
        written = await calendar.create(MEETING)
        item = world.item(written.provider_event_id)
        item.fields["body"]["content"] = item.fields["body"]["content"].replace("<div", "<p>My notes</p><div", 1)

        await calendar.update(replace(LATER, description="Other words"), written.provider_event_id)

        assert "<p>My notes</p>" in item.fields["body"]["content"]
        assert "Other words" in item.fields["body"]["content"]

    async def test_a_text_that_the_rep_wrote_anew_stays(self, world, calendar):
        written = await calendar.create(MEETING)
        item = world.item(written.provider_event_id)
        item.fields["body"]["content"] = "<html><body>All my own</body></html>"

        await calendar.update(LATER, written.provider_event_id)

        assert item.fields["body"]["content"] == "<html><body>All my own</body></html>"

    async def test_a_change_in_between_is_seen_before_ours_is_written(self, world, calendar, way):
        """Optimistic locking: the second try is made on what the rep made of it."""
        written = await calendar.create(MEETING)
        item = world.item(written.provider_event_id)

        def rep_acts(exchange, ask):
            if exchange.method == "PATCH" and not item.extended.get("acted"):
                item.extended["acted"] = True
                item.version += 1

        way.rules.append(rep_acts)
        await world.calendar().update(LATER, written.provider_event_id)

        assert [exchange.method for exchange in way.exchanges] == ["GET", "PATCH", "GET", "PATCH"]
        assert item.start == LATER.interval.start

    @pytest.mark.parametrize("status", [403, 429])
    async def test_an_account_that_may_not_mail_just_now_says_so(self, world, calendar, way, status):
        """A23: a new account has sent too much; Convene's own invitation takes its place."""
        written = await calendar.create(MEETING)
        answer = refusal(status, REFUSES_TO_MAIL, Retry_After="3600")
        way.fail("answers", "PATCH", answer=answer)

        with pytest.raises(InvitationsRefused):
            await world.calendar().invite(MEETING, written.provider_event_id)

    @pytest.mark.parametrize("status", [403, 429])
    async def test_a_change_that_is_written_but_not_mailed_says_so(self, world, way, status):
        """A23: a limit on mail is no outage, and its `Retry-After` keeps nobody from reading the calendar."""
        calendar = world.calendar()
        written = await calendar.create(MEETING)
        await calendar.invite(MEETING, written.provider_event_id)
        way.fail("refuses", "PATCH|DELETE", times=2, answer=refusal(status, REFUSES_TO_MAIL, Retry_After="3600"))

        with pytest.raises(InvitationsRefused):
            await calendar.update(LATER, written.provider_event_id)
        assert (await calendar.find(MEETING.uid)).interval == LATER.interval

        with pytest.raises(InvitationsRefused):
            await calendar.delete(written.provider_event_id)
        assert await calendar.find(MEETING.uid) is None

    async def test_a_change_that_is_not_written_because_it_is_not_mailed_was_not_made(self, world, way):
        calendar = world.calendar()
        written = await calendar.create(MEETING)
        way.fail("answers", "PATCH|DELETE", times=2, answer=refusal(403, REFUSES_TO_MAIL))

        for change in (calendar.update(LATER, written.provider_event_id), calendar.delete(written.provider_event_id)):
            with pytest.raises(ChangeRefused):
                await change
        assert (await calendar.find(MEETING.uid)).interval == MEETING.interval

    async def test_a_meeting_the_rep_cancelled_counts_as_gone(self, world, calendar):
        """P1: Exchange keeps a cancelled meeting for those invited."""
        written = await calendar.create(MEETING)
        world.item(written.provider_event_id).cancelled = True

        assert await calendar.find(MEETING.uid) is None
        for change in (calendar.update, calendar.invite):
            with pytest.raises(EventChanged):
                await change(LATER, written.provider_event_id)
        with pytest.raises(EventChanged):
            await calendar.create(MEETING)

    async def test_a_meeting_that_the_rep_made_last_all_day_can_be_moved(self, world, calendar):
        written = await calendar.create(MEETING)
        await world.drag(written.provider_event_id, date(2026, 11, 26), date(2026, 11, 27))

        assert (await calendar.find(MEETING.uid)).interval == instants(local(26), local(27))
        moved = await calendar.update(LATER, written.provider_event_id)

        assert moved.interval == LATER.interval


class TestReading:
    """Busy times as Outlook tells them (M4, M5, M6)."""

    async def test_working_elsewhere_is_told_as_what_it_is(self, mailbox, calendar):
        """C5: whether it counts is for the rep to say."""
        mailbox.add(WEEK.start, WEEK.start + timedelta(hours=9), showAs="workingElsewhere")

        assert [busy.kind for busy in await calendar.busy(WEEK)] == [BusyKind.ELSEWHERE]

    async def test_what_outlook_has_no_word_for_is_busy(self, mailbox, calendar):
        mailbox.add(WEEK.start, WEEK.start + timedelta(hours=1), showAs="unknown")

        assert [busy.kind for busy in await calendar.busy(WEEK)] == [BusyKind.BUSY]

    async def test_all_calendars_that_block_are_read(self, world, mailbox):
        """C10."""
        mailbox.calendars |= {"team": "Team", "birthdays": "Birthdays"}
        mailbox.add(WEEK.start, WEEK.start + timedelta(hours=1), calendar="team")
        mailbox.add(WEEK.start, WEEK.start + timedelta(hours=2), calendar="birthdays")

        busy = await world.calendar(blocking=["primary", "team"]).busy(WEEK)

        assert [time.interval.duration for time in busy] == [timedelta(hours=1)]

    async def test_meetings_are_written_to_the_chosen_calendar(self, world, mailbox):
        mailbox.calendars["sales calls"] = "Sales calls"
        calendar = world.calendar(calendar_id="AQMkACsales%20calls=")

        written = await calendar.create(ONLINE)

        assert world.item(written.provider_event_id).calendar == "sales calls"
        assert (await calendar.find(MEETING.uid)).join_url == written.join_url
        assert await calendar.sync_token() != await world.calendar().sync_token()

    async def test_a_calendar_that_is_gone_is_not_free(self, world):
        """C20."""
        with pytest.raises(CalendarUnreachable, match="ErrorItemNotFound"):
            await world.calendar(blocking=["gone"]).busy(WEEK)

    async def test_long_windows_are_read_in_parts_that_touch(self, graph, world, mailbox, calendar):
        """C12, C16, C18: an event across the seam counts once."""
        start = datetime(2026, 11, 1, tzinfo=UTC)
        seam = start - timedelta(days=1) + timedelta(days=60)
        mailbox.add(seam - timedelta(hours=1), seam + timedelta(hours=1))
        mailbox.add(seam, seam + timedelta(hours=2))

        asked = len(graph.asked)
        busy = await calendar.busy(Interval(start, start + timedelta(days=150)))

        assert [time.interval.start for time in busy] == [seam - timedelta(hours=1), seam]
        windows = [dict(parse_qsl(urlsplit(path).query)) for _, path, _ in graph.asked[asked:]]
        assert len(windows) == 3
        assert windows[0]["endDateTime"] == windows[1]["startDateTime"]
        assert windows[1]["endDateTime"] == windows[2]["startDateTime"]

    @pytest.mark.parametrize("kind", ["silent", "broken", "half"])
    async def test_a_page_that_fails_in_the_middle_fails_the_whole(self, world, way, kind, monkeypatch):
        """C17."""
        monkeypatch.setattr("convene.calendars.microsoft._PAGE", "10")
        start = local(23)
        await world.have(*(given(f"event-{n}", start + timedelta(minutes=30 * n)) for n in range(25)))
        way.fail(kind, "GET", "skip=10")

        with silence_takes_no_time(way), pytest.raises(CalendarUnreachable):
            await world.calendar().busy(WEEK)
        assert len(await world.calendar().busy(WEEK)) == 25

    @pytest.mark.parametrize(
        "event",
        [
            {"id": "1", "showAs": "busy", "start": {"dateTime": "soon", "timeZone": "UTC"}},
            {"id": "1", "showAs": "busy"},
            {"id": "1", "start": {"dateTime": "2026-11-25T10:00:00.0000000", "timeZone": "Custom"}},
            {"id": "1", "start": None, "end": None},
            "an event",
        ],
    )
    async def test_an_event_that_cannot_be_read_is_not_free(self, world, way, event):
        """C13, C20, T8."""
        way.fail("answers", "GET", "/calendarView", answer=Answer.of_json(200, {"value": [event]}))

        with pytest.raises(CalendarUnreachable):
            await world.calendar().busy(WEEK)

    async def test_times_in_another_zone_than_asked_for_are_understood(self, world, way):
        """M6: some say it in the zone of the mailbox all the same."""
        start, end = (
            {"dateTime": f"2026-11-25T{hour}:00:00", "timeZone": "W. Europe Standard Time"} for hour in (10, 11)
        )
        answer = Answer.of_json(200, {"value": [{"id": "1", "start": start, "end": end}]})
        way.fail("answers", "GET", "/calendarView", answer=answer)

        [busy] = await world.calendar().busy(WEEK)

        assert busy.interval == instants(local(25, hour=10), local(25, hour=11))

    @pytest.mark.parametrize("answer", [refusal(400, "ErrorInvalidUrlQueryFilter"), Answer.of_json(200, {"value": []})])
    async def test_an_event_is_found_without_a_search_by_property(self, world, way, calendar, answer):
        """A12: for a Graph that has no such filter, or has lost the property."""
        written = await calendar.create(MEETING)
        way.fail("answers", "GET", r"/events\?", answer=answer)

        assert (await world.calendar().find(MEETING.uid)).provider_event_id == written.provider_event_id

    async def test_an_event_carried_to_another_calendar_and_back_is_the_same(self, world, mailbox, calendar):
        """M11: ids that stay."""
        written = await calendar.create(MEETING)
        mailbox.carry(world.item(written.provider_event_id), "calendar")

        assert (await calendar.update(LATER, written.provider_event_id)).interval == LATER.interval


class TestLimits:
    """Microsoft says how often and how many at once (M8, C14)."""

    async def test_four_requests_at_most_are_under_way(self, graph, world):
        calendar = world.calendar()
        graph.slow = 0.05
        asked = len(graph.asked)

        await asyncio.gather(*(calendar.busy(WEEK) for _ in range(12)))

        graph.slow = 0.0
        assert [status for _, _, status in graph.asked[asked:]] == [200] * 12

    async def test_nobody_is_asked_before_the_time_they_said(self, world, way):
        """C14: not even for something else."""
        calendar = world.calendar()
        way.fail("answers", "GET", answer=refusal(429, "ApplicationThrottled", Retry_After="120"))
        with pytest.raises(CalendarUnreachable, match="429"):
            await calendar.busy(WEEK)

        with pytest.raises(CalendarUnreachable, match="asks us to wait"):
            await calendar.create(MEETING)
        assert len(way.exchanges) == 1

    async def test_a_short_wait_is_waited(self, world, way):
        way.fail("answers", "GET", answer=refusal(503, "ServiceUnavailable", Retry_After="1"))

        assert await world.calendar().busy(WEEK) == ()
        assert len(way.exchanges) == 2

    async def test_a_wait_told_as_a_date_is_understood(self, world, way):
        later = {"Retry_After": "Mon, 23 Nov 2026 08:02:00 GMT", "Date": "Mon, 23 Nov 2026 08:00:00 GMT"}
        way.fail("answers", "GET", answer=refusal(429, "ApplicationThrottled", **later))
        calendar = world.calendar()
        with pytest.raises(CalendarUnreachable, match="429"):
            await calendar.busy(WEEK)

        with pytest.raises(CalendarUnreachable, match="asks us to wait 1"):
            await calendar.busy(WEEK)

    async def test_a_moment_of_trouble_is_no_trouble(self, world, way):
        way.fail("answers", "GET", times=2, answer=Answer(502, b"Bad Gateway"))

        assert await world.calendar().busy(WEEK) == ()

    async def test_the_same_event_is_sent_again_to_the_byte(self, world, way, mailbox):
        """M1."""
        way.fail("answers", "POST", times=2, answer=refusal(504, "GatewayTimeout"))

        await world.calendar().create(MEETING)

        sent = [exchange.body for exchange in way.exchanges if exchange.method == "POST"]
        assert len(sent) == 3
        assert len(set(sent)) == 1

    async def test_an_event_whose_words_changed_meanwhile_is_still_one(self, calendar, mailbox):
        """M1: same transaction, other content."""
        first = await calendar.create(MEETING)

        again = await calendar.create(replace(MEETING, description="The rep changed the invitation"))

        assert again.provider_event_id == first.provider_event_id
        assert len(mailbox.items) == 1


class TestTokens:
    """Access tokens last an hour (M10, K1)."""

    async def test_a_token_that_ran_out_is_renewed_once(self, graph, world, mailbox):
        old = mailbox.token
        graph.revoke(mailbox)
        tokens = Kept(old, mailbox.token)

        assert await world.open(world.url, tokens).busy(WEEK) == ()
        assert tokens.refreshed == 1

    async def test_a_new_token_that_is_refused_too_needs_the_rep(self, world):
        tokens = Kept("old", "new")

        with pytest.raises(NeedsReconnect):
            await world.open(world.url, tokens).busy(WEEK)
        assert tokens.refreshed == 1

    async def test_a_mailbox_that_was_taken_away_comes_back_by_itself(self, mailbox, calendar):
        """M10: no licence any more; reconnecting would not help, a new licence will, and the event will be there."""
        written = await calendar.create(MEETING)
        mailbox.unusable = "MailboxNotEnabledForRESTAPI"

        for ask in (
            calendar.busy(WEEK),
            calendar.sync_token(),
            calendar.find(MEETING.uid),
            calendar.create(MEETING),
            calendar.invite(MEETING, written.provider_event_id),
            calendar.update(LATER, written.provider_event_id),
            calendar.delete(written.provider_event_id),
        ):
            with pytest.raises(CalendarUnreachable, match="MailboxNotEnabledForRESTAPI") as caught:
                await ask
            assert not isinstance(caught.value, NeedsReconnect)

        mailbox.unusable = ""
        assert (await calendar.find(MEETING.uid)).provider_event_id == written.provider_event_id

    async def test_a_token_does_not_follow_a_link_to_another_server(self, world, way):
        """S10: the link says where to go on, not whom to ask."""
        page = {"value": [], "@odata.nextLink": "https://elsewhere.test/v1.0/me/calendarView?$skip=10"}
        way.fail("answers", "GET", answer=Answer.of_json(200, page))

        with pytest.raises(CalendarUnreachable):
            await world.calendar().busy(WEEK)
        assert way.exchanges[1].path == "/v1.0/me/calendarView?$skip=10"

    async def test_nor_does_it_follow_a_link_to_later_changes(self, world, way):
        """S10."""
        page = {"value": [], "@odata.deltaLink": "https://elsewhere.test/v1.0/me/calendarView/delta?$deltatoken=1"}
        way.fail("answers", "GET", "/delta", times=2, answer=Answer.of_json(200, page))
        calendar = world.calendar()

        assert await calendar.sync_token() == await calendar.sync_token()
        assert way.exchanges[1].path == "/v1.0/me/calendarView/delta?$deltatoken=1"


class TestChanges:
    """What changed since the last question (P8)."""

    async def test_only_what_changed_is_asked_for(self, graph, world, calendar):
        await world.have(given())
        await calendar.sync_token()
        asked = len(graph.asked)

        await calendar.sync_token()

        assert len(graph.asked) == asked + 1
        assert "$deltatoken" in graph.asked[-1][1]

    async def test_a_server_that_forgot_what_we_know_is_asked_for_everything(self, world, mailbox, calendar):
        """410."""
        await world.have(given())
        token = await calendar.sync_token()
        mailbox.forgets_changes = len(mailbox.changes) + 1
        await world.have(given("event-2", local(26, hour=9)))

        changed = await calendar.sync_token()

        assert changed != token
        assert await world.calendar().sync_token() == changed

    async def test_a_server_that_tells_no_changes_is_read_instead(self, world, way):
        calendar = world.calendar()
        way.fail("answers", "GET", "/delta", times=9, answer=refusal(400, "ErrorInvalidRequest"))
        calendar = world.calendar()
        token = await calendar.sync_token()

        assert await calendar.sync_token() == token
        await world.have(given())
        assert await calendar.sync_token() != token

    async def test_a_longer_horizon_is_watched_to_its_end(self, world, mailbox, calendar):
        far = Interval(WEEK.start, WEEK.start + timedelta(days=120))
        await calendar.busy(far)
        token = await calendar.sync_token()

        mailbox.add(far.end - timedelta(days=2), far.end - timedelta(days=1))

        assert await calendar.sync_token() != token


class TestNotices:
    """Microsoft tells of changes where it can reach us (M9, P8)."""

    URL = "https://meet.northwind.test/hooks/microsoft"

    @pytest.fixture(autouse=True)
    def reachable(self, graph, monkeypatch):
        monkeypatch.setattr(graph, "knock", lambda url: (200, "it is"))

    async def test_a_calendar_is_watched_until_it_is_watched_again(self, mailbox, calendar):
        """Asking again prolongs what there is."""
        await calendar.watch(self.URL, "secret")
        await calendar.watch(self.URL, "secret")

        [subscription] = mailbox.subscriptions.values()
        assert (subscription["notificationUrl"], subscription["resource"]) == (self.URL, "/me/events")
        assert subscription["clientState"] == "secret"
        assert subscription["expirationDateTime"] == "2026-11-26T06:00:00Z"

    async def test_each_calendar_that_counts_is_watched(self, world, mailbox):
        mailbox.calendars["team"] = "Team"

        await world.calendar(blocking=["team"]).watch(self.URL, "secret")

        assert {one["resource"] for one in mailbox.subscriptions.values()} == {
            "/me/events",
            "/me/calendars/team/events",
        }

    async def test_a_calendar_that_counts_no_more_is_not_watched_any_more(self, world, mailbox):
        mailbox.calendars["team"] = "Team"
        await world.calendar(blocking=["team"]).watch(self.URL, "secret")

        await world.calendar().watch(self.URL, "secret")

        assert [one["resource"] for one in mailbox.subscriptions.values()] == ["/me/events"]

    async def test_who_leaves_is_not_watched_any_more(self, world, mailbox):
        """Another process may have begun it; what calls somebody else's address is not ours to end."""
        await world.calendar().watch("https://another.test/hooks/microsoft", "secret")
        await world.calendar().watch(self.URL, "secret")

        for _ in range(2):
            await world.calendar().unwatch(self.URL)

        assert [one["notificationUrl"] for one in mailbox.subscriptions.values()] == [
            "https://another.test/hooks/microsoft"
        ]

    async def test_a_subscription_that_ends_meanwhile_is_no_harm(self, mailbox, calendar, way):
        await calendar.watch(self.URL, "secret")
        way.fail("answers", "DELETE", answer=refusal(404, "ResourceNotFound"))

        await calendar.unwatch(self.URL)

    async def test_an_address_that_microsoft_cannot_reach_is_no_harm(self, graph, mailbox, calendar, monkeypatch):
        """G12: behind a firewall polling does."""
        monkeypatch.setattr(graph, "knock", lambda url: (404, ""))

        with pytest.raises(CalendarUnreachable):
            await calendar.watch(self.URL, "secret")
        assert mailbox.subscriptions == {}
