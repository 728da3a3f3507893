"""The kinds of message that people are sent."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is about; each kind is one letter."""

    RECEIPT = "receipt"
    APPLICATION_AGAIN = "application_again"
    """The same address applied for the same role again: here is the way to the application that stands."""
    HEADSHOT_UNUSABLE = "headshot_unusable"
    TAPE_UNUSABLE = "tape_unusable"
    RESUME_LINK = "resume_link"
    INVITATION = "invitation"
    FORGOTTEN = "forgotten"
