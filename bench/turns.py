"""How long one turn of a conversation takes, in our pipeline and in Rasa's stock one trained on the same data.

Both run in the same way, one after the other: a fresh state folder, the calendar server, the website with the actions,
and Rasa, spoken to over its REST channel as the gateway does. "Stock" is the configuration that `rasa init` writes,
with fewer epochs: it is timed here, not judged.
`make bench` puts `rows()` and `processes()` into its report.
"""

import asyncio
import re
import socket
import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import psutil
from pydantic import SecretStr

from convene.assistant import RASA, put_live, rasa_environment
from convene.bootstrap import uses_embedded_calendar
from convene.config import load_config
from convene.settings import Settings, load_settings
from convene.supervisor import Part, keep_up
from convene.training import fingerprint
from convene.up import assistant, calendar_server, prepare_calendars, website

CONVERSATIONS = 40
WARM_UP = 5
SMALL_TALK = ("how are you?", "are you a bot?", "thank you", "hello again")
EPOCHS = 5  # of the stock pipeline's neural networks: a hundred take half an hour on our data
IMPORTERS = "importers:\n  - name: components.responses_by_language.ResponsesByLanguage\n"  # the words are data too
WORK = Path("var/bench")

Milliseconds = dict[str, list[float]]


@dataclass
class Measured:
    """What one configuration took: turns by kind in milliseconds, starts in seconds, memory in bytes, by process."""

    turns: Milliseconds = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    training: float | None = None
    astray: int = 0


def rows() -> list[dict[str, object]]:
    """One row for each kind of turn."""
    ours, stock = both()
    return [
        {
            "turn": kind,
            "p50 ms": round(percentile(ours.turns[kind], 50), 1),
            "p99 ms": round(percentile(ours.turns[kind], 99), 1),
            "stock p50 ms": round(percentile(stock.turns[kind], 50), 1),
            "stock p99 ms": round(percentile(stock.turns[kind], 99), 1),
            "faster": f"{percentile(stock.turns[kind], 50) / percentile(ours.turns[kind], 50):.1f} ×",
        }
        for kind in ours.turns
    ]


def processes() -> list[dict[str, object]]:
    """One row for each process, and one for Rasa with the stock pipeline."""
    ours, stock = both()
    named = [(name, ours, name) for name in ours.starts] + [("assistant, stock pipeline", stock, "assistant")]
    return [
        {
            "process": shown,
            "start s": round(measured.starts[name], 1),
            "memory MB": round(measured.memory[name] / 1e6),
            "training s": round(measured.training) if name == "assistant" and measured.training else "",
            "conversations astray": f"{measured.astray} of {CONVERSATIONS + WARM_UP}" if name == "assistant" else "",
        }
        for shown, measured, name in named
    ]


@cache
def both() -> tuple[Measured, Measured]:
    """Our pipeline and the stock one, measured in this run."""
    return asyncio.run(_both())


async def _both() -> tuple[Measured, Measured]:
    ours = await measure(trained(Path("config.yml"), "ours"))
    stock_config = next(RASA.parent.parent.glob("lib/*/site-packages/rasa/cli/initial_project/config.yml"))
    return ours, await measure(trained(stock_config, "stock"))


def trained(config: Path, name: str) -> tuple[Path, float | None]:
    """A model of our data with this configuration, and the seconds its training took; None if it was there already."""
    folder = WORK / name
    model = folder / f"{fingerprint()}.tar.gz"
    if model.exists():
        return model, None
    folder.mkdir(parents=True, exist_ok=True)
    # Rasa writes its choices into the file, so it gets its own. How long a turn takes does not depend on the epochs.
    text = re.sub(r"(?m)^# (?=  )", "", config.read_text(encoding="utf-8"))  # `rasa init` writes its choice as comments
    text = re.sub(r"epochs: \d+", f"epochs: {EPOCHS}", text)
    (folder / "config.yml").write_text(text if "importers:" in text else f"{text}\n{IMPORTERS}", encoding="utf-8")
    options = ["--config", str(folder / "config.yml"), "--out", str(folder), "--fixed-model-name", fingerprint()]
    started = time.monotonic()
    with (folder / "training.log").open("wb") as log, tempfile.TemporaryDirectory() as no_cache:
        environment = rasa_environment() | {"RASA_CACHE_DIRECTORY": no_cache}  # the time is that of a whole training
        subprocess.run([RASA, "train", *options], env=environment, stdout=log, stderr=log, check=True)
    return model, time.monotonic() - started


