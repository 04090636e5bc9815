"""Reading the mails that were written into files, as a mail client does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from icalendar import Calendar, Component

MOST = 200
"""How many mails are listed; the oldest are left out."""


@dataclass(frozen=True, slots=True)
class Invite:
    """What the calendar part of a mail says; instants are UTC, `method` is the iTIP method."""

    method: str
    title: str
    start: datetime
    end: datetime
    organizer: str
    attendee: str
    place: str
    sequence: int


@dataclass(frozen=True, slots=True)
class File:
    """Something attached: its number in the mail, its name, type and bytes."""

    number: int
    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail; `name` is the file's."""

    name: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"] or "")

    @property
    def sender(self) -> str:
        """Who it is from."""
        return str(self.message["From"] or "")

    @property
    def reader(self) -> str:
        """Whom it is to."""
        return str(self.message["To"] or "")

    @property
    def reader_name(self) -> str:
        """Whom it is to, in short."""
        return _short(self.message, "To")

    @property
    def sender_name(self) -> str:
        """Who it is from, in short."""
        return _short(self.message, "From")

    @property
    def lines(self) -> int:
        """About how many lines it takes to show."""
        return sum(1 + len(line) // 70 for line in self.text.splitlines())

    @property
    def date(self) -> datetime:
        """When it was written."""
        value = self.message["Date"]
        found: datetime | None = value.datetime if value else None
        return found or datetime.fromtimestamp(0, UTC)

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers, decoded."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        """The plain form."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The HTML form."""
        return self._body("html")

    @property
    def files(self) -> list[File]:
        """What is attached."""
        return [
            File(number, part.get_filename() or "attachment", part.get_content_type(), part.get_content())
            for number, part in enumerate(self.message.iter_attachments())
        ]

    @property
    def invite(self) -> Invite | None:
        """The calendar part, if there is one."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                return _invite(str(part.get_content()))
        return None

    def _body(self, form: str) -> str:
        part = self.message.get_body((form,))
        return str(part.get_content()) if part else ""


def letters(folder: Path) -> list[Letter]:
    """The mails in a folder, the newest first."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[:MOST]
    return sorted((_read(path) for path in paths), key=lambda letter: letter.date, reverse=True)


def letter_named(folder: Path, name: str) -> Letter | None:
    """The mail in the file of this name; only files that are in the folder have one."""
    return next((_read(path) for path in folder.glob("*.eml") if path.name == name), None)


def _read(path: Path) -> Letter:
    return Letter(path.name, message_from_bytes(path.read_bytes(), policy=policy.default))


def _short(message: EmailMessage, header: str) -> str:
    """The name in an address header, else the bare address."""
    value = message[header]
    return ", ".join(a.display_name or a.addr_spec for a in value.addresses) if value else ""


def _invite(text: str) -> Invite:
    calendar = Calendar.from_ical(text)
    event = calendar.walk("VEVENT")[0]
    return Invite(
        method=str(calendar["METHOD"]),
        title=str(event["SUMMARY"]),
        start=event.decoded("DTSTART"),
        end=event.decoded("DTEND"),
        organizer=_person(event, "ORGANIZER"),
        attendee=_person(event, "ATTENDEE"),
        place=str(event.get("LOCATION", "")),
        sequence=int(event.get("SEQUENCE", 0)),
    )


def _person(event: Component, role: str) -> str:
    address = event.get(role)
    if address is None:
        return ""
    email = str(address).removeprefix("mailto:")
    return f"{address.params['CN']} <{email}>" if "CN" in address.params else email
