"""Pages and templates fit: all that a page has is shown, nothing else is read, nothing gets past the policy."""

import dataclasses
import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError, meta, nodes

from casting import resources
from casting.domain.said import Said
from casting.web import pages
from casting.web.patterns import patterns
from casting.web.patterns.invented import SCRIPT
from casting.web.render import Renderer, Shown

PATTERNS = patterns(lambda number, size: f"/portraits/{number}/{size}.jpg")
TEMPLATES = resources.templates_folder()
STATIC = resources.static_folder()

# What a page says that its template has no use for yet, and why.
ALLOWED = {
    ("SheetPage", "may_decide"): "decisions are made on the candidate's own page",
    ("FieldView", "day"): "read by its own `told`, which templates read",
    ("FieldView", "phone"): "read by its own `told`, too",
    ("FieldView", "measure"): "read by its own `told`",
    ("RowView", "opened"): "read by its own `open`, which templates read",
    ("AnswerGroup", "lines"): "told and untold are what a template reads of them",
    ("Condition", "holds"): "answers are shown without what is not asked, which is known before a template reads them",
}

# Browsers run these, wherever they stand.
FORBIDDEN = re.compile(r"^(style|on[a-z]+|srcdoc)$")


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(TEMPLATES, static=STATIC)


# -------------------------------------------------------------------------------------- what templates read


class Reading:
    """Stands before a value and notes which fields of which dataclass are read."""

    def __init__(self, value: Any, read: set[tuple[str, str]]) -> None:
        self._value, self._read = value, read

    def __getattr__(self, name: str) -> Any:
        for kind in type(self._value).__mro__:
            self._read.add((kind.__name__, name))
        return watched(getattr(self._value, name), self._read)


def watched(value: Any, read: set[tuple[str, str]]) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, Said):
        return Reading(value, read)
    if isinstance(value, tuple):
        return tuple(watched(entry, read) for entry in value)
    return value


def fields_of_all_pages() -> set[tuple[str, str]]:
    kinds = [getattr(pages, name) for name in pages.__all__]
    return {(kind.__name__, field.name) for kind in kinds for field in dataclasses.fields(kind)}


def test_all_that_a_page_has_is_shown(renderer: Renderer) -> None:
    read: set[tuple[str, str]] = set()
    for page in PATTERNS.values():
        renderer.page(Reading(page, read))  # type: ignore[arg-type]
    unread = {name for name in fields_of_all_pages() - read if not inherited_and_read(name, read)}
    assert unread == set(ALLOWED)


def inherited_and_read(name: tuple[str, str], read: set[tuple[str, str]]) -> bool:
    """A field of `Page` is read once for all pages: the layout is the same."""
    inherited = {field.name for field in dataclasses.fields(pages.Page)}
    return name[1] in inherited and ("Page", name[1]) in read


def test_every_page_has_a_sample_and_every_template_a_use() -> None:
    kinds = [getattr(pages, name) for name in pages.__all__]
    templates = {kind.template for kind in kinds if getattr(kind, "template", "")}
    assert templates == {page.template for page in PATTERNS.values()}
    used = templates | {name for file in template_files() for name in includes(file)}
    assert {file.relative_to(TEMPLATES).as_posix() for file in template_files()} == used


def template_files() -> list[Path]:
    """The templates of pages; letters have their own."""
    return sorted(file for file in TEMPLATES.rglob("*.html") if file.parent.name != "mail")


def parsed(file: Path) -> nodes.Template:
    return Renderer(TEMPLATES, static=STATIC)._environment.parse(file.read_text())


def includes(file: Path) -> Iterator[str]:
    return (name for name in meta.find_referenced_templates(parsed(file)) if name)


@pytest.mark.parametrize("file", template_files(), ids=lambda file: file.relative_to(TEMPLATES).as_posix())
def test_a_template_reads_page_and_nothing_else(file: Path) -> None:
    tree = parsed(file)
    assert meta.find_undeclared_variables(tree) <= {"page", "static", "range", "drawn", "gettext", "ngettext"}
    unescaped = [call.node for call in tree.find_all(nodes.Filter) if call.name == "safe"]
    assert all(isinstance(node, nodes.Getattr) and node.attr.endswith("_html") for node in unescaped)


def test_what_a_page_does_not_have_is_an_error(renderer: Renderer) -> None:
    with pytest.raises(UndefinedError):
        renderer.page(dataclasses.make_dataclass("Poor", [], namespace={"template": "message.html"})())


# ----------------------------------------------------------------------------------------- what comes of it


