"""Markdown is careful, addresses of static files change with their content, numbers read well."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.web.render import WORTH_FOLDING, Renderer, markdown, number, parted, plural, share


def test_markdown_keeps_words_and_drops_danger() -> None:
    html = markdown('**Come** <b onclick="x()">here</b>\n\n<script>alert(1)</script>')
    assert html == (
        "<p><strong>Come</strong> &lt;b onclick=&quot;x()&quot;&gt;here&lt;/b&gt;</p>\n"
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    )


@pytest.mark.parametrize("address", ["https://example.org/a", "http://example.org", "mailto:a@example.org"])
def test_a_link_leads_to_the_web_or_to_mail(address: str) -> None:
    assert markdown(f"[there]({address})") == f'<p><a href="{address}">there</a></p>\n'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "/admin",
        "x",
    ],
)
def test_no_other_address_becomes_a_link(address: str) -> None:
    assert "<a" not in markdown(f"[there]({address})")
    assert "<a" not in markdown(f"[there][1]\n\n[1]: {address}")


@given(st.text(alphabet="<>\"'&[]()!`*_#-\n :/abjavscriptonerror=", max_size=80))
def test_no_text_makes_a_tag_of_its_own(text: str) -> None:
    html = markdown(text).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_headings_begin_below_the_sections_and_skip_no_level() -> None:
    html = markdown("## Who\n\n##### How\n\n# What")
    assert [line[:4] for line in html.splitlines()] == ["<h3>", "<h4>", "<h3>"]


def test_a_static_address_changes_with_the_content(tmp_path: Path) -> None:
    renderer = Renderer(tmp_path, static=tmp_path)
    (tmp_path / "app.css").write_text("a {}")
    first = renderer.static("app.css")
    assert first == renderer.static("app.css")
    assert first.startswith("/static/app.css?v=")
    (tmp_path / "app.css").write_text("b { color: red }")
    assert renderer.static("app.css") != first


def test_a_static_file_that_is_missing_is_said_early(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Renderer(tmp_path, static=tmp_path).static("nowhere.js")


def test_numbers_and_their_words() -> None:
    assert number(3000) == "3,000"
    assert plural(1, "application") == "1 application"
    assert plural(3000, "application") == "3,000 applications"
    assert plural(2, "colleague has", "colleagues have") == "2 colleagues have"


@pytest.mark.parametrize(("part", "whole", "shown"), [(1, 3, 33.3), (0, 0, 0.0), (5, 4, 100.0), (-1, 4, 0.0)])
def test_a_share_stays_within_its_bar(part: float, whole: float, shown: float) -> None:
    assert share(part, whole) == shown


def test_a_long_text_is_parted_behind_its_first_paragraph_and_a_short_one_is_not() -> None:
    much = "word " * WORTH_FOLDING
    assert parted(f"# Who\n\nShe *flies*.\n\n{much}\n\n- and\n- more") == (
        "<h3>Who</h3>\n<p>She <em>flies</em>.</p>\n",
        f"<p>{much.strip()}</p>\n<ul>\n<li>and</li>\n<li>more</li>\n</ul>\n",
    )
    assert parted("She flies.\n\nHer hands.") == ("<p>She flies.</p>\n<p>Her hands.</p>\n", "")
    assert parted("") == ("", "")
