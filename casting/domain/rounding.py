"""Numbers rounded so that what is shown adds up."""

import math
from collections.abc import Sequence


def hundredths(value: float) -> int:
    """The number in hundredths, to the nearest."""
    return round(value * 100)


def apportioned(parts: Sequence[float], total: int) -> list[int]:
    """The parts in hundredths, each rounded up or down, so that they are `total` together.

    By largest remainders (Hamilton): what is missing goes to those that lose most by rounding down.

    Args:
        total: in hundredths; the sum of the parts, rounded up or down.
    """
    down = [math.floor(part * 100) for part in parts]
    missing = total - sum(down)
    first = sorted(range(len(parts)), key=lambda place: (down[place] - parts[place] * 100, place))
    for place in first[: max(missing, 0)]:
        down[place] += 1
    return down


def signed(value: float) -> str:
    """A number with its sign, to two digits; a nought without one."""
    shown = f"{abs(value):.2f}"
    return shown if shown == "0.00" else ("−" if value < 0 else "+") + shown
