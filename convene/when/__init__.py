"""When: what the visitor meant about time, from their own words, in their zone and language. Pure."""

from convene.when.echo import say
from convene.when.preference import Context, Question, TimeOfDay, TimePreference, Window
from convene.when.understanding import understand

__all__ = ["Context", "Question", "TimeOfDay", "TimePreference", "Window", "say", "understand"]
