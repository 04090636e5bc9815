"""Servers that answer, but not as CalDAV servers should: nothing of it may be read as free (C13, C15, C17, C20)."""

import asyncio

import pytest
from calendar_worlds import LATER, MEETING, WEEK, ZONE

from convene.calendars.caldav import CalDavCalendar
from convene.errors import BadConfig, CalendarUnreachable, EventChanged, NeedsReconnect

OBJECT = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:x\nDTSTART:20261125T090000Z\n{end}END:VEVENT\nEND:VCALENDAR"


def answer(status, body="", *headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", body]).encode()


def multistatus(*responses):
    inside = "".join(f"<response>{response}</response>" for response in responses)
    return f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{inside}</multistatus>'


def found(text, status="200 OK", name="a.ics"):
    return (
        f"<href>/cal/{name}</href><propstat><prop><getetag>1</getetag><C:calendar-data>{text}</C:calendar-data></prop>"
        f"<status>HTTP/1.1 {status}</status></propstat>"
    )


GOOD = found(OBJECT.format(end="DURATION:PT1H\n"))


class Scripted:
    """A server on this machine that gives prepared answers, one after the other, the last one for ever."""

    def __init__(self):
        self.answers = []
        self.asked = []

    async def _serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = [line.partition(":")[2] for line in head.split("\r\n") if line.lower().startswith("content-length:")]
        await reader.readexactly(int(length[0]) if length else 0)
        self.asked.append(head)
        writer.write(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
        await writer.drain()
        writer.close()

    async def __aenter__(self):
        self.listening = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.listening.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error):
        self.listening.close()
        await self.listening.wait_closed()


@pytest.fixture
async def server():
    async with Scripted() as server:
        yield server


@pytest.fixture
async def calendar(server):
    calendar = CalDavCalendar(f"http://127.0.0.1:{server.port}/cal", "anna", "hush", zone=ZONE, timeout=30)
    yield calendar
    await calendar.close()


async def test_a_whole_answer_is_read(server, calendar):
    server.answers = [answer("207 Multi-Status", multistatus(GOOD))]

    [busy] = await calendar.busy(WEEK)

    assert busy.uid == "x"
    assert server.asked[0].startswith("REPORT /cal/ ")


BAD = {
    "an error of the server": answer("500 Internal Server Error", "oops"),
    "too many requests": answer("429 Too Many Requests"),
    "a login page": answer("200 OK", "<html><body>Please log in</body></html>"),
    "an answer of another kind": answer("207 Multi-Status", "<html><body>Hello</body></html>"),
    "nothing at all": answer("207 Multi-Status"),
    "half of the XML": answer("207 Multi-Status", multistatus(GOOD)[:-30]),
    "fewer bytes than announced": answer("207 Multi-Status", multistatus(GOOD))[:-30],
    "an entity that grows": answer(
        "207 Multi-Status",
        '<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
        + "]>"
        + multistatus("<href>&j;</href>"),
    ),
    "one event that failed": answer(
        "207 Multi-Status", multistatus(GOOD, "<href>/cal/b.ics</href><status>HTTP/1.1 500 Sorry</status>")
    ),
    "one event without its text": answer("207 Multi-Status", multistatus(GOOD, found("", "404 Not Found"))),
    "a list cut short": answer(
        "207 Multi-Status", multistatus(GOOD, "<href>/cal/</href><status>HTTP/1.1 507 Insufficient Storage</status>")
    ),
    "one event that is not iCalendar": answer("207 Multi-Status", multistatus(GOOD, found("see you"))),
    "an event with a broken end": answer("207 Multi-Status", multistatus(found(OBJECT.format(end="DTEND:noon\n")))),
    "a redirect to itself": answer("302 Found", "", "Location: /cal/"),
}


@pytest.mark.parametrize("bad", BAD)
async def test_a_bad_answer_is_not_read_as_free(server, calendar, bad):
    server.answers = [BAD[bad]]

    with pytest.raises(CalendarUnreachable):
        await calendar.busy(WEEK)


@pytest.mark.parametrize("location", ["http://127.0.0.1:9/cal/", "https://127.0.0.1/cal/", "//elsewhere.test/cal/"])
async def test_credentials_do_not_follow_a_redirect_to_another_server(server, calendar, location):
    """S10, S11."""
    server.answers = [answer("301 Moved Permanently", "", f"Location: {location}")]

    with pytest.raises(CalendarUnreachable, match="sends us on"):
        await calendar.busy(WEEK)
    assert len(server.asked) == 1


async def test_a_redirect_within_the_server_is_followed_with_the_same_question(server, calendar):
    server.answers = [
        answer("301 Moved Permanently", "", "Location: /calendars/anna/"),
        answer("207 Multi-Status", multistatus(GOOD)),
    ]

    assert len(await calendar.busy(WEEK)) == 1
    assert server.asked[1].startswith("REPORT /calendars/anna/ ")


async def test_a_server_that_trickles_is_given_up_in_time(server):
    """L2: each piece comes in time, the whole never does."""

    async def trickle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 1000000\r\n\r\n")
        try:
            while not writer.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            pass

    async with await asyncio.start_server(trickle, "127.0.0.1", 0) as trickling, asyncio.timeout(30):
        port = trickling.sockets[0].getsockname()[1]
        calendar = CalDavCalendar(f"http://127.0.0.1:{port}/cal/", "anna", "hush", zone=ZONE, timeout=0.3)
        with pytest.raises(CalendarUnreachable):
            await calendar.busy(WEEK)
        await calendar.close()


TOKENS = (
    '<href>/cal/</href><propstat><prop><CS:getctag xmlns:CS="http://calendarserver.org/ns/">7</CS:getctag></prop>'
    "<status>HTTP/1.1 200 OK</status></propstat>"
    "<propstat><prop><sync-token/></prop><status>HTTP/1.1 404 Not Found</status></propstat>"
)
NO_TOKENS = "<href>/cal/</href><propstat><prop><sync-token/></prop><status>HTTP/1.1 404 Not Found</status></propstat>"


async def test_a_server_without_sync_tokens_is_asked_for_its_ctag(server, calendar):
    server.answers = [answer("207 Multi-Status", multistatus(TOKENS))]

    assert await calendar.sync_token() == "7"


async def test_a_server_without_either_is_watched_by_its_etags(server, calendar):
    empty = answer("207 Multi-Status", multistatus(NO_TOKENS))
    one, another = (answer("207 Multi-Status", multistatus(found("x", name=name))) for name in ("a.ics", "b.ics"))
    server.answers = [empty, one, empty, one, empty, another]

    first, same, other = [await calendar.sync_token() for _ in range(3)]

    assert first == same != other


async def test_a_list_of_etags_that_was_cut_short_is_no_token(server, calendar):
    """C17: what was cut off could change unseen."""
    cut = multistatus(found("x"), "<href>/cal/</href><status>HTTP/1.1 507 Insufficient Storage</status>")
    server.answers = [answer("207 Multi-Status", multistatus(NO_TOKENS)), answer("207 Multi-Status", cut)]

    with pytest.raises(CalendarUnreachable, match="507"):
        await calendar.sync_token()


async def test_a_server_that_knows_the_uid_elsewhere_gives_that_event(server, calendar):
    """A11: RFC 4791 lets servers refuse a uid that another resource of the calendar has."""
    text = OBJECT.replace("UID:x", f"UID:{MEETING.uid}").format(end="DURATION:PT1H\n")
    conflict = '<error xmlns="DAV:"><no-uid-conflict xmlns="urn:ietf:params:xml:ns:caldav"/></error>'
    server.answers = [
        answer("403 Forbidden", conflict),
        answer("404 Not Found"),
        answer("207 Multi-Status", multistatus(found(text, name="other.ics"))),
    ]

    assert (await calendar.create(MEETING)).provider_event_id == "other.ics"


async def test_an_event_the_server_does_not_like_is_no_matter_of_passwords(server, calendar):
    """K1: the rep could reconnect for ever."""
    rule = '<error xmlns="DAV:"><valid-calendar-data xmlns="urn:ietf:params:xml:ns:caldav"/></error>'
    server.answers = [answer("403 Forbidden", rule)]

    with pytest.raises(CalendarUnreachable, match="valid-calendar-data") as caught:
        await calendar.create(MEETING)
    assert not isinstance(caught.value, NeedsReconnect)


async def test_missing_rights_are_a_matter_of_the_account(server, calendar):
    """K1: the calendar is shared with the account for reading alone."""
    server.answers = [answer("403 Forbidden", '<error xmlns="DAV:"><need-privileges/></error>')]

    with pytest.raises(NeedsReconnect):
        await calendar.create(MEETING)


async def test_a_change_in_between_is_seen_before_ours_is_written(server, calendar):
    """Optimistic locking: the second try is made on what the rep made of it."""
    text = OBJECT.replace("UID:x", f"UID:{MEETING.uid}").format(end="DURATION:PT1H\n")
    server.answers = [
        answer("200 OK", text, 'ETag: "1"'),
        answer("412 Precondition Failed"),
        answer("200 OK", text, 'ETag: "2"'),
        answer("204 No Content", "", 'ETag: "3"'),
    ]

    written = await calendar.update(LATER, "a.ics")

    assert written.etag == '"3"'
    assert ['If-Match: "1"' in server.asked[1], 'If-Match: "2"' in server.asked[3]] == [True, True]


async def test_an_event_replaced_by_another_is_not_overwritten(server, calendar):
    """P1."""
    server.answers = [answer("200 OK", OBJECT.format(end=""), 'ETag: "1"')]

    with pytest.raises(EventChanged):
        await calendar.update(LATER, "a.ics")
    assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["https://anna:hush@dav.test/cal/", "ftp://dav.test/", "dav.test/cal", ""])
def test_an_address_that_cannot_be_used_is_refused_without_telling_a_password(url):
    """S11."""
    with pytest.raises(BadConfig) as caught:
        CalDavCalendar(url, "anna", "hush", zone=ZONE)
    assert "hush" not in str(caught.value)
