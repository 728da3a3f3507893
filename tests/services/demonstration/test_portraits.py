"""Portraits are the same every time, of the size that is asked, and differ at a glance."""

import numpy as np
import pytest

from casting.services.demonstration.chance import stream
from casting.services.demonstration.life import sketched
from casting.services.demonstration.portrait_traits import FLAWS, STYLES, traits_of
from casting.services.demonstration.portraits import draw_portrait


def glance(index: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A portrait as 16 x 20 points of colour."""
    small = draw_portrait(index, seed=0, width=96, height=120).resize((16, 20))
    return np.asarray(small, dtype=np.float64).ravel()


@pytest.mark.parametrize(("width", "height"), [(768, 960), (120, 150)])
def test_a_portrait_has_the_size_that_is_asked(width: int, height: int) -> None:
    picture = draw_portrait(3, seed=0, width=width, height=height)

    assert (picture.size, picture.mode) == ((width, height), "RGB")


def test_a_portrait_is_the_same_every_time() -> None:
    first = draw_portrait(7, seed=0).tobytes()
    draw_portrait(8, seed=0)

    assert draw_portrait(7, seed=0).tobytes() == first
    assert draw_portrait(7, seed=1).tobytes() != first


def test_any_two_of_three_hundred_differ_at_a_glance() -> None:
    views = np.stack([glance(index) for index in range(300)])
    nearest = min(np.abs(views[place + 1 :] - view).mean(axis=1).min() for place, view in enumerate(views[:-1]))

    # Mean difference of a colour channel, of 255. The same portrait with other eyes would be below 2.
    assert nearest > 5


def test_all_styles_and_all_flaws_occur_and_flaws_are_few() -> None:
    traits = [traits_of(sketched(index, seed=0), stream(0, index, "portrait")) for index in range(3000)]
    flawed = [one for one in traits if one.flaw]

    assert {one.style for one in traits} == {style for style, _ in STYLES}
    assert {one.flaw for one in flawed} == {flaw for flaw, _ in FLAWS}
    assert 0.03 < len(flawed) / len(traits) < 0.06


def test_every_kind_of_portrait_can_be_drawn() -> None:
    drawn: set[tuple[str, str]] = set()
    for index in range(1500):
        traits = traits_of(sketched(index, seed=0), stream(0, index, "portrait"))
        kinds = {
            ("style", traits.style),
            ("scene", traits.scene),
            ("outfit", traits.outfit),
            ("flaw", str(traits.flaw)),
        }
        if not kinds <= drawn:
            drawn |= kinds
            picture = draw_portrait(index, seed=0, width=64, height=80)
            assert len(picture.getcolors(64 * 80) or []) > 3
    assert len(drawn) > 40


def test_hair_turns_grey_with_the_years() -> None:
    def colourfulness(ages: range) -> float:
        found = []
        for index in range(3000):
            sketch = sketched(index, seed=0)
            if sketch.age in ages:
                hair = traits_of(sketch, stream(0, index, "portrait")).hair
                found.append(max(hair) - min(hair))
        return sum(found) / len(found)

    assert colourfulness(range(58, 80)) < 0.75 * colourfulness(range(25, 38))
