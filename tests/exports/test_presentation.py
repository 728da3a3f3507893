"""A presentation: a PDF of what was handed in, in which words of people are never markup."""

import io
import json
import re
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typst
from PIL import Image

from casting.domain.presented import Fact, Told
from casting.exports import presentation
from casting.exports.letters import LEFT_OUT, drawable
from casting.exports.presentation import Paper, Presentation, Presented, Reason, presentation_pdf

MIRA = Presented(
    "K7QX-24",
    "Mira Sokolova",
    Told((Fact("Age", "37"), Fact("Height 150–180 cm", "170 cm", "met, verified"))),
    (),
    None,
    None,
)
SHOWN = Presentation("A film", "The Challenge", "The Surgeon", "shortlist", 20, date(2026, 3, 8), "by name", (MIRA,))
MARKUP = (
    '#read("/etc/passwd")',
    "$x$ $",
    "@x",
    "<label>",
    "*bold _it",
    "```",
    "#panic()",
    "= head",
    '#import "@preview/x:1.0.0"',
    "\\u{41}",
    "]",
    ']#read("shortlist.json")[',
    "//",
    "/*",
    "~--",
)


@pytest.fixture
def svg(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would be drawn, page for page."""
    pages: list[str] = []
    compile_pdf = typst.compile

    def drawn(template: Path, **options: object) -> object:
        made = compile_pdf(template, **{**options, "format": "svg"})  # type: ignore[call-overload]
        pages.extend(page.decode() for page in (made if isinstance(made, list) else [made]))
        return compile_pdf(template, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(typst, "compile", drawn)
    return pages


def _all(words: str) -> Told:
    return Told((Fact(words, words),), Fact(words, words))


def _glyphs(page: str) -> int:
    return page.count("<use ")


def _portrait() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (384, 480), "teal").save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize("markup", MARKUP)
def test_words_of_people_are_drawn_as_they_are(svg: list[str], markup: str) -> None:
    """As many letters as were written are drawn, and everything else is where it was."""
    person = replace(
        MIRA, name=markup, told=Told((Fact(markup, markup),), Fact(markup, markup)), reasons=(Reason(markup, markup),)
    )
    plain = "x" * len(markup.replace(" ", ""))
    same = replace(
        MIRA, name=plain, told=Told((Fact(plain, plain),), Fact(plain, plain)), reasons=(Reason(plain, plain),)
    )
    assert presentation_pdf(replace(SHOWN, people=(person,)), paper=Paper.A4).startswith(b"%PDF-")
    presentation_pdf(replace(SHOWN, people=(same,)), paper=Paper.A4)
    initials = len("".join(word[0] for word in markup.split()[:2]))
    assert _glyphs(svg[0]) - initials == _glyphs(svg[1]) - 1


def test_a_template_reads_nothing_beside_what_was_written_for_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    root = tmp_path / "root"
    root.mkdir()
    for path in (str(outside), "../outside.txt"):
        template = root / "shortlist.typ"
        template.write_text(f'#read("{path}")')
        with pytest.raises(typst.TypstError):
            typst.compile(template, root=root, format="pdf")


def test_a_portrait_that_there_is_is_drawn_and_one_that_there_is_not_leaves_initials(svg: list[str]) -> None:
    presentation_pdf(replace(SHOWN, people=(MIRA, replace(MIRA, portrait=_portrait()))), paper=Paper.A4)
    assert svg[0].count("<image ") == 1


def test_only_a_web_address_is_a_link() -> None:
    def links(tape_url: str | None) -> int:
        made = presentation_pdf(replace(SHOWN, people=(replace(MIRA, tape_url=tape_url),)), paper=Paper.A4)
        return _unpacked(made).count(b"/URI")

    assert links("https://video.example.org/t") > 0
    assert [links(url) for url in (None, "javascript:alert(1)", "file:///etc/passwd")] == [0, 0, 0]


def test_a_long_address_is_broken_and_copied_without_what_is_not_seen() -> None:
    address = "https://video.example.org/" + "abcdefghij" * 20
    reasons = (Reason("Unbroken" * 30, "Dana Direct"),)
    person = replace(MIRA, name="Longname" * 12, tape_url=address, reasons=reasons)
    made = _unpacked(presentation_pdf(replace(SHOWN, role="Surgeon" * 12, people=(person,)), paper=Paper.A4))
    assert b"begincmap" in made
    assert b"200b" not in made.lower()
    assert made.count(address.encode()) >= 1


def _unpacked(pdf: bytes) -> bytes:
    """The file with its compressed parts made readable."""
    parts = [pdf]
    for part in pdf.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"".join(parts)


@pytest.mark.parametrize("people", [0, 1, 20])
@pytest.mark.parametrize("paper", [*Paper])
def test_any_number_of_people_fills_whole_pages(svg: list[str], people: int, paper: Paper) -> None:
    reasons = tuple(Reason("Her hands never hurry. " * 12, "Dana Direct") for _ in range(3))
    many = tuple(replace(MIRA, reasons=reasons, portrait=_portrait()) for _ in range(people))
    presentation_pdf(replace(SHOWN, people=many), paper=paper)
    assert sum(page.count("<image ") for page in svg) == people
    assert (len(svg) > 1) is (people == 20)
    width = {Paper.A4: 'width="595', Paper.LETTER: 'width="612'}[paper]
    assert all(width in page[:400] for page in svg)


def test_a_reason_longer_than_a_page_goes_on_on_the_next(svg: list[str]) -> None:
    long = Reason("Her hands never hurry.\n" * 200, "Dana Direct")
    presentation_pdf(replace(SHOWN, people=(replace(MIRA, reasons=(long,)),)), paper=Paper.A4)
    assert len(svg) > 2


def test_the_fonts_are_those_of_the_wheels() -> None:
    regions = ("HK", "JP", "KR", "SC", "TC")
    east = [f"Noto Sans {kind} {region}" for kind in ("CJK", "Mono CJK") for region in regions]
    assert presentation.fonts().families() == ["Noto Sans", "Noto Sans Arabic", *east, "Noto Serif"]


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("Стефания, ليلى, Zoë, Ελένη", "Стефания, ليلى, Zoë, Ελένη"),
        ("王小明, さくら, 김하늘: ≤ 3:30 → ★", "王小明, さくら, 김하늘: ≤ 3:30 → ★"),
        ("Ada 🙂", "Ada […]"),
        ("Ada 👩‍⚕️, ნინო ბერიძე", "Ada […], […] […]"),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
def test_letters_that_no_font_has_are_said_to_be_left_out(
    monkeypatch: pytest.MonkeyPatch, said: str, drawn: str
) -> None:
    assert drawable(said) == drawn
    told: list[str] = []
    monkeypatch.setattr(Path, "write_text", lambda _, text, **__: told.append(text))
    with pytest.raises(typst.TypstError):  # nothing was written for it to read
        presentation_pdf(replace(SHOWN, people=(replace(MIRA, told=_all(said)),)), paper=Paper.A4)
    shown = json.loads(told[0])
    assert shown["people"][0]["at_length"]["value"] == drawn
    assert shown["left_out"] == (LEFT_OUT if LEFT_OUT in drawn else None)


def test_letters_of_other_scripts_are_drawn_each_as_itself(svg: list[str]) -> None:
    said = "王小明さくら김하늘≤★→ليШΩ"
    for name in (said, "x"):
        presentation_pdf(replace(SHOWN, people=(replace(MIRA, name=name),)), paper=Paper.A4)
    told, plain = (set(re.findall(r'symbol id="(\w+)"', page)) for page in svg)
    assert len(told - plain) >= len(said)


def test_an_address_holds_nothing_that_was_not_handed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(Path, "write_text", lambda _, text, **__: told.append(text))
    url = f"https://cloud.example.net/s/{'a1b2C3' * 40}?b=%20"
    with pytest.raises(typst.TypstError):  # nothing was written for it to read
        presentation_pdf(replace(SHOWN, people=(replace(MIRA, tape_url=url),)), paper=Paper.A4)
    (person,) = json.loads(told[0])["people"]
    assert (person["tape"], person["tape_words"]) == (url, url)


def test_what_cannot_be_drawn_is_left_out() -> None:
    person = replace(MIRA, name="\0\x07 Mi\nra\uffff", told=Told((Fact("", ""),)), reasons=(Reason("\ud7ff\x85", ""),))
    assert presentation_pdf(replace(SHOWN, people=(person,)), paper=Paper.A4).startswith(b"%PDF-")
