"""`convene.yml`: meeting types, queues, reps, branding; checked whole at start; errors name file, line and key."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from rapidfuzz import process

from convene import model
from convene.email_address import normalized
from convene.errors import BadConfig, BadTemplate
from convene.invitations.conference import check_pattern
from convene.invitations.templates import check
from convene.scheduling.holidays import is_known
from convene.scheduling.typed import read_duration, read_hours
from convene.zones import is_zone


@dataclass(frozen=True, slots=True)
class Branding:
    """How the company shows itself in chat, pages and mails."""

    company: str
    website: str = ""
    contact: str = ""
    accent: str = "#0b5fff"
    privacy_url: str = ""
    language: str = "en"
    zone: str = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Config:
    """What `convene.yml` says."""

    branding: Branding
    meeting_types: dict[str, model.MeetingType]
    queues: dict[str, model.Queue]
    reps: dict[str, model.Rep]
    invitation: model.Invitation
    fallback: dict[str, str] = field(default_factory=dict)
    sites: tuple[str, ...] = ()
    change_notice: timedelta = timedelta(hours=1)
    bookings_per_email: int = 5
    reminders: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=1))
    no_show_gives_turn_back: bool = True

    @property
    def default_queue(self) -> model.Queue:
        """The queue a visitor is in when nothing says otherwise: the first one."""
        return next(iter(self.queues.values()))

    def meeting_type_of(self, queue: str) -> model.MeetingType:
        """The kind of meeting this queue gives, with its reps' own durations if the queue allows them (case R7)."""
        said = self.queues[queue]
        kind = self.meeting_types[said.meeting_type]
        return replace(kind, rules=replace(kind.rules, own_duration=True)) if said.own_duration else kind


