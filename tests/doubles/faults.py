"""A server in front of another one that passes on what comes, and spoils what it is told to; it knows no vendor."""

import json
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

LONGEST_SILENCE = 5.0  # seconds; every client under test gives up long before

_OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "accept-encoding"}


@dataclass
class Answer:
    """An HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, status, body, **headers):
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, json.dumps(body).encode(), {"Content-Type": "application/json", **said})

    def json(self):
        return json.loads(self.body) if self.body else None


@dataclass
class Exchange:
    """A request, and its answer as the server behind gave it; None when it never saw the request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    answer: Answer | None = None

    def json(self):
        return json.loads(self.body) if self.body else None


@dataclass
class Fault:
    """What goes wrong with the next `times` requests of this method (all, if empty) whose path matches.

    Before the server behind sees the request: `silent` never answers; `answers` gives `answer` instead. After it did
    its work: `lost` never answers; `refuses` gives `answer` instead; `broken` gives a body that is none; `half` breaks
    off in the middle of the body; `skewed` tells the time of a clock that is five hours ahead.
    """

    kind: str
    method: str = ""
    path: str = ""
    times: int = 1
    answer: Answer | None = None

    def concerns(self, exchange):
        return (
            self.times > 0
            and (not self.method or exchange.method in self.method.split("|"))
            and re.search(self.path, exchange.path) is not None
        )


class Proxy:
    """The server in front; `url` is its address, `exchanges` is all that went through it.

    `rules` stand in for what the server behind lacks: each may answer a request itself, given the request and a way to
    ask the server behind. `watchers` see every exchange in which the server behind gave an answer. `on_silence` is
    called when a client begins to wait for an answer that never comes.
    """

    def __init__(self, target):
        self.target = target
        self.url = ""
        self.faults: list[Fault] = []
        self.exchanges: list[Exchange] = []
        self.rules: list[Callable] = []
        self.watchers: list[Callable] = []
        self.on_silence: Callable = lambda: None
        self.over = threading.Event()
        self._lock = threading.Lock()

    def fail(self, kind, method="", path="", times=1, answer=None):
        """The next requests like this go wrong."""
        self.faults.append(Fault(kind, method, path, times, answer))

    def mend(self):
        """Nothing goes wrong any more."""
        self.faults.clear()

    def fault_for(self, exchange):
        with self._lock:
            self.exchanges.append(exchange)
            found = next((fault for fault in self.faults if fault.concerns(exchange)), None)
            if found:
                found.times -= 1
            return found

    def ask(self, method, path, headers, body):
        """What the server behind answers."""
        where = urlsplit(self.target)
        connection = HTTPConnection(where.hostname, where.port, timeout=30)
        try:
            kept = {name: value for name, value in headers.items() if name.lower() not in _OF_ONE_CONNECTION}
            connection.request(method, path, body or None, kept)
            answer = connection.getresponse()
            said = {name: value for name, value in answer.getheaders() if name.lower() not in _OF_ONE_CONNECTION}
            return Answer(answer.status, answer.read(), said)
        finally:
            connection.close()

    def served(self, exchange):
        """The answer to a request that goes through."""
        for rule in self.rules:
            if answer := rule(exchange, self.ask):
                return answer
        exchange.answer = self.ask(exchange.method, exchange.path, exchange.headers, exchange.body)
        for watch in self.watchers:
            watch(exchange)
        return exchange.answer


@contextmanager
def proxy(target):
    """A `Proxy` in front of the server at this address, on a free port of this machine."""
    passing = Proxy(target)

    class Handler(_Handler):
        proxy = passing

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    passing.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield passing
    finally:
        passing.over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:  # the client gave up
            self.close_connection = True

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        exchange = Exchange(self.command, self.path, dict(self.headers), body)
        fault = self.proxy.fault_for(exchange)
        kind = fault.kind if fault else ""
        if kind == "silent":
            return self._say_nothing()
        if kind == "answers":
            return self._send(fault.answer)
        answer = self.proxy.served(exchange)
        if kind == "lost":
            return self._say_nothing()
        if kind == "refuses":
            return self._send(fault.answer)
        if kind == "broken":
            return self._send(Answer(answer.status, b'{"kind": "cal', answer.headers))
        if kind == "skewed":
            date = format_datetime(datetime.now(UTC) + timedelta(hours=5), usegmt=True)
            return self._send(Answer(answer.status, answer.body, {**answer.headers, "Date": date}))
        return self._send(answer, half=kind == "half")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def _say_nothing(self):
        self.proxy.on_silence()
        self.proxy.over.wait(LONGEST_SILENCE)
        self.close_connection = True

    def _send(self, answer, *, half=False):
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body) or 0))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if half else answer.body)
        if half:
            self.close_connection = True

    def log_message(self, *_):
        """The tests' output stays readable."""
