"""Flags as the candidate page shows them."""

from collections.abc import Mapping, Sequence

from casting.domain.flags import Flag, FlagKind
from casting.web.pages import FlagView

NOTES: Mapping[FlagKind, str] = {
    FlagKind.REPEATED: "What comes again is counted once.",
    FlagKind.HIDDEN: "What no reader sees is not counted.",
    FlagKind.ORDERS: "Sentences that speak to a program are not counted.",
    FlagKind.BREAKDOWN: "The breakdown given back is not counted.",
    FlagKind.KEYWORDS: "A list of the breakdown's words is not counted.",
    FlagKind.TAKEN: "An earlier application says the same. It is counted: who wrote it first no program knows.",
}


def flag_views(flags: Sequence[Flag]) -> tuple[FlagView, ...]:
    """One for each flag, in the order given."""
    return tuple(FlagView(flag.kind.value, NOTES[flag.kind], flag.evidence) for flag in flags)
