"""Which of our languages a browser's person reads best."""

import math
from collections.abc import Sequence

LONGEST_HEADER = 1000
"""Characters of `Accept-Language` that are read; browsers send fewer than 100."""


def negotiated(header: str, known: Sequence[str]) -> str:
    """The best of our languages for an `Accept-Language` header (RFC 9110, 12.5.4; look-up as in RFC 4647, 3.4).

    Args:
        known: the codes of our languages; the first one is for whoever reads none of them.
    """
    wishes = [_wish(part) for part in header[:LONGEST_HEADER].split(",")]
    refused = {code for code, weight in wishes if weight == 0}
    by_code = {code.lower(): code for code in known}
    for code, _ in sorted((wish for wish in wishes if wish[1] > 0), key=lambda wish: -wish[1]):
        if code == "*":
            return next((by_code[name] for name in by_code if name not in refused), known[0])
        for length in range(code.count("-") + 1, 0, -1):
            found = by_code.get("-".join(code.split("-")[:length]))
            if found is not None:
                return found
    return known[0]


def _wish(part: str) -> tuple[str, float]:
    """One language and its weight from 0 to 1; what cannot be read weighs nothing."""
    code, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weights = [parameter[2:] for parameter in parameters if parameter.startswith("q=")]
    try:
        weight = float(weights[0]) if weights else 1.0
    except ValueError:
        weight = 0.0
    return code, weight if code and math.isfinite(weight) and 0 <= weight <= 1 else 0.0
