"""What a visitor wishes about time, as data: the answer of `understand`."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

Grain = Literal["minute", "hour", "part", "day", "week", "month"]


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A half-open stretch in which a meeting may start; start equal to end is that very instant.

    Both ends are aware and carry the visitor's offset at that moment.
    """

    start: datetime
    end: datetime
    grain: Grain = "day"


@dataclass(frozen=True, slots=True, order=True)
class TimeOfDay:
    """Local clock times at which a meeting may start, half-open; equal ends are that very minute.

    `end` of 24:00 is written `time(0)`.
    """

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class TimePreference:
    """What the visitor wishes. All parts given hold together; several windows are alternatives.

    `question` is set when the wish has two readings or cannot be met: then the bot asks instead of guessing.
    """

    windows: tuple[Window, ...] = ()
    excluded: tuple[Window, ...] = ()
    time_of_day: tuple[TimeOfDay, ...] = ()
    weekdays: tuple[int, ...] = ()
    zone: str | None = None
    duration_minutes: int | None = None
    flexible: bool = False
    understood: bool = False
    question: "Question | None" = None

    @property
    def is_exact(self) -> bool:
        """Whether one start is wished, and no other."""
        return len(self.windows) == 1 and self.windows[0].start == self.windows[0].end

    def allows(self, start: datetime, zone: ZoneInfo) -> bool:
        """Whether a meeting may start at this instant; clock times are read in `zone` unless the wish names one."""
        local = start.astimezone(ZoneInfo(self.zone) if self.zone else zone)
        return (
            (not self.windows or any(_holds(w, start) for w in self.windows))
            and not any(_holds(w, start) for w in self.excluded)
            and (not self.weekdays or local.isoweekday() in self.weekdays)
            and (not self.time_of_day or any(_at(t, local.time()) for t in self.time_of_day))
        )

    def as_json(self) -> dict[str, Any]:
        """The answer in the contract's form, ready for `json.dumps`."""
        return {
            "windows": [_window_json(w) for w in self.windows],
            "excluded": [{"start": w.start.isoformat(), "end": w.end.isoformat()} for w in self.excluded],
            "time_of_day": [{"from": f"{t.start:%H:%M}", "to": _until(t)} for t in self.time_of_day],
            "weekdays": list(self.weekdays),
            "zone": self.zone if self.understood else None,
            "duration_minutes": self.duration_minutes,
            "flexible": self.flexible,
            "understood": self.understood,
            **({"question": self.question.as_json()} if self.question else {}),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "TimePreference":
        """Read back what `as_json` wrote.

        Raises:
            ValueError: if a value is not of the contract's form.
        """
        return cls(
            windows=tuple(_read_window(w) for w in data.get("windows") or ()),
            excluded=tuple(_read_window(w) for w in data.get("excluded") or ()),
            time_of_day=tuple(TimeOfDay(_clock(t["from"]), _clock(t["to"])) for t in data.get("time_of_day") or ()),
            weekdays=tuple(data.get("weekdays") or ()),
            zone=data.get("zone"),
            duration_minutes=data.get("duration_minutes"),
            flexible=bool(data.get("flexible")),
            understood=bool(data.get("understood")),
            question=Question.from_json(data["question"]) if data.get("question") else None,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """Why a wish cannot be taken as it stands.

    `kind` is one of `past`, `no_such_date`, `no_such_time` (the spring gap, case T1), `two_readings` (T10), `twice`
    (the autumn fold, T2), `unclear`. `text` is the piece of the visitor's words it is about; `readings` holds up to two
    meanings.
    """

    kind: str
    text: str
    readings: tuple[TimePreference, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The question in plain JSON."""
        return {"kind": self.kind, "text": self.text, "readings": [r.as_json() for r in self.readings]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Question":
        """Read back what `as_json` wrote."""
        return cls(data["kind"], data["text"], tuple(TimePreference.from_json(r) for r in data.get("readings") or ()))


@dataclass(frozen=True, slots=True)
class Context:
    """What a follow-up refers to: the wish so far and the starts that are on the table, in the order shown."""

    previous: TimePreference | None = None
    offered: tuple[datetime, ...] = ()


def _holds(window: Window, start: datetime) -> bool:
    return window.start <= start < window.end or window.start == window.end == start


def _at(span: TimeOfDay, clock: time) -> bool:
    if span.start == span.end:
        return clock == span.start
    if span.start < span.end:
        return span.start <= clock < span.end
    return clock >= span.start or clock < span.end


def _window_json(window: Window) -> dict[str, str]:
    return {"start": window.start.isoformat(), "end": window.end.isoformat(), "grain": window.grain}


def _read_window(data: dict[str, Any]) -> Window:
    return Window(datetime.fromisoformat(data["start"]), datetime.fromisoformat(data["end"]), data.get("grain", "day"))


def _until(span: TimeOfDay) -> str:
    return "24:00" if span.end == time(0) and span.start != time(0) else f"{span.end:%H:%M}"


def _clock(text: str) -> time:
    hour, minute = text.split(":")[:2]
    return time(0) if hour == "24" else time(int(hour), int(minute))
