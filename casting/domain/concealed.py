"""Text that no reader sees: invisible characters, direction overrides, and markup that would hide words on a page.

What honest people type is left alone: joiners of Arabic, Persian and Indian scripts, of emoji and their flags, the
marks of direction that keyboards set, and the odd invisible character that came along when something was pasted.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Characters without width or ink that part a word or carry a message.
_SILENT = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\u2800\u3164\ufeff\uffa0"
)
_SILENT_RUN = re.compile(f"[{_SILENT}]+")
_WITHIN = re.compile(f"(?<=[^\\W\\d_])[{_SILENT}]+(?=[^\\W\\d_])")
_WITHIN_PLAIN = re.compile(
    f"(?<=[a-z\u00c0-\u024f\u0370-\u052f])[{_SILENT}]+(?=[a-z\u00c0-\u024f\u0370-\u052f])", re.IGNORECASE
)
_SOFT_HYPHEN = "\u00ad"
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{2,7}\U000e007f)|[\U000e0000-\U000e007f]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_TURNED = re.compile("[\u202d\u202e](?:([^\u202c]*)\u202c|([^\n]*))")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SUSPECT = re.compile(
    f"[{_SILENT}\ufe00-\ufe0f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e01ef]|<|&(?:#|zero|shy|zwj|zwnj|lt)|[\\\\]|\\]:|\\s{{200}}|[a-z0-9+/]{{100}}",
    re.IGNORECASE,
)

_UNSEEN = (
    r"(?:color\s*[:=]\s*[\"']?\s*(?:white|transparent|snow|ivory|#fff\b|#(?:f[\da-f]){3}\b|rgba?\(\s*255\s*,\s*255\s*,\s*255|rgba\([^)]*,\s*0(?:\.0+)?\s*\)))"
    r"|font-size\s*:\s*[\"']?\s*0*(?:\.\d+|[01](?:\.\d+)?)(?:px|pt|em|rem|%)?\s*[;\"'>]"
    r"|display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?(?:\.0\d*)?\s*[;\"'>]"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip(?:-path)?\s*:|height\s*:\s*0|width\s*:\s*0"
    r"|class\s*=\s*[\"'][^\"'<>]*\b(?:hidden|invisible|sr-only)\b"
    r"|\shidden(?=[\s>=/])|aria-hidden\s*=|\ssize\s*=\s*[\"']?[01]\b|type\s*=\s*[\"']?hidden"
)
_ELEMENT = re.compile(
    rf"<([a-z][a-z0-9]*)\b(?=[^<>]*(?:{_UNSEEN}))[^<>]*>(.*?)(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_NEVER_SHOWN = re.compile(
    r"<(template|script|style|noscript|title|meta)\b[^<>]*>(.*?)(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_NOTE = re.compile(r"^\s*\[[^\]\n]*\]:\s*(?:#|<>)\s*[(\"'](.*?)[)\"']\s*$", re.MULTILINE | re.DOTALL)
_TYPESET = re.compile(r"\\(?:textcolor|color)\s*\{\s*white\s*\}\s*\{?([^}]*)\}?|\\phantom\{([^}]*)\}", re.DOTALL)
_FAR_AWAY = re.compile(r"(?<!\s)\s{200,}(?=\S)(.*)\Z", re.DOTALL)
_MARKUP = re.compile(r"</?(?!(?:system|assistant|instructions?|prompt|user)>)[a-z][a-z0-9]*\b[^<>]*>", re.IGNORECASE)

_CODE = re.compile(r"(?<!\S)(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9+/]{100,}={0,2}(?!\S)")
"""What a program unpacks and no person reads; an address on the web has points and colons besides."""

_LOOKALIKES = str.maketrans("аеорсухіјѕԁһԛԝАВЕКМНОРСТУХІЈЅ", "aeopcyxijsdhqwABEKMHOPCTYXIJS")
_BORDER = re.compile("[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]")
_MIXED = re.compile(r"\w*(?:[a-z][\u0400-\u052f]|[\u0400-\u052f][a-z])\w*", re.IGNORECASE)
DISGUISED_WORDS = 4
"""A slip of the keyboard's alphabet happens; from so many words on that mix two, they were disguised."""

SPLIT_WORDS = 3
"""From so many words on that an invisible character parts, nobody typed them by accident."""
SILENT_CHARACTERS = 12
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Revealed:
    """A text without what cannot be seen.

    Attributes:
        text: what a reader sees, in Unicode's form NFKC.
        hidden: the passages that were hidden, with what cannot be seen written out.
    """

    text: str
    hidden: tuple[str, ...]


