"""Understanding: text to nodes, nodes to days and clock times, those to a wish."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from convene.when.alternatives import Reading
from convene.when.before import Before
from convene.when.choosing import chosen, several, the_others
from convene.when.clauses import SILENT, about_the_meeting
from convene.when.ellipsis import with_nouns
from convene.when.followups import complete, later_in_the_day, moved
from convene.when.grammar import Now, Span, afternoon, monday_of
from convene.when.lexicon import LANGUAGES, convention
from convene.when.node import Node
from convene.when.preference import Context, Question, TimePreference, Window
from convene.when.reading import read
from convene.when.rules import GRAMMAR
from convene.when.tokens import nodes, split
from convene.when.two_readings import both_readings, settled
from convene.when.wish import preference

_MOMENT = timedelta(minutes=1)
_NOT_ABOUT_TIME = {"x", "noise", "thing", "greeting", "signing", "on", "in", "at", "whole_day"}
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
    language = lang if lang in LANGUAGES else "en"
    moment = Now(now.astimezone(zone), zone, zone.key.startswith(convention(language, "month_first")))
    before = Before(context, zone) if context and (context.previous or context.offered) else None
    said = GRAMMAR.reduce(with_nouns(_heard(about_the_meeting(nodes(text, language)))), moment)
    said = [node for node in _alone(said, moment) if node.category not in _NOT_ABOUT_TIME]
    if window := _from_now(said, now, moment):
        return TimePreference(windows=(window,), understood=True)
    length = next((node.value for node in said if node.category == "duration"), None)
    said = [node for node in said if node.category != "duration"]
    wish = _wish(said, text, moment, before)
    if wish.question or not (ways := both_readings(said, moment)):
        return replace(wish, duration_minutes=length)
    readings = (replace(_wish(way, text, moment, before), duration_minutes=length, question=None) for way in ways)
    question = Question("two_readings", text.strip(), tuple(readings))
    return replace(wish, duration_minutes=length, question=question if wish.understood else None)


def _wish(said: list[Node], text: str, now: Now, before: Before | None) -> TimePreference:
    """What the nodes wish, beside what was wished and offered before."""
    said = settled(said)
    zone = next((node.value for node in said if node.category == "zone"), None)
    reading = read(said, now, before.days if before and not _names_a_day_on_the_table(said, before) else ())
    if before:
        if starts := the_others(said, reading, before) or several(said, reading, before):
            local = sorted(map(before.local, starts))
            return TimePreference(windows=tuple(Window(start, start, "minute") for start in local), understood=True)
        if choice := chosen(said, reading, split(text), before):
            return TimePreference(windows=(Window(choice, choice, "minute"),), understood=True)
        if windows := later_in_the_day(said, reading, before) or moved(said, reading, before):
            wish = TimePreference(windows=windows, understood=True)
            return replace(wish, question=_clock_question(wish, reading, now, text))
        complete(said, reading, before)
    question = _question(said)
    if reading.empty and not reading.flexible:
        return TimePreference(zone=zone, understood=bool(question), question=question)
    wish = preference(reading, now, now.zone, said_zone=zone)
    return replace(wish, question=question or _clock_question(wish, reading, now, text))


def _names_a_day_on_the_table(said: list[Node], before: Before) -> bool:
    """Whether a weekday, as it is meant alone, is among the days shown that lie beside the week wished before."""
    weeks = {monday_of(day) for days in before.days for day in (days.first, days.last)}
    shown = {days.first for days in before.shown_days if monday_of(days.first) not in weeks}
    named = [n.value[0] if n.category == "both" else n.value for n in said if n.category in {"days", "both"}]
    return any(day.grain == "weekday" and day.first in shown for days in named for day in days)


def _from_now(said: list[Node], now: datetime, moment: Now) -> Window | None:
    """In half an hour; within two hours; not what is only told: I'm in the car in ten minutes, so Friday at 2."""
    told = False
    for node in said:
        told = node.category == "told" or (told and node.category != "stop")
        if told:
            continue
        if node.category == "instant":
            start = datetime.fromtimestamp(now.timestamp() + node.value.total_seconds(), moment.zone)
            start = start.replace(second=0, microsecond=0)
            return Window(start, start, "minute")
        if node.category == "from_now_until":
            return Window(moment.local, moment.local + node.value, "part")
    return None


def _heard(said: list[Node]) -> list[Node]:
    """The nodes that say when; the 12th would do nicely: with a verb behind it the ordinal is a date, no 12th of x."""
    dates = [at for at, (n, verb) in enumerate(pairwise(said)) if n.category == "ordinal" and verb.category in _VERBS]
    heard = [
        Node("ordinal", n.value, n.text, n.marks | {"dated", "on"}) if at in dates and n.text[:1].isdigit() else n
        for at, n in enumerate(said)
    ]
    on_a_day = [at for at, (on, n) in enumerate(pairwise(heard)) if "on" in on.marks and n.category == "weekday"]
    for at in on_a_day:
        day = heard[at + 1]
        heard[at + 1] = Node(day.category, day.value, day.text, day.marks | {"on"})
    return [node for node in heard if node.category not in SILENT]


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
            return GRAMMAR.reduce([Node("in", None, ""), said[0]], now)
        case "every" if "any" in said[0].marks:
            return [Node("flexible", None, said[0].text)]
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
