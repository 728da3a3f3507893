"""What the editor proposes to the office, which applicants read in their own language where the office left it so."""

from collections.abc import Mapping

from casting.domain.own_words import OwnWords
from casting.domain.said import Said, Text, said

WHY = said("Why would you play this part?")
LEARNED = said("What have you learned and done?")
AGE = said("Age")
AGREED = said("I agree that my application is kept and looked at to cast this part.")
KEPT_FOR = said(
    "We keep what you send to cast this call, and show it to nobody but the casting team. You can have it erased at "
    "any time."
)
KEPT_FOR_ONCE = said(
    "We keep what you send to cast this call, and show it to nobody but the casting team. You can have it erased at "
    "any time; write to us."
)
"""What was proposed before calls said where to write; it stands in calls that were set up then."""
_PRESETS: Mapping[str, Said] = {str(one): one for one in (WHY, LEARNED, AGE, AGREED, KEPT_FOR, KEPT_FOR_ONCE)}


def preset(text: str) -> Text:
    """A text of the office; where it is the one that was proposed, ours, which is said in the reader's language.

    What the office has translated itself stays the office's.
    """
    if isinstance(text, OwnWords) and text.others:
        return text
    return _PRESETS.get(text, text)
