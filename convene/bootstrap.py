"""Puts a running Convene together; the only place that knows which adapter is used."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from convene.accounts.base import Accounts, TokenSource
from convene.accounts.microsoft import MicrosoftAccounts
from convene.accounts.vault import Vault
from convene.booking.roster import Roster
from convene.booking.services import Services
from convene.booking.tokens import KeptTokens
from convene.calendars.base import Calendar
from convene.calendars.caldav import CalDavCalendar
from convene.calendars.microsoft import MicrosoftCalendar
from convene.config import load_config
from convene.errors import BadConfig
from convene.mail.send import FileSender, Sender, SmtpSender
from convene.model import Rep
from convene.settings import Settings
from convene.store import Store

_running: Services | None = None


@dataclass
class CalendarDirectory:
    """The calendar object of each rep, made on first use, and made anew when the rep's settings have changed.

    `tokens` has, for each vendor with whom an app is registered, what gives a rep's access tokens.
    """

    settings: Settings
    tokens: Mapping[str, Callable[[str], TokenSource]] = field(default_factory=dict)
    _made: dict[str, tuple[Rep, Calendar]] = field(default_factory=dict)

    def __call__(self, rep: Rep) -> Calendar:
        """The rep's calendar.

        Raises:
            BadConfig: if the rep's calendar settings are not complete.
        """
        known, calendar = self._made.get(rep.id, (None, None))
        if known is None or calendar is None or _reached_otherwise(known, rep):
            calendar = self._make(rep)
            self._made[rep.id] = rep, calendar
        return calendar

    def _make(self, rep: Rep) -> Calendar:
        timeout, said = self.settings.calendar_timeout.total_seconds(), rep.calendar
        if said.get("provider") == "microsoft":
            return MicrosoftCalendar(
                self.settings.graph_api,
                self._tokens(rep),
                zone=rep.zone,
                calendar_id=said.get("calendar_id") or "",
                blocking=said.get("blocking") or (),
                timeout=timeout,
                clock=self.settings.clock,
            )
        url, username, password = calendar_access(self.settings, rep)
        return CalDavCalendar(
            url, username, password, zone=rep.zone, email=rep.email, timeout=timeout, clock=self.settings.clock
        )

    def _tokens(self, rep: Rep) -> TokenSource:
        vendor = rep.calendar["provider"]
        if vendor not in self.tokens:
            raise BadConfig(f"no app is registered for the calendar of {rep.id}; docs/connect-{vendor}.md tells how")
        return self.tokens[vendor](rep.id)

    async def close(self) -> None:
        """Give back all connections."""
        for _, calendar in self._made.values():
            await calendar.close()
        self._made.clear()


def _reached_otherwise(known: Rep, rep: Rep) -> bool:
    return (known.calendar, known.zone, known.email) != (rep.calendar, rep.zone, rep.email)


def uses_embedded_calendar(rep: Rep) -> bool:
    """Whether the rep's calendar lives on the CalDAV server that comes with Convene."""
    return rep.calendar.get("provider") == "caldav" and not rep.calendar.get("url")


def calendar_access(settings: Settings, rep: Rep) -> tuple[str, str, str]:
    """Address, user name and password of a rep's CalDAV calendar.

    Raises:
        BadConfig: if the password is not where the config says.
    """
    said = rep.calendar
    if uses_embedded_calendar(rep):
        return (
            f"http://127.0.0.1:{settings.caldav_port}/{rep.id}/calendar/",
            rep.id,
            embedded_password(settings.state_dir, rep.id),
        )
    password = os.environ.get(said.get("password_env") or "", "")
    if not password:
        raise BadConfig(
            f"the calendar of {rep.id} needs a password: "
            f"reps.{rep.id}.calendar.password_env names the variable that holds it"
        )
    return said["url"], said.get("username") or rep.email, password


def embedded_password(state_dir: Path, rep: str) -> str:
    """The password of a rep's account on the embedded CalDAV server.

    Raises:
        BadConfig: if that server was never set up.
    """
    path = state_dir / "radicale" / "passwords.json"
    try:
        passwords: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return passwords[rep]
    except (OSError, KeyError):
        raise BadConfig(
            f"the embedded calendar server has no account for {rep} yet; start everything with `make demo`"
        ) from None


def accounts_for(settings: Settings) -> dict[str, Accounts]:
    """The vendors with whom an app is registered, by their short names.

    Raises:
        BadConfig: if a vendor's address cannot be used.
    """
    return {"microsoft": MicrosoftAccounts(settings)} if settings.ms_client_id else {}


def sender_for(settings: Settings) -> Sender:
    """Where mail goes: SMTP when it is configured, else files in the state folder."""
    smtp = settings.smtp_url.get_secret_value()
    return SmtpSender(smtp) if smtp else FileSender(settings.state_dir / "outbox")


async def open_services(settings: Settings) -> Services:
    """Open the store and put everything together, with the config's reps and queues brought into the store.

    Raises:
        BadConfig: if `convene.yml` or a setting is wrong.
    """
    config = load_config(settings.config_file)
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    store = await Store.open(settings.database)
    await store.seed(config.reps.values(), config.queues.values())
    roster = Roster(config, store)
    await roster.refresh()
    accounts, vault = accounts_for(settings), Vault.of(settings)
    tokens = {vendor: partial(KeptTokens, store, vault, asked) for vendor, asked in accounts.items()}
    calendars = CalendarDirectory(settings, tokens)
    return Services(settings, config, settings.clock, store, roster, calendars, sender_for(settings), accounts)


async def close_services(services: Services) -> None:
    """Give back what `open_services` took."""
    if isinstance(services.calendars, CalendarDirectory):
        await services.calendars.close()
    await services.store.close()


def use(services: Services | None) -> None:
    """Make these the services of this process, for Rasa's actions, which are made without arguments (X1)."""
    global _running
    _running = services


def services() -> Services:
    """The services of this process."""
    if _running is None:
        raise RuntimeError("no services yet: the server opens them at its start")
    return _running
