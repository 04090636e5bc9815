"""What the store promises, on each database."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, update
from sqlalchemy.exc import IntegrityError, StatementError

from convene.errors import BookingNotFound
from convene.model import Booking, BusyKind, BusyTime, Company, Interval, Person, Queue, Status
from convene.scheduling.assignment import turn_order
from convene.store import Store
from convene.store.chats import KEPT_MESSAGES, KEPT_PAYLOADS
from convene.store.claims import ClaimLost
from convene.store.rows import hold_row
from convene.store.tables import bookings, metadata
from tests.service.conftest import MONDAY, rep

TEN = MONDAY + timedelta(hours=1)
ANNA_AND_BEN = (rep("anna"), rep("ben"))


def draft(id: str, start: datetime = TEN, minutes: int = 30, session: str = "", who: str = "anna") -> Booking:
    """A hold that is not in the store yet."""
    return Booking(
        id=id,
        status=Status.HELD,
        interval=Interval(start, start + timedelta(minutes=minutes)),
        rep=who,
        queue="sales",
        meeting_type="intro",
        session=session or id,
        visitor_zone="Europe/Berlin",
        expires_at=MONDAY + timedelta(minutes=5),
    )


async def insert(store: Store, booking: Booking) -> None:
    """Put a row in, past all use cases."""
    async with store._write() as connection:
        await connection.execute(bookings.insert(), hold_row(booking, MONDAY) | {"decision": {}})


@pytest.fixture
async def team(store: Store) -> Store:
    """A store with Anna and Ben in the queue `sales`."""
    await store.seed(ANNA_AND_BEN, [Queue("sales", "Sales", "intro", ("anna", "ben"))])
    return store


async def test_the_migrations_make_the_tables_the_code_knows(store: Store) -> None:
    """One schema, however it came to be."""

    def differences(connection: Connection) -> list[Any]:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    async with store._read() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_again_and_at_once_is_harmless(empty_database_url: str) -> None:
    """Any number of processes may start together."""
    stores = await asyncio.gather(*(Store.open(empty_database_url) for _ in range(4)))
    for store in stores:
        await store.ping()
        await store.close()


@pytest.mark.parametrize(("start", "minutes"), [(0, 30), (-15, 30), (15, 30), (10, 10), (-10, 60), (29, 30), (-29, 30)])
async def test_the_database_refuses_two_meetings_of_one_rep_at_one_time(team: Store, start: int, minutes: int) -> None:
    """Whatever the code does (invariant 1)."""
    await insert(team, draft("first"))

    with pytest.raises(IntegrityError):
        await insert(team, draft("second", TEN + timedelta(minutes=start), minutes))


async def test_the_database_refuses_to_move_or_wake_a_row_into_another(team: Store) -> None:
    """Also when rows change (invariant 1)."""
    await insert(team, draft("first"))
    await insert(team, draft("later", TEN + timedelta(hours=1)))
    await insert(team, draft("bens", who="ben"))

    changes: list[dict[str, Any]] = [
        {"starts_at": TEN, "ends_at": TEN + timedelta(minutes=15)},
        {"starts_at": TEN + timedelta(minutes=29)},
        {"rep": "anna", "starts_at": TEN, "ends_at": TEN + timedelta(minutes=5)},
    ]
    for change in changes:
        with pytest.raises(IntegrityError):
            async with team._write() as connection:
                await connection.execute(update(bookings).values(**change).where(bookings.c.id == "later"))
    with pytest.raises(IntegrityError):
        async with team._write() as connection:
            await connection.execute(update(bookings).values(rep="anna").where(bookings.c.id == "bens"))


async def test_what_the_database_refuses_is_told_without_whom_it_is_about(team: Store) -> None:
    """Case S11: such errors are logged."""
    await insert(team, draft("first"))

    with pytest.raises(IntegrityError) as refused:
        await insert(team, replace(draft("second"), person=Person("Ada Lovelace", phone="+49 30 123456")))

    assert "Ada" not in str(refused.value)


async def test_meetings_may_touch_and_dead_rows_do_not_count(team: Store) -> None:
    """Half-open intervals; what is cancelled frees its time."""
    await insert(team, draft("first"))
    await insert(team, draft("before", TEN - timedelta(minutes=30)))
    await insert(team, draft("after", TEN + timedelta(minutes=30)))
    async with team._write() as connection:
        await connection.execute(update(bookings).values(live=False).where(bookings.c.id == "first"))
    await insert(team, draft("instead"))


async def test_a_confirmed_meeting_cannot_be_dead(team: Store) -> None:
    """The flag that the constraint looks at cannot be forgotten (invariant 1)."""
    await insert(team, draft("first"))

    with pytest.raises(IntegrityError):
        async with team._write() as connection:
            await connection.execute(update(bookings).values(status="confirmed", live=False))


async def test_instants_come_back_in_utc_and_naive_ones_are_refused(team: Store) -> None:
    """To the microsecond, from any zone (invariant 5, T12)."""
    start = datetime(2026, 10, 25, 2, 30, 0, 123457, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    await insert(team, draft("first", start))

    back = (await team.booking("first")).start
    assert (back, back.tzinfo) == (start, UTC)
    with pytest.raises((StatementError, ValueError)):
        await team.add_mail("k", "m", datetime(2026, 1, 1))  # noqa: DTZ001


async def test_words_no_database_can_hold_do_no_harm(team: Store) -> None:
    """NUL and broken emoji in what visitors type."""
    await team.add_chat_message("s", "visitor", "a\0b \ud83d 💥", MONDAY)
    await insert(team, draft("first"))
    await team.keep_answers("first", Person("A\0da \udca5", "a@b.test"), Company(), [("visitor", "\0\ud83d")])

    assert await team.chat_messages("s") == (("visitor", "ab ? 💥"),)
    assert (await team.booking("first")).person.name == "Ada ?"
    assert await team.transcript_of("first") == (("visitor", "?"),)


async def test_who_is_new_in_a_queue_starts_at_its_average(team: Store) -> None:
    """Not flooded, and nobody's turns are lost (A5, A20)."""
    for number in range(4):
        hold = await team.hold(draft(f"h{number}", TEN + timedelta(hours=number)), ("anna", "ben"), MONDAY)
        assert hold is not None
        claim = await team.claim(hold.id, MONDAY, MONDAY + timedelta(minutes=1))
        await team.confirmed(replace(hold, person=Person("V", f"v{number}@x.test")), str(claim), [], MONDAY)

    await team.seed((*ANNA_AND_BEN, rep("chloe")), [Queue("sales", "Sales", "intro", ("chloe", "anna", "ben"))])

    turns = {turn.rep: turn.last_turn for turn in await team.turns("sales", MONDAY)}
    assert turns == {"anna": 3, "ben": 4, "chloe": 4}
    assert turn_order(await team.turns("sales", MONDAY))[0] == "anna"


