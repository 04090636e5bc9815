"""When: what the visitor meant about time, from their own words, in their zone and language. Pure."""

from convene.when.preference import Context, Question, TimeOfDay, TimePreference, Window

__all__ = ["Context", "Question", "TimeOfDay", "TimePreference", "Window"]
