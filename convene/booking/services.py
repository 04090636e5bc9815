"""What the use cases work with: handed in as their first argument, so that tests can hand in others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convene.calendars.base import Calendar
from convene.clock import Clock
from convene.config import Config
from convene.model import Rep
from convene.settings import Settings

if TYPE_CHECKING:
    from convene.booking.roster import Roster
    from convene.mail.send import Sender
    from convene.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one running Convene.

    `calendars` gives the calendar of a rep; asking twice for the same rep gives the same object.
    """

    settings: Settings
    config: Config
    clock: Clock
    store: "Store"
    roster: "Roster"
    calendars: Callable[[Rep], Calendar]
    sender: "Sender"
