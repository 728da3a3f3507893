"""Letters: what is written for each kind of message, as plain text and as HTML.

Nobody's own words get into a header, and no link is ever made of them: a name that could be read as an address or a
link is left out, since a stranger may have typed it to have her advertisement sent to somebody else.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from casting import resources
from casting.domain.messages import MessageKind

SUBJECTS: Mapping[MessageKind, str] = {
    MessageKind.RECEIPT: "We have your application: {call}",
    MessageKind.APPLICATION_AGAIN: "You have applied already: {call}",
    MessageKind.HEADSHOT_UNUSABLE: "Please send another headshot: {call}",
    MessageKind.RESUME_LINK: "The link to your application: {call}",
    MessageKind.INVITATION: "You are invited to a casting team",
    MessageKind.FORGOTTEN: "Choose a new password",
}
LONGEST_TITLE = 100
LONGEST_NAME = 60


class BadLetter(ValueError):
    """The letter cannot be written: its recipient is no address."""


@dataclass(frozen=True)
class Letter:
    """A message that is about to be sent.

    Attributes:
        key: names the occasion; the same key gives the same Message-ID, by which mail servers know a second copy.
        values: what the templates of that kind read, the link among them.
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
    values = {name: _one_line(value) for name, value in letter.values.items()}
    values |= {name: greetable(values[name]) for name in ("name", "inviter") if name in values}
    recipient = _recipient(letter.recipient)
    message = EmailMessage(policy=SMTP if recipient.isascii() else SMTPUTF8)
    message["From"] = sender
    username, _, domain = recipient.rpartition("@")
    message["To"] = Address(username=username, domain=domain)
    titles = {name: value[:LONGEST_TITLE] for name, value in values.items()}
    message["Subject"] = SUBJECTS[letter.kind].format_map(titles)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _message_id(letter, domain=_domain(message))
    message["Auto-Submitted"] = "auto-generated"
    templates = _templates()
    message.set_content(templates.get_template(f"{letter.kind}.txt").render(values))
    message.add_alternative(templates.get_template(f"{letter.kind}.html").render(values), subtype="html")
    return message


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


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(resources.templates_folder() / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