def load_config(path: Path) -> Config:
    """Read and check the file.

    Raises:
        BadConfig: if it is missing, is no YAML, or says something that cannot be; one line for each thing wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadConfig(
            f"{path}: cannot be read ({error.strerror}); run Convene from its own folder or set CONVENE_CONFIG_FILE"
        ) from None
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadConfig(f"{path}:{line}: not valid YAML ({error.problem or error.context})") from None
    lines = dict(_lines(tree)) if tree else {}
    try:
        file = _File.model_validate(data or {})
    except ValidationError as error:
        raise BadConfig(
            "\n".join(_complaint(path, lines, e["loc"], e["msg"], e["type"]) for e in error.errors())
        ) from None
    wrong = [_complaint(path, lines, loc, message) for loc, message in file.contradictions()]
    if wrong:
        raise BadConfig("\n".join(wrong))
    return file.config()


def _duration(value: object) -> object:
    """`30 min`, `2 h`, `28 d` or `0` as a timedelta."""
    return read_duration(str(value))


def _not_nothing(value: timedelta) -> timedelta:
    if not value:
        raise ValueError("has to be longer than nothing")
    return value


def _holidays(value: str) -> str:
    """A country, or a region of it, whose holidays are known."""
    if value and not is_known(value):
        raise ValueError(f"no holidays are known for “{value}”; write a country such as DE, or a region such as DE-BY")
    return value


def _zone(value: str) -> str:
    """An IANA zone name."""
    if not is_zone(value):
        near = process.extractOne(value, available_timezones())
        raise ValueError(f"“{value}” is not an IANA time zone; did you mean {near[0]}?")
    return value


def _email(value: str) -> str:
    try:
        return normalized(value)
    except ValueError as error:
        raise ValueError(f"“{value}” is not an e-mail address: {error}") from None


def _template(value: str) -> str:
    try:
        check(value)
    except BadTemplate as error:
        raise ValueError(str(error)) from None
    return value


def _conference(value: str) -> str:
    try:
        check_pattern(value)
    except BadConfig as error:
        raise ValueError(str(error)) from None
    return value


def _blocks(value: object) -> object:
    """`09:00-12:30, 13:30-17:00` as blocks; `closed` or nothing as none."""
    return () if value in (None, []) else read_hours(str(value))


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _weekly(value: object) -> object:
    """Hours by weekday or range of weekdays: `mon-thu: 09:00-17:00`."""
    if not isinstance(value, dict):
        raise ValueError("hours are written by day, such as mon-fri: 09:00-17:00")
    week: dict[int, object] = {}
    for key, hours in value.items():
        first, _, last = str(key).lower().partition("-")
        if first not in _DAYS or (last and last not in _DAYS):
            raise ValueError(f"“{key}” is not a weekday; use {', '.join(_DAYS)} or a range such as mon-fri")
        for day in range(_DAYS.index(first), _DAYS.index(last or first) + 1):
            week[day + 1] = _blocks(hours)
    return week


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Length = Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_not_nothing)]
Zone = Annotated[str, AfterValidator(_zone)]
Email = Annotated[str, AfterValidator(_email)]
Holidays = Annotated[str, AfterValidator(_holidays)]
Template = Annotated[str, AfterValidator(_template)]
ConferencePattern = Annotated[str, AfterValidator(_conference)]
Blocks = Annotated[tuple[model.Block, ...], BeforeValidator(_blocks)]
Weekly = Annotated[dict[int, tuple[model.Block, ...]], BeforeValidator(_weekly)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class _Branding(_Part):
    company: str = Field(min_length=1)
    website: str = ""
    contact: Email
    accent: str = Field("#0b5fff", pattern=r"^#[0-9a-fA-F]{6}$")
    privacy_url: str = ""
    language: str = Field("en", pattern=r"^[a-z]{2}$")
    zone: Zone = "Europe/Berlin"


class _Translation(_Part):
    name: str = ""
    description: str = ""


class _MeetingType(_Part):
    name: str = Field(min_length=1)
    description: str = ""
    translations: dict[str, _Translation] = Field(default_factory=dict)
    duration: Length = timedelta(minutes=30)
    step: Length = timedelta(minutes=15)
    buffer_before: Duration = timedelta(0)
    buffer_after: Duration = timedelta(0)
    notice: Duration = timedelta(hours=2)
    horizon: Duration = timedelta(days=28)
    daily_cap: int | None = Field(None, ge=1)


class _Queue(_Part):
    name: str = Field(min_length=1)
    meeting_type: str
    reps: list[str] = Field(default_factory=list)
    own_duration: bool = False


class _OutOfOffice(_Part):
    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        model.OutOfOffice(self.first, self.last)
        return self


class _Availability(_Part):
    zone: Zone
    hours: Weekly
    overrides: dict[date, Blocks] = Field(default_factory=dict)
    holidays: Holidays = ""
    out_of_office: list[_OutOfOffice] = Field(default_factory=list)
    duration: Length | None = None
    step: Length | None = None
    all_day: model.AllDay = "respect"
    elsewhere_is_busy: bool = False
    buffer_before: Duration | None = None
    buffer_after: Duration | None = None
    notice: Duration | None = None
    horizon: Duration | None = None
    daily_cap: int | None = Field(None, ge=1)
    tentative_is_busy: bool = True


class _InvitationText(_Part):
    subject: Template
    body: Template


class _Invitation(_InvitationText):
    conference: bool = True
    languages: dict[Annotated[str, Field(pattern=r"^[a-z]{2}$")], _InvitationText] = Field(default_factory=dict)

    def invitation(self) -> model.Invitation:
        """The checked part as what the rest of Convene uses."""
        texts = {language: model.InvitationText(t.subject, t.body) for language, t in self.languages.items()}
        return model.Invitation(self.subject, self.body, self.conference, texts)


class _Calendar(_Part):
    provider: str = Field(pattern="^caldav$")
    url: str = ""
    username: str = ""
    password_env: str = ""


class _Rep(_Part):
    name: str = Field(min_length=1)
    email: Email
    title: str = ""
    phone: str = ""
    calendar: _Calendar | None = None
    conference_url: ConferencePattern | None = None
    availability: _Availability
    invitation: _Invitation | None = None


class _File(_Part):
    branding: _Branding
    meeting_types: dict[str, _MeetingType] = Field(min_length=1)
    queues: dict[str, _Queue] = Field(min_length=1)
    reps: dict[str, _Rep] = Field(default_factory=dict)
    invitation: _Invitation
    fallback: dict[str, str] = Field(default_factory=dict)
    sites: list[str] = Field(default_factory=list)
    change_notice: Duration = timedelta(hours=1)
    bookings_per_email: int = Field(5, ge=1)
    reminders: list[Length] = Field(default_factory=lambda: [timedelta(hours=24), timedelta(hours=1)])
    no_show_gives_turn_back: bool = True

    def contradictions(self) -> list[tuple[tuple[str, ...], str]]:
        """What each part alone allows but the whole does not: where it is, and what is wrong."""
        wrong: list[tuple[tuple[str, ...], str]] = []
        for name, queue in self.queues.items():
            if queue.meeting_type not in self.meeting_types:
                wrong.append(
                    (("queues", name, "meeting_type"), _unknown("meeting type", queue.meeting_type, self.meeting_types))
                )
            wrong += [
                (("queues", name, "reps"), _unknown("rep", rep, self.reps))
                for rep in queue.reps
                if rep not in self.reps
            ]
        addresses: dict[str, str] = {}
        for name, rep in self.reps.items():
            if rep.email in addresses:
                wrong.append((("reps", name, "email"), f"{rep.email} is also the address of {addresses[rep.email]}"))
            addresses[rep.email] = name
        return wrong

    def config(self) -> Config:
        """The checked file as the types the rest of Convene uses."""
        return Config(
            branding=Branding(**self.branding.model_dump()),
            meeting_types={id_: _meeting_type(id_, m) for id_, m in self.meeting_types.items()},
            queues={
                id_: model.Queue(id_, q.name, q.meeting_type, tuple(q.reps), q.own_duration)
                for id_, q in self.queues.items()
            },
            reps={id_: _rep(id_, r) for id_, r in self.reps.items()},
            invitation=self.invitation.invitation(),
            fallback=self.fallback,
            sites=tuple(site.rstrip("/") for site in self.sites),
            change_notice=self.change_notice,
            bookings_per_email=self.bookings_per_email,
            reminders=tuple(self.reminders),
            no_show_gives_turn_back=self.no_show_gives_turn_back,
        )


def _meeting_type(id_: str, part: _MeetingType) -> model.MeetingType:
    rules = model.Rules(**part.model_dump(exclude={"name", "description", "translations"}))
    translations = {language: (said.name, said.description) for language, said in part.translations.items()}
    return model.MeetingType(id_, part.name, rules, part.description, translations)


def _rep(id_: str, part: _Rep) -> model.Rep:
    said = part.availability
    availability = model.Availability(
        zone=said.zone,
        weekly=said.hours,
        overrides=said.overrides,
        buffer_before=said.buffer_before,
        buffer_after=said.buffer_after,
        notice=said.notice,
        horizon=said.horizon,
        daily_cap=said.daily_cap,
        tentative_is_busy=said.tentative_is_busy,
        holidays=said.holidays,
        out_of_office=tuple(model.OutOfOffice(away.first, away.last) for away in said.out_of_office),
        duration=said.duration,
        step=said.step,
        all_day=said.all_day,
        elsewhere_is_busy=said.elsewhere_is_busy,
    )
    return model.Rep(
        id=id_,
        name=part.name,
        email=part.email,
        title=part.title,
        phone=part.phone,
        availability=availability,
        calendar=part.calendar.model_dump() if part.calendar else {},
        conference_url=part.conference_url,
        invitation=part.invitation.invitation() if part.invitation else None,
    )


def _unknown(what: str, name: str, known: dict[str, Any]) -> str:
    near = process.extractOne(name, list(known))
    return f"there is no {what} “{name}”; did you mean {near[0]}?" if near else f"there is no {what} “{name}”"


def _lines(node: yaml.Node, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], int]]:
    """Every key's path with the line it stands on, counted from 1."""
    found = [(path, node.start_mark.line + 1)]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            found += [(p, key.start_mark.line + 1 if p == here else line) for p, line in _lines(value, here)]
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            found += _lines(value, (*path, str(number)))
    return found


def _complaint(
    path: Path, lines: dict[tuple[str, ...], int], loc: tuple[int | str, ...], message: str, kind: str = ""
) -> str:
    where = tuple(str(part) for part in loc if part != "[key]")
    known = where
    while known and known not in lines:
        known = known[:-1]
    message = {"missing": "is missing", "extra_forbidden": "is not a key Convene knows"}.get(kind, message)
    return f"{path}:{lines.get(known, 1)}: {'.'.join(where)}: {message.removeprefix('Value error, ')}"
