"""What the use cases work with: handed in as their first argument, so that tests can hand in others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convene.accounts.base import Accounts
from convene.accounts.vault import Vault
from convene.calendars.base import Calendar
from convene.clock import Clock
from convene.config import Config
from convene.limits import Limiter, LocalLimiter
from convene.model import Rep
from convene.settings import Settings

if TYPE_CHECKING:
    from convene.booking.roster import Roster
    from convene.mail.send import Sender
    from convene.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one running Convene.

    `calendars` gives the calendar of a rep; asking twice for the same rep gives the same object. `accounts` has the
    vendors with whom an app is registered, by their short names; `limiter` counts what may not be done too often.
    """

    settings: Settings
    config: Config
    clock: Clock
    store: "Store"
    roster: "Roster"
    calendars: Callable[[Rep], Calendar]
    sender: "Sender"
    accounts: Mapping[str, Accounts] = field(default_factory=dict)
    limiter: Limiter = field(default_factory=LocalLimiter)

    @property
    def vault(self) -> Vault:
        """Where tokens and passwords are sealed."""
        return Vault.of(self.settings)
