"""Understanding: text to nodes, nodes to days and clock times, those to a wish."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from convene.when.clauses import SILENT, about_the_meeting
from convene.when.ellipsis import with_nouns
from convene.when.followups import anchored, chosen, refined, the_others
from convene.when.grammar import DAY, Days, Now, Span, afternoon, reduce
from convene.when.lexicon import LANGUAGES, convention
from convene.when.meaning import Reading, preference, read
from convene.when.node import Node
from convene.when.preference import Context, Question, TimePreference, Window
from convene.when.rules import ALL_RULES
from convene.when.tokens import nodes, split
from convene.when.two_readings import both_readings, settled

_MOMENT = timedelta(minutes=1)
_VERBS = {"wishing", "being", "modal", "having", "must"}


def understand(
    text: str, now: datetime, zone: ZoneInfo, lang: str = "en", context: Context | None = None
) -> TimePreference:
    """What a visitor meant about time.

    Args:
        text: their own words; what lies beyond a thousand characters is not read.
        now: the present instant, aware.
        zone: the visitor's zone; days and clock times are read in it unless the text names another.
        lang: the language the text is probably in (`en`, `de`); it decides what 3/12 means, together with the zone.
        context: for follow-ups, what was wished before and which starts are on the table.
    """
    if context and not (context.previous or context.offered):
        context = None  # nothing was said or shown before
    local = now.astimezone(zone)
    language = lang if lang in LANGUAGES else "en"
    moment = Now(local, zone, zone.key.startswith(convention(language, "month_first")))
    said = about_the_meeting(nodes(text, language))
    reduced = reduce(with_nouns(_heard(said)), ALL_RULES, moment)
    reduced = _alone(reduced, moment)
    reduced = [n for n in reduced if n.category not in {"x", "noise", "thing", "greeting", "signing", "on", "in"}]
    if instant := next((n for n in reduced if n.category == "instant"), None):
        start = datetime.fromtimestamp(now.timestamp() + instant.value.total_seconds(), zone).replace(
            second=0, microsecond=0
        )
        return TimePreference(windows=(Window(start, start, "minute"),), understood=True)
    if until := next((n.value for n in reduced if n.category == "from_now_until"), None):
        return TimePreference(windows=(Window(local, local + until, "part"),), understood=True)
    length = next((n.value for n in reduced if n.category == "duration"), None)
    reduced = [n for n in reduced if n.category != "duration"]
    said_zone = next((n.value for n in reduced if n.category == "zone"), None)
    if context:
        reduced = anchored(reduced, context, zone)
    readings = both_readings(reduced, moment)
    reduced = settled(reduced)
    reading = read(reduced, moment)
    question = _question(reduced)
    if context:
        if others := the_others(reduced, reading, context, zone):
            return others
        if choice := chosen(reduced, reading, split(text), context, zone):
            return TimePreference(windows=(Window(choice, choice, "minute"),), understood=True)
        if wish := refined(reduced, reading, context, moment, zone):
            return replace(wish, duration_minutes=length, question=_clock_question(wish, reading, moment, text))
    elif not reading.wanted[0].days and any(n.category == "the_week_after" for n in reduced):
        monday = moment.monday + 7 * DAY
        reading.wanted[0].days.append(Days(monday, monday + 6 * DAY, "week"))
    if reading.empty and not reading.flexible:
        return TimePreference(zone=said_zone, duration_minutes=length, understood=bool(question), question=question)
    wish = preference(reading, moment, zone, said_zone=said_zone)
    if readings and not question:
        wishes = (_standing_alone(way, context, moment, zone, said_zone) for way in readings)
        question = Question("two_readings", text.strip(), tuple(replace(w, duration_minutes=length) for w in wishes))
    return replace(wish, duration_minutes=length, question=question or _clock_question(wish, reading, moment, text))


def _heard(said: list[Node]) -> list[Node]:
    """The nodes that say when; the 12th would do nicely: with a verb behind it the ordinal is a date, no 12th of x."""
    dates = [at for at, (n, verb) in enumerate(pairwise(said)) if n.category == "ordinal" and verb.category in _VERBS]
    heard = [
        Node("ordinal", n.value, n.text, n.marks | {"dated", "on"}) if at in dates and n.text[:1].isdigit() else n
        for at, n in enumerate(said)
    ]
    return [node for node in heard if node.category not in SILENT]


def _standing_alone(
    nodes: list[Node], context: Context | None, now: Now, zone: ZoneInfo, said_zone: str | None
) -> TimePreference:
    """The wish of one reading, with what was left out because it was said before."""
    reading = read(nodes, now)
    if context:
        refined(nodes, reading, context, now, zone)
    return preference(reading, now, zone, said_zone=said_zone)


def _alone(reduced: list[Node], now: Now) -> list[Node]:
    """The nodes; a word that says when only as the whole answer is taken as such: 3, 1530, May, now."""
    said = [node for node in reduced if node.category not in {"stop", "comma"}]
    if len(said) != 1:
        return reduced
    match said[0].category:
        case "number" if 1 <= said[0].value <= 24:
            at = afternoon(said[0].value * 60)
            return [Node("times", (Span(at, at),), said[0].text)]
        case "military":
            return [Node("times", (Span(said[0].value, said[0].value),), said[0].text)]
        case "weak_month":
            return reduce([Node("in", None, ""), said[0]], ALL_RULES, now)
        case "now":
            return [Node("flexible", None, said[0].text)]
    return reduced


_QUESTIONS = {"no_such_date": "no_such_date", "past": "past", "no_such_day": "unclear"}


def _question(reduced: list[Node]) -> Question | None:
    """What in the words can be no time: 31 February, yesterday, Blursday."""
    for category, kind in _QUESTIONS.items():
        if found := next((n for n in reduced if n.category == category), None):
            return Question(kind, found.text)
    return None


def _clock_question(wish: TimePreference, reading: Reading, now: Now, text: str) -> Question | None:
    """Whether the time is over, or the clocks change over it: then it does not exist (T1), or exists twice (T2)."""
    if wish.windows and all(max(w.start, w.end - _MOMENT) < now.local for w in wish.windows):
        return Question("past", text.strip())
    zone = ZoneInfo(wish.zone) if wish.zone else now.zone
    for days, span in ((d, s) for a in reading.wanted for d in a.days for s in a.times if s.start == s.end):
        local = datetime.combine(days.first, time(span.start // 60 % 24, span.start % 60), zone)
        once, again = local.timestamp(), local.replace(fold=1).timestamp()
        if once > again:
            return Question("no_such_time", text.strip())
        if once < again:
            instants = (datetime.fromtimestamp(t, zone) for t in (once, again))
            readings = (TimePreference(windows=(Window(i, i, "minute"),), understood=True) for i in instants)
            return Question("twice", text.strip(), tuple(readings))
    return None
