"""Several photographs: added, put in order, cropped and taken away by who has the key; the team sees them in order."""

import re
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from casting.domain.vocabulary import MaterialKind
from casting.store.engine import reading
from casting.store.tables import MaterialRow, table
from tests.installation import PATH, Installation

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)
CLOSED = "The call has closed, so the picture cannot be changed any more."


def photograph(left: tuple[int, int, int], right: tuple[int, int, int] | None = None) -> Any:
    """A wide picture of two colours, side by side."""
    picture = Image.new("RGB", (1600, 800), left)
    picture.paste(right or left, (800, 0, 1600, 800))
    sent = BytesIO()
    picture.save(sent, "JPEG")
    return {"headshot": ("me.jpg", sent.getvalue(), "image/jpeg")}


class Album:
    """An application and its photographs, as its applicant sees and changes them."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.browser = installation.browser()
        answer = installation.post_form(self.browser, files=photograph(RED))
        self.reference = answer.headers["location"].split("/")[2].split("?")[0]
        installation.work()

    @property
    def here(self) -> str:
        return f"/applications/{self.reference}"

    def send(self, *colours: tuple[int, int, int]) -> int:
        status: int = self.browser.post(f"{self.here}/pictures", files=photograph(*colours)).status_code
        self.installation.work()
        return status

    def page(self) -> str:
        text: str = self.browser.get(self.here).text
        return text

    def numbers(self) -> list[str]:
        """The keys of the photographs in their order."""
        return re.findall(r"/pictures/(\d+)/cropped", self.page())

    def act(self, number: str, act: str, **typed: object) -> int:
        status: int = self.browser.post(f"{self.here}/pictures/{number}/{act}", data=typed).status_code
        self.installation.work()
        return status

    def colour(self, number: str, size: str = "cropped") -> tuple[int, int, int]:
        """Which of the three colours is in the middle of one."""
        return colour_of(self.browser, f"{self.here}/pictures/{number}/{size}")


def colour_of(browser: TestClient, address: str) -> tuple[int, int, int]:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    picture = Image.open(BytesIO(answer.content)).convert("RGB")
    middle: Any = picture.getpixel((picture.width // 2, picture.height // 2))
    return min((RED, GREEN, BLUE), key=lambda one: sum(abs(a - b) for a, b in zip(one, middle, strict=True)))


def test_photographs_are_added_put_in_order_and_taken_away(installation: Installation) -> None:
    album = Album(installation)
    assert [album.send(GREEN), album.send(BLUE)] == [303, 303]
    red, green, blue = album.numbers()
    assert [album.colour(number) for number in (red, green, blue)] == [RED, GREEN, BLUE]
    assert album.act(blue, "earlier") == 303
    assert album.numbers() == [red, blue, green]
    assert album.act(blue, "earlier") == 303  # the first of all
    assert album.numbers() == [blue, red, green]
    director = installation.signed_in("director")
    sheet = director.get(f"/review/{PATH}?view=sheet").text
    assert colour_of(director, re.search(r'src="(/media/pictures/\w+)"', sheet)[1]) == BLUE  # type: ignore[index]
    candidate = director.get(f"/review/{PATH}/{album.reference}").text
    beside = re.search(r'<ul class="more-pictures".*?</ul>', candidate, re.DOTALL)[0]  # type: ignore[index]
    shown = re.findall(r'href="(/media/pictures/\w+)"', beside)
    assert [colour_of(director, address) for address in shown] == [RED, GREEN]
    assert album.act(red, "remove") == 303
    assert "The photograph was taken away." in album.browser.get(f"{album.here}?taken=1").text
    assert album.numbers() == [blue, green]
    assert director.get(shown[0]).status_code == 404
    assert album.act(blue, "remove") == 422  # cards would stand without a face
    assert album.numbers() == [blue, green]


def test_a_photograph_is_cropped_around_the_point_that_was_pressed(installation: Installation) -> None:
    album = Album(installation)
    album.send(GREEN, BLUE)
    (_, number) = album.numbers()
    size = {"width": 240, "height": 120}
    assert album.act(number, "crop", **{"focus.x": 20, "focus.y": 60}, **size) == 303
    assert album.colour(number) == GREEN
    assert album.act(number, "crop", **{"focus.x": 230, "focus.y": 60}, **size) == 303
    assert album.colour(number) == BLUE
    assert album.act(number, "crop", part="left") == 303
    assert album.colour(number) == GREEN
    material = table(MaterialRow)
    with reading(installation.engine) as session:
        kept = session.execute(select(material).where(material.c.kind == MaterialKind.PICTURE.value)).one()
    assert (kept.state, kept.original, kept.large_width, kept.large_height) == ("ready", None, 960, 480)


def test_while_it_is_cropped_anew_the_photograph_stays_in_sight(installation: Installation) -> None:
    album = Album(installation)
    (number,) = album.numbers()
    album.browser.post(f"{album.here}/pictures/{number}/crop", data={"part": "right"})
    director = installation.signed_in("director")
    assert "opens the full picture" in director.get(f"/review/{PATH}/{album.reference}").text
    assert "It is being prepared." in album.page()
    installation.work()
    assert "It is being prepared." not in album.page()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"part": "nose"},
        {"focus.x": "20"},
        {"focus.x": "20", "focus.y": "20", "width": "0", "height": "120"},
        {"focus.x": "-1", "focus.y": "20", "width": "240", "height": "120"},
        {"focus.x": "20", "focus.y": "1e9", "width": "240", "height": "120"},
        {"focus.x": "9" * 19, "focus.y": "20", "width": "240", "height": "120"},
    ],
)
def test_a_crop_around_nothing_is_said_and_changes_nothing(installation: Installation, typed: dict[str, str]) -> None:
    album = Album(installation)
    (number,) = album.numbers()
    answer = album.browser.post(f"{album.here}/pictures/{number}/crop", data=typed)
    assert (answer.status_code, "Press on the picture, or choose a part of it." in answer.text) == (422, True)


def test_a_sixth_beside_the_first_one_is_refused(installation: Installation) -> None:
    album = Album(installation)
    assert [album.send(GREEN) for _ in range(6)] == [303] * 5 + [422]
    assert len(album.numbers()) == 6
    assert 'action="' + album.here + '/pictures" enctype' not in album.page()


def test_what_is_no_photograph_is_said(installation: Installation) -> None:
    album = Album(installation)
    nothing = album.browser.post(f"{album.here}/pictures")
    assert (nothing.status_code, "Choose a photograph." in nothing.text) == (422, True)
    text = album.browser.post(f"{album.here}/pictures", files={"headshot": ("a.jpg", b"hello " * 99, "image/jpeg")})
    assert text.status_code == 422
    assert len(album.numbers()) == 1


def test_nobody_else_sees_or_changes_them(installation: Installation) -> None:
    album = Album(installation)
    (number,) = album.numbers()
    other = Album(installation)
    for browser in (installation.browser(), installation.signed_in("director"), other.browser):
        assert browser.get(f"{album.here}/pictures/{number}/whole").status_code == 404
        assert "Open your application" in browser.post(f"{album.here}/pictures/{number}/remove").text
    assert other.browser.post(f"{other.here}/pictures/{number}/remove").status_code == 404
    assert other.browser.get(f"{other.here}/pictures/{number}/whole").status_code == 404
    assert album.numbers() == [number]


def test_when_the_call_has_closed_they_stay_as_they_are(installation: Installation) -> None:
    album = Album(installation)
    album.send(GREEN)
    red, green = album.numbers()
    installation.clock.now = installation.role().call.closes_at
    for act, typed in (("earlier", {}), ("remove", {}), ("crop", {"part": "left"})):
        answer = album.browser.post(f"{album.here}/pictures/{green}/{act}", data=typed)
        assert (answer.status_code, CLOSED in answer.text) == (410, True), act
    assert album.browser.post(f"{album.here}/pictures", files=photograph(BLUE)).status_code == 410
    assert album.numbers() == [red, green]
    assert "Take it away" not in album.page()
