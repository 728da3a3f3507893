"""How letters leave: to a mail server, or into a folder where none is set."""

import copy
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from casting.domain.errors import CastingError, Unready

SILENCE_SECONDS = 20.0
"""How long the mail server may take for one answer."""
CLOSING = 421
"""The answer of a server that is about to close the connection, whatever it was asked."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class PostAway(CastingError):
    """The mail server cannot be reached, or broke off before it had answered: the letter may be sent again."""


class PostRefused(CastingError):
    """The mail server answered that it does not take the letter.

    Attributes:
        for_good: whether it said that trying again is of no use (5xx).
    """

    def __init__(self, message: str, *, for_good: bool) -> None:
        super().__init__(message)
        self.for_good = for_good


class Post(Protocol):
    """Takes letters."""

    def deliver(self, letter: EmailMessage) -> None:
        """Hand over one letter; it has been accepted once this returns. Raises PostAway or PostRefused."""
        ...

    def hang_up(self) -> None:
        """End a round of letters. Never raises."""
        ...


class FolderPost:
    """Keeps letters as `.eml` files; one that is delivered twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, letter: EmailMessage) -> None:
        """Write one letter. Raises PostAway where the folder cannot be written."""
        name = str(letter["Message-ID"]).strip("<>").partition("@")[0]
        unfinished = self._folder / f".{name}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.write_bytes(bytes(letter))
            unfinished.chmod(0o600)
            unfinished.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise PostAway(f"The letter cannot be kept in {self._folder}: {error.strerror}.") from error

    def hang_up(self) -> None:
        """Nothing to end."""


class SmtpPost:
    """Hands letters to a mail server, several on one connection; encrypted wherever the server offers it.

    Args:
        implicit_tls: whether the connection is encrypted from its beginning (smtps).
        trust: how certificates are checked; by default against those of the system.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        implicit_tls: bool,
        user: str = "",
        password: str = "",
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._implicit_tls = implicit_tls
        self._user = user
        self._password = password
        self._trust = trust or ssl.create_default_context()
        self._connection: smtplib.SMTP | None = None

    def deliver(self, letter: EmailMessage) -> None:
        """Hand over one letter. Raises PostAway or PostRefused."""
        if self._connection is None:
            self._connection = self._connect()
        try:
            self._connection.send_message(letter if self._connection.has_extn("8bitmime") else _in_seven_bits(letter))
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise self._refused(code, words) from error
        except smtplib.SMTPResponseException as error:
            raise self._refused(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise PostRefused("The mail server takes no such address.", for_good=True) from error
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            raise PostAway(f"The mail server broke off: {type(error).__name__}.") from error

    def hang_up(self) -> None:
        """Say goodbye; whatever the server answers, what it accepted before stays accepted."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        try:
            if self._implicit_tls:
                connection: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, timeout=SILENCE_SECONDS, context=self._trust
                )
            else:
                connection = smtplib.SMTP(self._host, self._port, timeout=SILENCE_SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            raise PostAway(f"The mail server cannot be reached: {type(error).__name__}.") from error
        try:
            self._introduce(connection)
        except (OSError, smtplib.SMTPException) as error:
            connection.close()
            raise PostAway(f"The mail server does not let us in: {type(error).__name__}.") from error
        return connection

    def _introduce(self, connection: smtplib.SMTP) -> None:
        connection.ehlo()
        encrypted = self._implicit_tls
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=self._trust)
            connection.ehlo()
            encrypted = True
        if self._user and not encrypted and self._host not in LOOPBACK:
            # The password would go over the network as it is; whoever stands between may also have hidden the offer.
            raise smtplib.SMTPNotSupportedError("no encryption")
        if self._user:
            connection.login(self._user, self._password)

    def _refused(self, code: int, words: bytes | str) -> PostAway | PostRefused:
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        answer = f"The mail server answered {code} {said}".strip()
        if code == CLOSING:
            self.hang_up()
            return PostAway(answer)
        return PostRefused(answer, for_good=code >= 500)


def _in_seven_bits(letter: EmailMessage) -> EmailMessage:
    """The same letter for a server that does not offer to take eight bits."""
    made = copy.deepcopy(letter)
    for part in made.walk():
        if part["Content-Transfer-Encoding"] == "8bit":
            part.set_content(part.get_content(), subtype=part.get_content_subtype(), cte="base64")
    return made


def post_to(url: str, *, folder: Path) -> SmtpPost | FolderPost:
    """The way that the settings name: `smtp://user:password@host:port`, `smtps://…`, or the folder where it is empty.

    Raises:
        Unready: the address cannot be read.
    """
    if not url:
        return FolderPost(folder)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unready("CASTING_MAIL_URL cannot be read.") from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise Unready("CASTING_MAIL_URL has to be smtp://user:password@host:port or smtps://….")
    implicit_tls = parts.scheme == "smtps"
    return SmtpPost(
        parts.hostname,
        port or (465 if implicit_tls else 587),
        implicit_tls=implicit_tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
