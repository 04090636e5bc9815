"""Details: who the visitor is, from what they type. Pure."""

from convene.details.company_names import has_no_company
from convene.details.reading import Details, read_details
from convene.details.wanted import Wanted, find_wanted

__all__ = ["Details", "Wanted", "find_wanted", "has_no_company", "read_details"]
