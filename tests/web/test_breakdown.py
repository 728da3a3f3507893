"""What a role asks for can be read by everybody who reviews it: its text, its criteria in words, its stages."""

import pytest

from casting.domain.vocabulary import CriterionClass
from tests.installation import PATH, Installation

HERE = f"/review/{PATH}/breakdown"


@pytest.mark.parametrize("who", ["director", "associate", "producer"])
def test_text_criteria_and_stages_are_read_by_who_reviews(installation: Installation, who: str) -> None:
    client, role = installation.signed_in(who), installation.role().role
    page = client.get(HERE).text
    assert f'href="{HERE}" aria-current="page"' in page
    assert [one.title for one in role.criteria if f'<span dir="auto">{one.title}</span>' not in page] == []
    weighted = next(one for one in role.criteria if one.klass is CriterionClass.PREFERENCE and one.weight is not None)
    assert f"preference, weight {weighted.weight:g}" in page
    assert "years old on" in page  # the age that the role asks for, in words
    assert "Met by: " in page
    for stage, quota in role.quotas.items():
        assert f"<dt>{stage.value}</dt><dd>meant for {quota:,}" in page
    assert "/admin/" not in page
    assert f'href="{HERE}"' in client.get(f"/review/{PATH}").text


def test_an_administrator_is_led_to_where_it_is_changed(installation: Installation) -> None:
    administrator = installation.signed_in("administrator")
    page = administrator.get(HERE).text
    call, role = PATH.split("/")
    edit = f"/admin/calls/{call}/roles/{role}"
    assert f'href="{edit}"' in page
    assert administrator.get(edit).status_code == 200