async def test_who_left_the_config_is_not_active(team: Store) -> None:
    """Their past stays (K6)."""
    await team.seed([rep("ben")], [Queue("sales", "Sales", "intro", ("ben",))])

    assert {each.id: each.active for each in await team.people()} == {"anna": False, "ben": True}
    assert await team.members() == {"sales": ("ben",)}


async def test_a_reading_of_a_calendar_is_kept_whole(team: Store) -> None:
    """Busy times with their kinds, by rep and by queue."""
    out = BusyTime(Interval(TEN, TEN + timedelta(days=3)), BusyKind.OUT_OF_OFFICE, "trip")
    await team.replace_busy("anna", [out], Interval(MONDAY, MONDAY + timedelta(days=28)), "token", MONDAY)

    assert await team.busy_times("anna") == (out,)
    assert await team.busy_times("ben") == ()
    assert await busy_in(team, Interval(TEN + timedelta(days=1), TEN + timedelta(days=2))) == {
        "anna": (out,),
        "ben": (),
    }
    assert await busy_in(team, Interval(TEN - timedelta(hours=1), TEN)) == {"anna": (), "ben": ()}


async def test_what_another_process_read_is_seen_at_once(team: Store, database_url: str) -> None:
    """Kept busy times are never older than the database's (C19)."""
    other = await Store.open(database_url)
    day = Interval(TEN, TEN + timedelta(days=1))
    first, second = BusyTime(Interval(TEN, TEN + timedelta(hours=1))), BusyTime(Interval(TEN, TEN + timedelta(hours=2)))
    await team.replace_busy("anna", [first], day, "one", MONDAY)
    assert (await busy_in(team, day))["anna"] == (first,)

    await other.replace_busy("anna", [second], day, "two", MONDAY)
    assert (await busy_in(team, day))["anna"] == (second,)
    await other.add_busy("anna", [first])
    assert set((await busy_in(team, day))["anna"]) == {first, second}
    await other.close()


async def busy_in(store: Store, window: Interval) -> dict[str, tuple[BusyTime, ...]]:
    """The busy times of the queue's reps, as an offer reads them."""
    return (await store.knowledge("sales", window, MONDAY, not_session=None, not_booking=None)).busy


