"""What the texts of a call are in other languages: a YAML file for each, beside the call's own.

It has one list, `texts`; each entry holds a `text` of the call, letter for letter, and what it `is` in the language.
A longer text is the name of its Markdown file, and so is its translation.
"""

from collections.abc import Mapping

import yaml

from casting.domain.call_texts import texts_of
from casting.domain.calls import CallPlan
from casting.forms.entries import Entries, nearest, pairs
from casting.forms.marked import Place

MOST_TEXTS = 2000
LONGEST_TEXT = 20_000
_KNOWN = {"texts": "[{text: Your height, is: Ваш рост}]"}
_TEXT = {"text": "Your height", "is": "Ваш рост"}


def read_translations(call: Entries, plan: CallPlan) -> Mapping[str, Mapping[str, str]]:
    """The translations that the call's file names, by language, by the text; every text has to be one of the call's."""
    node = call.node("translations", needed=False)
    if node is None:
        return {}
    known = {one.text: one.text for one in texts_of(plan)}
    found = {}
    for code, place, value in pairs(call.folder, call.file, node, what="“translations”"):
        name = value.value if isinstance(value, yaml.ScalarNode) else ""
        if code == plan.language or not (code.isalpha() and code.islower() and len(code) in {2, 3}):
            call.folder.refuse(place, f"“{code[:20]}” is no code of another language, such as “ru”")
        elif not name.endswith(".yaml"):
            call.folder.refuse(place, "translations are in a file of this folder, such as “ru: russian.yaml”")
        else:
            found[code] = _read(call, name, known, asked=place)
    return found


def _read(call: Entries, name: str, known: Mapping[str, str], *, asked: Place) -> Mapping[str, str]:
    node = call.folder.mapping(name, asked=asked)
    if node is None:
        return {}
    words: dict[str, str] = {}
    for item in Entries(call.folder, name, node, what="a file of translations", known=_KNOWN).items(
        "texts", most=MOST_TEXTS
    ):
        entry = Entries(call.folder, name, item, what="a translation", known=_TEXT)
        text, said = _whole(entry, "text"), _whole(entry, "is")
        if text and text not in known:
            entry.refuse("text", f"no text of the call reads “{text[:60]}”{nearest(text, known)}")
        elif text in words:
            entry.refuse("text", f"“{text[:60]}” is translated twice: keep one of the two")
        words[text] = said
    return words


def _whole(entry: Entries, key: str) -> str:
    """A text, or that of the Markdown file which is named."""
    said = entry.text(key, longest=LONGEST_TEXT)
    return entry.file_text(key) if said.endswith(".md") and " " not in said else said
