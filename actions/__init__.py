"""Rasa's custom actions: each reads slots, makes one call into Convene, and answers with words and events."""