async def test_a_failure_is_news_once(team: Store) -> None:
    """The next good reading starts afresh."""
    assert await team.note_failure("anna", "unreachable", "no route", MONDAY)
    assert not await team.note_failure("anna", "unreachable", "no route", MONDAY)
    assert await team.note_failure("anna", "needs_reauth", "401", MONDAY)
    await team.note_unchanged("anna", MONDAY)
    assert await team.note_failure("anna", "unreachable", "no route", MONDAY)


async def test_mail_goes_out_once_and_is_tried_again(store: Store) -> None:
    """The outbox (invariant 3)."""
    await store.add_mail("key", "text", MONDAY)
    await store.add_mail("key", "other text", MONDAY)
    await store.add_mail("later", "text", MONDAY + timedelta(hours=1))

    (mail,) = await store.due_mail(MONDAY)
    assert (mail.key, mail.message) == ("key", "text")
    await store.mail_failed(mail.id, "busy", MONDAY + timedelta(minutes=1))
    assert await store.due_mail(MONDAY) == ()
    (again,) = await store.due_mail(MONDAY + timedelta(minutes=1))
    assert (again.attempts, again.error) == (1, "busy")
    await store.mail_sent(again.id, MONDAY)
    await store.mail_failed((await store.due_mail(MONDAY + timedelta(hours=2)))[0].id, "refused", None)
    assert await store.due_mail(MONDAY + timedelta(days=9)) == ()
    assert [(m.key, bool(m.sent_at), m.error) for m in await store.outgoing_mail()] == [
        ("key", True, ""),
        ("later", False, "refused"),
    ]


async def test_a_conversation_is_kept_in_bounds(store: Store) -> None:
    """The last messages and payloads of each session, and nobody else's."""
    for number in range(KEPT_MESSAGES + 5):
        await store.add_chat_message("s", "visitor", f"{number}", MONDAY)
    await store.add_chat_message("other", "visitor", "x" * 20_000, MONDAY)
    await store.remember_offered("s", {f"/old{n}" for n in range(KEPT_PAYLOADS)}, MONDAY)
    await store.remember_offered("s", ["/new"], MONDAY + timedelta(minutes=1))

    said = await store.transcript("s")
    assert len(said) == KEPT_MESSAGES
    assert said[-1] == ("visitor", f"{KEPT_MESSAGES + 4}")
    assert await store.chat_messages("s", limit=2) == said[-2:]
    assert len((await store.transcript("other"))[0][1]) == 10_000
    assert await store.was_offered("s", "/new")
    assert not await store.was_offered("other", "/new")
    assert not await store.was_offered("s", "/greet")
    assert sum([await store.was_offered("s", f"/old{n}") for n in range(KEPT_PAYLOADS)]) == KEPT_PAYLOADS - 1


async def test_a_session_remembers_where_the_visitor_is(store: Store) -> None:
    """What the browser said last; saying nothing changes nothing."""
    await store.touch_session("s", "Europe/Berlin", "de", {}, MONDAY)
    await store.touch_session("s", "", "", {}, MONDAY + timedelta(minutes=1))

    session = await store.chat_session("s")
    assert session is not None
    assert (session.zone, session.locale, session.seen_at) == ("Europe/Berlin", "de", MONDAY + timedelta(minutes=1))
    await store.add_chat_message("s", "visitor", "hi", MONDAY)
    await store.forget_chats(MONDAY + timedelta(days=1))
    assert await store.chat_session("s") is None
    assert await store.chat_messages("s") == ()


async def test_a_claim_keeps_others_off_until_it_is_over(team: Store) -> None:
    """And who lost it cannot finish (A11)."""
    await insert(team, draft("first"))
    soon, later = MONDAY + timedelta(minutes=1), MONDAY + timedelta(minutes=2)
    first = str(await team.claim("first", MONDAY, soon))
    assert await team.claim("first", MONDAY, soon) is None
    assert await team.claim("first", soon, later) not in (None, first)

    booking = await team.booking("first")
    with pytest.raises(ClaimLost):
        await team.confirmed(booking, first, [("k", "m")], MONDAY)
    assert await team.outgoing_mail() == ()
    await team.unclaim("first", first)
    assert await team.claim("first", soon, later) is None


async def test_a_booking_that_is_not_there_is_not_found(store: Store) -> None:
    """By its own error."""
    with pytest.raises(BookingNotFound):
        await store.booking("nothing")
