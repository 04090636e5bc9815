"""Details: who the visitor is, from what they type. Pure."""

from convene.details.company_answers import has_no_company
from convene.details.reading import Details, read_details

__all__ = ["Details", "has_no_company", "read_details"]
