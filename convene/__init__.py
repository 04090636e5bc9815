"""Convene: a chat on a company's website that books the meeting."""
