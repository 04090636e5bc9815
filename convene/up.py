"""`convene up`: the calendar server, the assistant and the website, started together and stopped together."""

import asyncio
import os
import secrets
import signal
import sys
import time

import httpx
from pydantic import SecretStr

from convene.assistant import put_live, rasa_environment, run_command, tracker_url
from convene.bootstrap import uses_embedded_calendar
from convene.calendars.demo import write_demo
from convene.calendars.radicale import prepare, radicale_command
from convene.config import Config, load_config
from convene.desk.sign_in import desk_link
from convene.errors import BadConfig, ConveneError
from convene.model import Rep
from convene.progress import Progress
from convene.publishing import has_passed
from convene.settings import Settings, load_settings
from convene.supervisor import Part, check_ports, keep_up
from convene.training import ensure_model

LOOPBACK = "127.0.0.1"
UNPLAYED = """\
Visitors talk with the conversation files as they are now, and not all conversations have been played with these on this
machine. `make conversations` does; `make publish` brings changes to visitors only after that, without a restart."""
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Run everything until Ctrl-C; 0 after that, 1 when a part fails, 2 when the configuration has to be mended."""
    try:
        return asyncio.run(_until_told_to_stop(load_settings()))
    except BadConfig as error:
        print(f"convene: {error}", file=sys.stderr)
        return 2


async def _until_told_to_stop(settings: Settings) -> int:
    running = asyncio.create_task(up(settings))

    def stop() -> None:
        if not running.cancelling():  # a second Ctrl-C must not cut the stopping short
            running.cancel()

    for sign in STOPPING:
        asyncio.get_running_loop().add_signal_handler(sign, stop)
    try:
        await running
    except asyncio.CancelledError:
        print("stopped", file=sys.stderr)
    except BadConfig:
        raise
    except ConveneError as error:
        print(f"convene: {error}", file=sys.stderr)
        return 1
    return 0


async def up(settings: Settings) -> None:
    """Start every part and keep it up until this is cancelled; all are stopped by the time it returns.

    Raises:
        BadConfig: if `convene.yml` or a setting is wrong.
        PortTaken: if something else listens where a part should.
        TrainingFailed: if the conversation files cannot be trained.
        PartFailed: if a part does not start, or does not stay up.
    """
    config = load_config(settings.config_file)
    if not settings.actions_token.get_secret_value():
        settings = settings.model_copy(update={"actions_token": SecretStr(secrets.token_urlsafe(32))})
    try:
        async with asyncio.TaskGroup() as group:
            await _start(settings, config, group)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None  # one is enough to end everything


async def _start(settings: Settings, config: Config, group: asyncio.TaskGroup) -> None:
    """Start all parts in the group, and greet when they answer; what needs no model does not wait for training."""
    started = time.monotonic()
    progress = Progress()
    embedded = [rep for rep in config.reps.values() if uses_embedded_calendar(rep)]
    early = [calendar_server(settings), website(settings)] if embedded else [website(settings)]
    check_ports([*early, assistant(settings)])
    if embedded:
        prepare_calendars(settings, embedded)

    def launch(part: Part) -> asyncio.Event:
        ready = asyncio.Event()
        group.create_task(keep_up(part, ready, progress.line))
        return ready

    ready = [launch(part) for part in early]
    model = await ensure_model(progress.show)
    put_live(settings, model)
    ready.append(launch(assistant(settings)))
    while not all(event.is_set() for event in ready):
        progress.show(f"starting … {time.monotonic() - started:.0f} s")
        await asyncio.sleep(0.1)
    await say_hello_first(settings)
    progress.line(greeting(settings, config, time.monotonic() - started))
    if settings.env == "production" and not has_passed(model):
        progress.line(UNPLAYED)


def prepare_calendars(settings: Settings, reps: list[Rep]) -> None:
    """Accounts and calendars for these reps on our own server; in the demo with the days of busy people in them."""
    folder = settings.state_dir / "radicale"
    if settings.env == "demo":
        write_demo(folder, reps, settings.clock.now())
    else:
        prepare(folder, {rep.id: {} for rep in reps})


def calendar_server(settings: Settings) -> Part:
    """Radicale, for the reps whose calendars live here."""
    return Part(
        name="calendar server",
        command=radicale_command(settings.state_dir / "radicale", settings.caldav_port),
        environment=os.environ | agreed(settings),
        host=LOOPBACK,
        port=settings.caldav_port,
        setting="CALDAV_PORT",
        ready_at=f"http://{LOOPBACK}:{settings.caldav_port}/",
        log=settings.state_dir / "log" / "calendar.log",
    )


def website(settings: Settings) -> Part:
    """Convene's own server."""
    return Part(
        name="website",
        command=[sys.executable, "-m", "convene.server"],
        environment=os.environ | agreed(settings),
        host=settings.host,
        port=settings.port,
        setting="PORT",
        ready_at=f"{local_url(settings)}/health",
        log=settings.state_dir / "log" / "website.log",
    )


