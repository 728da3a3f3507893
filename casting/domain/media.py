"""What is asked of pictures and documents that people send, and what is said when one cannot be used."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casting.domain.errors import Refused
from casting.domain.said import Said, said

MAX_PICTURE_BYTES: Final = 30 * 1024 * 1024
"""The largest picture file that is read, in bytes."""

MAX_PICTURE_PIXELS: Final = 60_000_000
"""The most pixels (width × height) a picture may have; the cameras of telephones reach 50 million."""

MAX_PICTURE_SIDE: Final = 20_000
"""The longest side of a picture in pixels."""

MIN_PICTURE_SIDE: Final = 300
"""The shortest side of a picture in pixels: below it a face cannot be judged on the contact sheet."""

MAX_TAPE_SECONDS: Final = 15 * 60
"""The longest self-tape that is prepared, in seconds."""


class Refusal(StrEnum):
    """Why a picture, tape or document cannot be used."""

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
    NOT_A_PDF = "not_a_pdf"
    MISNAMED = "misnamed"
    NOT_A_VIDEO = "not_a_video"
    VIDEO_DAMAGED = "video_damaged"
    VIDEO_TOO_LONG = "video_too_long"
    VIDEO_TOO_COSTLY = "video_too_costly"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal in words for the person who sent the file: one sentence each."""

    happened: Said
    next_step: Said

    @property
    def whole(self) -> Said:
        """Both sentences."""
        return said("{happened} {next_step}", happened=self.happened, next_step=self.next_step)


_SEND_A_STILL: Final = said("Please send a photograph as JPEG, PNG, WebP or HEIC.")

_EXPLANATIONS: Final = {
    Refusal.EMPTY: Explanation(
        said("The file is empty."), said("Please choose the file again and wait until it has been sent.")
    ),
    Refusal.NOT_A_PICTURE: Explanation(
        said("The file is not a picture, whatever its name says."),
        _SEND_A_STILL,
    ),
    Refusal.UNSUPPORTED_TYPE: Explanation(
        said("The picture is of a kind that we cannot open."),
        _SEND_A_STILL,
    ),
    Refusal.ANIMATED: Explanation(said("The picture moves."), _SEND_A_STILL),
    Refusal.TOO_LARGE: Explanation(
        said("The file is larger than is allowed."),
        said("Please send a smaller copy of it."),
    ),
    Refusal.TOO_MANY_PIXELS: Explanation(
        said(
            "The picture has more than {millions} million pixels or a side of more than {side} pixels.",
            millions=MAX_PICTURE_PIXELS // 1_000_000,
            side=MAX_PICTURE_SIDE,
        ),
        said("Please send a smaller copy; {plenty} pixels on the longer side are plenty.", plenty=2000),
    ),
    Refusal.TOO_SMALL: Explanation(
        said("The picture is smaller than {side} by {side} pixels.", side=MIN_PICTURE_SIDE),
        said("Please send the original photograph rather than a small copy or a screenshot of it."),
    ),
    Refusal.TRUNCATED: Explanation(
        said("The end of the picture is missing: it was cut off on its way."),
        said("Please send it again, from the original file."),
    ),
    Refusal.DAMAGED: Explanation(
        said("The picture is damaged and cannot be opened."),
        said("Please open it on your device, save it as a new JPEG, and send that."),
    ),
    Refusal.TOO_COSTLY: Explanation(
        said("The picture took too much time or memory to open."),
        said("Please open it on your device, save it as a new JPEG, and send that."),
    ),
    Refusal.NOT_A_DOCUMENT: Explanation(
        said("The file is neither a PDF nor a JPEG or PNG picture, whatever its name says."),
        said("Please save it as a PDF and send that."),
    ),
    Refusal.NOT_A_PDF: Explanation(
        said("The file is not a PDF, whatever its name says."),
        said("Please save it as a PDF and send that."),
    ),
    Refusal.MISNAMED: Explanation(
        said("The name of the file says that it is something else than its content."),
        said("Please save it as a PDF and send that under its own kind of name, such as resume.pdf."),
    ),
    Refusal.NOT_A_VIDEO: Explanation(
        said("The file is not a video that we can open, whatever its name says."),
        said("Please send it as MP4, MOV or WebM."),
    ),
    Refusal.VIDEO_DAMAGED: Explanation(
        said("The video is damaged, so it cannot be played."),
        said("Please play it to its end on your device, save it as a new MP4, and send that."),
    ),
    Refusal.VIDEO_TOO_LONG: Explanation(
        said("The video is longer than {minutes} minutes.", minutes=MAX_TAPE_SECONDS // 60),
        said("Please send a shorter one."),
    ),
    Refusal.VIDEO_TOO_COSTLY: Explanation(
        said("The video took too much time or memory to prepare."),
        said("Please save it as an MP4 of {width} by {height} pixels, and send that.", width=1280, height=720),
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
        super().__init__(explain(reason).whole)
        self.reason = reason


@dataclass(frozen=True)
class Focus:
    """What of a picture stays in the middle when it is cropped: shares of its width and its height, 0 to 1."""

    across: float
    down: float

    def __post_init__(self) -> None:
        if not (0 <= self.across <= 1 and 0 <= self.down <= 1):
            raise ValueError(f"outside of the picture: {self.across}, {self.down}")
