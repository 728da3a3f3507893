"""The post: a real mail server on this machine, with and without encryption, slow, refusing and away; or a folder."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from casting.domain.errors import Unready
from casting.domain.messages import MessageKind
from casting.mail.letters import Letter, compose
from casting.mail.post import FolderPost, PostAway, PostRefused, SmtpPost, post_to

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
CERTIFICATE = Path(__file__).with_name("loopback.pem")
"""For 127.0.0.1, with its key; made for these tests, and trusted by nobody else."""
VALUES = {"reference": "K7QX-24", "call": "The Challenge", "role": "The surgeon", "link": "https://x.example/y"}


def letter(recipient: str = "mira@example.org", key: str = "receipt:1") -> Any:
    made = Letter(key=key, kind=MessageKind.RECEIPT, recipient=recipient, values=VALUES)
    return compose(made, sender="Casting <casting@example.org>", now=NOW)


class Server:
    """What the mail server sees, and how it answers."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, bytes]] = []
        self.peers: set[tuple[str, int]] = set()
        self.answer = "250 OK"
        self.encrypted: list[bool] = []
        self.users: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 - the library's
        if "nobody" in address:
            return "550 no such user"
        if "later" in address:
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's
        self.peers.add(session.peer)
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        if self.answer.startswith("250"):
            self.letters += [(address, envelope.content) for address in envelope.rcpt_tos]
        if self.answer == "hang up":
            server.transport.abort()  # type: ignore[attr-defined]
        return self.answer

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's
        return "500 no goodbye"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.users.append(data.login.decode())
        return AuthResult(success=data.password == b"p@ss word", handled=False, message="535 no")


@pytest.fixture
def server() -> Server:
    return Server()


def started(server: Server, **options: Any) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    controller = Controller(server, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True, **options)
    controller.start()
    yield port
    controller.stop()


@pytest.fixture
def port(server: Server) -> Iterator[int]:
    """An unencrypted server."""
    yield from started(server)


@pytest.fixture
def offered() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@pytest.fixture
def trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


@pytest.fixture
def secure_port(server: Server, offered: ssl.SSLContext) -> Iterator[int]:
    """A server that offers STARTTLS and takes nothing without it and a password."""
    yield from started(
        server,
        tls_context=offered,
        require_starttls=True,
        auth_required=True,
        authenticator=server.authenticate,
    )


# ----------------------------------------------------------------------------------------------- mail server


def test_letters_of_one_round_go_over_one_connection(server: Server, port: int) -> None:
    post = SmtpPost("127.0.0.1", port, implicit_tls=False)
    for number in range(3):
        post.deliver(letter(f"applicant{number}@example.org", key=str(number)))
    post.hang_up()
    post.hang_up()
    assert [address for address, _ in server.letters] == [f"applicant{number}@example.org" for number in range(3)]
    assert len(server.peers) == 1
    assert b"Subject: We have your application: The Challenge" in server.letters[0][1]


@pytest.mark.parametrize(("recipient", "for_good"), [("nobody@example.org", True), ("later@example.org", False)])
def test_a_refused_recipient_is_said_and_the_next_letter_goes(
    server: Server, port: int, recipient: str, for_good: bool
) -> None:
    post = SmtpPost("127.0.0.1", port, implicit_tls=False)
    with pytest.raises(PostRefused) as refused:
        post.deliver(letter(recipient))
    assert refused.value.for_good is for_good
    post.deliver(letter())
    post.hang_up()
    assert [address for address, _ in server.letters] == ["mira@example.org"]


@pytest.mark.parametrize(("answer", "for_good"), [("554 spam", True), ("452 full", False)])
def test_a_refused_letter_is_said(server: Server, port: int, answer: str, for_good: bool) -> None:
    server.answer = answer
    post = SmtpPost("127.0.0.1", port, implicit_tls=False)
    with pytest.raises(PostRefused, match=answer) as refused:
        post.deliver(letter())
    assert refused.value.for_good is for_good
    post.hang_up()


def test_a_server_that_closes_down_is_away(server: Server, port: int) -> None:
    server.answer = "421 closing"
    post = SmtpPost("127.0.0.1", port, implicit_tls=False)
    with pytest.raises(PostAway, match="421"):
        post.deliver(letter())
    server.answer = "250 OK"
    post.deliver(letter())
    post.hang_up()
    assert len(server.letters) == 1


def test_a_server_that_breaks_off_without_an_answer_is_away(server: Server, port: int) -> None:
    server.answer = "hang up"
    post = SmtpPost("127.0.0.1", port, implicit_tls=False)
    with pytest.raises(PostAway, match="broke off"):
        post.deliver(letter())
    post.hang_up()


