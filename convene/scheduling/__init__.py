"""Scheduling: which times are free, which to offer, and who gets the meeting. Pure."""
