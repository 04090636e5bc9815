"""Which version of which event there is in a calendar at Google, as its sync tokens tell (case G11)."""

from collections.abc import Iterable
from hashlib import sha256

from convene.accounts.google_api import Json
from convene.calendars import google_event
from convene.errors import CalendarUnreachable


class GoogleVersions:
    """The version of every event in the calendar, and Google's token for what comes after."""

    def __init__(self) -> None:
        self.sync_token: str | None = None
        self.digest = ""
        self._of: dict[str, str] = {}

    def add(self, pages: Iterable[Json]) -> None:
        """Take in what `events.list` told, deletions included."""
        changed = not self.digest
        for page in pages:
            for item in items_of(page):
                changed = True
                if google_event.is_live(item):
                    self._of[str(item.get("id"))] = str(item.get("etag") or item.get("updated"))
                else:
                    self._of.pop(str(item.get("id")), None)
            self.sync_token = page.get("nextSyncToken")
        if changed:
            self.digest = digest_of(f"{event} {version}" for event, version in sorted(self._of.items()))


def items_of(page: Json) -> list[Json]:
    """The events on one page of a list.

    Raises:
        CalendarUnreachable: if it is none.
    """
    items = page.get("items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise CalendarUnreachable("Google's answer is not a list of events")
    return items


def digest_of(lines: Iterable[str]) -> str:
    """A short text that is another one whenever the lines are."""
    return sha256("\n".join(lines).encode()).hexdigest()
