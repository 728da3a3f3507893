"""The kinds of message that people are sent."""

from collections.abc import Mapping
from enum import StrEnum

from casting.domain.vocabulary import Stage


class MessageKind(StrEnum):
    """What a message is about; each kind is one letter."""

    RECEIPT = "receipt"
    APPLICATION_AGAIN = "application_again"
    """The same address applied for the same role again: here is the way to the application that stands."""
    HEADSHOT_UNUSABLE = "headshot_unusable"
    TAPE_UNUSABLE = "tape_unusable"
    RESUME_LINK = "resume_link"
    DRAFT_LINK = "draft_link"
    GUARDIAN_ASKED = "guardian_asked"
    """A minor wants to apply: her guardian is asked before anything of her is kept."""
    GUARDIAN_GIVEN = "guardian_given"
    """The guardian has consented: here is the way to the form, and to taking it back."""
    OUTCOME_BOOKED = "outcome_booked"
    OUTCOME_RELEASED = "outcome_released"
    WITHDRAWN = "withdrawn"
    CAME_BACK = "came_back"
    SIDES = "sides"
    """There are sides for her to prepare."""
    INVITATION = "invitation"
    FORGOTTEN = "forgotten"


TURNS = frozenset({MessageKind.WITHDRAWN, MessageKind.CAME_BACK})
"""What an applicant is told of what she did herself with an application that was there."""

OUTCOMES: Mapping[Stage, MessageKind] = {
    Stage.BOOKED: MessageKind.OUTCOME_BOOKED,
    Stage.RELEASED: MessageKind.OUTCOME_RELEASED,
}
"""The final stages, which a person alone decides on, and the letter that tells of each."""
