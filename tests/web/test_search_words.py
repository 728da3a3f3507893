"""The list of what can be searched for: reached from the sheet, and each of its examples can be asked for."""

import html
import re

from casting.domain.search import parse
from casting.domain.search_offers import offered_terms
from casting.web.search_words import ALWAYS, KEYS, word_list
from tests.installation import PATH, Installation

HOME = f"/review/{PATH}"


def test_each_word_has_an_example_that_can_be_asked_for_and_says_what_it_finds(installation: Installation) -> None:
    role = installation.role().role
    words = word_list(role, offered_terms(role, ["stunts"]))
    assert words[: len(ALWAYS)] == ALWAYS
    for example, does in words:
        parse(example, role=role)
        assert does, example
    keys = [example.partition(":")[0] for example, _ in words[len(ALWAYS) :]]
    assert sorted(keys) == sorted(set(keys))
    assert set(KEYS) <= set(keys)
    assert ("mark:pick", "your own mark: pick, maybe, pass, none") in words


def test_the_sheet_lists_the_words_beside_the_search_and_beneath_what_is_wrong_with_one(
    installation: Installation,
) -> None:
    installation.apply()
    director = installation.signed_in("director")
    sheet, wrong = (html.unescape(director.get(HOME, params={"q": q}).text) for q in ("", "wingspan:70"))
    for page, opened in ((sheet, ""), (wrong, " open")):
        assert f'<details class="legend words"{opened}>' in page
        assert page.count(">What can be searched for<") == 1
        assert f"{HOME}?q=mark%3Apick%20or%20stars%3A%3E%3D4" in page
    for address in re.findall(r'<dt><a href="([^"]+)"><code', sheet):
        assert 'id="q-error"' not in director.get(address).text, address
    assert 'There is no “wingspan:”. To find the text itself: "wingspan:70".' in wrong
