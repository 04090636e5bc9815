"""Simulated visitors: what they want, what they say, how they fare, and what was really free."""
