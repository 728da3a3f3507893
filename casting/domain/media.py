"""What is asked of pictures and documents that people send, and what is said when one cannot be used."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casting.domain.errors import Refused

MAX_PICTURE_BYTES: Final = 30 * 1024 * 1024
"""The largest picture file that is read, in bytes."""

MAX_PICTURE_PIXELS: Final = 60_000_000
"""The most pixels (width × height) a picture may have; the cameras of telephones reach 50 million."""

MAX_PICTURE_SIDE: Final = 20_000
"""The longest side of a picture in pixels."""

MIN_PICTURE_SIDE: Final = 300
"""The shortest side of a picture in pixels: below it a face cannot be judged on the contact sheet."""


class Refusal(StrEnum):
    """Why a picture or document cannot be used."""

    EMPTY = "empty"
    NOT_A_PICTURE = "not_a_picture"
    UNSUPPORTED_TYPE = "unsupported_type"
    ANIMATED = "animated"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    TOO_COSTLY = "too_costly"
    NOT_A_DOCUMENT = "not_a_document"
    MISNAMED = "misnamed"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal in words for the person who sent the file: one sentence each."""

    happened: str
    next_step: str


_SEND_A_STILL: Final = "Please send a photograph as JPEG, PNG, WebP or HEIC."

_EXPLANATIONS: Final = {
    Refusal.EMPTY: Explanation("The file is empty.", "Please choose the file again and wait until it has been sent."),
    Refusal.NOT_A_PICTURE: Explanation(
        "The file is not a picture, whatever its name says.",
        _SEND_A_STILL,
    ),
    Refusal.UNSUPPORTED_TYPE: Explanation(
        "The picture is of a kind that we cannot open.",
        _SEND_A_STILL,
    ),
    Refusal.ANIMATED: Explanation("The picture moves.", _SEND_A_STILL),
    Refusal.TOO_LARGE: Explanation(
        "The file is larger than is allowed.",
        "Please send a smaller copy of it.",
    ),
    Refusal.TOO_MANY_PIXELS: Explanation(
        f"The picture has more than {MAX_PICTURE_PIXELS // 1_000_000} million pixels"
        f" or a side of more than {MAX_PICTURE_SIDE:,} pixels.",
        "Please send a smaller copy; 2,000 pixels on the longer side are plenty.",
    ),
    Refusal.TOO_SMALL: Explanation(
        f"The picture is smaller than {MIN_PICTURE_SIDE} by {MIN_PICTURE_SIDE} pixels.",
        "Please send the original photograph rather than a small copy or a screenshot of it.",
    ),
    Refusal.TRUNCATED: Explanation(
        "The end of the picture is missing: it was cut off on its way.",
        "Please send it again, from the original file.",
    ),
    Refusal.DAMAGED: Explanation(
        "The picture is damaged and cannot be opened.",
        "Please open it on your device, save it as a new JPEG, and send that.",
    ),
    Refusal.TOO_COSTLY: Explanation(
        "The picture took too much time or memory to open.",
        "Please open it on your device, save it as a new JPEG, and send that.",
    ),
    Refusal.NOT_A_DOCUMENT: Explanation(
        "The file is neither a PDF nor a JPEG or PNG picture, whatever its name says.",
        "Please save it as a PDF and send that.",
    ),
    Refusal.MISNAMED: Explanation(
        "The name of the file says that it is something else than its content.",
        "Please save it as a PDF and send that under its own kind of name, such as resume.pdf.",
    ),
}


def explain(reason: Refusal) -> Explanation:
    """Return the words for `reason`: what happened, and what the person can do next."""
    return _EXPLANATIONS[reason]


class MediaRefused(Refused):
    """The file that a person sent cannot be used. The message is the explanation, ready to be shown.

    Attributes:
        reason: what is wrong with the file.
    """

    def __init__(self, reason: Refusal) -> None:
        explanation = explain(reason)
        super().__init__(f"{explanation.happened} {explanation.next_step}")
        self.reason = reason
