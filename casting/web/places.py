"""The state that every address of the review carries: where a member stands, through which lens, in which run."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Depends, Query
from pydantic import StringConstraints

from casting.domain.permissions import Actor
from casting.domain.vocabulary import Lens
from casting.forms.review import read_chosen
from casting.services.orders import Promised
from casting.web.deps import HIGHEST_ID

LONGEST_Q = 10_000
AHEAD = 5
Chosen = Annotated[list[Annotated[str, StringConstraints(max_length=1000)]] | None, Query(alias="with", max_length=100)]
"""Whom an address names as chosen: one in each value, as boxes of a form send them, or several in one."""
_PROMISED = re.compile(r"([0-9A-Za-z-]{1,20})(?:\.(\d{1,18}))?(~?)")
_SEED = re.compile(r"random:(\d{1,9})")


@dataclass(frozen=True)
class Place:
    """Where a member stands in a role.

    Attributes:
        seed: which of the shuffled orders, for the lens `random`.
        run: the run that the list follows, where a run made its order; None for the published one.
        chosen: whom the member has chosen by hand, by reference, for an act on exactly them; None for one on all.
        ahead, trail: in the lens `next`, who is already promised to come, and by whom one came, the last one first.
    """

    call: str
    role: str
    q: str = ""
    lens: Lens = Lens.RANKED
    view: str = "sheet"
    seed: int = 0
    run: int | None = None
    chosen: tuple[str, ...] | None = None
    ahead: tuple[Promised, ...] = ()
    trail: tuple[Promised, ...] = ()

    @cached_property
    def home(self) -> str:
        """The role's own address."""
        return f"/review/{quote(self.call)}/{quote(self.role)}"

    def sheet(self, *, after: str = "", kept: str = "") -> str:
        """The contact sheet or list in this state; `kept` lets it say that a search was kept."""
        return self._with(self.home, queue=False, after=after, kept=kept)

    def order(self) -> str:
        """Where it is asked whether the order of this list has changed, and where the new one is shown."""
        return self._with(f"{self.home}/order", queue=False)

    def facet(self, key: str) -> str:
        """Where the answers to one question are counted in this list."""
        return self._with(f"{self.home}/facet", queue=False, of=key)

    def opened(self, key: str) -> str:
        """The sheet with these counts beside it, for who has no script."""
        return self._with(self.home, queue=False, of=key)

    def searches(self, *, after: str = "") -> str:
        """Where searches are kept, with the one of this state."""
        return self._with(f"{self.home}/searches", queue=False, after=after)

    def candidate(self, reference: str) -> str:
        """One candidate, among those of this state."""
        return self._with(f"{self.home}/{quote(reference)}")

    def act(self, reference: str, name: str) -> str:
        """Where an act on one candidate is posted."""
        return self._with(f"{self.home}/{quote(reference)}/{name}")

    def letter(self, reference: str, *, ranking: int | None = None, language: str = "") -> str:
        """The letter about one candidate, from that stored run whatever is published since; None for the newest."""
        path = f"{self.home}/{quote(reference)}/letter"
        return self._with(path, ranking=str(ranking or ""), language=language)

    def newest(self) -> "Place":
        """The same list in the order that is published."""
        return replace(self, run=None, ahead=(), trail=())

    def onward(self, here: str, ahead: Sequence[Promised], number: int) -> str:
        """The address of one of those ahead of `here`; whoever else was promised still comes."""
        to = ahead[number]
        if self.lens is not Lens.NEXT:
            return self.candidate(to.reference)
        trail = (Promised(here, self.run), *self.trail)[:AHEAD]
        others = (*ahead[:number], *ahead[number + 1 :])
        return replace(self, run=to.run_id, ahead=others, trail=trail).candidate(to.reference)

    def back(self, here: str, ahead: Sequence[Promised]) -> str:
        """The address of whom one came by, in the lens `next`; empty where that is not known."""
        if not self.trail:
            return ""
        to, *trail = self.trail
        kept = (Promised(here, self.run, back=True), *ahead)[:AHEAD]
        return replace(self, run=to.run_id, ahead=kept, trail=tuple(trail)).candidate(to.reference)

    def bulk(self) -> str:
        """Where all that this list finds can be moved at once, or exactly those who were chosen."""
        return self._with(f"{self.home}/bulk", queue=False, **{"with": ",".join(self.chosen or ())})

    def state(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each part of this state, for a form that carries it on."""
        return tuple(self._state().items())

    def _state(self, *, queue: bool = False) -> dict[str, str]:
        lens = f"random:{self.seed}" if self.lens is Lens.RANDOM else self.lens.value
        state = {"q": self.q, "lens": "" if self.lens is Lens.RANKED else lens}
        state |= {"view": "" if self.view == "sheet" else self.view, "run": str(self.run or "")}
        state |= {"ahead": _said(self.ahead), "trail": _said(self.trail)} if queue else {}
        return {name: value for name, value in state.items() if value}

    def _with(self, path: str, *, queue: bool = True, **more: str) -> str:
        more = {name: value for name, value in more.items() if value}
        if not more:
            return path + (self._queue_behind if queue else self._behind)
        return path + _behind(self._state(queue=queue) | more)

    @cached_property
    def _behind(self) -> str:
        """What stands behind the path; each of a page's cards has it three times."""
        return _behind(self._state())

    @cached_property
    def _queue_behind(self) -> str:
        return _behind(self._state(queue=True))


def _behind(given: Mapping[str, str]) -> str:
    return f"?{urlencode(given, safe=',:')}" if given else ""


def _said(promised: Sequence[Promised]) -> str:
    runs = (f"{one.reference}.{one.run_id}" if one.run_id else one.reference for one in promised)
    return ",".join(f"{said}~" if one.back else said for said, one in zip(runs, promised, strict=True))


def _promised(text: str) -> tuple[Promised, ...]:
    """What `_said` wrote, at most so many as it does; whatever else an address holds is passed over."""
    found = [_PROMISED.fullmatch(part) for part in text.split(",")[:AHEAD]]
    return tuple(Promised(one[1], int(one[2]) if one[2] else None, back=bool(one[3])) for one in found if one)


def place_of(
    call: str,
    role: str,
    *,
    q: Annotated[str, Query(max_length=LONGEST_Q)] = "",
    lens: Annotated[str, Query(max_length=40)] = Lens.RANKED.value,
    view: str = "sheet",
    run: Annotated[str, Query(max_length=20)] = "",
    ahead: Annotated[str, Query(max_length=400)] = "",
    trail: Annotated[str, Query(max_length=400)] = "",
    chosen: Chosen = None,
) -> Place:
    """The place that an address names; what it says wrongly is as if it had said nothing."""
    shuffled = _SEED.fullmatch(lens)
    word = Lens.RANDOM.value if shuffled else lens
    known = Lens(word) if word in set(Lens) else Lens.RANKED
    number = int(run) if run.isascii() and run.isdigit() else 0
    return Place(
        call,
        role,
        q.strip(),
        known,
        "list" if view == "list" else "sheet",
        seed=int(shuffled[1]) if shuffled else 0,
        run=number if known.of_run and 0 < number <= HIGHEST_ID else None,
        chosen=None if chosen is None else read_chosen(chosen),
        ahead=_promised(ahead) if known is Lens.NEXT else (),
        trail=_promised(trail) if known is Lens.NEXT else (),
    )


InPlace = Annotated[Place, Depends(place_of)]


def duty_href(actor: Actor, *, call: str) -> str:
    """Where an administrator gives herself a duty in a call, so that she marks in it; empty for everybody else."""
    return f"/admin?call={quote(call)}&own=yes#people" if actor.administrator else ""
