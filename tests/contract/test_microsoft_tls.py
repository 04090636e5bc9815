"""An authority of one's own, as some companies have it between them and the world: `SSL_CERT_FILE` names it."""

import json
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from calendar_worlds import WEEK, ZONE
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from microsoft_world import Kept

from convene.accounts.microsoft import MicrosoftAccounts
from convene.calendars.microsoft import MicrosoftCalendar
from convene.errors import CalendarUnreachable
from convene.settings import Settings
from convene.web import tls

BACK = "http://127.0.0.1:5055/app/connect/microsoft/callback"


class Handler(BaseHTTPRequestHandler):
    """A sign-in that tells where it is, and a Graph whose calendars are empty."""

    def do_GET(self):
        here = f"https://{self.headers['Host']}/common/oauth2/v2.0"
        said = {"issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token"}
        body = json.dumps({**said, "value": []}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The tests' output stays readable."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The files of a certificate that nobody knows, and of its key."""
    folder, key, now = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority of our own")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def server(certificate):
    """The address of a server with that certificate."""
    with _serving(*certificate) as url:
        yield url


@contextmanager
def _serving(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(params=[True, False], ids=["named", "unknown"])
def is_named(request, certificate, monkeypatch):
    """Whether SSL_CERT_FILE names the authority."""
    if request.param:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    tls.cache_clear()
    yield request.param
    tls.cache_clear()


def test_the_sign_in_is_trusted_if_its_authority_is_named(server, is_named):
    accounts = MicrosoftAccounts(Settings(ms_authority=f"{server}/common", ms_client_id="x", ms_client_secret="y"))

    if is_named:
        assert accounts.begin(BACK).url.startswith(f"{server}/common/oauth2/v2.0/authorize?")
    else:
        with pytest.raises(CalendarUnreachable, match="SSLError"):
            accounts.begin(BACK)


async def test_graph_is_trusted_if_its_authority_is_named(server, is_named):
    calendar = MicrosoftCalendar(f"{server}/v1.0", Kept("token"), zone=ZONE)

    if is_named:
        assert await calendar.busy(WEEK) == ()
    else:
        with pytest.raises(CalendarUnreachable, match="ConnectError"):
            await calendar.busy(WEEK)
    await calendar.close()
