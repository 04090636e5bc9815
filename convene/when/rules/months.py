"""Months and their pieces: mid January, end of next week, the 14th."""

from datetime import date, timedelta

from convene.when.grammar import (
    DAY,
    WEEK,
    Days,
    Now,
    Span,
    a_week,
    days,
    month_days,
    next_of_month,
    one_day,
    piece_of_day,
    rule,
    span_of,
    value,
)
from convene.when.node import Node
from convene.when.rules.day_ranges import open_days
from convene.when.rules.durations import shifted


@rule("this|next month")
def next_march(now: Now, _: Node, month: Node) -> Node:
    """Next March."""
    first, last = month_days(now, month.value)
    return days(Days(max(first, now.today), last, "month"))


@rule("month")
def whole_month(now: Now, month: Node) -> Node | None:
    """December; `may` and `march` alone are too often no month."""
    if "no_month_alone" in month.marks:
        return Node("weak_month", month.value, "")
    first, last = month_days(now, month.value)
    return days(Days(max(first, now.today), last, "month"))


@rule("quarter number year|next?")
def quarter(now: Now, _: Node, nth: Node, *when: Node) -> Node | None:
    """Q1, Q2 2027."""
    if not 1 <= nth.value <= 4:
        return None
    return _months(now, 3 * nth.value - 2, 3 * nth.value, when)


@rule("ordinal quarter year|next?")
def nth_quarter(now: Now, nth: Node, _: Node, *when: Node) -> Node | None:
    """Im ersten Quartal."""
    return quarter(now, _, nth, *when)


