"""Speaks to a mail server. The address that was checked is the one that is connected to, so a name
that changes its mind between the two leads nowhere."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from ipaddress import ip_address
from threading import Timer

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import CareError
from care.core.http import is_public
from care.core.models.mail import MailSecurity
from care.core.text import faithful

# For one wait, and for the whole talk: a server that says a byte now and then holds nobody.
WAIT_SECONDS = 10.0
TALK_SECONDS = 30.0
# Where mail servers listen; a server that the operator trusts may listen anywhere.
PORTS = frozenset({25, 465, 587, 2525})
MAX_SENTENCE = 400


class MailError(CareError):
    """The server did not take the mail. `for_good`: it will not take it later either."""

    code = "mail"

    def __init__(self, sentence: str, *, for_good: bool = False) -> None:
        super().__init__(faithful(sentence, limit=MAX_SENTENCE))
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    sender: str
    trusted: bool
    """May be private, may go without TLS: it is the operator's, or the operator allowed it."""


def send(server: Server, *, to: str, subject: str, body: str, message_id: str) -> None:
    """Raises MailError. Never within a transaction: a server may take half a minute."""
    message = _message(server, to=to, subject=subject, body=body, message_id=message_id)
    try:
        with _talk(server) as client:
            client.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _said(server, code, answer, for_good=code >= 500) from error
    except smtplib.SMTPAuthenticationError as error:
        raise _said(server, error.smtp_code, error.smtp_error, for_good=False) from error
    except smtplib.SMTPResponseException as error:
        code = error.smtp_code
        raise _said(server, code, error.smtp_error, for_good=code >= 500) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailError(_("%(host)s: %(words)s") % {"host": server.host, "words": error}) from error
    except smtplib.SMTPServerDisconnected as error:
        raise MailError(
            _("%(host)s broke the connection, or was too slow.") % {"host": server.host}
        ) from error
    except ssl.SSLCertVerificationError as error:
        told = _(
            "The certificate of %(host)s is not trusted: %(words)s. Check the name of the server. "
            "The operator can let Care trust its authority (SSL_CERT_FILE)."
        )
        words = error.verify_message.rstrip(".")
        raise MailError(told % {"host": server.host, "words": words}) from error
    except ssl.SSLError as error:
        words = error.reason or type(error).__name__
        told = _("No safe connection to %(host)s: %(words)s. Check the port and the encryption.")
        raise MailError(told % {"host": server.host, "words": words}) from error
    except TimeoutError as error:
        raise MailError(_("%(host)s did not answer in time.") % {"host": server.host}) from error
    except OSError as error:
        raise MailError(_("%(host)s cannot be reached.") % {"host": server.host}) from error


def _message(server: Server, *, to: str, subject: str, body: str, message_id: str) -> EmailMessage:
    name, address = parseaddr(server.sender)
    domain = address.rpartition("@")[2] or "localhost"
    message = EmailMessage()
    try:
        message["From"] = formataddr((name, address)) if name else address
        message["To"] = to
        message["Subject"] = subject
    except ValueError as error:
        raise MailError(_("The address %(to)s cannot be written to.") % {"to": to}) from error
    message["Date"] = timezone.now()
    # The same at each attempt, so that a mail that was taken twice can be known for one.
    message["Message-ID"] = f"<{message_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


@contextmanager
def _talk(server: Server) -> Iterator[smtplib.SMTP]:
    kind = _OverTls if server.security == MailSecurity.TLS else _Plain
    client = kind(server)
    watch = Timer(TALK_SECONDS, client.hang_up)
    watch.daemon = True
    watch.start()
    try:
        client.connect(server.host, server.port)
        if server.security == MailSecurity.STARTTLS:
            client.starttls(context=ssl.create_default_context())
        if server.username:
            client.login(server.username, server.password)
        yield client
        client.quit()
    finally:
        watch.cancel()
        client.close()


class _Checked(smtplib.SMTP):
    """Connects to an address that was looked at."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(timeout=WAIT_SECONDS, local_hostname="care.localhost")
        # What certificates are held against; by itself it is set only by a connecting init.
        self._host = server.host

    def hang_up(self) -> None:
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it is gone already

    def _connected(self) -> socket.socket:
        last: OSError = ConnectionError()
        for address in addresses_of(self._server):
            try:
                return socket.create_connection((address, self._server.port), WAIT_SECONDS)
            except OSError as error:
                last = error
        raise last


class _Plain(_Checked):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._connected()


class _OverTls(_Checked):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        context = ssl.create_default_context()
        return context.wrap_socket(self._connected(), server_hostname=self._server.host)


def addresses_of(server: Server) -> list[str]:
    """Raises MailError when the server may not be spoken to."""
    try:
        found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise MailError(
            _("%(host)s is not a known name on the internet.") % {"host": server.host}
        ) from error
    texts = list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))
    if not server.trusted and not all(is_public(ip_address(text)) for text in texts):
        raise MailError(
            _(
                "%(host)s is an address inside a private network. "
                "The operator of this installation can allow it."
            )
            % {"host": server.host}
        )
    return texts[:2]


def _said(server: Server, code: int, words: bytes | str, *, for_good: bool) -> MailError:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    told = _("%(host)s said: %(code)s %(words)s")
    said = {"host": server.host, "code": code, "words": " ".join(text.split())}
    return MailError(told % said, for_good=for_good)
