"""What is wished before or after what was said: busy until 3:30, after that; the school run is at 3, so before that."""

from datetime import date

from convene.when.alternatives import Alternative, Reading
from convene.when.grammar import DAY, HORIZON, MIDNIGHT, Days, Span


def ends_then(reading: Reading) -> bool:
    """Um 16 Uhr muss ich weg: whether the clock time said last is an end, and then makes it one."""
    spans = reading.wanted[-1].times
    if not spans or spans[-1].start not in {0, spans[-1].end}:
        return False
    spans[-1] = Span(0, spans[-1].end)
    return True


def after_that(reading: Reading, today: date, *, that_day: bool) -> None:
    """I leave work at 4, after that; in Spain until Thursday, any time after that; Thursday or `that_day` later."""
    where = reading.wanted[-1]
    shut = [d for a in reading.unwanted if not a.times for d in a.days]
    if shut and not reading.names_days:
        where.days.append(Days(shut[-1].last + DAY, today + HORIZON * DAY, "open"))
    if where.times and where.times[-1].start in {0, where.times[-1].end}:
        where.times[-1] = Span(where.times[-1].end, MIDNIGHT)
    timed = where.times or any(a.times for a in reading.unwanted)
    if where.days and not timed and where.days[-1].first in {today, where.days[-1].last}:
        first = where.days[-1].last + (0 if that_day else 1) * DAY
        where.days[-1] = Days(first, first + HORIZON * DAY, "open")


def before_that(reading: Reading, today: date) -> None:
    """The school run is at 3, so before that on Monday; we move on the 3rd, any time before then."""
    rest_of_shut_days(reading, today, before=True)
    where, said = reading.wanted[-1], [reading.wanted[-1], *reading.unwanted[-1:]]
    told = said[-1]
    if told.told and not told.days and not where.times and [s.start for s in told.times] == [0]:
        where.times, told.times = told.times, []  # the kids are at school until 1, so Monday before that
    elif spans := next((a.times for a in said if a.times), None):
        where.times = [Span(0, spans[-1].start)] if spans[-1].start else where.times
    elif days := next((a.days for a in said if a.days), None):
        end = days[-1].first - DAY
        where.days = [Days(today, end, "open")] if today <= end else where.days


def rest_of_shut_days(reading: Reading, today: date, *, before: bool) -> bool:
    """Friday from 12 on nobody is in, before that gladly: gives whether the rest of what is shut out is wished."""
    shut = reading.unwanted[-1] if reading.unwanted else Alternative()
    if not shut.days or reading.names_days:
        return False
    if before and not shut.times:
        reading.wanted[-1].days.append(Days(today, shut.days[0].first - DAY, "open"))
        return True
    if len(shut.times) != 1:
        return False
    (span,) = shut.times
    left = Span(0, span.start) if before else Span(span.end, MIDNIGHT)
    if left.start == left.end or not (shut.told or (span.end == MIDNIGHT if before else span.start == 0)):
        return False
    reading.wanted[-1].days += shut.days
    reading.wanted[-1].times.append(left)
    return True
