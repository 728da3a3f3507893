"""What a search of a role means: read against its questions and criteria, and against the names of its team."""

import re

from sqlalchemy.orm import Session

from casting.domain.blind import asked_of, reach, word_for
from casting.domain.folding import folded
from casting.domain.search import SearchFault, parse
from casting.domain.search_asks import markers_named
from casting.domain.search_tree import Tree
from casting.domain.stages import LADDER
from casting.store.calls import KeptRole
from casting.store.conditions import named
from casting.store.team import team_names

_BY = re.compile(r"(?:by|assigned):([^\s()\"]+)", re.IGNORECASE)


def understood(session: Session, role: KeptRole, q: str, *, blind: bool = True) -> Tree:
    """The search as a tree. Costs a query where it names a colleague.

    Args:
        blind: whether what is hidden from who reviews is hidden from who searches; not for a command at the terminal.

    Raises:
        SearchFault: it cannot be understood, names somebody who is not in the call's team, or asks for what is hidden
            of somebody whom it could find.
    """
    tree = parse(q, role=role.role)
    if blind and role.blind.things:
        _refuse_hidden(role, tree, q)
    names = markers_named(tree)
    markers = team_names(session, role.call_id) if names else {}
    for who in names:
        if not named(who, markers):
            team = ", ".join(f"by:{folded(name).replace(' ', '-')}" for name in markers.values()) or "nobody"
            problem = f"Nobody in this team is called “{who}”. There is by:me, and {team}."
            raise SearchFault(problem, _column(q, who))
    return tree


def _refuse_hidden(role: KeptRole, tree: Tree, q: str) -> None:
    """Raise SearchFault where the answer would tell what is hidden, were it only by who is found and who is not."""
    stages = reach(tree)
    hidden = role.blind.within(stages)
    for thing, begins in asked_of(tree, role.role):
        if thing in hidden:
            where = [stage.value for stage in role.blind.hiding(thing) if stage in stages]
            what = word_for(thing, role.role)
            problem = (
                f"{what[0].upper()}{what[1:]} is hidden in {', '.join(where)}, so that “{begins}” cannot be asked for "
                "there. Leave it out, or search in another stage alone"
            )
            open_stages = [stage for stage in LADDER if thing not in role.blind.at(stage)]
            problem += f", such as “stage:{open_stages[-1]}”." if open_stages else "."
            raise SearchFault(problem, max(q.casefold().find(begins), 0) + 1)


def _column(q: str, who: str) -> int:
    """Where the name stands in the text, in characters from 1."""
    places = (match.start(1) for match in _BY.finditer(q) if folded(match[1]).replace(" ", "-") == who)
    return next(places, 0) + 1
