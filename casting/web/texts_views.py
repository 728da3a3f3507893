"""The page on which the texts of a call are said in another language."""

import hashlib
from collections.abc import Mapping
from itertools import groupby
from textwrap import shorten

from casting.domain.call_texts import CallText, replaced_texts, texts_of
from casting.domain.calls import CallPlan
from casting.domain.own_words import earlier_texts
from casting.domain.permissions import Actor
from casting.forms.spoken import language_names
from casting.languages.catalogues import codes, language
from casting.web.pages import Link, TextsPage, TextsPart, TextView
from casting.web.preset_words import preset
from casting.web.render import plural

ADMIN = Link("Administration", "/admin")
EARLIER = 200
"""Characters of an earlier text that are shown: enough to see what has changed in a line."""
SHORT = 80
"""Characters of a text whose translation needs a line alone."""


def other_languages(call: CallPlan) -> tuple[str, ...]:
    """The languages of the product in which the call is not written."""
    return tuple(code for code in codes() if code != call.language)


def texts_links(call: CallPlan) -> tuple[tuple[Link, str], ...]:
    """The ways to the texts in each other language, with how many there are."""
    here, texts = f"/admin/calls/{call.slug}/texts", texts_of(call)
    return tuple(
        (Link(language(code).name, f"{here}/{code}"), _told(_missing(call, texts, code), len(texts)))
        for code in other_languages(call)
    )


def untranslated(call: CallPlan) -> tuple[str, ...]:
    """What is still missing in which language, a sentence for each."""
    texts = texts_of(call)
    missing = ((language_names()[code], _missing(call, texts, code)) for code in other_languages(call))
    return tuple(
        f"{count} of {plural(len(texts), 'text')} {'is' if count == 1 else 'are'} not in {name} yet."
        for name, count in missing
        if count
    )


def lost_translations(before: CallPlan, after: CallPlan) -> tuple[str, ...]:
    """What a published call is read in no more once texts of it are changed, in sentences."""
    replaced = {} if before.draft else replaced_texts(before, after)
    lost = {
        code: sum(old in words and new not in words for old, new in replaced.items())
        for code, words in before.translations.items()
    }
    told = " and ".join(
        f"{plural(count, 'text')} in {language_names().get(code, code)}" for code, count in lost.items() if count
    )
    sentence = (
        f"The translation of what is changed does not fit any more: {told} would be read as it is written here, until "
        "somebody has looked at it again. What it was is proposed on the page of the translations."
    )
    return (sentence,) if told else ()


def texts_page(
    call: CallPlan,
    actor: Actor,
    *,
    code: str,
    done: str = "",
    effects: tuple[str, ...] = (),
    confirmed: str = "",
    empty: bool = False,
) -> TextsPage:
    """Every text of the call, or those still to be said, beside what it is in the language, or would be."""
    texts, spoken = texts_of(call), language(code)
    up = f"/admin/calls/{call.slug}"
    shown = [one for one in texts if not empty or _is_missing(call, one, code)]
    earlier = _earlier(call, texts, code)
    return TextsPage(
        title=f"{call.title}: texts in {spoken.name}",
        member_name=actor.name,
        administrator=True,
        path=(ADMIN, Link(call.title, up)),
        action=f"{up}/texts/{code}",
        code=code,
        name=spoken.name,
        written=call.language,
        told=_told(_missing(call, texts, code), len(texts)),
        parts=tuple(
            TextsPart(part, tuple(_view(call, one, code, earlier.get(one.text, "")) for one in within))
            for part, within in groupby(shown, key=lambda one: one.part)
        ),
        empty=empty,
        done=done,
        effects=effects,
        confirmed=confirmed,
    )


def read_texts(call: CallPlan, typed: Mapping[str, str]) -> Mapping[str, str]:
    """What was typed, by the text that it translates; of texts that have been changed meanwhile nothing."""
    named = {_name(one.text): one.text for one in texts_of(call)}
    return {named[name]: said for name, said in typed.items() if name in named}


def _earlier(call: CallPlan, texts: tuple[CallText, ...], code: str) -> Mapping[str, str]:
    """By text that is still to be said: the earlier one that it was made of, which was said already."""
    present = {one.text for one in texts}
    gone = [text for text in call.translations.get(code, {}) if text not in present]
    return earlier_texts([one.text for one in texts if _is_missing(call, one, code)], gone)


def _view(call: CallPlan, one: CallText, code: str, earlier: str) -> TextView:
    proposed = language(code).say(preset(str(one.text)))
    return TextView(
        name=_name(one.text),
        text=str(one.text),
        said=call.translations.get(code, {}).get(earlier or one.text, ""),
        earlier=shorten(earlier, EARLIER, placeholder=" …"),
        proposed="" if proposed == one.text else proposed,
        rows=1 if len(one.text) <= SHORT else min(12, 2 + len(one.text) // SHORT),
    )


def _missing(call: CallPlan, texts: tuple[CallText, ...], code: str) -> int:
    return sum(_is_missing(call, one, code) for one in texts)


def _is_missing(call: CallPlan, one: CallText, code: str) -> bool:
    return one.text not in call.translations.get(code, {}) and isinstance(preset(str(one.text)), str)


def _told(missing: int, count: int) -> str:
    return f"{count - missing} of {plural(count, 'text')}" if missing else f"all {plural(count, 'text')}"


def _name(text: str) -> str:
    """The field of a text, which stays with it wherever it moves."""
    return f"text.{hashlib.sha256(text.encode()).hexdigest()[:16]}"