async def measure(model: tuple[Path, float | None]) -> Measured:
    """Start everything with this model, talk, and stop it."""
    measured = Measured(training=model[1])
    with tempfile.TemporaryDirectory() as state:
        settings = private_settings(Path(state))
        config = load_config(settings.config_file)
        prepare_calendars(settings, [rep for rep in config.reps.values() if uses_embedded_calendar(rep)])
        put_live(settings, model[0])
        async with asyncio.TaskGroup() as group:
            running = [
                await started(part, group, measured)
                for part in (calendar_server(settings), website(settings), assistant(settings))
            ]
            await talk(settings, measured)
            measured.memory = {part.name: memory(part.port) for part, _ in running}
            for _, task in running:
                task.cancel()
    return measured


def private_settings(state: Path) -> Settings:
    """Settings for a run of its own, beside whatever else runs on this machine."""
    with socket.socket() as a, socket.socket() as b, socket.socket() as c:
        for probe in (a, b, c):
            probe.bind(("127.0.0.1", 0))
        ports = [probe.getsockname()[1] for probe in (a, b, c)]
    return load_settings().model_copy(
        update={
            "state_dir": state,
            "port": ports[0],
            "rasa_port": ports[1],
            "caldav_port": ports[2],
            "actions_token": SecretStr("bench"),
            "database_url": "",
        }
    )


async def started(part: Part, group: asyncio.TaskGroup, measured: Measured) -> tuple[Part, asyncio.Task[None]]:
    """Start one part and note how long it took until it answered."""
    began, ready = time.monotonic(), asyncio.Event()
    task = group.create_task(keep_up(part, ready, print))
    await ready.wait()
    measured.starts[part.name] = time.monotonic() - began
    return part, task


def memory(port: int) -> int:
    """The resident memory of the process that listens here, in bytes."""
    listening = (
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
    )
    return int(psutil.Process(next(listening)).memory_info().rss)


async def talk(settings: Settings, measured: Measured) -> None:
    """Hold whole conversations, one after the other; the first few do not count. One that goes astray ends there."""
    async with httpx.AsyncClient(base_url=settings.rasa_url, timeout=60, trust_env=False) as rasa:
        for number in range(CONVERSATIONS + WARM_UP):
            took: Milliseconds = defaultdict(list)
            try:
                await converse(rasa, number, took)
            except LookupError as error:
                measured.astray += 1
                print(error, flush=True)
            if number >= WARM_UP:
                for kind, milliseconds in took.items():
                    measured.turns[kind] += milliseconds


async def converse(rasa: httpx.AsyncClient, number: int, took: Milliseconds) -> None:
    """One visitor, known by name and address, from small talk to the booked meeting."""
    metadata = {
        "timezone": "Europe/Berlin",
        "locale": "en",
        "page": "/",
        "person": {"name": "Ada Lovelace", "email": f"visitor{number}@example.com"},
        "company": {"name": "Example Works"},
    }

    async def say(message: str, kind: str = "") -> list[dict[str, Any]]:
        began = time.perf_counter()
        said = {"sender": f"bench-{number}", "message": message, "metadata": metadata}
        answer = await rasa.post("/webhooks/rest/webhook", json=said)
        if kind:
            took[kind].append((time.perf_counter() - began) * 1000)
        messages: list[dict[str, Any]] = answer.raise_for_status().json()
        return messages

    await say("hello")
    for text in SMALL_TALK:
        await say(text, "small talk")
    await say("I would like to book a meeting")
    offered = card(await say("any time next week", "offer"), "slots")
    await say('/choose_slot{"slot": "' + offered["slots"][number % len(offered["slots"])]["id"] + '"}', "choice")
    card(await say("/affirm", "booking"), "booking")


def card(answers: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The card of this kind.

    Raises:
        LookupError: if the assistant answered otherwise; going on would measure something else.
    """
    for answer in answers:
        data: dict[str, Any] = (answer.get("custom") or {}).get("data", {})
        if data.get("type") == kind:
            return data
    raise LookupError(f"no {kind} among {answers}")


def percentile(values: list[float], share: int) -> float:
    """The value that `share` per cent of the values do not exceed."""
    return quantiles(values, n=100, method="inclusive")[share - 1]
