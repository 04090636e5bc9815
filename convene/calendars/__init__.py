"""Calendars: one module per provider behind one Protocol (`base.py`)."""
