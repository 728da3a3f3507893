"""Letters: what they say, and that nobody's words get into a header or become a link."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.messages import MessageKind
from casting.mail.letters import BadLetter, Letter, compose, greetable
from casting.mail.post import _in_seven_bits

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
LINK = "https://casting.example.org/applications/K7QX-24/open/key"
VALUES = {
    "reference": "K7QX-24",
    "call": "The Challenge",
    "role": "The surgeon",
    "problem": "The picture moves. Please send a photograph.",
    "name": "Mira Sokolova",
    "inviter": "Ari Keys",
    "child": "Ivo",
    "link": LINK,
}
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}


def written(kind: MessageKind, *, recipient: str = "mira@example.org", key: str = "k", **values: str) -> EmailMessage:
    letter = Letter(key=key, kind=kind, recipient=recipient, values=VALUES | values)
    return compose(letter, sender="Casting <casting@example.org>", now=NOW)


def texts(letter: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML, as they arrive."""
    arrived = message_from_bytes(bytes(letter), policy=policy.default)
    assert isinstance(arrived, EmailMessage)
    plain, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def links(text: str) -> set[str]:
    """Whatever a mail program might make a link of."""
    return set(re.findall(r"(?i)(?:\w+://|www\.)\S+|\S+@\S+|\b[\w-]+\.[a-z]{2,}\b", text))


