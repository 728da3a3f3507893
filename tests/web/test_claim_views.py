"""How somebody stands against a criterion, in the words that the team reads."""

import pytest

from casting.domain.criteria import Criterion, GivenRule
from casting.domain.vocabulary import CriterionClass, Standing
from casting.services.candidates import Claim
from casting.web.claim_views import standing_word


@pytest.mark.parametrize(
    ("klass", "standing", "fit", "said"),
    [
        (CriterionClass.PREFERENCE, Standing.MET, 0.4, "partly met"),
        (CriterionClass.PREFERENCE, Standing.MET, 1.0, "met"),
        (CriterionClass.PREFERENCE, Standing.UNKNOWN, None, "unknown"),
        (CriterionClass.GATE, Standing.MET, 0.4, "met"),
    ],
)
def test_a_preference_can_be_met_in_part(
    klass: CriterionClass, standing: Standing, fit: float | None, said: str
) -> None:
    criterion = Criterion("english", "English", klass, "english", GivenRule(), None, "")
    assert standing_word(criterion, Claim(standing, "declared", None, None, fit=fit)) == said