def revealed(text: str) -> Revealed:
    """Part a text into what a reader sees and what was hidden from her."""
    if text.isascii() and not _SUSPECT.search(text):
        return Revealed(text, ())
    hidden: list[str] = []
    text = _undisguised(text, hidden)
    if not _SUSPECT.search(text):
        return Revealed(unicodedata.normalize("NFKC", text), tuple(hidden))
    seen = html.unescape(text) if "&" in text else text
    seen = _without_characters(seen, hidden)
    seen = _without_markup(seen, hidden)
    hidden += [f"in a code: {match.group()}" for match in _CODE.finditer(seen)]
    seen = _CODE.sub(" ", seen)
    return Revealed(unicodedata.normalize("NFKC", seen), tuple(hidden))


def _undisguised(text: str, hidden: list[str]) -> str:
    """The text with Latin letters for Cyrillic ones that look like them, in words that mix the two."""
    if len(_BORDER.findall(text)) < DISGUISED_WORDS:
        return text
    mixed = _MIXED.findall(text)
    if len(mixed) < DISGUISED_WORDS:
        return text
    hidden.append(f"letters of another alphabet in: {', '.join(mixed[:MOST_SHOWN])}")
    return _MIXED.sub(lambda match: match.group().translate(_LOOKALIKES), text)


def visible(passage: str) -> str:
    """The passage with each invisible character written out, such as ⟨U+200B⟩; tag characters as what they spell."""
    return "".join(_written_out(passage))


def _written_out(passage: str) -> Iterator[str]:
    for letter in passage:
        code = ord(letter)
        if 0xE0020 <= code <= 0xE007E:
            yield chr(code - 0xE0000)
        elif unicodedata.category(letter) in {"Cf", "Cn"} or _SILENT_RUN.match(letter):
            yield f"⟨U+{code:04X}⟩"
        else:
            yield letter


def _without_characters(text: str, hidden: list[str]) -> str:
    spelled = [m.group() for m in _TAGS.finditer(text) if not m.group(1)]
    hidden += [f"in characters without ink: “{visible(found)}”" for found in spelled]
    text = _TAGS.sub(lambda match: match.group(1) or "", text)
    hidden += [f"{len(m.group())} selectors without a character" for m in _SELECTORS.finditer(text)]
    text = _SELECTORS.sub(lambda match: match.group()[0], text)
    for match in _TURNED.finditer(text):
        turned = (match.group(1) or match.group(2) or "").strip()
        if turned:
            hidden.append(f"{visible(match.group())}, read as “{turned[::-1]}”")
    text = _DIRECTIONS.sub("", _TURNED.sub(" ", text))
    split = _WITHIN_PLAIN.findall(text)
    silent = sum(len(run) for run in _SILENT_RUN.findall(text) if _SOFT_HYPHEN not in run)
    soft = sum(_SOFT_HYPHEN in run for run in split)
    if len(split) - soft >= SPLIT_WORDS or _carries(text, silent) or soft > len(text) / 25:
        hidden += _around(text)
    # Where letters are joined by rule, as in Persian, a joiner is a part of the word and nothing is glued together.
    text = _WITHIN_PLAIN.sub("", text)
    return text.replace("\ufeff", "").replace("\u2060", "").replace("\u200b", " ") if silent else text


def _carries(text: str, silent: int) -> bool:
    """Whether there are more characters without ink than a script, an emoji or a paste could account for."""
    if silent < SILENT_CHARACTERS:
        return False
    joined = sum(len(run) for run in _WITHIN.findall(text)) - sum(len(run) for run in _WITHIN_PLAIN.findall(text))
    runs = [len(run) for run in _SILENT_RUN.findall(text)]
    return max(runs) >= SILENT_CHARACTERS or (silent - joined) > max(SILENT_CHARACTERS, len(text) / 20)


def _around(text: str) -> list[str]:
    """Where the invisible characters stand, written out, with some text on either side."""
    found, reached = [], 0
    for match in _SILENT_RUN.finditer(text):
        if match.start() >= reached:
            reached = match.end() + 60
            found.append(visible(text[max(0, match.start() - 30) : reached]))
    return found


def _without_markup(text: str, hidden: list[str]) -> str:
    for pattern in (_COMMENT, _NEVER_SHOWN, _ELEMENT, _NOTE, _TYPESET, _FAR_AWAY):
        found = [match.group() for match in pattern.finditer(text)]
        hidden += [passage.strip() for passage in found if any(letter.isalpha() for letter in passage)]
        text = pattern.sub(" ", text) if found else text
    return _MARKUP.sub(" ", text)
