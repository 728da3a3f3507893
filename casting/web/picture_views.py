"""An applicant's photographs on the page of her application."""

from collections.abc import Mapping

from casting.domain.said import Said, Text, said
from casting.forms.cropping import PARTS
from casting.services.applicants import Status
from casting.services.pictures import MOST_BESIDE, Picture
from casting.web.form_views import HEADSHOT_TYPES
from casting.web.pages import PicturesView, PictureView

PRESSED_WIDTH = 240
"""At this width, in CSS pixels, a photograph is pressed on: it fits the narrowest screen, so it is never shrunk."""
PART_WORDS: Mapping[str, Said] = {
    "top": said("Its upper part"),
    "middle": said("Its middle"),
    "bottom": said("Its lower part"),
    "left": said("Its left part"),
    "right": said("Its right part"),
}


TAKEN_AWAY = said("The photograph was taken away. You can send it again while the call is open.")


def pictures_view(status: Status, *, changeable: bool, error: Text = "") -> PicturesView:
    """The photographs in their order, and what can be done with them while the call is open."""
    beside = sum(not one.main for one in status.pictures)
    here = f"/applications/{status.reference}/pictures"
    more = changeable and beside < MOST_BESIDE and bool(status.pictures)
    return PicturesView(
        pictures=tuple(_picture(one, number, here) for number, one in enumerate(status.pictures)),
        changeable=changeable,
        action=here if more else "",
        error=error,
        accept=HEADSHOT_TYPES,
        width=PRESSED_WIDTH,
        parts=tuple((part, PART_WORDS[part]) for part in PARTS),
    )


def _picture(one: Picture, number: int, here: str) -> PictureView:
    address = f"{here}/{one.material_id}"
    earlier: Text = ""
    if not one.main and one.medium is not None:
        earlier = said("Put it first") if number <= 1 else said("Put it earlier")
    return PictureView(
        main=one.main,
        src=f"{address}/cropped?v={one.medium[:12]}" if one.medium else "",
        state=one.state.value,
        whole=f"{address}/whole" if one.large else "",
        whole_height=round(PRESSED_WIDTH * one.height / one.width) if one.width else 0,
        earlier=earlier,
        action=address,
    )