def test_a_server_that_is_not_there_is_away() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with pytest.raises(PostAway, match="cannot be reached"):
        SmtpPost("127.0.0.1", port, implicit_tls=False).deliver(letter())


def test_a_goodbye_that_fails_takes_nothing_back(server: Server, port: int) -> None:
    """The server answers QUIT with an error: what it accepted stays accepted, and nothing is raised."""
    post = SmtpPost("127.0.0.1", port, implicit_tls=False)
    post.deliver(letter())
    post.hang_up()
    assert len(server.letters) == 1


def test_an_address_in_another_script_goes_to_a_server_that_knows_them(server: Server, port: int) -> None:
    post = SmtpPost("127.0.0.1", port, implicit_tls=False)
    post.deliver(letter("мира@example.org"))
    post.hang_up()
    assert [address for address, _ in server.letters] == ["мира@example.org"]


# ------------------------------------------------------------------------------------------------ encryption


def test_encryption_is_used_where_it_is_offered_and_then_the_password_is_given(
    server: Server, secure_port: int, trust: ssl.SSLContext
) -> None:
    post = SmtpPost("127.0.0.1", secure_port, implicit_tls=False, user="casting", password="p@ss word", trust=trust)
    post.deliver(letter())
    post.hang_up()
    assert (server.encrypted, server.users) == ([True], ["casting"])


def test_a_wrong_password_is_no_fault_of_the_letter(server: Server, secure_port: int, trust: ssl.SSLContext) -> None:
    post = SmtpPost("127.0.0.1", secure_port, implicit_tls=False, user="casting", password="other", trust=trust)
    with pytest.raises(PostAway, match="does not let us in: SMTPAuthenticationError"):
        post.deliver(letter())
    assert server.letters == []


def test_a_certificate_that_nobody_vouches_for_is_not_believed(server: Server, secure_port: int) -> None:
    post = SmtpPost("127.0.0.1", secure_port, implicit_tls=False, user="casting", password="p@ss word")
    with pytest.raises(PostAway, match="SSLCertVerificationError"):
        post.deliver(letter())
    assert server.users == []


def test_a_connection_can_be_encrypted_from_its_beginning(
    server: Server, offered: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    for port in started(server, ssl_context=offered):
        post = SmtpPost("127.0.0.1", port, implicit_tls=True, trust=trust)
        post.deliver(letter())
        post.hang_up()
    assert server.encrypted == [True]


def test_no_password_goes_over_the_network_unencrypted(
    server: Server, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casting.mail.post.LOOPBACK", frozenset())
    post = SmtpPost("127.0.0.1", port, implicit_tls=False, user="casting", password="p@ss word")
    with pytest.raises(PostAway, match="SMTPNotSupportedError"):
        post.deliver(letter())
    assert server.users == []


# ---------------------------------------------------------------------------------------------------- folder


def test_without_a_mail_server_letters_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    post = FolderPost(tmp_path / "mail")
    post.deliver(letter())
    post.hang_up()
    [kept] = (tmp_path / "mail").iterdir()
    assert kept.name.startswith("receipt.")
    assert kept.suffix == ".eml"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert b"To: mira@example.org" in kept.read_bytes()


def test_a_letter_that_is_kept_twice_is_one_file(tmp_path: Path) -> None:
    post = FolderPost(tmp_path)
    for key in ("receipt:1", "receipt:1", "receipt:2"):
        post.deliver(letter(key=key))
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_away(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands in the way")
    with pytest.raises(PostAway, match="cannot be kept"):
        FolderPost(tmp_path / "mail").deliver(letter())


# -------------------------------------------------------------------------------------------------- settings


def test_an_empty_setting_means_the_folder(tmp_path: Path) -> None:
    assert isinstance(post_to("", folder=tmp_path), FolderPost)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, False, "", "")),
        (
            "smtp://casting:p%40ss%20word@mail.example.org:2525",
            ("mail.example.org", 2525, False, "casting", "p@ss word"),
        ),
        (
            "smtps://casting%40example.org:x@mail.example.org",
            ("mail.example.org", 465, True, "casting@example.org", "x"),
        ),
    ],
)
def test_a_setting_names_the_server(url: str, where: tuple[str, int, bool, str, str], tmp_path: Path) -> None:
    post = post_to(url, folder=tmp_path)
    assert isinstance(post, SmtpPost)
    assert (post._host, post._port, post._implicit_tls, post._user, post._password) == where


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://x:port", "smtp://[::1"]
)
def test_a_setting_that_names_no_server_is_refused_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(Unready, match=r"^CASTING_MAIL_URL"):
        post_to(url, folder=tmp_path)
