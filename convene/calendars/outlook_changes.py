"""What changed in an Outlook calendar, by delta queries (learn.microsoft.com/graph/delta-query-events)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from convene.accounts.graph import Graph, GraphRefused, Json
from convene.errors import CalendarUnreachable
from convene.model import Interval

NOT_OFFERED = (400, 404, 405, 501)
"""How Graph answers what a mailbox does not have."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was told of a window: the link that asks on, and the version of each event by its id."""

    window: Interval
    link: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)


class OutlookChanges:
    """The versions of the events in the account's own calendar, kept up to date by asking for changes alone."""

    def __init__(self, graph: Graph) -> None:
        """Ask this mailbox."""
        self._graph = graph
        self._known: _Known | None = None

    async def versions(self, window: Interval) -> list[str] | None:
        """The version of each event in the window; None where changes cannot be asked for."""
        known, anew = self._known, _Known(window)
        try:
            known = await self._ask(known if known and known.window == window else anew)
        except GraphRefused as refused:
            forgotten = refused.status == 410 or "syncstate" in refused.code.lower()
            if not forgotten and refused.status in NOT_OFFERED:
                return None
            if not forgotten:
                raise
            known = await self._ask(anew)  # it does not remember what we know: all again (case P8)
        self._known = known
        return list(known.versions.values())

    async def _ask(self, known: _Known) -> _Known:
        """What is known, with everything that changed since; everything there is, when nothing is known."""
        window, query = known.window, dict[str, str]()
        if not known.link:
            query = {"startDateTime": stamp(window.start), "endDateTime": stamp(window.end)}
        path = known.link or "/me/calendarView/delta"
        changed, link = await self._graph.pages(path, prefer="odata.maxpagesize=200", **query)
        if not link:
            raise CalendarUnreachable("Microsoft's list of changes has no end")
        versions = dict(known.versions)
        for event in changed:
            versions.pop(str(event.get("id")), None)
            if "@removed" not in event:
                versions[str(event.get("id"))] = version_of(event)
        return _Known(window, link, versions)


def version_of(event: Json) -> str:
    """What is another one whenever the event is."""
    times = ((event.get(end) or {}).get("dateTime") for end in ("start", "end"))
    return " ".join(str(part) for part in (event.get("id"), event.get("changeKey"), *times))


def stamp(moment: datetime) -> str:
    """The instant as Graph's queries want it: in UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