class Tags(HTMLParser):
    """Collects what an HTML text consists of beside text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.targets: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.targets.update(value or "" for name, value in attrs if name in {"href", "src", "action"})


@pytest.mark.parametrize("kind", MessageKind)
def test_every_kind_has_its_letter_with_its_links_alone(kind: MessageKind) -> None:
    letter = written(kind)
    plain, html = texts(letter)
    assert set(letter.keys()) == HEADERS
    assert (letter["To"], letter["From"]) == ("mira@example.org", "Casting <casting@example.org>")
    expected = {LINK, f"{LINK}/form"} if kind is MessageKind.GUARDIAN_GIVEN else {LINK}
    assert links(plain) == expected
    assert Tags(html).targets == expected
    assert "{" not in plain + html + str(letter["Subject"])


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind not in {"invitation", "forgotten"}])
def test_applicants_read_what_it_is_about(kind: MessageKind) -> None:
    letter = written(kind)
    plain, html = texts(letter)
    for word in ("K7QX-24", "The Challenge", "The surgeon"):
        assert word in plain
        assert word in html
    assert "The Challenge" in letter["Subject"]


def test_the_text_and_the_html_say_the_same() -> None:
    for kind in MessageKind:
        plain, html = texts(written(kind))
        body = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*</head>", "", html))
        said = {word.strip(",.:;()“”") for word in body.split()} - {""}
        assert len(said - {word.strip(",.:;()“”") for word in plain.split()}) <= 4, kind


def test_the_same_occasion_gives_the_same_message_id_and_another_one_another() -> None:
    first, again, other = (
        written(MessageKind.RECEIPT, key=key)["Message-ID"] for key in ("receipt:1", "receipt:1", "receipt:2")
    )
    assert first == again != other
    assert re.fullmatch(r"<receipt\.[0-9a-f]{32}@example\.org>", first)


ATTACKS = (
    "Mira\r\nBcc: all@example.org",
    "Mira\nSubject: You have won",
    "Mira\u2028Bcc: all@example.org",
    "Mira\x00\x0bBcc: x@example.org",
    "https://evil.example/win",
    "www.evil.example",
    "evil.example",
    "Mira evil。example",
    "mira@evil.example",
    "<a href=https://evil.example>Mira</a>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}",
    "=?utf-8?q?Bcc:_x?=",
    "Mira \u202egro.live",
    "tel:+79000000000",
    "Win 1000 now",
    "M" * 400,
)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("kind", [MessageKind.INVITATION, MessageKind.FORGOTTEN, MessageKind.GUARDIAN_ASKED])
def test_a_name_becomes_no_header_and_no_link(kind: MessageKind, attack: str) -> None:
    letter = written(kind, name=attack, inviter=attack, child=attack)
    plain, html = texts(letter)
    assert set(letter.keys()) == HEADERS
    assert links(plain) == {LINK}
    assert Tags(html).targets == {LINK}
    assert Tags(html).seen <= {"html", "head", "meta", "title", "body", "p", "a", "hr", "small"}
    assert str(letter["Subject"]) == str(written(kind)["Subject"])


@given(st.text(max_size=80))
def test_whatever_the_name_is_the_headers_stay_the_same(name: str) -> None:
    letter, usual = (written(MessageKind.INVITATION, name=said, inviter=said) for said in (name, "Mira"))
    arrived = message_from_bytes(bytes(letter), policy=policy.default)
    assert {(key, str(value)) for key, value in arrived.items() if key != "Content-Type"} == {
        (key, str(value)) for key, value in usual.items() if key != "Content-Type"
    }
    assert links(texts(letter)[0]) == {LINK}


@pytest.mark.parametrize(
    "title",
    ["The\r\nChallenge", "The Challenge\n\nBcc: all@example.org", "Вызов", "x" * 900, "{link}", "=?utf-8?b?eA?="],
)
def test_a_title_stays_within_its_one_line(title: str) -> None:
    letter = written(MessageKind.RECEIPT, call=title)
    arrived = message_from_bytes(bytes(letter), policy=policy.default)
    assert set(arrived.keys()) == HEADERS
    assert "\n" not in str(letter["Subject"])
    assert len(str(letter["Subject"])) < 140
    assert all(len(line) <= 998 for line in bytes(letter).splitlines())


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("name", ATTACKS)
def test_no_letter_takes_a_name_for_anything_else(kind: MessageKind, name: str) -> None:
    letter, nameless = written(kind, name=name, child=name, inviter=name), written(kind, name="", child="", inviter="")
    assert [str(value) for value in letter.values()] == [str(value) for value in nameless.values()]
    assert texts(letter) == texts(nameless)


@pytest.mark.parametrize(
    ("language", "greeting"), [("en", "Dear {},"), ("ru", "Здравствуйте, {}!"), ("es", "Hola, {}:")]
)
@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind not in {"invitation", "forgotten"}])
def test_every_letter_greets_by_name_and_keeps_it_apart(kind: MessageKind, language: str, greeting: str) -> None:
    for name, marked in (("Mira Sokolova", "Mira Sokolova"), ("מירה", "\u2068מירה\u2069")):
        plain, html = texts(written(kind, language=language, name=name))
        assert plain.startswith(greeting.format(marked))
        assert f"<p>{greeting.format(f'<bdi>{name}</bdi>')}</p>" in html


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind not in {"invitation", "forgotten"}])
def test_an_answer_goes_to_the_office_of_the_call(kind: MessageKind) -> None:
    office = {"contact": "The office (office@example.org)", "answers_to": "office@example.org"}
    letter = written(kind, **office)
    assert set(letter.keys()) == HEADERS | {"Reply-To"}
    assert letter["Reply-To"] == "office@example.org"
    plain, html = (" ".join(text.split()) for text in texts(letter))
    assert "write to The office (office@example.org)." in plain
    assert "write to <bdi>The office (office@example.org)</bdi>." in html
    assert "nobody reads" not in plain + html


@pytest.mark.parametrize(
    "address",
    [
        "office@example.org\r\nBcc: all@example.org",
        "office@example.org, all@example.org",
        "Office <office@example.org>",
        "офис@example.org",
        "office",
        "",
    ],
)
def test_what_is_no_plain_address_is_in_no_header(address: str) -> None:
    letter = written(MessageKind.RECEIPT, answers_to=address, contact="x\r\nBcc: all@example.org")
    assert {key: str(value) for key, value in letter.items()} == {
        key: str(value) for key, value in written(MessageKind.RECEIPT).items()
    }


def test_the_offices_domain_is_written_as_every_server_takes_it() -> None:
    assert written(MessageKind.RECEIPT, answers_to="casting@почта.рф")["Reply-To"] == "casting@xn--80a1acny.xn--p1ai"


@pytest.mark.parametrize(
    "name",
    [
        "Mira Sokolova",
        "Юлия Пересильд",
        "O’Neill",
        "Anne-Marie d'Arc",
        "J. R. Smith",
        "李小龍",
        "José Ñandú",
        "Núria Gal·la",
    ],
)
def test_people_are_greeted_by_their_names(name: str) -> None:
    assert greetable(name) == name
    assert f"Dear {name}," in texts(written(MessageKind.INVITATION, name=name))[0]


@pytest.mark.parametrize(
    "recipient", ["", "mira", "mira@example.org\r\nBcc: x@example.org", "a@b@c.org", "mira@-x.org"]
)
def test_what_is_no_address_gets_no_letter(recipient: str) -> None:
    with pytest.raises(BadLetter):
        written(MessageKind.RECEIPT, recipient=recipient)


@pytest.mark.parametrize(
    ("recipient", "to"),
    [("mira@почта.рф", "mira@xn--80a1acny.xn--p1ai"), ("мира@почта.рф", "мира@xn--80a1acny.xn--p1ai")],
)
def test_addresses_in_any_script_get_letters(recipient: str, to: str) -> None:
    letter = written(MessageKind.RECEIPT, recipient=recipient)
    assert letter["To"].addresses[0].addr_spec == to
    assert f"To: {to}".encode() in bytes(letter)


def test_a_value_that_a_letter_needs_and_has_not_is_a_fault_of_ours() -> None:
    letter = Letter(key="k", kind=MessageKind.RECEIPT, recipient="mira@example.org", values={"call": "C"})
    with pytest.raises(Exception, match="undefined"):
        compose(letter, sender="casting@example.org", now=NOW)


@pytest.mark.parametrize("language", ["en", "ru", "es"])
@pytest.mark.parametrize("kind", MessageKind)
def test_a_long_address_stands_on_one_line_of_the_letter_as_it_is_sent(kind: MessageKind, language: str) -> None:
    address = f"{LINK}?part=whole&key={'k7' * 90}"
    letter = written(kind, language=language, link=address)
    html_begins = bytes(letter).index(b"text/html")
    assert address.encode() in bytes(letter)[:html_begins]
    assert address in texts(letter)[0]
    plain, html = texts(letter)
    assert texts(_in_seven_bits(letter)) == (plain, html)
    assert bytes(_in_seven_bits(letter)).isascii()


def test_an_invitation_names_the_call_and_the_duty_where_it_came_with_them() -> None:
    letter = written(MessageKind.INVITATION, duty="associate")
    assert letter["Subject"] == "You are invited to the casting team: The Challenge"
    assert all("you are associate of The Challenge." in " ".join(text.split()) for text in texts(letter))
    plain = written(MessageKind.INVITATION, call="")
    assert plain["Subject"] == "You are invited to a casting team"
    assert all("to review applications." in " ".join(text.split()) for text in texts(plain))
