"""Booking: the use cases. The only room where a booking changes."""
