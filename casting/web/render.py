"""Pages made of templates, and Markdown made of what the team writes."""

import hashlib
from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from casting.domain.own_words import OwnWords
from casting.domain.said import Said, Span
from casting.languages.catalogues import ENGLISH, language

MARKDOWN_SCHEMES = frozenset({"http", "https", "mailto"})
MOST_DRAWN = 4096
"""Partials that a process keeps as HTML, about 3 kB each."""
HIGHEST_HEADING = 3
"""Texts stand below a page's title and a section's heading, so their own headings begin here."""
ENDS_OF_BLOCKS = frozenset({"paragraph_close", "bullet_list_close", "ordered_list_close", "blockquote_close", "fence"})
"""With what the opening of a text ends: a heading or a line across the page alone is none."""
WORTH_FOLDING = 60
"""Words from which on what follows a text's opening is folded."""


class Shown(Protocol):
    """A page or a partial: it names its template, which reads it as `page`."""

    template: ClassVar[str]


class Drawn(Shown, Hashable, Protocol):
    """A partial that shows the same wherever it is equal."""


class Renderer:
    """Renders pages and partials, each in its own language: what it holds of our sentences is said in it, too.

    Args:
        templates: the folder of the templates.
        static: the folder that is served under `/static`.
    """

    def __init__(self, templates: Path, *, static: Path) -> None:
        self._static = static
        self._environment = _environment(templates)
        self._drawn = lru_cache(maxsize=MOST_DRAWN)(self.page)

    def page(self, page: Shown) -> str:
        """The HTML of a page, in its language, or of a partial, in English.

        Raises jinja2.UndefinedError where the template reads what the page does not have.
        """
        spoken = language(getattr(page, "language", ENGLISH))
        return self._environment.get_template(page.template).render(
            page=page,
            static=self.static,
            spoken=spoken,
            drawn=self.drawn,
            gettext=spoken.translated,
            ngettext=spoken.translated_for,
        )

    def drawn(self, partial: Drawn) -> Markup:
        """A partial within a page, made once of what it shows: most of a list's cards are those of a moment ago."""
        return Markup(self._drawn(partial))  # noqa: S704 - our own template has escaped it

    def static(self, name: str) -> str:
        """The address of a static file, which changes with its content so that it may be kept for good.

        Raises FileNotFoundError where there is none; the libraries under `vendor` come from `make assets`.
        """
        file = self._static / name
        return f"/static/{name}?v={_digest(file, changed_at=file.stat().st_mtime_ns)}"


@lru_cache(maxsize=8)
def _environment(templates: Path) -> Environment:
    """Made once for a folder in a process: each template is compiled at its first use, which takes 20 ms."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=_said,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters.update(number=number, plural=plural, share=share, told=_said, html=_html, lang=_lang)
    return environment


@pass_context
def _said(context: Context, value: object) -> object:
    """What a template writes: what is said in the page's language, everything else as it is."""
    return context["spoken"].say(value) if isinstance(value, Said | Span | date | OwnWords) else value


@pass_context
def _html(context: Context, value: str) -> Markup:
    """HTML that our own Markdown made, in the page's language where there is such."""
    return Markup(context["spoken"].say(value))  # noqa: S704 - made here, nothing raw


@pass_context
def _lang(context: Context, value: object) -> Markup:
    """The attribute that says in which language words stand, where that is another one than the page's."""
    if not isinstance(value, OwnWords):
        return Markup()
    page = context["spoken"].code
    _, code = value.within(page)
    return Markup() if code in ("", page) else Markup(' lang="{}"').format(code)


@lru_cache(maxsize=256)
def _digest(file: Path, *, changed_at: int) -> str:  # noqa: ARG001 - a changed file is another entry of the cache
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def number(value: int) -> str:
    """The number with its thousands parted: 3,000."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """The number with its word: 1 application, 3,000 applications. `many` is by default `one` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def share(part: float, whole: float) -> float:
    """How much of a whole is a part, as 0 to 100 with one digit after the point; 0 of an empty whole."""
    return round(min(1.0, max(0.0, part / whole)) * 100, 1) if whole else 0.0


def markdown(text: str) -> Markup:
    """The HTML of a Markdown text: raw HTML stays text, links lead to the web or to mail."""
    tokens = _MARKDOWN.parse(text)
    _seat_headings(tokens)
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704 - made here, nothing raw


def parted(text: str) -> tuple[Markup, Markup]:
    """The HTML of a Markdown text: its first paragraph, with what heads it, and what follows.

    Where little follows nothing is parted: two lines are quicker read than opened.
    """
    tokens = _MARKDOWN.parse(text)
    _seat_headings(tokens)
    ends = (at for at, token in enumerate(tokens, start=1) if token.level == 0 and token.type in ENDS_OF_BLOCKS)
    first = next(ends, len(tokens))
    if sum(len(token.content.split()) for token in tokens[first:]) < WORTH_FOLDING:
        first = len(tokens)
    opening = _MARKDOWN.renderer.render(tokens[:first], _MARKDOWN.options, {})
    further = _MARKDOWN.renderer.render(tokens[first:], _MARKDOWN.options, {})
    return Markup(opening), Markup(further)  # noqa: S704 - made here, nothing raw


def _seat_headings(tokens: list[Token]) -> None:
    """Let a text's highest heading be an h3, and none skip a level below it."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1:]) for token in headings), default=1)
    last = HIGHEST_HEADING - 1
    for token in headings:
        last = min(last + (token.type == "heading_open"), int(token.tag[1:]) - highest + HIGHEST_HEADING, 6)
        token.tag = f"h{last}"


class _CarefulMarkdown(MarkdownIt):
    """Knows fewer links than its parent does; a picture becomes a link."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        try:
            return urlsplit(url.strip()).scheme.lower() in MARKDOWN_SCHEMES
        except ValueError:
            return False


_MARKDOWN = _CarefulMarkdown("commonmark", {"html": False, "typographer": False}).disable(["image"])
