"""What the editors propose is said to applicants in their language, as long as the office leaves it so."""

import pytest

from casting.domain.said import Said
from casting.languages.catalogues import language
from casting.web.editor_views import CONSENT
from casting.web.preset_words import preset
from casting.web.role_editor_views import NEW


@pytest.mark.parametrize(("code", "why", "agreed"), [("ru", "эту роль", "Я соглас"), ("es", "este papel", "Consiento")])
def test_what_is_proposed_is_said_in_the_readers_language(code: str, why: str, agreed: str) -> None:
    spoken = language(code)
    assert why in spoken.say(preset(NEW["questions.0.label"]))
    assert agreed in spoken.say(preset(CONSENT["label"]))


def test_every_proposal_is_known_and_the_offices_own_words_stand() -> None:
    proposed = (NEW["questions.0.label"], NEW["questions.1.label"], NEW["criteria.0.title"], CONSENT["text"])
    assert all(isinstance(preset(text), Said) for text in proposed)
    assert preset("Why do you want it?") == "Why do you want it?"