def assistant(settings: Settings) -> Part:
    """Rasa with the live model."""
    return Part(
        name="assistant",
        command=run_command(settings),
        environment=rasa_environment()
        | agreed(settings)
        | {
            "CONVENE_ACTIONS_URL": f"{local_url(settings)}/actions/webhook",
            "CONVENE_TRACKER_URL": tracker_url(settings),
        },
        host=LOOPBACK,
        port=settings.rasa_port,
        setting="RASA_PORT",
        ready_at=settings.rasa_url,
        log=settings.state_dir / "log" / "assistant.log",
        ready_within=180,
    )


def agreed(settings: Settings) -> dict[str, str]:
    """What every process must agree on; a clock that was set goes on from where it is now."""
    told = {
        "PORT": str(settings.port),
        "RASA_PORT": str(settings.rasa_port),
        "CALDAV_PORT": str(settings.caldav_port),
        "CONVENE_CONFIG_FILE": str(settings.config_file),
        "CONVENE_STATE_DIR": str(settings.state_dir),
        "CONVENE_ACTIONS_TOKEN": settings.actions_token.get_secret_value(),
    }
    if settings.now:
        told["CONVENE_NOW"] = settings.clock.now().isoformat()
    return told


def local_url(settings: Settings) -> str:
    """Where processes on this machine reach the website."""
    everywhere = settings.host in {"0.0.0.0", "::"}  # noqa: S104  # compared, not bound
    return f"http://{LOOPBACK if everywhere else settings.host}:{settings.port}"


async def say_hello_first(settings: Settings) -> None:
    """Send one message through, so that the first visitor does not pay for what is done once."""
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        hello = {"sender": f"warm-up-{secrets.token_hex(4)}", "message": "hello"}
        await client.post(f"{settings.rasa_url}/webhooks/rest/webhook", json=hello)


def greeting(settings: Settings, config: Config, seconds: float) -> str:
    """What a person at the terminal wants to know once everything runs."""
    lines = [
        f"Convene is ready for {config.branding.company} (after {seconds:.0f} s).",
        f"  chat   {settings.public_url}/",
    ]
    if settings.env == "demo":
        lines.append(f"  mail   {_where_mail_is(settings)}")
        people = [*(rep.email for rep in config.reps.values()), settings.admin_email]
        if people[0]:
            lines.append(f"  desk   {desk_link(settings, people[0], settings.clock.now())}")
    lines.append(f"  logs   {settings.state_dir / 'log'}/, health: convene doctor, end: Ctrl-C")
    return "\n".join(lines)


def _where_mail_is(settings: Settings) -> str:
    if settings.is_public_demo and settings.demo_mail == "here":
        return f"{settings.state_dir / 'outbox'}/; others reach this demo: set CONVENE_ENV=production for real visitors"
    return f"{settings.public_url}/demo/mail"
