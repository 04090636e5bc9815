"""The rules, a module for each topic: a rule is a function with `@rule("pattern")`, its docstring is an example."""

from convene.when.grammar import RULES, Grammar
from convene.when.rules import (
    bare_numbers,
    clock_times,
    dates,
    day_ranges,
    durations,
    hours_in_parts,
    lookalikes,
    months,
    negation,
    parts_of_day,
    relative_days,
    spoken_hours,
    weekdays,
    weeks,
)

# The order in which they are tried: what is said in more words comes first.
_TOPICS = (
    spoken_hours,
    lookalikes,
    hours_in_parts,
    dates,
    relative_days,
    weeks,
    durations,
    weekdays,
    months,
    clock_times,
    parts_of_day,
    bare_numbers,
    day_ranges,
    negation,
)
GRAMMAR = Grammar(rule for topic in _TOPICS for rule in RULES[topic.__name__])
