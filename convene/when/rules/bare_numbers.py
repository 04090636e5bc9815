"""Numbers that are hours because of what stands beside them: Thursday, 10; half past ten or eleven."""

from convene.when.grammar import Days, Now, Span, afternoon, next_of_month, next_with_weekday, one_day, rule, times
from convene.when.node import Node
from convene.when.rules.day_ranges import open_days


@rule("times|both comma? not|nicht at? number|times !unit|thing|x|month|ordinal")
@rule("<!x|thing|numbered|one number comma? not|nicht at? number|times !unit|thing|x|month|ordinal")
def half_past_three_not_three(now: Now, clock: Node, *rest: Node) -> Node | None:
    """Half past three, not three: one instead of the other, which rules out nothing more."""
    meant, instead_of = _points(clock), _points(rest[-1])
    if not meant or not instead_of or set(meant) & set(instead_of):
        return None
    return Node("both", (clock.value[0], meant), "") if clock.category == "both" else times(*meant)


@rule("<!x|thing|numbered|one not|nicht at? number but|stop|comma at? number !unit|thing|x|month|ordinal|or|to|dash")
def not_three_but_four(now: Now, *nodes: Node) -> Node | None:
    """Not 3 but 4; nicht 3, sondern 4."""
    shut, meant = (_points(node) for node in nodes if node.category == "number")
    return times(*meant) if shut and meant else None


@rule("<!x|thing|numbered|one not|nicht at? number !unit|thing|x|days|month|ordinal|number|dash|slash|or")
def not_three(now: Now, *nodes: Node) -> Node | None:
    """In the afternoon, but not three; not three, half past."""
    shut = _points(nodes[-1])
    return Node("not_then", shut, "") if shut else None


def _points(node: Node) -> tuple[Span, ...]:
    """The clock times of a node, or the hour that a number is; none if one is a stretch, or the number no hour."""
    if node.category == "number":
        hour = afternoon(node.value * 60)
        return (Span(hour, hour),) if 1 <= node.value <= 20 and "any_one" not in node.marks else ()
    spans: tuple[Span, ...] = node.value[1] if node.category == "both" else node.value
    return spans if all(span.start == span.end for span in spans) else ()


@rule("days comma? at? military")
def thursday_1130(now: Now, day: Node, *rest: Node) -> Node:
    """Thursday 1130."""
    return Node("both", (day.value, (Span(rest[-1].value, rest[-1].value),)), "")


@rule("later|earlier comma? number !unit|thing|x|days")
def later_like_five(now: Now, _: Node, *rest: Node) -> Node | None:
    """A bit later, like 5."""
    minutes = afternoon(rest[-1].value * 60)
    return times(Span(minutes, minutes)) if 1 <= rest[-1].value <= 20 else None


@rule("at military !x|thing")
def at_1130(now: Now, _: Node, clock: Node) -> Node:
    """At 1130."""
    return times(Span(clock.value, clock.value))


@rule("military on? days")
def at_1130_on_thursday(now: Now, clock: Node, *rest: Node) -> Node:
    """1130 on Thursday."""
    return Node("both", (rest[-1].value, (Span(clock.value, clock.value),)), "")


@rule("before|after|until|from|not_before|not_after number !unit|thing|x|month")
def before_the_30(now: Now, bound: Node, number: Node) -> Node | None:
    """Before the 30: no hour has that number."""
    found = next_of_month(now, number.value) if 24 < number.value <= 31 else None
    return open_days(now, bound, Node("days", (Days(found, found),), number.text)) if found else None


@rule("days number =at|times|time|hour")
def friday_the_12_at_four(now: Now, day: Node, number: Node) -> Node | None:
    """Friday 12 at 4: the hour follows, so the first number is the date."""
    if len(day.value) > 1 or day.value[0].grain not in {"weekday", "next"} or not 1 <= number.value <= 31:
        return None
    weekday = day.value[0].first.isoweekday()
    found = next_with_weekday(now, number.value, weekday)
    return one_day(found) if found and found.isoweekday() == weekday and (found - now.today).days < 60 else None


