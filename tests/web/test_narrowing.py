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


def test_what_waits_for_a_mark_leads_to_it(installation: Installation) -> None:
    apply_as(installation, "Person A")
    assert (
        f'<a href="{HOME}?q=mark:none"><strong>1</strong> of 1'
        in installation.signed_in("director").get("/review").text
    )


def test_the_pages_of_one_candidate_have_the_ways_of_the_role(installation: Installation) -> None:
    here = f"{HOME}/{apply_as(installation, 'Person A')}"
    director = installation.signed_in("director")
    for part in ("conflict", "findings"):
        page = director.get(f"{here}/{part}").text
        assert f'<a href="{HOME}">Sheet</a>' in page
        assert f'<a href="{HOME}/board">Board</a>' in page


def test_each_order_is_explained_where_it_is_chosen(installation: Installation) -> None:
    apply_as(installation, "Person A")
    page = installation.signed_in("director").get(HOME).text
    assert "Shuffled, and the same whenever you come back." in page


def test_where_nobody_is_found_each_term_can_be_left_out(installation: Installation) -> None:
    apply_as(installation, "Person A")
    page = installation.signed_in("director").get(f"{HOME}?q=has:tape stage:hold").text
    assert ">without has:tape</a>" in page
    assert ">without stage:hold</a>" in page


def test_a_misspelt_key_is_met_with_the_likely_one_and_the_list_can_be_opened(installation: Installation) -> None:
    page = installation.signed_in("director").get(f"{HOME}?q=stag:hold").text
    assert "Did you mean stage:?" in page
    assert "<summary>What can be searched for</summary>" in page
