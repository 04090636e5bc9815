"""The command line: `convene …`, for people who run Convene."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from convene.errors import BadConfig, ConveneError

if TYPE_CHECKING:
    from convene.booking.services import Services

app = typer.Typer(
    help="Convene: a chat on a company's website that books the meeting.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def up() -> None:
    """Start everything: calendar server, assistant, website. Ctrl-C stops it."""
    from convene.up import main as run

    raise typer.Exit(run())


@app.command()
def doctor() -> None:
    """Check every part and say how to mend what is wrong."""
    from convene.doctor import main as run

    raise typer.Exit(run())


@app.command()
def when() -> None:
    """Read JSON lines with text, now, zone, lang on stdin; write one JSON line each: what was meant."""
    from convene.when.lines import answer_line

    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            print(answer_line(line), flush=True)
        except ValueError as error:
            stop(f"line {number}: {error}")


@app.command()
def bookings(as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False) -> None:
    """List the bookings, the soonest first."""

    async def show(services: "Services") -> None:
        from convene.booking.as_json import booking_json

        rows = [booking_json(services, booking) for booking in await services.store.bookings()]
        if as_json:
            print_json(rows)
            return
        table(
            "Bookings",
            ["when (UTC)", "rep", "visitor", "status", "id"],
            [[row["start"], row["rep"], row["person"].get("email", ""), row["status"], row["id"]] for row in rows],
        )

    with_services(show)


@app.command()
def reps(as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False) -> None:
    """List the reps: their queues, and how their calendars are."""

    async def show(services: "Services") -> None:
        from convene.booking.as_json import rep_json

        states, connections = await services.store.calendar_states(), await services.store.connections()
        reps = services.roster.reps.values()
        rows = [rep_json(services, rep, states.get(rep.id), connections.get(rep.id)) for rep in reps]
        if as_json:
            print_json(rows)
            return
        table(
            "Reps",
            ["id", "name", "zone", "queues", "provider", "calendar", "read at"],
            [
                [
                    r["id"],
                    r["name"],
                    r["zone"],
                    ", ".join(r["queues"]),
                    r["provider"] or "none",
                    r["calendar"],
                    r["read_at"] or "never",
                ]
                for r in rows
            ],
        )

    with_services(show)


@app.command()
def explain(
    rep: Annotated[str, typer.Option(help="The rep's id.")],
    since: Annotated[str, typer.Option("--from", help="ISO 8601; without an offset in the rep's zone.")],
    until: Annotated[str, typer.Option("--to", help="ISO 8601; without an offset in the rep's zone.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Say for every start between two instants why it is offered or not."""

    async def show(services: "Services") -> None:
        from convene.booking.explaining import explain_rep
        from convene.model import Interval

        if rep not in services.roster.reps:
            stop(f"there is no rep “{rep}”; there are {', '.join(services.roster.reps)}")
        zone = ZoneInfo(services.roster.reps[rep].zone)
        start, end = instant(since, zone, "--from"), instant(until, zone, "--to")
        if end <= start or end - start > timedelta(days=31):
            stop("--to must lie after --from, by 31 days at most")
        found = await explain_rep(services, rep, Interval(start, end))
        if as_json:
            print_json([asdict(e) | {"start": e.start.isoformat()} for e in found])
            return
        rows = [
            [
                f"{e.start.astimezone(zone):%a %Y-%m-%d %H:%M}",
                "yes" if e.offered else "no",
                e.reason,
                words(e.detail, zone),
            ]
            for e in found
        ]
        table(f"{services.roster.reps[rep].name}, {zone.key}", ["start", "offered", "why", "detail"], rows)

    with_services(show)


@app.command("desk-link")
def show_desk_link(
    email: Annotated[str, typer.Argument(help="The e-mail address of a rep, an admin, or somebody invited.")],
) -> None:
    """Print a link by which somebody signs in at the desk, once, within a quarter of an hour."""

    async def show(services: "Services") -> None:
        from convene.desk.sign_in import desk_link
        from convene.desk.users import may_enter, people

        if not await may_enter(services, email):
            known = ", ".join(person.email for person in await people(services) if person.active)
            stop(f"“{email}” may not sign in; {known} may")
        print(desk_link(services.settings, email, services.clock.now()))

    with_services(show)


@app.command()
def export(email: Annotated[str, typer.Argument(help="A visitor's, rep's or user's e-mail address.")]) -> None:
    """Print everything kept about somebody as JSON; tokens and passwords are no part of it."""

    async def show(services: "Services") -> None:
        from convene.booking.privacy import export_person

        print_json(await export_person(services, email))

    with_services(show)