@rule("days comma? number !unit|thing|x")
def thursday_ten(now: Now, day: Node, *rest: Node) -> Node | None:
    """Thursday, 10? After a date with digits the number is another date: Sep 1, 3 or 8."""
    number = rest[-1].value
    if "any_one" in rest[-1].marks:
        return Node("days", day.value, "")  # the Tuesday one
    if any(c.isdigit() for c in day.text):
        if len(rest) == 1:
            return None
        try:
            other = day.value[-1].first.replace(day=number)
        except ValueError:
            return None
        return Node("days", (*day.value, Days(other, other)), "")
    if not 1 <= number <= 31:
        return None
    weekday = day.value[0].first.isoweekday()
    day_of_month = next_with_weekday(now, number, weekday) if 20 < number < 32 else None
    if 12 < number <= 20 and (coming := next_of_month(now, number)) and (coming - now.today).days < 14:
        day_of_month = coming
    if day_of_month and day_of_month.isoweekday() == weekday:
        return one_day(day_of_month)  # Tuesday 16
    if number > 20:
        return None
    minutes = afternoon(number * 60)
    return Node("both", (day.value, (Span(minutes, minutes),)), "")


@rule("both stop? or|slash|comma number !unit|thing|x|days|month")
def ten_or_eleven(now: Now, both: Node, *rest: Node) -> Node | None:
    """Tuesday, 10 or 11."""
    number = rest[-1]
    which, spans = both.value
    if not 1 <= number.value <= 20 or any(span.start != span.end for span in spans):
        return None
    minutes = afternoon(number.value * 60)
    return Node("both", (which, (*spans, Span(minutes, minutes))), "")


@rule("days or number !unit|thing|x")
def or_another_date(now: Now, day: Node, _: Node, number: Node) -> Node | None:
    """Sep 1 or 8."""
    if not any(c.isdigit() for c in day.text):
        return None
    try:
        other = day.value[-1].first.replace(day=number.value)
    except ValueError:
        return None
    return Node("days", (*day.value, Days(other, other)), "")


@rule("number or|comma|slash number on? days")
def two_or_three_tomorrow(now: Now, first: Node, _: Node, *rest: Node) -> Node | None:
    """2 or 3 tomorrow."""
    both = eight_on_monday(now, rest[0], rest[-1])
    if not both or not 1 <= first.value <= 20:
        return None
    minutes = afternoon(first.value * 60)
    return Node("both", (both.value[0], (Span(minutes, minutes), *both.value[1])), "")


@rule("number on? days and|or number on? days")
def one_on_tuesday_and_one_on_thursday(now: Now, *nodes: Node) -> Node | None:
    """One on Tuesday and one on Thursday: a slot each, no hour."""
    slots = all(node.marks & {"any_one", "one_each"} for node in nodes if node.category == "number")
    return Node("days", tuple(d for n in nodes if n.category == "days" for d in n.value), "") if slots else None


@rule("<!x|thing number but|stop on? days")
def ten_but_on_friday(now: Now, number: Node, but: Node, *rest: Node) -> Node | None:
    """10 but on Friday, 10 aber Freitag."""
    return eight_on_monday(now, number, *rest) if but.text.isalpha() else None


@rule("number on? days")
def eight_on_monday(now: Now, number: Node, *rest: Node) -> Node | None:
    """8 on Monday."""
    on = len(rest) == 2 or "on" in rest[0].marks
    named = not on and any(c.isdigit() for c in rest[-1].text)  # 8 3rd; but: 8 on the 3rd
    if not 1 <= number.value <= 20 or named:
        return None
    minutes = afternoon(number.value * 60)
    return Node("both", (rest[-1].value, (Span(minutes, minutes),)), "")


@rule("times stop? or number !unit|thing|x")
def half_past_or_eleven(now: Now, clock: Node, *rest: Node) -> Node | None:
    """Half past ten or eleven."""
    number = rest[-1]
    if not 1 <= number.value <= 20:
        return None
    minutes = afternoon(number.value * 60)
    return times(*clock.value, Span(minutes, minutes))


@rule("times comma number or|and number !unit|thing|x")
def nine_ten_or_eleven(now: Now, clock: Node, *rest: Node) -> Node | None:
    """At 9, 10 or 11."""
    hours = [node.value for node in rest if node.category == "number"]
    if not all(1 <= hour <= 20 for hour in hours):
        return None
    return times(*clock.value, *(Span(afternoon(hour * 60), afternoon(hour * 60)) for hour in hours))


@rule("number or|comma|slash times")
def ten_or_half_past(now: Now, number: Node, _: Node, clock: Node) -> Node | None:
    """10 or 10:30."""
    if not 1 <= number.value <= 20:
        return None
    minutes = afternoon(number.value * 60)
    return times(Span(minutes, minutes), *clock.value)
