"""Documents are what they contain; names are only for showing."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casting.domain.media import MediaRefused, Refusal
from casting.media.documents import check_document, safe_file_name
from tests.media.pictures import encoded, portrait

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (PDF, "application/pdf"),
        (encoded(portrait(), "JPEG")[:64], "image/jpeg"),
        (encoded(portrait(), "PNG")[:64], "image/png"),
    ],
)
@pytest.mark.parametrize("name", ["resume.pdf", "photo.JPG", "card.png", "J.Smith", "no name at all", ""])
def test_the_type_is_that_of_the_content(head: bytes, media_type: str, name: str) -> None:
    assert check_document(head, name) == media_type


@pytest.mark.parametrize(
    ("head", "name", "reason"),
    [
        (b"", "resume.pdf", Refusal.EMPTY),
        (b"My career in words", "resume.pdf", Refusal.NOT_A_DOCUMENT),
        (b"<!doctype html><script>", "resume.pdf", Refusal.NOT_A_DOCUMENT),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "card.png", Refusal.NOT_A_DOCUMENT),
        (b"PK\x03\x04" + bytes(26), "resume.docx", Refusal.NOT_A_DOCUMENT),
        (b" " + PDF, "resume.pdf", Refusal.NOT_A_DOCUMENT),
        (b"GIF89a" + PDF, "resume.pdf", Refusal.NOT_A_DOCUMENT),
        (encoded(portrait(), "WEBP"), "card.webp", Refusal.NOT_A_DOCUMENT),
        (PDF, "resume.pdf.exe", Refusal.MISNAMED),
        (PDF, "RESUME.HTML", Refusal.MISNAMED),
        (PDF, "resume.js\u202e", Refusal.MISNAMED),
    ],
)
def test_everything_else_is_refused(head: bytes, name: str, reason: Refusal) -> None:
    with pytest.raises(MediaRefused) as refused:
        check_document(head, name)

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("resume.pdf", "resume.pdf"),
        ("Résumé – Zoë O'Neill (2024).pdf", "Résumé – Zoë O'Neill (2024).pdf"),
        ("Анна Каренина.PDF", "Анна Каренина.pdf"),
        ("سيرة ذاتية.pdf", "سيرة ذاتية.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cv.pdf", "cv.pdf"),
        ("/", "file"),
        ("", "file"),
        ("...", "file"),
        (".bashrc", "bashrc"),
        ("cv\r\nSet-Cookie: a=b.pdf", "cv Set-Cookie_ a=b.pdf"),
        ('a"; filename="b.pdf', "a__ filename=_b.pdf"),
        ("resume\u202efdp.exe", "resumefdp.exe"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("nul\x00.pdf", "nul.pdf"),
        ("two\u00a0\u2003 spaces.pdf", "two spaces.pdf"),
        ("lone \ud800 surrogate.pdf", "lone surrogate.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(name: str, shown: str) -> None:
    assert safe_file_name(name) == shown


@pytest.mark.parametrize(
    ("name", "media_type", "shown"),
    [
        ("resume", "application/pdf", "resume.pdf"),
        ("resume.pdf", "application/pdf", "resume.pdf"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.png", "image/jpeg", "photo.png.jpg"),
        ("setup.exe", "application/pdf", "setup.exe.pdf"),
        ("J.Smith", "application/pdf", "J.Smith.pdf"),
        ("", "image/png", "file.png"),
        ("anything.odd", "text/unknown", "anything.odd"),
    ],
)
def test_a_name_for_download_ends_as_its_content_does(name: str, media_type: str, shown: str) -> None:
    assert safe_file_name(name, media_type=media_type) == shown


@given(name=st.text(), media_type=st.sampled_from([None, "application/pdf", "image/png"]))
@example(name="é" * 500 + ".pdf", media_type=None)
@example(name="x." + "y" * 500, media_type="application/pdf")
@example(name=" . .pdf", media_type="application/pdf")
def test_every_name_becomes_one_that_is_short_plain_and_stable(name: str, media_type: str | None) -> None:
    shown = safe_file_name(name, media_type=media_type)

    assert shown
    assert len(shown.encode()) <= 180
    assert not set(shown) & set('/\\<>:"|?*;%')
    assert not shown.startswith((".", " "))
    assert all(unicodedata.category(character)[0] != "C" for character in shown)
    assert safe_file_name(shown, media_type=media_type) == shown
