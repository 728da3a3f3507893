"""Several who work at the same time, in every order: the state is what the last one has knowingly made of it.

Each person acts from the page that she looked at last, however old it is. A model keeps what should have come of it.
"""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import Refused, Stale
from casting.domain.permissions import Actor
from casting.domain.search_tree import StageIs
from casting.domain.vocabulary import Duty, Lens, Opinion, Stage
from casting.services import bulk, review, team, undoing
from casting.services.bulk import Basis
from casting.services.own_acts import Kind
from casting.services.review import Found, Mark, Turn
from casting.store.applications import Query
from casting.store.engine import reading, writing
from casting.store.tables import (
    ApplicationRow,
    BulkActRow,
    BulkMemberRow,
    DecisionRow,
    MarkRow,
    TakenBackRow,
    table,
)
from tests.installation import NOON, Installation

APPLICATION, DECISION, MARK = table(ApplicationRow), table(DecisionRow), table(MarkRow)
BULK_MEMBER, TAKEN_BACK = table(BulkMemberRow), table(TakenBackRow)
NOTHING = Mark(None, None)
APPLICANTS = ("Mira", "Vera", "Zoya")
WHO = some.sampled_from(["director", "colleague", "associate"])
DIRECTS = some.sampled_from(["director", "colleague"])
WHOM = some.sampled_from(APPLICANTS)
STAGE = some.sampled_from([Stage.RECEIVED, Stage.LONGLIST, Stage.SHORTLIST, Stage.RELEASED])
CHANCE = some.randoms(use_true_random=False)
GIVEN = some.sampled_from([Mark(Opinion.PICK, None), Mark(Opinion.PASS, 2), Mark(None, 5), NOTHING])


@dataclass(frozen=True)
class Decision:
    decision_id: int
    member_id: int
    before: str
    after: str


@dataclass(frozen=True)
class Did:
    """An act that undo could take back: when, what, and whom it was about; of a mark what stood before it."""

    at: float
    kind: Kind
    row_id: int
    whom: str
    before: Mark = NOTHING


@dataclass(frozen=True)
class Seen:
    """What a page has shown of somebody."""

    stage: Stage
    newest: int


class Together:
    """The installation that the interleavings play in, and what is read of it from outside."""

    def __init__(self, installation: Installation) -> None:
        self.engine = installation.engine
        if self.engine.dialect.name == "sqlite":  # durability is another test's matter, and the slow part here
            event.listen(self.engine, "checkout", lambda connection, *_: connection.execute("PRAGMA synchronous=OFF"))
        with writing(self.engine) as session:
            installation.members["colleague"] = team.create_member(
                session,
                name="Cora Quick",
                email="colleague@casting.example.org",
                duties={installation.role().call_id: Duty.DIRECTOR},
                password=None,
                now=NOON,
            )
        self.actors = {who: installation.actor(who) for who in ("director", "colleague", "associate")}
        self.role = installation.role()
        self.found: dict[str, Found] = {}
        for name in APPLICANTS:
            reference = installation.apply(None, name=name, email=f"{name}@example.org")
            key = installation.application_id(reference)
            self.found[name] = Found(self.role, key, reference, Stage.RECEIVED)
        self.name_of = {found.application_id: name for name, found in self.found.items()}

    def clear(self) -> None:
        with writing(self.engine) as session:
            for rows in (TakenBackRow, BulkMemberRow, BulkActRow, DecisionRow, MarkRow):
                session.execute(delete(rows))
            session.execute(update(APPLICATION).values(stage=Stage.RECEIVED.value))

    def kept(self) -> "Kept":
        """All that the database holds, read at one moment."""
        log: dict[str, list[Decision]] = {name: [] for name in APPLICANTS}
        names = {actor.member_id: who for who, actor in self.actors.items()}
        with reading(self.engine) as session:
            for row in session.execute(select(DECISION).order_by(DECISION.c.id)):
                log[self.name_of[row.application_id]].append(Decision(row.id, row.member_id, row.before, row.after))
            passed = set(session.scalars(select(TAKEN_BACK.c.decision_id).where(TAKEN_BACK.c.decision_id.is_not(None))))
            stages = session.execute(select(APPLICATION.c.id, APPLICATION.c.stage))
            stage = {self.name_of[row.id]: Stage(row.stage) for row in stages}
            marks, newest = {}, 0
            for row in session.execute(select(MARK).order_by(MARK.c.id)):
                opinion = None if row.opinion is None else Opinion(row.opinion)
                marks[names[row.member_id], self.name_of[row.application_id]] = Mark(opinion, row.stars)
                newest = row.id
        return Kept(log, passed, stage, marks, newest)


