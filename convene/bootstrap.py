"""Puts a running Convene together; the only place that knows which adapter is used."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from convene.accounts.base import Accounts, TokenSource
from convene.accounts.google import GoogleAccounts
from convene.accounts.microsoft import MicrosoftAccounts
from convene.accounts.vault import Vault
from convene.booking.roster import Roster
from convene.booking.services import Services
from convene.booking.tokens import KeptPassword, KeptTokens
from convene.calendars.base import Calendar
from convene.calendars.caldav import CalDavCalendar
from convene.calendars.disconnected import DisconnectedCalendar
from convene.calendars.google import GoogleCalendar
from convene.calendars.microsoft import MicrosoftCalendar
from convene.config import load_config
from convene.errors import BadConfig
from convene.limits import Limiter, LocalLimiter
from convene.mail.send import FileSender, Sender, SmtpSender
from convene.model import Rep
from convene.settings import Settings
from convene.shared_limits import SharedLimiter
from convene.store import Store

_running: Services | None = None


@dataclass
class CalendarDirectory:
    """The calendar object of each rep, made on first use, and made anew when the rep's settings have changed.

    `tokens` has, for each vendor with whom an app is registered, what gives a rep's access tokens; `password` gives
    what signs requests to the CalDAV calendar that a rep connected.
    """

    settings: Settings
    tokens: Mapping[str, Callable[[str], TokenSource]] = field(default_factory=dict)
    password: Callable[[str], httpx.Auth] | None = None
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
        settings, said = self.settings, rep.calendar
        timeout, clock = settings.calendar_timeout.total_seconds(), settings.clock
        if not said:
            return DisconnectedCalendar()
        calendar_id, blocking = said.get("calendar_id") or "", said.get("blocking") or ()
        if said["provider"] == "google":
            return GoogleCalendar(
                settings.google_calendar_api,
                self._tokens(rep),
                zone=rep.zone,
                email=said.get("email") or rep.email,
                calendar_id=calendar_id or "primary",
                blocking=blocking,
                timeout=timeout,
                clock=clock,
            )
        if said["provider"] == "microsoft":
            return MicrosoftCalendar(
                settings.graph_api,
                self._tokens(rep),
                zone=rep.zone,
                calendar_id=calendar_id,
                blocking=blocking,
                timeout=timeout,
                clock=clock,
            )
        if said.get("connected") and self.password:
            return CalDavCalendar(
                calendar_id,
                "",
                self.password(rep.id),
                zone=rep.zone,
                email=rep.email,
                timeout=timeout,
                clock=clock,
                public_only=not settings.private_calendars,
            )
        url, username, password = calendar_access(settings, rep)
        return CalDavCalendar(url, username, password, zone=rep.zone, email=rep.email, timeout=timeout, clock=clock)

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
    said = rep.calendar
    return said.get("provider") == "caldav" and not said.get("url") and not said.get("connected")


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
    found: dict[str, Accounts] = {}
    if settings.google_client_id:
        found["google"] = GoogleAccounts(settings)
    if settings.ms_client_id:
        found["microsoft"] = MicrosoftAccounts(settings)
    return found


def calendars_for(settings: Settings, store: Store, accounts: Mapping[str, Accounts]) -> CalendarDirectory:
    """Every rep's calendar, with what the store keeps to open it."""
    vault = Vault.of(settings)
    tokens = {vendor: partial(KeptTokens, store, vault, asked) for vendor, asked in accounts.items()}
    return CalendarDirectory(settings, tokens, partial(KeptPassword, store, vault))


def sender_for(settings: Settings) -> Sender:
    """Where mail goes: SMTP when it is configured, else files in the state folder."""
    smtp = settings.smtp_url.get_secret_value()
    return SmtpSender(smtp) if smtp else FileSender(settings.state_dir / "outbox")


def limiter_for(settings: Settings) -> Limiter:
    """Where limits are counted: in Redis for all processes when it is configured, else in this one.

    Raises:
        BadConfig: if the address of Redis cannot be used.
    """
    url = settings.redis_url.get_secret_value()
    return SharedLimiter(url) if url else LocalLimiter()


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
    accounts = accounts_for(settings)
    calendars = calendars_for(settings, store, accounts)
    return Services(
        settings,
        config,
        settings.clock,
        store,
        roster,
        calendars,
        sender_for(settings),
        accounts,
        limiter_for(settings),
    )


async def close_services(services: Services) -> None:
    """Give back what `open_services` took."""
    if isinstance(services.calendars, CalendarDirectory):
        await services.calendars.close()
    await services.limiter.close()
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
