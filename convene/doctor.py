"""`convene doctor`: looks at every part, and says of each one that is not well how to mend it."""

import asyncio
import hashlib
import os
import shutil
import smtplib
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import httpx
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from convene.booking.roster import Roster
from convene.bootstrap import CalendarDirectory, accounts_for, calendars_for, limiter_for, uses_embedded_calendar
from convene.config import Config, load_config
from convene.errors import BadConfig, CalendarUnreachable, NeedsReconnect
from convene.mail.send import SmtpSender
from convene.model import Interval, Rep
from convene.settings import Settings, load_settings
from convene.store import Store
from convene.training import TrainingFailed, model_path

WELL, RESTING, ILL = "well", "resting", "ill"
MARKS = {WELL: "[green]✓[/green]", RESTING: "[yellow]–[/yellow]", ILL: "[red]✗[/red]"}

ENOUGH_SPACE = 500_000_000  # bytes: a training, a model, and months of bookings
ENVIRONMENTS = {  # folder: the requirement files it may be made from
    ".venv": ("requirements/service.txt", "requirements/dev.txt"),
    ".venv-rasa": ("requirements/assistant.txt",),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is: `well`, `resting` (not running, which is fine unless it should) or `ill`; and what to do."""

    part: str
    state: str
    says: str
    mend: str = ""


def main() -> int:
    """Print every finding; 1 if any part is ill."""
    console = Console()
    found = asyncio.run(examine())
    table = Table("part", "", "found", "to mend", title="Convene's health", title_justify="left")
    for finding in found:
        table.add_row(finding.part, MARKS[finding.state], escape(finding.says), escape(finding.mend))
    console.print(table)
    return 1 if any(finding.state == ILL for finding in found) else 0


async def examine() -> list[Finding]:
    """Every finding, from the ground up; what needs readable settings is left out when they are not."""
    found = [*environments(), model()]
    try:
        settings = load_settings()
    except BadConfig as error:
        return [*found, Finding("settings", ILL, str(error), "correct the variable and run `convene doctor` again")]
    found += [purpose(settings), clock(settings), disk(settings)]
    found += [await answers(*part) for part in parts(settings)]
    found += [await database(settings), await redis(settings)]
    try:
        config = load_config(settings.config_file)
    except BadConfig as error:
        return [*found, Finding("configuration", ILL, str(error), f"edit {settings.config_file}")]
    found.append(Finding("configuration", WELL, ", ".join(config.reps)))
    found += [*vendors(settings), *[finding async for finding in calendars(settings, config)]]
    found.append(await asyncio.to_thread(mail, settings))
    return found


def environments() -> Iterator[Finding]:
    """Whether both Python environments are there and in step with the requirement files."""
    for folder, possible in ENVIRONMENTS.items():
        python = Path(folder) / "bin" / "python"
        if not python.exists():
            yield Finding(folder, ILL, "missing", "make setup")
            continue
        version = subprocess.run([python, "--version"], capture_output=True, text=True).stdout.strip()  # noqa: S603
        made_from = Path(folder) / ".made-from"
        wanted = {
            hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in possible
        }  # as scripts/setup.py has it
        if made_from.exists() and made_from.read_text() in wanted:
            yield Finding(folder, WELL, version)
        else:
            yield Finding(folder, ILL, f"{version}, not in step with requirements/", "make setup")


def model() -> Finding:
    """Whether there is a model of the present conversation files."""
    try:
        wanted = model_path()
    except TrainingFailed as error:
        return Finding("model", ILL, str(error), "run it in Convene's own folder")
    if wanted.exists():
        return Finding("model", WELL, f"{wanted}, trained from the present files")
    return Finding("model", RESTING, "the conversation files have changed since the last training", "make train")


def purpose(settings: Settings) -> Finding:
    """Whether settings for a demo are used by nobody but us."""
    if settings.is_public_demo:
        says = f"for a demo, yet visitors reach it at {settings.public_url}"
        return Finding("settings", ILL, says, "set CONVENE_ENV=production, and what it asks for")
    return Finding("settings", WELL, f"for {settings.env}")


def clock(settings: Settings) -> Finding:
    """Whether this machine's clock can be right: no file of Convene's may come from the future."""
    now = settings.clock.now()
    if settings.now:
        return Finding("clock", RESTING, f"CONVENE_NOW says {now:%Y-%m-%d %H:%M} UTC", "unset it for real bookings")
    newest = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if newest - now > timedelta(minutes=5):
        return Finding("clock", ILL, f"{now:%Y-%m-%d %H:%M} UTC lies before Convene was installed", "set it, use NTP")
    return Finding("clock", WELL, f"{now:%Y-%m-%d %H:%M:%S} UTC")


def disk(settings: Settings) -> Finding:
    """Whether the state folder can be written and has room."""
    folder = settings.state_dir if settings.state_dir.exists() else settings.state_dir.absolute().parent
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        return Finding(
            "disk", ILL, f"{folder} cannot be written", "give this user the right to, or set CONVENE_STATE_DIR"
        )
    if free < ENOUGH_SPACE:
        return Finding("disk", ILL, f"{free / 1e6:.0f} MB free at {folder}", "free some space")
    return Finding("disk", WELL, f"{free / 1e9:.1f} GB free at {folder}")


def parts(settings: Settings) -> Iterator[tuple[str, str, int, str, str]]:
    """Each process: its name, its port's setting, its port, an address that answers, and a word of that answer."""
    yield "website", "PORT", settings.port, f"http://127.0.0.1:{settings.port}/health", "ok"
    yield "assistant", "RASA_PORT", settings.rasa_port, settings.rasa_url, "Rasa"
    yield "calendar server", "CALDAV_PORT", settings.caldav_port, f"http://127.0.0.1:{settings.caldav_port}/", ""


async def answers(name: str, setting: str, port: int, url: str, word: str) -> Finding:
    """Whether a process answers at its port, nobody does, or somebody else does."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)):
            return Finding(name, RESTING, f"not running; port {port} is free", "make demo")
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            answer = await client.get(url)
    except httpx.HTTPError as error:
        return Finding(
            name, ILL, f"port {port} is taken, by something else it seems ({type(error).__name__})", f"{setting}=…"
        )
    if answer.status_code >= 500:
        return Finding(name, ILL, f"answers {answer.status_code}: {answer.text[:80]}", "see its log in var/log/")
    if word not in answer.text:
        return Finding(name, ILL, f"something else answers at port {port}", f"stop it, or choose another: {setting}=…")
    return Finding(name, WELL, f"answers at port {port}")


async def database(settings: Settings) -> Finding:
    """Whether the database can be opened with the schema of this version; opening brings it up to date."""
    where = settings.database.partition("://")[0]
    try:
        store = await Store.open(settings.database)
        try:
            await store.ping()
        finally:
            await store.close()
    except Exception as error:  # every driver has its own
        says = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Finding(
            "database", ILL, f"{where}: {says[:200]}", "check CONVENE_DATABASE_URL, and that the server runs"
        )
    return Finding("database", WELL, f"{where}, schema up to date")


async def redis(settings: Settings) -> Finding:
    """Whether limits are kept for all processes together."""
    try:
        limiter = limiter_for(settings)
    except BadConfig as error:
        return Finding("limits", ILL, str(error), "correct the variable, as in redis://127.0.0.1:6379/0")
    trouble = await limiter.trouble()
    await limiter.close()
    if trouble:
        says = f"Redis does not answer, so each process counts by itself: {trouble}"
        return Finding("limits", ILL, says, "check CONVENE_REDIS_URL, and that the server runs")
    if settings.redis_url.get_secret_value():
        return Finding("limits", WELL, "kept in Redis, for all processes")
    return Finding("limits", WELL, "kept in the one website process")


def vendors(settings: Settings) -> Iterator[Finding]:
    """Whether reps can connect calendars at Google and Microsoft."""
    for name, prefix, client_id, secret, guide in (
        ("Google", "GOOGLE", settings.google_client_id, settings.google_client_secret, "docs/connect-google.md"),
        ("Microsoft", "MS", settings.ms_client_id, settings.ms_client_secret, "docs/connect-microsoft.md"),
    ):
        if not client_id:
            yield Finding(name, RESTING, "no app is registered, so nobody can connect a calendar there", f"see {guide}")
        elif not secret.get_secret_value():
            yield Finding(name, ILL, f"CONVENE_{prefix}_CLIENT_ID is set without its secret", f"see {guide}")
        else:
            back = f"{settings.public_url}/app/connect/{name.lower()}/callback"
            yield Finding(name, WELL, f"an app is registered; its redirect address must be {back}")


async def calendars(settings: Settings, config: Config) -> AsyncIterator[Finding]:
    """Whether the calendar of each rep can be read, now, for the coming week: those of the file and of the desk."""
    try:
        store = await Store.open(settings.database)
    except Exception:  # told already, see `database`
        return
    directory = calendars_for(settings, store, accounts_for(settings))
    try:
        roster = Roster(config, store)
        await roster.refresh()
        for rep in (config.reps | roster.reps).values():
            if rep.active:
                yield await _calendar(settings, directory, rep)
    finally:
        await directory.close()
        await store.close()


async def _calendar(settings: Settings, directory: CalendarDirectory, rep: Rep) -> Finding:
    name, now = f"calendar of {rep.id}", settings.clock.now()
    connect = f"{rep.name} connects it at {settings.public_url}/app/connect"
    if not rep.calendar:
        return Finding(name, RESTING, "none is connected, so visitors are offered no time of theirs", connect)
    is_connected = bool(rep.calendar.get("connected"))
    try:
        busy = await directory(rep).busy(Interval(now, now + timedelta(days=7)))
    except BadConfig as error:
        return Finding(name, RESTING if uses_embedded_calendar(rep) else ILL, str(error))
    except NeedsReconnect as error:
        mend = f"{connect} again" if is_connected else f"correct reps.{rep.id}.calendar in convene.yml"
        return Finding(name, ILL, f"refuses our credentials: {error}", mend)
    except CalendarUnreachable as error:
        if uses_embedded_calendar(rep):
            return Finding(name, RESTING, "the calendar server is not running", "make demo")
        mend = "wait, and look at the network; Convene keeps trying"
        if not is_connected:
            mend = f"check reps.{rep.id}.calendar.url, and that the server runs"
        return Finding(name, ILL, f"cannot be read: {error}", mend)
    return Finding(name, WELL, f"{rep.calendar['provider']}: readable; {len(busy)} busy times in the coming week")


def mail(settings: Settings) -> Finding:
    """Whether mail can leave: the SMTP server greets us and takes our login; without one, mail becomes files."""
    said = settings.smtp_url.get_secret_value()
    if not said:
        says = f"no SMTP server; written as files into {settings.state_dir / 'outbox'}"
        if settings.env == "demo":
            return Finding("mail", WELL, says)
        return Finding("mail", ILL, says, "set CONVENE_SMTP_URL")
    try:
        SmtpSender(said)
        host = _log_in(urlsplit(said))
    except BadConfig as error:
        return Finding("mail", ILL, str(error), "correct CONVENE_SMTP_URL")
    except (OSError, smtplib.SMTPException) as error:
        return Finding("mail", ILL, str(error), "check CONVENE_SMTP_URL, and that the server can be reached")
    return Finding("mail", WELL, f"{host} takes our mail")


def _log_in(url: SplitResult) -> str:
    """Greet the mail server as sending would, without sending anything; gives its name."""
    host, tls = url.hostname or "", ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=10, context=tls)
    else:
        server = smtplib.SMTP(host, url.port or 587, timeout=10)
    with server:
        server.ehlo()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    return host
