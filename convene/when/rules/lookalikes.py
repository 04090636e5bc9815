"""What only looks like a time: names, invoices, 14 employees."""

from convene.when.grammar import Now, rule
from convene.when.node import Node


@rule("called x? x? weekday|month|part|relative_day")
def a_name(now: Now, *nodes: Node) -> Node | None:
    """Herr Sonntag, Dr. Tom Sunday; not: Frau Weber am Dienstag, Frau Weber morgen."""
    time = nodes[-1]
    named_before = len(nodes) > 2 and (time.category in {"part", "relative_day"} or "on" in time.marks)
    return None if named_before else Node("x", None, "")


@rule("thing month !ordinal|number|year")
def a_colleague(now: Now, _: Node, month: Node) -> Node | None:
    """My colleague April."""
    return Node("x", None, "") if "first_name" in month.marks else None


@rule("month from x|thing|company")
def april_from_sales(now: Now, month: Node, *_: Node) -> Node | None:
    """April from your sales team."""
    return Node("x", None, "") if "first_name" in month.marks else None


@rule("at|on ordinal and x")
def a_corner(now: Now, *_: Node) -> Node:
    """At 4th and Main."""
    return Node("x", None, "")


@rule("after|before|since not_good|nicht")
def after_the_holidays(now: Now, _: Node, away: Node) -> Node | None:
    """Ende August, nach dem Urlaub: nobody said when that is, and it shuts nothing out."""
    return Node("x", None, "") if "absence" in away.marks else None


@rule("nicht until")
def busy_until(now: Now, *_: Node) -> Node:
    """Packed until noon."""
    return Node("not_until", None, "")


@rule("weekday|month|part|relative_day|holiday|season|weekend company")
def a_company(now: Now, *_: Node) -> Node:
    """Maerz GmbH."""
    return Node("x", None, "")


@rule("nicht|not_good now")
def busy_now(now: Now, *_: Node) -> Node:
    """Super busy right now."""
    return Node("x", None, "")


@rule("street ordinal month|part")
def street(now: Now, *_: Node) -> Node:
    """Strasse des 17. Juni."""
    return Node("x", None, "")


@rule("since ordinal? weekday|month|relative_day|year|number|time|hour|part|holiday|date|day_month|slashed")
@rule("since ordinal? relative_day part")
def since(now: Now, *_: Node) -> Node:
    """Since last Tuesday: that is over."""
    return Node("x", None, "")


@rule("month dash x")
def a_month_in_a_name(now: Now, *_: Node) -> Node:
    """Maerz-Aktion."""
    return Node("x", None, "")


@rule("numbered|elsewhere military|number dash|to|until military|number")
@rule("numbered|elsewhere military|number|ordinal|slashed|day_month|hour|time|year")
def numbered(now: Now, *_: Node) -> Node:
    """Rechnung 09/14, Stand 12."""
    return Node("x", None, "")


@rule("thing|elsewhere on_day month number|ordinal")
def my_mail_of_november_2(now: Now, *_: Node) -> Node:
    """My email of November 2."""
    return Node("x", None, "")


@rule("no|nicht not_good")
def not_busy(now: Now, *_: Node) -> Node:
    """Noch nichts verplant: that shuts out nothing."""
    return Node("noise", None, "")


@rule("zu number|ordinal")
def how_many(now: Now, _: Node, number: Node) -> Node:
    """Wir kommen zu 2."""
    return Node("x", None, "")


@rule("x|no_such_day no_such_day")
def not_a_day(now: Now, *_: Node) -> Node | None:
    """A word in -day that no weekday is counts only after next, this or on, or alone."""
    return Node("x", None, "")


@rule("ordinal thing")
@rule("ordinal or|and|to|dash|comma ordinal thing")
def numbered_things(now: Now, *_: Node) -> Node:
    """The 2nd and 3rd floors."""
    return Node("x", None, "")


@rule("number|military thing")
def counted(now: Now, *_: Node) -> Node | None:
    """14 employees."""
    return Node("x", None, "")


@rule("number|hour|military to|dash|and|or|until number|hour|x")
def counted_range(now: Now, first: Node, link: Node, last: Node) -> Node | None:
    """3 to 5 persons: the second number was one of things."""
    return Node("x", None, "") if last.category == "x" and last.text[:1].isdigit() else None
