"""Details: who the visitor is, from what they type. Pure."""

from convene.details.reading import Details, read_details

__all__ = ["Details", "read_details"]
