"""Who has applied, and has neither the link nor the browser at hand, finds a door that tells nobody anything."""

import pytest
from sqlalchemy import select

from casting.store.engine import reading
from casting.store.tables import MessageRow, table
from tests.installation import CALL, Installation

MESSAGE = table(MessageRow)


def links_for(installation: Installation) -> list[tuple[str, str]]:
    """To whom links are on their way, and to which applications."""
    wanted = select(MESSAGE.c.recipient, MESSAGE.c["values"]["reference"].as_string())
    with reading(installation.engine) as session:
        rows = session.execute(wanted.where(MESSAGE.c.kind == "resume_link")).all()
    return sorted((to.casefold(), reference) for to, reference in rows)


@pytest.mark.parametrize("path", ["/", f"/calls/{CALL}"])
def test_the_door_stands_where_one_looks_for_it_until_the_browser_knows_the_way(
    installation: Installation, path: str
) -> None:
    browser = installation.browser()
    assert '<a href="/applications">' in browser.get(path).text
    reference = installation.apply(browser)
    page = browser.get(path).text
    assert '<a href="/applications">' not in page
    assert f'href="/applications/{reference}"' in page


def test_the_links_to_all_applications_of_an_address_are_mailed_to_it_alone(installation: Installation) -> None:
    own = [
        installation.apply(email="mira@example.org"),
        installation.apply(email="MIRA@example.org", name="Her Sister"),
    ]
    installation.apply(email="other@example.org")
    browser = installation.browser()
    assert "Tell us the e-mail address" in browser.get("/applications").text
    there = browser.post("/applications/link", data={"email": " Mira@Example.org "})
    assert links_for(installation) == sorted(("mira@example.org", one) for one in own)
    nowhere = browser.post("/applications/link", data={"email": "nobody@example.org"})
    assert len(links_for(installation)) == 2
    assert there.text.replace("Mira@example.org", "nobody@example.org") == nowhere.text


def test_an_address_with_a_mistake_comes_back(installation: Installation) -> None:
    answer = installation.browser().post("/applications/link", data={"email": "mira@"})
    assert answer.status_code == 422
    assert 'value="mira@"' in answer.text
