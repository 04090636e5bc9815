"""Sending for real: to an SMTP server on this machine, and into files."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from icalendar import Calendar

from convene.errors import BadConfig, MailRefused
from convene.mail.compose import admin_alert
from convene.mail.send import FileSender, SmtpSender
from tests.service.test_mail_composing import EVENT, NOW, SENDER, invitation_text

MESSAGE = invitation_text(EVENT)

Start = Callable[..., Awaitable[int]]


class Sink:
    """Takes every mail, or answers as it is told."""

    def __init__(self) -> None:
        self.mails: list[SimpleNamespace] = []
        self.answers: dict[str, str] = {}
        self.passwords: list[bytes] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.mails.append(
            SimpleNamespace(
                sender=envelope.mail_from,
                to=envelope.rcpt_tos,
                content=envelope.content,
                encrypted=session.ssl is not None,
                options=envelope.mail_options,
            )
        )
        return "250 OK"

    def check(self, server, session, envelope, mechanism, data) -> AuthResult:
        self.passwords.append(data.password)
        return AuthResult(success=data.password == b"p@ss:w/rd", handled=False)


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
async def start(sink: Sink) -> AsyncIterator[Start]:
    """Starts a server for the sink on a free port; gives the port."""
    servers = []

    async def start(encrypted: ssl.SSLContext | None = None, **options: object) -> int:
        def speak() -> SMTP:
            return SMTP(sink, hostname="mail.test", enable_SMTPUTF8=True, **options)

        server = await asyncio.get_running_loop().create_server(speak, "127.0.0.1", 0, ssl=encrypted)
        servers.append(server)
        return server.sockets[0].getsockname()[1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A self-made certificate, as mail servers on one's own machine have it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    pem.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


async def test_an_invitation_arrives_as_it_was_written(sink: Sink, start: Start) -> None:
    """N1: byte for byte, with the calendar in both places."""
    await SmtpSender(f"smtp://127.0.0.1:{await start()}").send(MESSAGE)

    (mail,) = sink.mails
    assert (mail.sender, mail.to) == (SENDER, ["ada@engines.test"])
    assert mail.content == MESSAGE.encode()
    message = message_from_bytes(mail.content, policy=policy.default)
    kinds = ("text/calendar", "application/ics")
    first, second = (p.get_payload(decode=True) for p in message.walk() if p.get_content_type() in kinds)
    assert first == second
    assert Calendar.from_ical(first)["METHOD"] == "REQUEST"


async def test_an_address_beyond_ascii_is_announced_to_the_server(sink: Sink, start: Start) -> None:
    """RFC 6531."""
    await SmtpSender(f"smtp://127.0.0.1:{await start()}").send(
        invitation_text(replace(EVENT, attendee_email="zoë@engines.test"))
    )

    (mail,) = sink.mails
    assert mail.to == ["zoë@engines.test"]
    assert "SMTPUTF8" in mail.options


async def test_starttls_and_a_password_with_odd_characters(
    sink: Sink, start: Start, certificate: ssl.SSLContext
) -> None:
    port = await start(tls_context=certificate, auth_required=True, auth_require_tls=True, authenticator=sink.check)

    await SmtpSender(f"smtp://convene:p%40ss%3Aw%2Frd@127.0.0.1:{port}").send(MESSAGE)

    assert sink.passwords == [b"p@ss:w/rd"]
    assert [mail.encrypted for mail in sink.mails] == [True]


async def test_smtps_is_encrypted_from_the_start(sink: Sink, start: Start, certificate: ssl.SSLContext) -> None:
    await SmtpSender(f"smtps://127.0.0.1:{await start(encrypted=certificate)}").send(MESSAGE)

    assert len(sink.mails) == 1


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
async def test_a_5xx_answer_is_final(sink: Sink, start: Start, stage: str) -> None:
    sink.answers[stage] = "550 5.1.1 no such user"

    with pytest.raises(MailRefused, match="no such user"):
        await SmtpSender(f"smtp://127.0.0.1:{await start()}").send(MESSAGE)


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
async def test_a_4xx_answer_may_be_tried_again(sink: Sink, start: Start, stage: str) -> None:
    sink.answers[stage] = "451 4.3.0 come back later"

    with pytest.raises(Exception, match="come back later") as failure:
        await SmtpSender(f"smtp://127.0.0.1:{await start()}").send(MESSAGE)

    assert not isinstance(failure.value, MailRefused)


async def test_a_wrong_password_is_no_fault_of_the_message_and_is_never_told(
    sink: Sink, start: Start, certificate: ssl.SSLContext
) -> None:
    """S11."""
    port = await start(tls_context=certificate, auth_required=True, auth_require_tls=True, authenticator=sink.check)
    sender = SmtpSender(f"smtp://convene:s3cret@127.0.0.1:{port}")

    with pytest.raises(Exception) as failure:  # noqa: PT011
        await sender.send(MESSAGE)

    assert not isinstance(failure.value, MailRefused)
    assert "s3cret" not in f"{failure.value!r} {sender!r}"


async def test_a_server_that_is_not_there_may_come_back(unused_tcp_port: int) -> None:
    with pytest.raises(Exception) as failure:  # noqa: PT011
        await SmtpSender(f"smtp://127.0.0.1:{unused_tcp_port}").send(MESSAGE)

    assert not isinstance(failure.value, MailRefused)


@pytest.mark.parametrize("url", ["mail.test:25", "http://mail.test", "smtp://", "smtp://mail.test:port"])
def test_an_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadConfig, match="CONVENE_SMTP_URL"):
        SmtpSender(url)


async def test_without_a_mail_server_mails_become_files(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"

    await FileSender(folder).send(MESSAGE)

    (path,) = folder.iterdir()
    assert path.name.startswith("20261123T090000-ada-")
    assert path.suffix == ".eml"
    assert path.read_bytes() == MESSAGE.encode()


async def test_writing_a_mail_again_changes_nothing_and_other_mails_stay(tmp_path: Path) -> None:
    """Invariant 3."""
    sender = FileSender(tmp_path)
    alert = admin_alert(
        kind="undelivered",
        to="ada@engines.test",
        sender=SENDER,
        now=NOW,
        locale="en",
        recipient="x",
        about="y",
        error="z",
    )

    for message in (MESSAGE, MESSAGE, alert.as_string()):
        await sender.send(message)

    assert len(list(tmp_path.iterdir())) == 2


async def test_an_address_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    await FileSender(folder).send(invitation_text(replace(EVENT, attendee_email="../../x/y@engines.test")))

    assert [path.parent for path in tmp_path.rglob("*.eml")] == [folder]
