"""Letters: what is written for each kind of message, as plain text and as HTML, in its recipient's language.

Nobody's own words get into a header, and no link is ever made of them: a name that could be read as an address or a
link is left out, since a stranger may have typed it to have her advertisement sent to somebody else. The office's
address alone stands in one, checked, so that an answer goes there.
"""

import hashlib
import re
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from casting import resources
from casting.domain.media import Refusal, explain
from casting.domain.messages import MessageKind
from casting.domain.said import Text, said
from casting.languages.catalogues import ENGLISH, language

SUBJECTS: Mapping[MessageKind, Callable[[str], Text]] = {
    MessageKind.RECEIPT: lambda call: said("We have your application: {call}", call=call),
    MessageKind.APPLICATION_AGAIN: lambda call: said("You have applied already: {call}", call=call),
    MessageKind.HEADSHOT_UNUSABLE: lambda call: said("Please send another headshot: {call}", call=call),
    MessageKind.TAPE_UNUSABLE: lambda call: said("Please send another video: {call}", call=call),
    MessageKind.RESUME_LINK: lambda call: said("The link to your application: {call}", call=call),
    MessageKind.DRAFT_LINK: lambda call: said("Your application is kept for later: {call}", call=call),
    MessageKind.GUARDIAN_ASKED: lambda call: said("Your consent is asked for: {call}", call=call),
    MessageKind.GUARDIAN_GIVEN: lambda call: said("You have consented: {call}", call=call),
    MessageKind.OUTCOME_BOOKED: lambda call: said("The answer to your application: {call}", call=call),
    MessageKind.OUTCOME_RELEASED: lambda call: said("The answer to your application: {call}", call=call),
    MessageKind.WITHDRAWN: lambda call: said("You have withdrawn your application: {call}", call=call),
    MessageKind.CAME_BACK: lambda call: said("Your application stands again: {call}", call=call),
    MessageKind.SIDES: lambda call: said("Pages for you to prepare: {call}", call=call),
    MessageKind.INVITATION: lambda call: (
        f"You are invited to the casting team: {call}" if call else "You are invited to a casting team"
    ),
    MessageKind.FORGOTTEN: lambda _call: "Choose a new password",
}
"""The subject of each kind, made of the call's title. The team is written to in English."""
LONGEST_TITLE = 100
LINE = 100
"""Characters of a line of the plain text; a link may be longer."""
LONGEST_SENT = 998
"""Bytes of a line that a mail server has to take."""
LONGEST_NAME = 60
OWN = ("name", "child", "inviter", "contact")
"""Values that may be written in a direction of their own."""


class BadLetter(ValueError):
    """The letter cannot be written: its recipient is no address."""


@dataclass(frozen=True)
class Letter:
    """A message that is about to be sent.

    Attributes:
        key: names the occasion; the same key gives the same Message-ID, by which mail servers know a second copy.
        values: what the templates of that kind read, the link among them; `language` is the code of the recipient's,
            English where nothing is said of it; `added` is a paragraph of the office's own; `contact` and its bare
            address `answers_to` say where an answer goes;
            `until` is a moment, shown in `zone`; `refusal`, a
            `casting.domain.media.Refusal`, says what the problem is.
    """

    key: str
    kind: MessageKind
    recipient: str
    values: Mapping[str, str]


