"""Around what a photograph is cropped: a point that was pressed on it, or a part that was named."""

from collections.abc import Mapping

from casting.domain.errors import Refused
from casting.domain.media import Focus
from casting.domain.said import said

PARTS: Mapping[str, Focus] = {
    "top": Focus(0.5, 0.0),
    "middle": Focus(0.5, 0.5),
    "bottom": Focus(0.5, 1.0),
    "left": Focus(0.0, 0.5),
    "right": Focus(1.0, 0.5),
}


def read_focus(*, part: str, across: str, down: str, width: str, height: str) -> Focus:
    """The focus of a crop.

    Args:
        part: one of `PARTS`, or empty where a point was pressed.
        across, down: the point in pixels from the upper left corner of the picture as it was shown.
        width, height: in pixels, how large it was shown.

    Raises:
        Refused: neither is given, or the point lies outside of the picture.
    """
    if part in PARTS:
        return PARTS[part]
    try:
        return Focus(int(across) / int(width), int(down) / int(height))
    except (ValueError, ZeroDivisionError) as error:
        raise Refused(said("Press on the picture, or choose a part of it. Nothing was changed.")) from error
