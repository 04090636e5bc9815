"""What must hold for every diary, every rule and every zone, checked minute by minute on the local clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from convene.model import (
    Availability,
    Block,
    BusyKind,
    BusyTime,
    Interval,
    MeetingType,
    OutOfOffice,
    Rep,
    Rules,
    Status,
)
from convene.scheduling.availability import Diary, free_slots, free_starts, rules_for, working_time
from convene.scheduling.explain import explain
from convene.scheduling.holidays import holidays_of
from convene.scheduling.offers import choose
from convene.when import TimeOfDay, TimePreference, Window
from tests.unit.scheduling.people import booking

DAYS_OF_CHANGE = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Asia/Kathmandu": (date(2026, 3, 1), date(2026, 11, 1)),
}
MINUTE = timedelta(minutes=1)


def minutes(low, high, step=5):
    return st.integers(low // step, high // step).map(lambda n: timedelta(minutes=n * step))


@st.composite
def blocks(draw):
    """Up to three blocks of a day, in order and apart; the last may end at 24:00."""
    edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return tuple(Block(time(a // 4, a % 4 * 15), time(b // 4 % 24, b % 4 * 15)) for a, b in pairs)


@st.composite
def cases(draw):
    """A rep around a day on which the clock changes, what is in the way, and the moment of asking."""
    zone = draw(st.sampled_from(sorted(DAYS_OF_CHANGE)))
    day = draw(st.sampled_from(DAYS_OF_CHANGE[zone]))
    noon = datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
    around = Interval(noon - timedelta(days=1), noon + timedelta(days=1))
    moment = minutes(0, 48 * 60).map(lambda after: around.start + after)
    rules = Rules(
        duration=draw(minutes(5, 120)),
        step=draw(st.sampled_from([10, 15, 20, 30, 45, 60])) * MINUTE,
        buffer_before=draw(minutes(0, 30)),
        buffer_after=draw(minutes(0, 30)),
        notice=draw(minutes(0, 600)),
        horizon=draw(minutes(600, 3_000)),
        daily_cap=draw(st.none() | st.integers(1, 3)),
    )
    weekly = {weekday: draw(blocks()) for weekday in range(1, 8)}
    hours = Availability(
        zone,
        weekly,
        overrides={day: draw(blocks())} if draw(st.booleans()) else {},
        tentative_is_busy=draw(st.booleans()),
        elsewhere_is_busy=draw(st.booleans()),
        all_day=draw(st.sampled_from(["respect", "ignore", "busy"])),
        holidays=draw(st.sampled_from(["", "DE-BY", "NP"])),
        out_of_office=(OutOfOffice(day, day),) if draw(st.integers(0, 4)) == 0 else (),
    )
    lengths = st.integers(0, 300)
    busy = draw(st.lists(st.tuples(moment, lengths, st.sampled_from(BusyKind), st.booleans()), max_size=8))
    ours = draw(st.lists(st.tuples(moment, st.sampled_from([Status.HELD, Status.CONFIRMED])), max_size=4))
    diary = Diary(
        Rep("anna", "Anna", "anna@northwind.test", hours),
        tuple(BusyTime(Interval(at, at + length * MINUTE), kind, all_day=day) for at, length, kind, day in busy),
        tuple(booking(start, 30, status) for start, status in ours),
    )
    return diary, rules, around, draw(moment)


def works_at(hours, moment):
    local = moment.astimezone(ZoneInfo(hours.zone))
    day = local.date()
    if any(away.first <= day <= away.last for away in hours.out_of_office):
        return False
    off = hours.holidays and day in holidays_of(hours.holidays, day.year)
    blocks = hours.overrides.get(day, () if off else hours.weekly.get(local.isoweekday(), ()))
    return any(block.start <= local.time() and (local.time() < block.end or block.end == time(0)) for block in blocks)


def counts(busy, hours):
    """What the rep wants to count, told once more in other words (C1 to C5)."""
    if busy.all_day and hours.all_day == "ignore":
        return False
    if busy.all_day and hours.all_day == "busy":
        return True
    return {
        BusyKind.BUSY: True,
        BusyKind.OUT_OF_OFFICE: True,
        BusyKind.TENTATIVE: hours.tentative_is_busy,
        BusyKind.ELSEWHERE: hours.elsewhere_is_busy,
        BusyKind.FREE: False,
        BusyKind.FREE_AWAY: False,
    }[busy.kind]


@settings(deadline=None, max_examples=150)
@given(cases())
def test_no_offered_slot_breaks_a_rule_t1_t2_t4_r1_r4_r5_r9(case):
    """Inside hours by the clock on the wall, apart from everything busy, within notice, horizon and cap."""
    diary, rules, window, now = case
    zone = ZoneInfo(diary.rep.zone)

    found = free_starts(diary, rules, window, now)

    assert list(found) == sorted(set(found))
    in_the_way = [b for b in diary.busy if counts(b, diary.rep.availability)]
    larger = max(rules.buffer_before, rules.buffer_after)
    booked_days = [b.start.astimezone(zone).date() for b in diary.bookings]
    for start in found:
        meeting = Interval(start, start + rules.duration)
        length = int(rules.duration / MINUTE)
        assert all(works_at(diary.rep.availability, start + n * MINUTE) for n in range(length))
        assert not any(meeting.padded(rules.buffer_before, rules.buffer_after).overlaps(b.interval) for b in in_the_way)
        assert not any(meeting.padded(larger, larger).overlaps(b.interval) for b in diary.bookings)
        assert now + rules.notice <= start <= now + rules.horizon
        assert window.start <= start < window.end
        assert rules.daily_cap is None or booked_days.count(start.astimezone(zone).date()) < rules.daily_cap


@settings(deadline=None, max_examples=150)
@given(cases())
def test_explaining_agrees_with_the_search_for_every_start_of_the_grid(case):
    diary, rules, window, now = case

    told = explain(diary, MeetingType("intro", "Intro", rules), window, now)

    assert tuple(e.start for e in told if e.offered) == free_starts(diary, rules, window, now)
    assert all(e.offered == (e.reason == "offered") for e in told)
    assert [e.start for e in told] == sorted({e.start for e in told})


@settings(deadline=None, max_examples=100)
@given(cases())
def test_working_time_is_what_the_local_clock_says_t1_t2_t11(case):
    diary, _, window, _ = case
    hours = diary.rep.availability

    worked = working_time(hours, window)

    quarter = 15 * MINUTE
    for n in range(int(window.duration / quarter)):
        moment = window.start + n * quarter
        assert works_at(hours, moment) == any(i.start <= moment < i.end for i in worked)


@settings(deadline=None, max_examples=50)
@given(cases(), st.lists(st.booleans(), min_size=1, max_size=3))
def test_a_queue_offers_exactly_what_its_reps_have_free(case, readable):
    diary, rules, window, now = case
    kind = MeetingType("intro", "Intro", rules)
    diaries = [
        Diary(Rep(f"rep{i}", "", "", diary.rep.availability), diary.busy[i:], diary.bookings[i:], ok)
        for i, ok in enumerate(readable)
    ]

    slots = free_slots(diaries, kind, window, now)

    for d in diaries:
        own = free_starts(d, rules_for(kind, d.rep), window, now)
        assert own == tuple(slot.start for slot in slots if d.rep.id in slot.reps)
    assert [slot.start for slot in slots] == sorted({slot.start for slot in slots})


@st.composite
def wishes(draw, window):
    """A wish of any shape in and around the window."""
    zone = ZoneInfo("Europe/Berlin")
    edges = st.integers(-48, 96).map(lambda hours: (window.start + timedelta(hours=hours)).astimezone(zone))
    spans = st.tuples(edges, edges).map(lambda pair: Window(min(pair), max(pair)))
    clock = st.integers(0, 23).map(time)
    return TimePreference(
        windows=tuple(draw(st.lists(spans, max_size=2))),
        excluded=tuple(draw(st.lists(spans, max_size=1))),
        time_of_day=tuple(TimeOfDay(a, b) for a, b in draw(st.lists(st.tuples(clock, clock), max_size=1))),
        weekdays=tuple(draw(st.sets(st.integers(1, 7), max_size=2))),
    )


@settings(deadline=None, max_examples=100)
@given(st.data(), cases(), st.integers(1, 4))
def test_what_is_shown_is_free_new_and_fits_or_says_that_it_does_not(data, case, count):
    diary, rules, window, now = case
    kind, zone = MeetingType("intro", "Intro", rules), ZoneInfo("Asia/Kathmandu")
    wish = data.draw(wishes(window))
    slots = free_slots([diary], kind, window, now)
    shown = {slot.start for slot in slots if data.draw(st.booleans())} if len(slots) < 20 else set()

    choice = choose(slots, wish, zone, now, shown=shown, count=count, diaries=[diary], meeting_type=kind)

    starts = [slot.start for slot in choice.slots]
    fitting = [
        slot for slot in slots if slot.start >= now and wish.allows(slot.start, zone) and slot.start not in shown
    ]
    assert starts == sorted(set(starts))
    assert len(starts) <= count
    assert set(choice.slots) <= set(slots)
    assert not set(starts) & shown
    assert choice.fits == bool(fitting)
    if choice.fits:
        assert len(starts) == min(count, len(fitting))
        assert all(wish.allows(start, zone) for start in starts)
        assert choice.more == (len(fitting) > len(starts))
    else:
        assert choice.reason != "no_availability" or not slots
        assert all(TimePreference(excluded=wish.excluded).allows(start, zone) for start in starts)