@rule("next|this quarter")
def next_quarter(now: Now, which: Node, _: Node) -> Node | None:
    """Naechstes Quartal."""
    number = ((now.today.month - 1) // 3 + (which.category == "next")) % 4 + 1
    return quarter(now, _, Node("number", number, ""))


@rule("in season year|next?")
def season(now: Now, _: Node, which: Node, *when: Node) -> Node | None:
    """Im Fruehjahr, in spring 2027; without such a word in front it may be a name."""
    first, last = (int(month) for month in which.value.split("-"))
    return _months(now, first, last, when)


@rule("this|next season")
def next_season(now: Now, _: Node, which: Node) -> Node | None:
    """Naechsten Herbst."""
    return season(now, _, which)


@rule("from|until|before|after season")
def open_season(now: Now, bound: Node, which: Node) -> Node | None:
    """Ab Fruehjahr."""
    return open_days(now, bound, season(now, bound, which))


def _months(now: Now, first: int, last: int, when: tuple[Node, ...]) -> Node:
    """The coming months from the first to the last, or those of the year that is named."""
    length = (last - first) % 12 + 1
    year = int(value(when, "year") or now.today.year)  # type: ignore[call-overload]
    begins = date(year, first, 1)
    if not value(when, "year") and begins + length * 30 * DAY < now.today:
        begins = date(year + 1, first, 1)
    ends = (begins + length * 31 * DAY).replace(day=1) - DAY
    return days(Days(max(begins, now.today), ends, "month"))


@rule("start_of|middle_of|end_of|ordinal|in|later_in|rest_of on_day? weak_month")
def weak_month(now: Now, *nodes: Node) -> Node | None:
    """Mid January: with such a word in front it is a month."""
    first, last = month_days(now, nodes[-1].value)
    month = days(Days(max(first, now.today), last, "month"))
    return month if nodes[0].category in ("in", "ordinal") else piece_of(now, nodes[0], month)


@rule("start_of|middle_of|end_of days part")
def late_thursday_afternoon(now: Now, which: Node, day: Node, part: Node) -> Node | None:
    """Late Thursday afternoon."""
    clocks = piece_of_day(which.category, span_of(part))
    single = len(day.value) == 1 and day.value[0].first == day.value[0].last
    return Node("both", (day.value, (clocks,)), "") if single else None


@rule("start_of|middle_of|end_of|later_in|later|rest_of on_day|on? days|unit|quarter")
def piece(now: Now, *nodes: Node) -> Node | None:
    """End of next week, early December, start of the week."""
    stretch = nodes[-1]
    if stretch.category in {"unit", "quarter"}:
        if stretch.value == "week":
            ahead = 1 if now.today.isoweekday() >= 5 or nodes[0].category == "start_of" else 0
            this = any(node.category == "this" for node in nodes) or nodes[0].category == "rest_of"
            ahead = 0 if this or (nodes[0].category == "later_in" and now.today.isoweekday() < 5) else ahead
            stretch = a_week(now.monday + ahead * WEEK)
            if nodes[0].category in ("rest_of", "later_in"):
                rest = piece_of(now, nodes[0], stretch)
                return days(*(Days(d.first, d.last, nodes[0].category) for d in rest.value)) if rest else None
        elif stretch.value == "quarter":
            stretch = next_quarter(now, Node("this", None, ""), stretch) or stretch
        elif stretch.value == "year":
            stretch = days(Days(now.today.replace(month=1, day=1), now.today.replace(month=12, day=31), "year"))
        elif stretch.value == "day" and nodes[0].category == "rest_of":
            return days(Days(now.today, now.today, "rest_of_day"))
        elif stretch.value == "month":
            first, last = month_days(now, now.today.month)
            stretch = days(Days(first, last, "month"))
        else:
            return None
    return piece_of(now, nodes[0], stretch)


@rule("days or|and|comma|dash start_of|middle_of|end_of the_week_after")
def or_early_the_week_after(now: Now, day: Node, _: Node, which: Node, __: Node) -> Node | None:
    """Late next week or early the week after."""
    first = day.value[-1].first
    later = piece_of(now, which, a_week(first - DAY * first.weekday() + WEEK))
    return days(*day.value, *later.value) if later else None


@rule("start_of|middle_of|end_of the_week_after")
def piece_of_following_week(now: Now, which: Node, _: Node) -> Node | None:
    """End of the following week."""
    return piece_of(now, which, a_week(now.monday + WEEK))


@rule(
    "days comma? but? x? about? at? start_of|middle_of|end_of"
    " !days|unit|part|month|weekday|this|next|in|number|ordinal|quarter|season"
)
def tomorrow_late(now: Now, day: Node, *rest: Node) -> Node | None:
    """Tomorrow, late-ish; next week, but towards the back half; im Dezember, eher Mitte."""
    return piece_of(now, rest[-1], day) if len(day.value) == 1 and day.value[0].grain != "open" else None


def _piece_of_year(now: Now, which: Node, year: Days) -> Node | None:
    """Early next year, the end of the year: its first or last weeks."""
    if which.category == "start_of":
        return days(Days(year.last.replace(month=1, day=1), year.last.replace(month=1, day=20), "week"))
    if which.category == "end_of":
        return days(Days(max(year.last.replace(day=10), now.today), year.last, "week"))
    return days(year) if which.category == "rest_of" else None


def piece_of(now: Now, which: Node, stretch: Node) -> Node | None:
    """The beginning, middle or end of a week or month."""
    whole = stretch.value[0]
    length = (whole.last - whole.first).days + 1
    if length == 1:
        if which.category == "later":
            return None
        part = {
            "start_of": (8, 10),
            "middle_of": (11, 14),
            "end_of": (15, 18),
            "later_in": (15, 18),
            "rest_of": (0, 24),
        }
        first, last = part[which.category]
        return Node("both", (stretch.value, (Span(first * 60, last * 60),)), "")
    if length < 3:
        return None
    if whole.grain == "year":
        return _piece_of_year(now, which, whole)
    if whole.grain == "week" or (length <= 7 and whole.grain != "month"):
        monday = whole.first - DAY * whole.first.weekday()
        part = {
            "start_of": (0, 1),
            "middle_of": (1, 3),
            "end_of": (3, 4),
            "later_in": (3, 4),
            "later": (3, 4),
            "rest_of": (0, 4),
        }
        first, last = part[which.category]
        return days(Days(max(monday + first * DAY, now.today), monday + last * DAY, "week"))
    if length > 31:
        third, place = length // 3 * DAY, {"start_of": 0, "middle_of": 1}.get(which.category, 2)
        begins = whole.first + place * third
        return days(Days(begins, whole.last if place == 2 else begins + third - DAY, "week"))
    first_of = whole.first.replace(day=1)
    part = {
        "start_of": (1, 10),
        "middle_of": (11, 20),
        "end_of": (21, 31),
        "later_in": (16, 31),
        "later": (16, 31),
        "rest_of": (1, 31),
    }
    first, last = part[which.category]
    if "half" in which.marks:
        first, last = (1, 15) if which.category == "start_of" else (16, 31)
    end = min(first_of + (last - 1) * DAY, whole.last)
    return days(Days(max(first_of + (first - 1) * DAY, now.today), end, "week"))


@rule("on number !unit|thing|x|month|ordinal|to|dash|times|both")
def on_the_17(now: Now, _: Node, number: Node) -> Node | None:
    """On the 17."""
    return Node("ordinal_day", number.value, "") if number.text.isdigit() and 1 <= number.value <= 31 else None


@rule("on ordinal")
def on_the_fourth(now: Now, _: Node, nth: Node) -> Node | None:
    """On the fourth."""
    return Node("ordinal_day", nth.value, "") if nth.value > 0 else None


@rule("ordinal")
def bare_ordinal(now: Now, nth: Node) -> Node | None:
    """The 14th; `first` alone is a choice among what is offered."""
    if nth.value > 10 or nth.text[:1].isdigit() or "dated" in nth.marks:
        return Node("ordinal_day", nth.value, "")
    return Node("pick", nth.value, "")


@rule("from|between? ordinal_day|pick to|dash|until|and|or|comma days")
def shared_month(now: Now, *nodes: Node) -> Node | None:
    """From the 1st to the 4th of December, the 2nd or the 3rd of December, vom dritten bis fuenften Dezember."""
    first, link, last = nodes[-3:]
    end = last.value[0].first
    if first.value < 1 or (first.category != "pick" and not any(c.isdigit() for c in last.text)):
        return None
    try:
        start = end.replace(day=first.value)
    except ValueError:
        return None
    if link.category in ("or", "comma") or (link.category == "and" and len(nodes) == 3):
        return days(Days(start, start), *last.value)
    return days(Days(start, end)) if start <= end else None


@rule("days between|from? ordinal_day|pick to|until|dash|and ordinal_day|pick")
def range_in_month(now: Now, month: Node, *rest: Node) -> Node | None:
    """Naechsten Monat vom 4. bis zum 23."""
    whole = month.value[0]
    if whole.grain != "month" or len(month.value) > 1 or not 0 < rest[-3].value <= rest[-1].value <= whole.last.day:
        return None
    return days(Days(whole.last.replace(day=rest[-3].value), whole.last.replace(day=rest[-1].value)))


@rule("days on? ordinal_day")
def day_in_month(now: Now, month: Node, *rest: Node) -> Node | None:
    """In December, on the 4th."""
    whole = month.value[0]
    if whole.grain != "month" or len(month.value) > 1 or not 0 < rest[-1].value <= whole.last.day:
        return None
    return one_day(whole.last.replace(day=rest[-1].value))


@rule("ordinal_day or|and|slash pick")
def on_the_eighth_or_ninth(now: Now, first: Node, _: Node, other: Node) -> Node | None:
    """Am Achten oder Neunten."""
    dates = [next_of_month(now, node.value) for node in (first, other)]
    return days(*(Days(day, day) for day in dates if day)) if "on" in first.marks and all(dates) else None


@rule("<!from|between ordinal_day or|and|slash ordinal_day !x|thing|month|to|dash|until")
def the_23rd_or_24th(now: Now, first: Node, _: Node, other: Node) -> Node | None:
    """The 23rd or 24th: the second is the one behind the first, also if today is the 24th."""
    day = next_of_month(now, first.value)
    if not day or not first.value < other.value <= month_days(now, day.month)[1].day:
        return None
    return days(Days(day, day), Days(day.replace(day=other.value), day.replace(day=other.value)))


@rule("ordinal_day thing")
def second_floor(now: Now, *_: Node) -> Node:
    """On the 2nd floor."""
    return Node("x", None, "")


@rule("ordinal_day dash x")
def first_level_support(now: Now, *_: Node) -> Node:
    """1st-level support."""
    return Node("x", None, "")


@rule("before|after|until|not_before|not_until|not_after ordinal_day x")
def before_the_ninth(now: Now, bound: Node, nth: Node, _: Node) -> Node | None:
    """Before the 9th as I fly then."""
    return open_days(now, bound, days(*(Days(d, d) for d in [next_of_month(now, nth.value)] if d)))


@rule("ordinal_day x")
def the_ninth_provisionally(now: Now, nth: Node, adverb: Node) -> Node | None:
    """The 9th provisionally."""
    return one_day(next_of_month(now, nth.value)) if "adverb" in adverb.marks else None


@rule("ordinal_day !x")
def ordinal_day(now: Now, nth: Node) -> Node | None:
    """The 14th."""
    day = one_day(next_of_month(now, nth.value))
    return day and day._replace(marks=frozenset({"ordinal"}))


@rule("ordinal_day")
def on_the_14th(now: Now, nth: Node) -> Node | None:
    """Am 14. (a word that is not known may follow, but of small numbers it may be the 3rd one)."""
    return one_day(next_of_month(now, nth.value)) if nth.value > 12 or "on" in nth.marks else None


@rule("<!at number or|and|slash|comma days")
def or_the_16th_of_june(now: Now, day: Node, link: Node, other: Node) -> Node | None:
    """15 or 16 June."""
    first = other.value[0].first
    if not other.text[:1].isdigit() or not any(len(w) > 2 and w.isalpha() for w in other.text.split()):
        return None
    if not 1 <= day.value < first.day or any(d.first != d.last for d in other.value):
        return None
    if link.category == "comma" and len(other.value) < 2:
        return None
    return days(*(Days(d, d) for d in (first.replace(day=day.value),)), *other.value)


@rule("days dash|to|until number|ordinal_day !unit|month|thing|x|dash")
def august_24_to_28(now: Now, first: Node, _: Node, last: Node) -> Node | None:
    """August 24-28."""
    start = first.value[0].first
    named = any(c.isdigit() for c in first.text) and len(first.value) == 1 and first.value[0].last == start
    if not named or not start.day < last.value <= 31:
        return None
    try:
        return days(Days(start, start.replace(day=last.value)))
    except ValueError:
        return None


@rule("between number and days")
@rule("from number dash|to|until days")
def from_number_to_date(now: Now, _: Node, first: Node, link: Node, last: Node) -> Node | None:
    """From 6 to 8 July, between 6 and 8 July."""
    return number_to_date(now, first, link, last)


@rule("number dash|to|until days")
def number_to_date(now: Now, first: Node, _: Node, last: Node) -> Node | None:
    """15-17 June."""
    end = last.value[0].first
    if len(last.value) > 1 or not last.text[:1].isdigit() or not 1 <= first.value < end.day:
        return None
    return days(Days(end.replace(day=first.value), end))


# --- ranges of clock times ------------------------------------------------------------------------------------------


@rule("number|a unit after|before pick")
def an_hour_after_the_last(now: Now, number: Node, unit: Node, side: Node, pick: Node) -> Node | None:
    """An hour after the last one."""
    shift = shifted(now, number, unit, Node("later" if side.category == "after" else "earlier", None, ""))
    return Node("shift_of_pick", (shift.value, pick.value), "") if shift else None


@rule("duration after|before pick")
def half_an_hour_after_the_last(now: Now, length: Node, side: Node, pick: Node) -> Node:
    """Half an hour later than the last one."""
    sign = 1 if side.category == "after" else -1
    return Node("shift_of_pick", (sign * timedelta(minutes=length.value), pick.value), "")
