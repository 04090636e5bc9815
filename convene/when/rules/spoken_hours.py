"""Clock times as they are said: half past two, halb drei, ten to nine, 3 o'clock."""

from convene.when.grammar import Now, Span, afternoon, minutes_of, rule, times
from convene.when.node import Node

_MINUTES = (5, 10, 15, 20, 25, 30, 40, 45, 50)


@rule("number number")
def compound_number(now: Now, tens: Node, ones: Node) -> Node | None:
    """Twenty five, but not 10 30."""
    if tens.text.isalpha() and ones.text.isalpha() and tens.value in (20, 30, 40, 50) and ones.value < 10:
        return Node("number", tens.value + ones.value, "")
    return None


@rule("one number|ordinal")
def option_number(now: Now, _: Node, number: Node) -> Node:
    """Option 3."""
    return Node("pick", number.value, "")


@rule("half number|hour|time")
def half(now: Now, past: Node, hour: Node) -> Node | None:
    """Half past two; British half two."""
    if hour.category == "time":
        return Node("time", hour.value + 30, "") if past.value == "past" and hour.value % 60 == 0 else None
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", minutes + 30, "") if 60 <= minutes <= 12 * 60 else None


@rule("halb number|hour")
def german_half(now: Now, _: Node, hour: Node) -> Node | None:
    """Halb drei is half past two."""
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", (minutes - 30) if minutes > 60 else 750, "") if 60 <= minutes <= 12 * 60 else None


@rule("time|hour halb !number|hour|time|clock")
def eleven_and_a_half(now: Now, hour: Node, _: Node) -> Node | None:
    """11 Uhr halb, as those say it who are new to German: half an hour past it."""
    return Node(hour.category, hour.value + 30, "") if hour.value % 60 == 0 else None


@rule("viertel number")
def german_quarter(now: Now, _: Node, hour: Node) -> Node | None:
    """Viertel vier is a quarter past three, as they say in the east and south."""
    return Node("hour", (hour.value * 60 - 45) % 720 or 720, "") if 1 <= hour.value <= 12 else None


@rule("a? quarter_past number|hour|time|clock")
def quarter_past(now: Now, *nodes: Node) -> Node | None:
    """Quarter past nine."""
    return _shifted(nodes[-1], 15)


@rule("a? quarter_to number|hour|time|clock")
def quarter_to(now: Now, *nodes: Node) -> Node | None:
    """Quarter to five, dreiviertel fuenf."""
    return _shifted(nodes[-1], -15)


@rule("number unit? after number|hour|time|clock")
def minutes_past(now: Now, minutes: Node, *rest: Node) -> Node | None:
    """Ten past nine, zehn nach neun, 20 minutes past 3pm."""
    if len(rest) == 3 and rest[0].value != "minute":
        return None
    if minutes.value not in _MINUTES or (len(rest) == 2 and "no_minutes" in rest[0].marks and minutes.text.isdigit()):
        return None
    return _shifted(rest[-1], minutes.value)


@rule("number unit to_minutes|to|before|until number|hour|time|clock")
def counted_minutes_to(now: Now, minutes: Node, unit: Node, _: Node, hour: Node) -> Node | None:
    """20 minutes to 2pm, 15 Minuten vor 12."""
    return _shifted(hour, -minutes.value) if unit.value == "minute" and minutes.value in _MINUTES else None


@rule("<!from|between|number number to_minutes|to|before number|hour !oclock")
def minutes_to(now: Now, minutes: Node, _: Node, hour: Node) -> Node | None:
    """Ten to nine, zehn vor neun; 5 to 9 is a range."""
    spoken = (minutes.text.isalpha() and not hour.text[0].isdigit()) or _.category == "to_minutes"
    return _shifted(hour, -minutes.value) if spoken and minutes.value in _MINUTES else None


@rule("number before number|hour")
def german_minutes_to(now: Now, minutes: Node, _: Node, hour: Node) -> Node | None:
    """Zehn vor neun, 10 vor 9, fuenf vor halb drei."""
    return _shifted(hour, -minutes.value) if "minutes_before" in _.marks and minutes.value in _MINUTES else None


@rule("number oclock less number")
@rule("time|hour|clock less number")
def less_minutes(now: Now, *nodes: Node) -> Node | None:
    """Dix heures moins le quart, midi moins dix."""
    hour, minutes = nodes[0], nodes[-1]
    return _shifted(hour, -minutes.value) if minutes.value in _MINUTES else None


def _shifted(hour: Node, minutes: int) -> Node | None:
    """A clock time some minutes before or after an hour; as sure about morning and afternoon as that is."""
    base = minutes_of(hour)
    if base is None or (hour.category in ("number", "hour") and not 60 <= base <= 13 * 60):
        return None
    if hour.category in ("time", "clock"):
        return Node("time", base + minutes, "")
    return Node("hour", base + minutes if base + minutes >= 60 else base + minutes + 720, "")


@rule("time|hour oclock")
def nine_sharp(now: Now, clock: Node, _: Node) -> Node:
    """9am sharp."""
    return clock


@rule("half|quarter_past|quarter_to ish")
def half_past_twoish(now: Now, which: Node, ish: Node) -> Node | None:
    """Half past two-ish."""
    hour = Node("number", ish.value, "")
    shift = {"half": 30, "quarter_past": 15, "quarter_to": -15}[which.category]
    made = _shifted(hour, shift)
    return times(Span(afternoon(made.value), afternoon(made.value), about=True)) if made else None


@rule("between ish and ish")
def between_twoish_and_fourish(now: Now, _: Node, first: Node, __: Node, last: Node) -> Node | None:
    """Between 2ish and 4ish."""
    start, end = afternoon(first.value * 60), afternoon(last.value * 60)
    return times(Span(start, end)) if start < end else None


@rule("number oclock number !unit|thing|x|oclock|month")
def nine_uhr_fifteen(now: Now, hour: Node, _: Node, minutes: Node) -> Node | None:
    """9 ur 15."""
    fits = hour.value <= 24 and minutes.value < 60 and len(minutes.text) > 1
    return Node("time" if hour.value > 7 else "hour", hour.value * 60 + minutes.value, "") if fits else None


@rule("number oclock")
def oclock(now: Now, hour: Node, _: Node) -> Node | None:
    """3 o'clock."""
    return Node("time" if hour.value > 12 else "hour", hour.value * 60, "") if hour.value <= 24 else None


@rule("number number")
def ten_thirty(now: Now, hour: Node, minutes: Node) -> Node | None:
    """Ten thirty."""
    spoken = hour.text.isalpha() and minutes.text.replace(" ", "").replace("-", "").isalpha()
    if not 1 <= hour.value <= 12 or (not spoken and not (hour.text + minutes.text).isdigit()):
        return None
    right = minutes.value in (15, 30, 45) or (spoken and minutes.value in range(10, 60, 5))
    return Node("hour", hour.value * 60 + minutes.value, "") if right else None


@rule("number dash number")
def ten_dash_thirty(now: Now, hour: Node, _: Node, minutes: Node) -> Node | None:
    """Ten-thirty."""
    return ten_thirty(now, hour, minutes) if hour.text.isalpha() and minutes.value in (15, 30, 45) else None


@rule("hour|time number")
def hours_and_minutes(now: Now, hour: Node, minutes: Node) -> Node | None:
    """Neun Uhr dreissig."""
    counts = "few" not in minutes.marks
    right = "oclock" in hour.marks and hour.value % 60 == 0 and counts and 1 <= minutes.value <= 59
    return Node(hour.category, hour.value + minutes.value, "") if right else None
