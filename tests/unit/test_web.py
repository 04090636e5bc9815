"""What every client of ours trusts."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from convene.web import is_on_this_machine, retry_after, tls


def test_an_authority_of_ones_own_is_trusted(tmp_path, monkeypatch):
    """SSL_CERT_FILE names it."""
    (tmp_path / "ca.pem").write_bytes(authority("Northwind CA"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    tls.cache_clear()

    (trusted,) = tls().get_ca_certs()

    tls.cache_clear()
    assert trusted["subject"] == ((("commonName", "Northwind CA"),),)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8080/calendar/v3/", True),
        ("http://[::1]/x", True),
        ("http://localhost/", True),
        ("https://www.googleapis.com/calendar/v3/", False),
        ("https://127.0.0.1.example.com/", False),
        ("nonsense", False),
    ],
)
def test_only_this_machine_is_asked_past_a_proxy(url, here):
    assert is_on_this_machine(url) is here


def authority(name):
    """A certificate of an authority, as PEM."""
    key, who = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Thu, 26 Nov 2026 09:00:30 GMT", "Date": "Thu, 26 Nov 2026 09:00:00 GMT"}, 30),
        ({"Retry-After": "Thu, 26 Nov 2026 08:00:00 GMT", "Date": "Thu, 26 Nov 2026 09:00:00 GMT"}, 0),
        ({"Retry-After": "86400"}, 900),
        ({"Retry-After": "Thu, 26 Nov 2099 09:00:00 GMT", "Date": "Thu, 26 Nov 2026 09:00:00 GMT"}, 900),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_a_server_wants_to_be_left_alone(headers, seconds):
    """RFC 9110: seconds, or a date by the server's own clock."""
    assert retry_after(httpx.Response(429, headers=headers)) == seconds
