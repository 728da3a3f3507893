"""What is ticked where an administrator chooses what reviewers do not see."""

from collections.abc import Iterable, Mapping

from casting.domain.errors import Refused
from casting.domain.vocabulary import Stage


def read_hidden(ticked: Iterable[str]) -> Mapping[Stage, frozenset[str]]:
    """What is hidden in each stage, out of ticks such as `received:name`.

    Raises:
        Refused: one of them names no stage.
    """
    found: dict[Stage, set[str]] = {}
    for tick in ticked:
        stage, colon, thing = tick.partition(":")
        if not colon or not thing or stage not in {one.value for one in Stage}:
            raise Refused("What was ticked cannot be read. Nothing was changed.")
        found.setdefault(Stage(stage), set()).add(thing)
    return {stage: frozenset(things) for stage, things in found.items()}
