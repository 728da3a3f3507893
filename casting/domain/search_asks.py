"""What a search asks about, wherever in its tree that stands."""

from casting.domain.search_tree import All, AnyOf, AssignedTo, BandIs, MarkedBy, Measure, MeasureIs, Not, Tree

MINE = AssignedTo("me")


def asks_for_standing(tree: Tree) -> bool:
    """Whether the tree asks where somebody stands in the order: by band, place or score."""
    match tree:
        case BandIs() | MeasureIs(Measure.PLACE | Measure.SCORE):
            return True
        case Not(part):
            return asks_for_standing(part)
        case All(parts) | AnyOf(parts):
            return any(asks_for_standing(part) for part in parts)
    return False


def asks_for_assigned(tree: Tree) -> bool:
    """Whether the tree asks for what somebody has been dealt, or for what nobody has."""
    match tree:
        case AssignedTo():
            return True
        case Not(part):
            return asks_for_assigned(part)
        case All(parts) | AnyOf(parts):
            return any(asks_for_assigned(part) for part in parts)
    return False


def markers_named(tree: Tree) -> tuple[str, ...]:
    """The names of colleagues whose marks or whose share the tree asks for."""
    match tree:
        case MarkedBy(str(who)) | AssignedTo(str(who)):
            return () if tree == MINE else (who,)
        case Not(part):
            return markers_named(part)
        case All(parts) | AnyOf(parts):
            return tuple(who for part in parts for who in markers_named(part))
    return ()
