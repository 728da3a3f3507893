"""What is posted to make a producer link, and with one."""

import pytest

from casting.domain.errors import Refused
from casting.domain.vocabulary import Stage
from casting.forms.sharing import LinkForm, read_link, read_pick

ASKED = {"recipient": "Pat", "stage": "shortlist", "references": "", "days": "7", "may": "view"}


def test_a_stage_or_references_are_shown_to_somebody_by_name() -> None:
    assert read_link(**ASKED) == LinkForm("Pat", Stage.SHORTLIST, (), 7, picks=False)
    named = ASKED | {"recipient": " Pat \n Producer ", "stage": "", "references": "#k7qx2-24, M3BC4-51\nK7QX2-24"}
    assert read_link(**named | {"may": "pick"}) == LinkForm(
        "Pat Producer", None, ("K7QX2-24", "M3BC4-51"), 7, picks=True
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"recipient": " \n"}, "Say for whom"),
        ({"recipient": "x" * 81}, "This name has 81 characters"),
        ({"stage": ""}, "Choose one stage, or name references"),
        ({"references": "K7QX2-24"}, "Choose one stage, or name references"),
        ({"stage": "received"}, "from longlist to booked"),
        ({"stage": "moon"}, "from longlist to booked"),
        ({"days": "365"}, "how long the link is good"),
        ({"days": "5"}, "how long the link is good"),
        ({"may": "decide"}, "for looking only, or for picking too"),
        ({"may": ""}, "for looking only, or for picking too"),
        ({"stage": "", "references": "K7QX2-24; <script>"}, "“<script>” is no reference"),
        ({"stage": "", "references": " ".join(f"K{n}" for n in range(101))}, "at most 100"),
    ],
)
def test_what_no_form_sends_makes_no_link(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match="No link was made") as refused:
        read_link(**ASKED | wrong)
    assert said in str(refused.value)


def test_a_pick_has_a_reason_of_500_characters_at_most() -> None:
    assert read_pick("  Stillness. ") == "Stillness."
    for raw, said in (("  ", "a pick without a reason"), ("r" * 501, "has 501 characters")):
        with pytest.raises(Refused, match=said):
            read_pick(raw)
