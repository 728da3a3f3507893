"""One answer is judged by one word, wherever it is read: by the candidate, on the sheet, in a search, a file."""

import re

import pytest

from tests.installation import PATH, Installation

HOME = f"/review/{PATH}"
TITLE = "English, better up to C1"


@pytest.mark.parametrize(
    ("level", "word", "term"),
    [
        ("C1", "met", "met"),
        ("B2", "partly met", "partly"),
        ("A2", "partly met", "partly"),
        ("none", "not met", "not-met"),
    ],
)
def test_an_answer_is_judged_by_one_word_on_every_page(
    installation: Installation, level: str, word: str, term: str
) -> None:
    her = installation.apply(english=level)
    other = installation.apply(name="Olga Petrova", email="olga@example.org", english="")
    installation.work()
    director = installation.signed_in("director")
    sheet, candidate, compare = (
        director.get(f"{HOME}{path}").text for path in ("", f"/{her}", f"/compare?with={her},{other}")
    )
    assert f"{TITLE}: {word}" in sheet
    assert f"{TITLE}: unknown" in sheet
    row = candidate.split(f'<th scope="row">{TITLE}')[1].split("</tr>")[0]
    assert f'<i data-standing="{word}"></i></span> {word}' in row
    row = compare.split(f'<th scope="row"><span>{TITLE}')[1].split("</tr>")[0]
    assert re.findall(r'<i data-standing="([^"]+)"></i></span> ([^<]+)</small>', row) == [
        (word, word),
        ("unknown",) * 2,
    ]
    assert "1 found" in director.get(f"{HOME}?q=criterion:english={term} -criterion:english=unknown").text
    told = installation.signed_in("administrator").post(
        f"/admin/export/{PATH}", data={"format": "json", "columns": ["reference", "criterion:english"]}
    )
    assert {line["reference"]: line["criterion:english"] for line in told.json()} == {her: word, other: "unknown"}


def test_a_gate_is_told_from_a_wish_by_its_shape_and_its_words(installation: Installation) -> None:
    installation.apply(height="190", english="B2")
    installation.work()
    sheet = installation.signed_in("director").get(HOME).text
    assert "Height 150–180 cm (gate): not met" in sheet
    assert '<i data-standing="gate not met"></i>' in sheet
    assert '<i data-standing="partly met"></i>' in sheet


def test_a_group_in_which_all_stand_the_same_is_left_out_of_the_rail(installation: Installation) -> None:
    installation.apply()
    installation.apply(name="Olga Petrova", email="olga@example.org", english="B2", height="190")
    installation.work()
    director = installation.signed_in("director")

    def headings(q: str) -> list[str]:
        rail = director.get(HOME, params={"q": q}).text.split('aria-label="Narrow by"')[1].split("</nav>")[0]
        return [one for one in re.findall(r"<h2>([^<]+)</h2>", rail) if "Height" in one or "English" in one]

    assert headings("") == ["Height 150–180 cm", TITLE]
    assert headings("gates:unknown") == []
    assert headings("criterion:english=met") == [TITLE]