class Markup(HTMLParser):
    """The parts of a page that its form depends on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inline = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = "data" if dict(attrs).get("type") == "application/ld+json" else tag  # no browser runs it
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in {"script", "style"}:
            self.inline += data

    def named(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in tags]


@pytest.mark.parametrize("name", PATTERNS)
def test_a_page_holds_nothing_that_the_policy_forbids(name: str, renderer: Renderer) -> None:
    html = renderer.page(PATTERNS[name])
    markup = Markup(html)
    assert not markup.inline.strip()
    assert not [key for _, attributes in markup.tags for key in attributes if FORBIDDEN.match(key)]
    assert {script.get("src", "")[:8] for script in markup.named("script")} <= {"/static/"}
    assert {link["href"][:8] for link in markup.named("link") if link["rel"] != "canonical"} <= {"/static/"}
    assert SCRIPT not in html
    assert not [address for address in addresses(markup) if address.lower().startswith(("javascript:", "data:"))]


def addresses(markup: Markup) -> list[str]:
    keys = ("href", "src", "action", "formaction")
    return [attributes[key] for _, attributes in markup.tags for key in keys if key in attributes]


def test_the_samples_hold_script_to_be_escaped(renderer: Renderer) -> None:
    assert sum("&lt;script&gt;" in renderer.page(page) for page in PATTERNS.values()) > 8


@pytest.mark.parametrize("name", [name for name, page in PATTERNS.items() if isinstance(page, pages.Page)])
def test_a_page_is_well_formed(name: str, renderer: Renderer) -> None:
    page = PATTERNS[name]
    assert isinstance(page, pages.Page)
    html = renderer.page(page)
    markup = Markup(html)
    ids = [attributes["id"] for _, attributes in markup.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert len(markup.named("h1")) == len(markup.named("main")) == 1
    assert markup.named("html") == [{"lang": page.language, "dir": "ltr"}]
    assert re.search(r"<title>\S", html)
    assert {form.get("method") for form in markup.named("form")} <= {"get", "post", "dialog"}
    for described in markup.named("input", "select", "textarea", "fieldset"):
        assert set(described.get("aria-describedby", "").split()) <= set(ids)
    named = {label.get("for") for label in markup.named("label")}
    for control in markup.named("select", "textarea"):
        assert control.get("id") in named or control.get("aria-label") or "hidden" in control


def test_a_form_that_came_back_keeps_every_word(renderer: Renderer) -> None:
    page = PATTERNS["form, mistakes"]
    assert isinstance(page, pages.ApplyPage)
    markup = Markup(renderer.page(page))
    controls = {control["name"]: control for control in markup.named("input", "textarea", "select")}
    for entry in page.errors:
        control = controls[entry.name]
        if entry.kind in {"text", "email", "number", "date"}:
            assert control["value"] == entry.value
        if entry.kind not in {"choice", "long text"}:
            assert f"{entry.name}-error" in control["aria-describedby"]
    assert controls["cv_kept"]["value"] == "9c1e"
    links = [link["href"] for link in markup.named("a") if link["href"] not in {"#main", "#in-language"}]
    assert [f"#{entry.name}" for entry in page.errors] == [link for link in links if link[0] == "#"]


def test_the_trap_is_hidden_from_people_and_from_programs_that_help_them(renderer: Renderer) -> None:
    html = renderer.page(PATTERNS["form"])
    trap = next(field for field in Markup(html).named("input") if field.get("name") == "website")
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert '<div class="trap" aria-hidden="true">' in html


@pytest.mark.parametrize("state", ["open", "not yet", "closed"])
def test_only_an_open_call_leads_to_its_form(state: str, renderer: Renderer) -> None:
    page = dataclasses.replace(PATTERNS["call"], state=state)  # type: ignore[type-var]
    links = [link["href"] for link in Markup(renderer.page(page)).named("a")]
    assert any(link.endswith("/apply") for link in links) == (state == "open")


def test_colleagues_marks_are_not_on_the_page_before_ones_own(renderer: Renderer) -> None:
    html = renderer.page(PATTERNS["candidate"])
    assert "2 colleagues have marked; shown after your own mark." in html
    assert "opinions-list" not in html


def test_who_may_not_mark_decide_or_write_is_not_offered_it(renderer: Renderer) -> None:
    for name in ("candidate, onlooker", "sheet, onlooker", "list, onlooker"):
        forms = Markup(renderer.page(PATTERNS[name])).named("form")
        assert {form.get("method") for form in forms if "/sign-out" not in form.get("action", "")} <= {"get", "dialog"}


# ------------------------------------------------------------------------------------------------- budgets


def compressed(*texts: bytes) -> int:
    return sum(len(gzip.compress(text, 6)) for text in texts)


def static(name: str) -> bytes:
    return (STATIC / name).read_bytes()


def test_the_application_form_is_light(renderer: Renderer) -> None:
    scripts = [static("apply.js"), static("keeping.js")]
    for name in ("form", "part, from the answers", "parts, begun"):
        form = renderer.page(PATTERNS[name]).encode()
        assert compressed(form, static("app.css"), static("icon.svg"), *scripts) <= 50 * 1024
    assert compressed(*scripts) <= 10 * 1024


def test_the_dashboards_script_is_light() -> None:
    scripts = ("vendor/htmx.min.js", "keys.js", "review.js", "order.js", "complete.js", "call.js")
    assert compressed(*map(static, scripts)) <= 40 * 1024


def test_samples_are_pages_or_partials() -> None:
    shown: list[Shown] = list(PATTERNS.values())
    assert all((TEMPLATES / page.template).is_file() for page in shown)