@dataclass(frozen=True)
class Kept:
    """What the database holds.

    Attributes:
        passed: decisions that undo passes over.
        newest_mark: the key of the newest mark; 0 where there is none.
    """

    log: dict[str, list[Decision]]
    passed: set[int]
    stage: dict[str, Stage]
    marks: dict[tuple[str, str], Mark]
    newest_mark: int


class Interleaving(RuleBasedStateMachine):
    """One session of three people, each with pages that may be old."""

    here: Together

    def __init__(self) -> None:
        super().__init__()
        self.here.clear()
        self.kept = self.here.kept()
        self.ticks = count(1)
        fresh = Seen(Stage.RECEIVED, 0)
        self.pages = {(who, whom): fresh for who in ("director", "colleague") for whom in APPLICANTS}
        self.previews: dict[str, tuple[StageIs, Stage, Basis, dict[str, Seen]]] = {}
        self.bulk_acts: list[int] = []
        self.at = 0
        self.turns = 0
        self.stage = dict.fromkeys(APPLICANTS, Stage.RECEIVED)
        self.log: dict[str, list[Decision]] = {whom: [] for whom in APPLICANTS}
        self.marks: dict[tuple[str, str], Mark] = {}
        self.did: dict[str, list[Did]] = {who: [] for who in self.here.actors}

    # -- what people do

    @rule(who=DIRECTS, whom=WHOM)
    def look(self, who: str, whom: str) -> None:
        self.pages[who, whom] = self._present(whom)

    @rule(who=DIRECTS, whom=WHOM, after=STAGE)
    def move(self, who: str, whom: str, after: Stage) -> None:
        seen, before = self.pages[who, whom], self._present(whom)

        def decide(session: Session, actor: Actor, at: float) -> None:
            review.decide(
                session,
                actor,
                self.here.found[whom],
                before=seen.stage,
                after=after,
                reason="",
                now=NOON + timedelta(seconds=at),
                seen=seen.newest,
            )

        refusal = self._act(who, decide, moved={whom: after})
        expected = Stale if seen != before else Refused if after is before.stage else None
        assert refusal is expected

    @rule(who=WHO, whom=WHOM, given=GIVEN)
    def mark(self, who: str, whom: str, given: Mark) -> None:
        before, newest = self.marks.get((who, whom), NOTHING), self.kept.newest_mark
        at: list[float] = []

        def mark(session: Session, actor: Actor, tick: float) -> None:
            at.append(tick)
            review.mark(session, actor, self.here.found[whom], given=given, now=NOON + timedelta(seconds=tick))

        assert self._act(who, mark, moved={}) is None
        self.marks[who, whom] = given
        if given != before:
            assert self.kept.newest_mark > newest
            self.did[who].append(Did(at[0], Kind.MARK, self.kept.newest_mark, whom, before))

    @rule(who=WHO, keys=some.lists(some.tuples(WHOM, GIVEN), max_size=3, unique_by=lambda key: key[0]), chance=CHANCE)
    def keys_that_overtake_each_other(self, who: str, keys: list[tuple[str, Mark]], chance: random.Random) -> None:
        """Marks on several within a request's time: they arrive in any order, and undo knows that of the keys."""
        pressed = [Turn("page", self.turns + number) for number in range(len(keys))]
        self.turns += len(keys)
        arriving = list(zip(pressed, keys, strict=True))
        chance.shuffle(arriving)
        did = {}
        for turn, (whom, given) in arriving:
            before, newest = self.marks.get((who, whom), NOTHING), self.kept.newest_mark

            def mark(session: Session, actor: Actor, at: float, key: tuple[Turn, str, Mark]) -> None:
                found, now = self.here.found[key[1]], NOON + timedelta(seconds=at)
                review.mark(session, actor, found, given=key[2], now=now, turn=key[0])

            assert self._act(who, partial(mark, key=(turn, whom, given)), moved={}) is None
            self.marks[who, whom] = given
            if given != before:
                assert self.kept.newest_mark > newest
                did[turn.number] = Did(0, Kind.MARK, self.kept.newest_mark, whom, before)
        # None of another kind has come between
        first = self.at - len(keys)
        self.did[who] += [replace(did[number], at=first + place / 9) for place, number in enumerate(sorted(did), 1)]

    @rule(who=WHO, leave=some.booleans())
    def undo(self, who: str, leave: bool) -> None:
        standing = self.did[who]
        last = max(standing, key=lambda did: (did.at, did.kind, did.row_id)) if standing else None
        if last is None:
            assert self._act(who, self._take_back, moved={}) is Refused
            return
        if last.kind is Kind.MARK:
            assert self._act(who, self._take_back, moved={}) is None
            self.marks[who, last.whom] = last.before
            standing.remove(last)
            return
        if last.kind is Kind.MANY:
            back = self._back(last.row_id)
            assert self._act(who, self._take_back, moved=back, undone=True) is None
            self.bulk_acts.remove(last.row_id)
            standing.remove(last)
            return
        log = self.log[last.whom]
        mine = next(decision for decision in log if decision.decision_id == last.row_id)
        passed = self.kept.passed
        since = [one for one in log if one.decision_id > mine.decision_id and one.decision_id not in passed]
        built_upon = any(one.member_id != mine.member_id for one in since)
        refusal = self._act(who, self._take_back, moved={last.whom: Stage(mine.before)}, undone=True)
        if refusal is None:
            assert not built_upon, "an undo has taken back what a colleague decided"
            standing.remove(last)
            return
        assert refusal is Stale
        assert built_upon or self.stage[last.whom].value != mine.after or since
        if leave:
            self._act(who, partial(self._leave, row_id=last.row_id), moved={})
            standing.remove(last)

    @rule(who=DIRECTS, found=STAGE, after=STAGE)
    def preview_bulk(self, who: str, found: Stage, after: Stage) -> None:
        query = self._query(who, StageIs(found))
        with reading(self.here.engine) as session:
            basis = bulk.preview(session, query, after=after).basis
        shown = {whom: self._present(whom) for whom in APPLICANTS if self.stage[whom] is found}
        self.previews[who] = (StageIs(found), after, basis, shown)

    @rule(who=DIRECTS)
    def move_many(self, who: str) -> None:
        if who not in self.previews:
            return
        tree, after, basis, shown = self.previews.pop(who)
        acts: list[int] = []

        def move_all(session: Session, actor: Actor, at: float) -> None:
            query = self._query(who, tree)
            now = NOON + timedelta(seconds=at)
            acts.append(bulk.move_all(session, actor, query, after=after, basis=basis, q="", reason="", now=now))

        unchanged = shown == {whom: self._present(whom) for whom in APPLICANTS if self.stage[whom] is tree.stage}
        moving = dict.fromkeys(shown, after) if unchanged and after is not tree.stage else {}
        refusal = self._act(who, move_all, moved=moving, undone=True)
        assert refusal is (None if moving else Refused if unchanged else Stale)
        if refusal is None:
            self.bulk_acts += acts
            self.did[who].append(Did(self.at, Kind.MANY, acts[0], ""))

    @rule(who=DIRECTS)
    def undo_many(self, who: str) -> None:
        if not self.bulk_acts:
            return
        act_id = self.bulk_acts.pop()
        back = self._back(act_id)

        def take_back(session: Session, actor: Actor, at: float) -> None:
            bulk.take_back(session, actor, self.here.role, act_id=act_id, now=NOON + timedelta(seconds=at))

        assert self._act(who, take_back, moved=back, undone=True) is None
        for standing in self.did.values():
            standing[:] = [did for did in standing if (did.kind, did.row_id) != (Kind.MANY, act_id)]

    def _back(self, act_id: int) -> dict[str, Stage]:
        """Who goes back where, when an act on many is undone: whoever has been decided of since stays."""
        with reading(self.here.engine) as session:
            members = session.execute(select(BULK_MEMBER).where(BULK_MEMBER.c.bulk_act_id == act_id)).all()
        back = {}
        for member in members:
            whom = self.here.name_of[member.application_id]
            newest = [one for one in self.log[whom] if one.decision_id not in self.kept.passed][-1:]
            if newest and newest[0].decision_id == member.decision_id and self.stage[whom].value == newest[0].after:
                back[whom] = Stage(newest[0].before)
        return back

    # -- what must hold

    @invariant()
    def stages_are_as_the_last_knowing_act_has_left_them(self) -> None:
        assert self.kept.stage == self.stage

    @invariant()
    def decisions_follow_each_other_without_a_gap(self) -> None:
        for whom, log in self.kept.log.items():
            ends = [Stage.RECEIVED.value, *(decision.after for decision in log)]
            assert [decision.before for decision in log] == ends[:-1], whom
            assert ends[-1] == self.stage[whom].value

    @invariant()
    def marks_are_as_each_has_given_her_own(self) -> None:
        assert {pair: mark for pair, mark in self.kept.marks.items() if mark != NOTHING} == {
            pair: mark for pair, mark in self.marks.items() if mark != NOTHING
        }

    # -- how it is done

    def _present(self, whom: str) -> Seen:
        log = self.log[whom]
        return Seen(self.stage[whom], log[-1].decision_id if log else 0)

    def _query(self, who: str, tree: StageIs) -> Query:
        return Query(self.here.role, self.here.actors[who].member_id, tree, Lens.NAME)

    def _take_back(self, session: Session, actor: Actor, at: float) -> None:
        undoing.take_back(session, actor, self.here.role, now=NOON + timedelta(seconds=at))

    def _leave(self, session: Session, actor: Actor, at: float, *, row_id: int) -> None:
        undoing.leave(session, actor, self.here.role, row_id=row_id, now=NOON + timedelta(seconds=at))

    def _act(
        self,
        who: str,
        act: Callable[[Session, Actor, float], None],
        *,
        moved: dict[str, Stage],
        undone: bool = False,  # or otherwise no move of one, which undo would take back alone
    ) -> type[Exception] | None:
        """Do it; where it is not refused, exactly those are moved, each by one decision of this person's."""
        actor, at, refusal = self.here.actors[who], next(self.ticks), None
        self.at = at
        try:
            with writing(self.here.engine) as session:
                act(session, actor, at)
        except (Refused, Stale) as error:
            refusal, moved = type(error), {}
        self.kept = self.here.kept()
        for whom, log in self.kept.log.items():
            added = log[len(self.log[whom]) :]
            assert log[: len(self.log[whom])] == self.log[whom], "something that was said is gone"
            told = [(one.member_id, one.before, one.after) for one in added]
            expected = [(actor.member_id, self.stage[whom].value, moved[whom].value)] if whom in moved else []
            assert told == expected, whom
            self.log[whom] = log
            self.stage[whom] = moved.get(whom, self.stage[whom])
            if added and not undone:
                self.did[who].append(Did(at, Kind.MOVE, added[0].decision_id, whom))
        return refusal


