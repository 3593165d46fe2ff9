"""Mail over TLS, to a real server: from the first byte on, after STARTTLS, and not at all."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from care.core.mailing import smtp
from care.core.mailing.smtp import MailError, Server
from tests.certificates import certificate_of
from tests.core.mails import Postbox, postbox

NAME = "localhost"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_of(NAME, tmp_path_factory.mktemp("tls"))


@pytest.fixture
def box(certificate: Path) -> Iterator[Postbox]:
    with postbox() as opened:
        opened.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        opened.tls.load_cert_chain(certificate)
        yield opened


def send(box: Postbox, security: str, *, host: str = NAME) -> None:
    box.at_once = security == "tls"
    server = Server(
        host=host,
        port=box.port,
        security=security,
        username="care",
        password="secret",
        sender="care@acme.example",
        trusted=True,
    )
    smtp.send(server, to="kim@example.org", subject="Hello", body="Safely.\n", message_id="1")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_over_tls(
    box: Postbox, certificate: Path, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    send(box, security)
    assert "Safely." in box.taken[0]
    assert box.tls is None, "it was spoken"
    asked = [line.partition(" ")[0].upper() for line in box.asked]
    if security == "starttls":
        assert asked.index("STARTTLS") < asked.index("AUTH"), "no password before it is safe"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_nobody_known_is_refused_in_words(box: Postbox, security: str) -> None:
    with pytest.raises(MailError, match="certificate of localhost is not trusted: self-signed"):
        send(box, security)
    assert not box.taken
    assert not any(line.startswith("AUTH") for line in box.asked), "it never saw the password"


def test_a_certificate_of_another_name_is_refused(
    box: Postbox, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(MailError, match=r"127\.0\.0\.1 is not trusted: IP address mismatch"):
        send(box, "tls", host="127.0.0.1")


def test_a_server_without_starttls_gets_no_password(box: Postbox) -> None:
    box.tls = None
    with pytest.raises(MailError, match="localhost: STARTTLS extension not supported"):
        send(box, "starttls")
    assert not any(line.startswith("AUTH") for line in box.asked)