def compose(letter: Letter, *, sender: str, now: datetime) -> EmailMessage:
    """Write a letter.

    Args:
        sender: as in a From header: `Casting <casting@example.org>`.

    Raises:
        BadLetter: the recipient is no address.
    """
    spoken = language(letter.values.get("language", ENGLISH))
    values = {name: _one_line(value) for name, value in letter.values.items()}
    values = {**dict.fromkeys(("until", "code", "call", "duty", "name", "contact", "added"), ""), **values}
    if values["until"]:
        until = datetime.fromisoformat(values["until"])
        values["until"] = spoken.say(until.astimezone(ZoneInfo(values["zone"])))
    if "refusal" in values:
        values["problem"] = spoken.say(explain(Refusal(values["refusal"])).whole)
    values |= {name: greetable(values[name]) for name in ("name", "child", "inviter") if name in values}
    recipient = _recipient(letter.recipient)
    message = EmailMessage(policy=SMTP if recipient.isascii() else SMTPUTF8)
    message["From"] = sender
    message["To"] = _address(recipient)
    message["Subject"] = spoken.say(SUBJECTS[letter.kind](values.get("call", "")[:LONGEST_TITLE]))
    if answers_to := _answers_to(values.get("answers_to", "")):
        message["Reply-To"] = answers_to
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _message_id(letter, domain=_domain(message))
    message["Auto-Submitted"] = "auto-generated"
    words = {**values, "spoken": spoken, "gettext": spoken.translated, "ngettext": spoken.translated_for}
    plain, html = (
        _templates().get_template(f"{letter.kind}.{form}").render(words | _own(values, apart))
        for form, apart in (("txt", _apart), ("html", Markup("<bdi>{}</bdi>").format))
    )
    # As it stands, whatever the length of a line: quoted-printable would break an address in two, and whoever reads the
    # letter in a file would copy half of it. A server that takes no eight bits gets base64 of the post.
    lines = _in_lines(plain)
    fit = all(len(line.encode()) <= LONGEST_SENT for line in lines.splitlines())
    message.set_content(lines, cte=("7bit" if lines.isascii() else "8bit") if fit else "base64")
    message.add_alternative(html, subtype="html")
    return message


def unwrapped(text: str) -> str:
    """The plain text of a letter without the breaks that `compose` put into its lines, for who has lines of her own."""
    lines: list[str] = []
    before = ""
    for line in text.splitlines():
        broken = before and line and len(before) + 1 + len(line.split(maxsplit=1)[0]) > LINE
        lines[-1:] = [f"{lines[-1]} {line}"] if broken else [*lines[-1:], line]
        before = line
    return "\n".join(lines)


def greetable(name: str) -> str:
    """The name where it can only be read as one, else nothing: letters, blanks, and dots that no letter follows."""
    plain = _one_line(name)
    if not plain or len(plain) > LONGEST_NAME or re.search(r"\.\S", plain):
        return ""
    fit = all(unicodedata.category(c)[0] in "LM" or c in " .,-'’ʼ·" for c in plain)
    return plain if fit else ""


def _recipient(address: str) -> str:
    """The bare address, its domain in ASCII; the name that goes with it is nobody's business on the way."""
    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        raise BadLetter("The recipient's address cannot be used.") from error
    return found.ascii_email or f"{found.local_part}@{found.ascii_domain}"


def _own(values: Mapping[str, str], apart: Callable[[str], str]) -> dict[str, str]:
    return {name: apart(values[name]) for name in OWN if values.get(name)}


def _answers_to(address: str) -> Address | None:
    """Where an answer goes; None where that is no address, or not every mail server takes it."""
    with suppress(BadLetter):
        bare = _recipient(address)
        return _address(bare) if bare.isascii() else None
    return None


def _address(bare: str) -> Address:
    username, _, domain = bare.rpartition("@")
    return Address(username=username, domain=domain)


def _apart(name: str) -> str:
    """A name in a plain text: where it is written from the right, marked so that the rest keeps its order."""
    rightward = any(unicodedata.bidirectional(c) in {"R", "AL"} for c in name)
    return f"\u2068{name}\u2069" if rightward else name


def _domain(message: EmailMessage) -> str:
    addresses = message["From"].addresses
    return addresses[0].domain if addresses and addresses[0].domain else "localhost"


def _message_id(letter: Letter, *, domain: str) -> str:
    return f"<{letter.kind}.{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@{domain}>"


def _one_line(text: str) -> str:
    """Text without line ends, control characters and direction marks."""
    plain = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    plain = "".join(c for c in plain if unicodedata.category(c) not in {"Cf", "Cs"})
    return " ".join(plain.split())


def _in_lines(text: str) -> str:
    """Text whose lines are short enough to be read anywhere."""
    return "\n".join(
        textwrap.fill(line, LINE, break_long_words=False, break_on_hyphens=False) for line in text.splitlines()
    )


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(resources.templates_folder() / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    return made