@app.command()
def forget(
    email: Annotated[str, typer.Argument(help="A visitor's or rep's e-mail address.")],
    cancel: Annotated[bool, typer.Option("--cancel", help="Cancel meetings that are still ahead.")] = False,
) -> None:
    """Forget somebody: details, chats, mails, calendar connection. That meetings took place stays counted."""

    async def show(services: "Services") -> None:
        from convene.booking.privacy import StillAhead, forget_person

        try:
            number = await forget_person(services, email, cancel_ahead=cancel)
        except StillAhead as ahead:
            stop(str(ahead))
        print(f"{email} is forgotten; bookings that keep no name now: {number}")

    with_services(show)


@app.command("rotate-keys")
def rotate() -> None:
    """Encrypt kept tokens and passwords with the newest key of CONVENE_TOKEN_KEYS."""

    async def show(services: "Services") -> None:
        from convene.booking.rotating import rotate_keys

        done, lost = await rotate_keys(services)
        print(f"encrypted anew: {done}")
        if lost:
            stop(f"no key opens the connections of {', '.join(lost)}; they have to connect again")

    with_services(show)


@app.command("ledger")
def show_ledger(
    queue: Annotated[str, typer.Argument(help="The queue's id; the first queue when left out.")] = "",
) -> None:
    """Show who got which meeting and why, newest first."""

    async def show(services: "Services") -> None:
        chosen = queue or services.config.default_queue.id
        if chosen not in services.config.queues:
            stop(f"there is no queue “{chosen}”; there are {', '.join(services.config.queues)}")
        lines = await services.store.ledger(chosen)
        rows = [
            [
                f"{a.at:%Y-%m-%d %H:%M}",
                f"{a.start:%Y-%m-%d %H:%M}",
                a.rep,
                " ".join(a.free),
                " ".join(a.skipped),
                a.reason,
            ]
            for a in lines
        ]
        table(
            f"Ledger of {chosen}",
            ["decided (UTC)", "meeting (UTC)", "got it", "free then", "skipped, keep their turn", "why"],
            rows,
        )

    with_services(show)


@app.command("simulate-turns")
def simulate_turns(
    queue: Annotated[str, typer.Argument(help="The queue's id; the first queue when left out.")] = "",
    count: Annotated[int, typer.Option(help="How many meetings.", min=1, max=1000)] = 20,
) -> None:
    """Show who would get the next meetings, if everybody were always free."""

    async def show(services: "Services") -> None:
        from convene.scheduling.assignment import simulate

        chosen = queue or services.config.default_queue.id
        if chosen not in services.config.queues:
            stop(f"there is no queue “{chosen}”; there are {', '.join(services.config.queues)}")
        turns = await services.store.turns(chosen, services.clock.now())
        rows = [[str(number), rep] for number, rep in enumerate(simulate(turns, count), 1)]
        table(f"The next meetings of {chosen}", ["meeting", "goes to"], rows)

    with_services(show)


def with_services(job: Callable[["Services"], Awaitable[None]]) -> None:
    """Run a job on this installation's services; a problem becomes one line and exit code 2."""
    from convene.bootstrap import close_services, open_services
    from convene.settings import load_settings

    async def run() -> None:
        services = await open_services(load_settings())
        try:
            await job(services)
        finally:
            await close_services(services)

    try:
        asyncio.run(run())
    except BadConfig as error:
        stop(str(error))
    except ConveneError as error:
        stop(f"{type(error).__name__}: {error}")


def instant(text: str, zone: ZoneInfo, option: str) -> datetime:
    """An ISO 8601 instant; without an offset, wall-clock time in `zone`."""
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        stop(f"{option}: “{text}” is not ISO 8601; write it as 2026-12-01T09:00")
    return (said if said.tzinfo else said.replace(tzinfo=zone)).astimezone(UTC)


def words(detail: dict[str, Any], zone: ZoneInfo) -> str:
    """An explanation's detail on one line, its instants as clock times in the rep's zone."""
    return ", ".join(f"{key} {_clock(value, zone)}" for key, value in detail.items() if key != "zone")


def _clock(value: Any, zone: ZoneInfo) -> str:
    try:
        return f"{datetime.fromisoformat(value).astimezone(zone):%a %H:%M}"
    except (TypeError, ValueError):
        return str(value)


def print_json(data: Any) -> None:
    """Print it for other programs."""
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print a table for people."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(*columns, title=title)
    for row in rows:
        grid.add_row(*map(str, row))
    Console().print(grid if rows else f"{title}: none yet")


def stop(message: str) -> NoReturn:
    """End with one line on stderr and exit code 2: bad input."""
    print(f"convene: {message}", file=sys.stderr)
    raise SystemExit(2)


def main() -> None:
    """The entry point of the `convene` command."""
    sys.path.insert(0, str(Path.cwd()))  # so that `actions/` beside convene.yml is found
    app()


if __name__ == "__main__":
    main()
