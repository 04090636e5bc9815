"""Invitations: tokens, templates, iCalendar text, conference links; pure."""
