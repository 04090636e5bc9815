"""Sending: over SMTP, or into files where there is no mail server."""

import ssl
from datetime import UTC
from email import message_from_string, policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from convene.errors import BadConfig, MailRefused

_TIMEOUT = 30  # seconds
_PORTS = {"smtp": 587, "smtps": 465}
_HERE = ("localhost", "127.0.0.1", "::1")


class Sender(Protocol):
    """Takes finished messages to their readers."""

    async def send(self, message: str) -> None:
        """Send one RFC 5322 message to everybody in its To.

        Raises:
            MailRefused: if it will never be taken.
            Exception: anything else means that another try may work.
        """


class SmtpSender:
    """Hands messages to the mail server of an address.

    `smtps://user:password@host:465` is encrypted from the start; `smtp://user:password@host:587` changes to TLS, which
    is demanded as soon as there is a password and the server is another machine. Special characters in user and
    password are percent-encoded. The password is in no message and no log.
    """

    def __init__(self, url: str) -> None:
        """Read the address.

        Raises:
            BadConfig: if it is not one.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise BadConfig("CONVENE_SMTP_URL has no usable port") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise BadConfig("CONVENE_SMTP_URL has to look like smtp://user:password@host:587 or smtps://…:465")
        self._host = parts.hostname
        self._port = port or _PORTS[parts.scheme]
        self._encrypted = parts.scheme == "smtps"
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def __repr__(self) -> str:
        return f"SmtpSender({self._host}:{self._port})"

    async def send(self, message: str) -> None:
        """Send one RFC 5322 message to everybody in its To, in one connection.

        Raises:
            MailRefused: if the server refuses it for good (5xx).
            aiosmtplib.SMTPException: if the server cannot be reached or wants us to come back later.
        """
        head = message_from_string(message, policy=policy.SMTP)
        recipients = addresses(head, "To")
        try:
            await aiosmtplib.send(
                message.encode(),
                sender=addresses(head, "From")[0],
                recipients=recipients,
                mail_options=[] if message.isascii() else ["SMTPUTF8", "BODY=8BITMIME"],
                hostname=self._host,
                port=self._port,
                username=self._user or None,
                password=self._password or None,
                use_tls=self._encrypted,
                start_tls=self._starts_tls(),
                tls_context=self._tls(),
                timeout=_TIMEOUT,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(_is_final(refused.code) for refused in error.recipients):
                raise MailRefused(error.recipients[0].message) from None
            raise
        except aiosmtplib.SMTPAuthenticationError:
            raise  # the settings are wrong, not the message; it can go out once they are mended
        except aiosmtplib.SMTPResponseException as error:
            if _is_final(error.code):
                raise MailRefused(error.message) from None
            raise

    def _starts_tls(self) -> bool | None:
        """Yes, no, or None for: if the server offers it."""
        if self._encrypted:
            return False
        return True if self._password and self._host not in _HERE else None

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._host in _HERE:  # nothing leaves the machine, and mail servers there have self-made certificates
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class FileSender:
    """Writes messages as `.eml` files into a folder, named by their date, reader and Message-ID."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made when it is needed."""
        self._folder = folder

    async def send(self, message: str) -> None:
        """Write one message; the file is there whole or not at all, and writing it again changes nothing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / file_name(message_from_string(message, policy=policy.SMTP))
        unfinished = path.with_suffix(".part")
        try:
            unfinished.write_bytes(message.encode())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


def file_name(message: EmailMessage) -> str:
    """`20261123T090000-ada-1f0c3a52.eml`: sorted by name, files are sorted by date."""
    ours = sha256(str(message["Message-ID"]).encode()).hexdigest()[:8]
    reader = reader_in_file_name(addresses(message, "To")[0])
    return f"{message['Date'].datetime.astimezone(UTC):%Y%m%dT%H%M%S}-{reader}-{ours}.eml"


def reader_in_file_name(address: str) -> str:
    """What stands in the names of the files for this reader."""
    return "".join(c for c in address.partition("@")[0].lower() if c.isascii() and c.isalnum())[:20]


def addresses(message: EmailMessage, header: str) -> list[str]:
    """The bare addresses in a header; none if it is missing."""
    value = message[header]
    return [address.addr_spec for address in value.addresses] if value else []


def _is_final(code: int) -> bool:
    return 500 <= code < 600
