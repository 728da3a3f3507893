"""What a search of a role means: read against its questions and criteria, and against the names of its team."""

import re

from sqlalchemy.orm import Session

from casting.domain.folding import folded
from casting.domain.search import SearchFault, parse
from casting.domain.search_tree import Tree
from casting.store.calls import KeptRole
from casting.store.conditions import markers_named, named
from casting.store.team import team_names

_BY = re.compile(r"by:([^\s()\"]+)", re.IGNORECASE)


def understood(session: Session, role: KeptRole, q: str) -> Tree:
    """The search as a tree. Costs a query where it names a colleague.

    Raises:
        SearchFault: it cannot be understood, or names somebody who is not in the call's team.
    """
    tree = parse(q, role=role.role)
    names = markers_named(tree)
    markers = team_names(session, role.call_id) if names else {}
    for who in names:
        if not named(who, markers):
            team = ", ".join(f"by:{folded(name).replace(' ', '-')}" for name in markers.values()) or "nobody"
            problem = f"Nobody in this team is called “{who}”. There is by:me, and {team}."
            raise SearchFault(problem, _column(q, who))
    return tree


def _column(q: str, who: str) -> int:
    """Where the name stands in the text, in characters from 1."""
    places = (match.start(1) for match in _BY.finditer(q) if folded(match[1]).replace(" ", "-") == who)
    return next(places, 0) + 1
