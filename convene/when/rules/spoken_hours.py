"""Clock times as they are said: half past two, halb drei, ten to nine, 3 o'clock."""

from convene.when.grammar import Now, rule
from convene.when.tokens import Node


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


@rule("half number|hour")
def half(now: Now, _: Node, hour: Node) -> Node | None:
    """Half past two; British half two."""
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", minutes + 30, "") if 60 <= minutes <= 12 * 60 else None


@rule("halb number|hour")
def german_half(now: Now, _: Node, hour: Node) -> Node | None:
    """Halb drei is half past two."""
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", (minutes - 30) if minutes > 60 else 750, "") if 60 <= minutes <= 12 * 60 else None


@rule("viertel number")
def german_quarter(now: Now, _: Node, hour: Node) -> Node | None:
    """Viertel vier is a quarter past three, as they say in the east and south."""
    return Node("hour", (hour.value * 60 - 45) % 720 or 720, "") if 1 <= hour.value <= 12 else None


@rule("quarter_past number|hour")
def quarter_past(now: Now, _: Node, hour: Node) -> Node | None:
    """Quarter past nine."""
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", minutes + 15, "") if minutes <= 24 * 60 else None


@rule("quarter_to number|hour")
def quarter_to(now: Now, _: Node, hour: Node) -> Node | None:
    """Quarter to five, dreiviertel fuenf."""
    minutes = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", minutes - 15 if minutes > 60 else minutes + 705, "") if minutes <= 24 * 60 else None


@rule("number past_hour|after number|hour")
def minutes_past(now: Now, minutes: Node, _: Node, hour: Node) -> Node | None:
    """Ten past nine, zehn nach neun."""
    base = hour.value if hour.category == "hour" else hour.value * 60
    return Node("hour", base + minutes.value, "") if minutes.value in (5, 10, 20, 25) and 60 <= base <= 720 else None


@rule("<!from|between number to_minutes|to|before number|hour !oclock")
def minutes_to(now: Now, minutes: Node, _: Node, hour: Node) -> Node | None:
    """Ten to nine, zehn vor neun; 5 to 9 is a range."""
    base = hour.value if hour.category == "hour" else hour.value * 60
    if minutes.value in (5, 10, 20, 25) and 60 <= base <= 720 and minutes.text.isalpha() and not hour.text[0].isdigit():
        return Node("hour", (base - minutes.value) if base > 60 else base - minutes.value + 720, "")
    return None


@rule("number before number|hour")
def german_minutes_to(now: Now, minutes: Node, _: Node, hour: Node) -> Node | None:
    """Zehn vor neun, 10 vor 9, fuenf vor halb drei."""
    base = hour.value if hour.category == "hour" else hour.value * 60
    if _.text != "vor" or minutes.value not in (5, 10, 20, 25) or not 60 <= base <= 720:
        return None
    return Node("hour", (base - minutes.value) if base - minutes.value >= 60 else base - minutes.value + 720, "")


@rule("number oclock")
def oclock(now: Now, hour: Node, _: Node) -> Node | None:
    """3 o'clock."""
    return Node("time" if hour.value > 12 else "hour", hour.value * 60, "") if hour.value <= 24 else None


@rule("number number")
def ten_thirty(now: Now, hour: Node, minutes: Node) -> Node | None:
    """Ten thirty."""
    right = 1 <= hour.value <= 12 and minutes.value in (15, 30, 45) and hour.text.isalpha() == minutes.text.isalpha()
    return Node("hour", hour.value * 60 + minutes.value, "") if right else None


@rule("hour|time number")
def hours_and_minutes(now: Now, hour: Node, minutes: Node) -> Node | None:
    """Neun Uhr dreissig."""
    right = hour.text.endswith("uhr") and hour.value % 60 == 0 and 1 <= minutes.value <= 59
    return Node(hour.category, hour.value + minutes.value, "") if right else None