QUICK = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def play(installation: Installation, chosen: settings) -> None:
    machine = type("Played", (Interleaving,), {"here": Together(installation)})
    run_state_machine_as_test(machine, settings=chosen)


def test_in_every_order_nothing_is_lost_and_nobody_is_overwritten_unasked(installation: Installation) -> None:
    play(installation, QUICK)


@pytest.mark.soak
def test_in_ten_thousand_orders_nothing_is_lost_and_nobody_is_overwritten_unasked(installation: Installation) -> None:
    play(installation, settings(QUICK, max_examples=10_000))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_lost_decision_would_be_seen(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine finds a move that does not ask what has been decided meanwhile."""
    honest = review.decide

    def careless(session: Session, actor: Actor, found: Found, **given: Any) -> object:
        stage = session.scalar(select(APPLICATION.c.stage).where(APPLICATION.c.id == found.application_id))
        return honest(session, actor, found, **{**given, "before": Stage(str(stage)), "seen": None})

    monkeypatch.setattr(review, "decide", careless)
    machine = type("Played", (Interleaving,), {"here": Together(installation)})()
    machine.move("director", "Mira", Stage.LONGLIST)
    with pytest.raises(AssertionError):
        machine.move("colleague", "Mira", Stage.SHORTLIST)


def test_of_two_at_the_very_same_moment_one_moves_and_one_is_asked(installation: Installation) -> None:
    here = Together(installation)
    for turn in range(10):
        here.clear()
        outcomes: list[str] = []
        start = threading.Barrier(2)

        def decide(who: str, after: Stage, start: threading.Barrier = start, outcomes: list[str] = outcomes) -> None:
            start.wait()
            with suppress(Stale), writing(here.engine) as session:
                found = replace(here.found["Mira"], stage=Stage.RECEIVED)
                actor = here.actors[who]
                review.decide(session, actor, found, before=Stage.RECEIVED, after=after, reason="", now=NOON, seen=0)
                outcomes.append(who)

        pair = (("director", Stage.LONGLIST), ("colleague", Stage.RELEASED))
        threads = [threading.Thread(target=decide, args=given) for given in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        kept = here.kept()
        stood = kept.stage["Mira"]
        assert outcomes == [{Stage.LONGLIST: "director", Stage.RELEASED: "colleague"}[stood]], turn
        assert len(kept.log["Mira"]) == 1
