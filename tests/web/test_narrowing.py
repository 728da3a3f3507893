"""What stands in the rail beside the sheet: values that can be ticked together, and the way out of all of them."""

from tests.installation import Installation
from tests.web.test_review import HOME, apply_as


def test_other_values_of_a_ticked_group_stay_and_can_be_ticked_too(installation: Installation) -> None:
    first = apply_as(installation, "Person A")
    apply_as(installation, "Person B")
    director = installation.signed_in("director")
    director.post(f"{HOME}/{first}/mark", data={"opinion": "pick"})
    page = director.get(f"{HOME}?q=mark:none").text
    assert "1 found" in page
    assert "mark:none+or+mark:pick" in page.replace("%20", "+")
    assert 'class="clear"' in page
    assert "2 found" in director.get(f"{HOME}?q=mark:none or mark:pick").text


def test_the_rail_offers_gates_and_self_tapes(installation: Installation) -> None:
    apply_as(installation, "Person A")
    page = installation.signed_in("director").get(HOME).text
    rail = page.split('aria-label="Narrow by"')[1].split("</nav>")[0]
    assert "All gates" in rail
    assert "Self-tape" in rail
    assert 'class="clear"' not in rail
