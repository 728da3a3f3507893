"""Lenses in the pages: what is recorded of a look, whom chance put there, and lists that no newer run moves."""

import re
from array import array
from collections.abc import Sequence
from itertools import pairwise

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from casting.domain.vocabulary import Lens
from casting.store.engine import reading, writing
from casting.store.tables import NEVER_NEXT, LookRow, RankingRunRow, ScoreRow, table
from tests.installation import PATH, Installation

HOME = f"/review/{PATH}"
RUN, SCORE, LOOK = table(RankingRunRow), table(ScoreRow), table(LookRow)
PLACE_WORDS = ("Why this place", "eight of ten cases", "What would change it", "likely", "Fit to the breakdown alone")


def people(installation: Installation, amount: int) -> list[str]:
    """So many applications that have been ranked; their references in the order of the published run."""
    for number in range(amount):
        installation.apply(name=f"Person {number}", email=f"p{number}@example.org", medical_years=str(number))
    installation.work()
    return listed(installation, "director", "")


def listed(installation: Installation, who: str, query: str) -> list[str]:
    page = installation.signed_in(who).get(f"{HOME}{query}")
    assert page.status_code == 200
    return re.findall(r'id="card-([^"]+)"', page.text)


def keys(installation: Installation, references: Sequence[str]) -> list[int]:
    return [installation.application_id(reference) for reference in references]


def arrange(installation: Installation, references: Sequence[str], *, chance: Sequence[int] = ()) -> int:
    """Let the published run say this order and queue; chance has put some places of it there. Returns the run's id."""
    ids = keys(installation, references)
    with writing(installation.engine) as session:
        run_id = session.execute(select(RUN.c.id).order_by(RUN.c.id.desc())).scalars().first()
        assert run_id is not None
        _keep_order(session, run_id, ids, chance)
        session.execute(update(SCORE).values(next_place=NEVER_NEXT, random=False))
        for place, key in enumerate(ids):
            values = {"next_place": place, "random": place in chance, "score": -float(place), "place": place + 1}
            session.execute(update(SCORE).where(SCORE.c.application_id == key).values(values))
    return int(run_id)


def _keep_order(session: Session, run_id: int, ids: Sequence[int], chance: Sequence[int]) -> None:
    place = {key: number for number, key in enumerate(ids)}
    values = {
        "application_ids": array("q", sorted(ids)).tobytes(),
        "scores": array("d", [-float(place[key]) for key in sorted(ids)]).tobytes(),
        "fits": array("d", [0.0 for _ in ids]).tobytes(),
        "ordered": array("q", ids).tobytes(),
        "queue": array("q", ids).tobytes(),
        "queue_random": bytes(number in chance for number in range(len(ids))),
    }
    session.execute(update(RUN).where(RUN.c.id == run_id).values(values))


def newer_run(installation: Installation, references: Sequence[str], *, chance: Sequence[int] = ()) -> int:
    """A run that is stored, with this order, and waits to be published."""
    with writing(installation.engine) as session:
        # What a run of before its orders were kept has in these columns is text to SQLite
        newest = session.execute(select(RUN).order_by(RUN.c.id.desc())).mappings().first()
        assert newest is not None
        values = {name: value for name, value in newest.items() if name not in {"id", "published_at"}}
        values |= {"comparison_ids": b"", "fits": b""}
        run_id = session.execute(insert(RUN).values(**values, published_at=None).returning(RUN.c.id)).scalar_one()
        _keep_order(session, run_id, keys(installation, references), chance)
    return int(run_id)


def looks(installation: Installation) -> list[tuple[int, str, bool]]:
    with reading(installation.engine) as session:
        rows = session.execute(select(LOOK.c.application_id, LOOK.c.lens, LOOK.c.random).order_by(LOOK.c.id))
        return [(row.application_id, row.lens, row.random) for row in rows]


# ------------------------------------------------------------------------------------------------ looks


def test_a_look_is_kept_once_for_each_lens_and_says_whether_chance_chose(installation: Installation) -> None:
    first, second, *_ = order = people(installation, 3)
    arrange(installation, order, chance=[1])
    director = installation.signed_in("director")
    for reference, lens in (
        *((first, "next"), (second, "next"), (second, "next"), (first, "ranked")),
        *((second, "ranked"), (first, "random:3"), (first, "random:4"), (first, "moon")),
    ):
        assert director.post(f"{HOME}/{reference}/opened?lens={lens}").status_code == 204
    installation.signed_in("producer").post(f"{HOME}/{first}/opened?lens=next")
    one, two = keys(installation, [first, second])
    assert looks(installation) == [
        *((one, "next", False), (two, "next", True), (one, "ranked", False)),
        *((two, "ranked", False), (one, "random", True), (one, "next", False)),
    ]


@pytest.mark.parametrize(("q", "random"), [("", True), ("mark:none", True), ("stage:received", False)])
def test_chance_speaks_for_all_only_where_no_search_has_left_any_out(
    installation: Installation, q: str, random: bool
) -> None:
    first, *_ = order = people(installation, 2)
    arrange(installation, order, chance=[0])
    director = installation.signed_in("director")
    for lens in ("next", "random:3"):
        assert director.post(f"{HOME}/{first}/opened?lens={lens}&q={q}").status_code == 204
    (key,) = keys(installation, [first])
    assert looks(installation) == [(key, "next", random), (key, "random", random)]


@pytest.mark.parametrize("q", ["band:likely", "-place:>3", "(score:>0 or swim)"])
def test_nobody_who_is_next_can_be_asked_for_by_her_place(installation: Installation, q: str) -> None:
    arrange(installation, people(installation, 2), chance=[0])
    director = installation.signed_in("director")
    refused = director.get(HOME, params={"lens": "next", "q": q})
    assert refused.status_code == 422
    assert "choose another order" in refused.text
    assert director.get(HOME, params={"lens": "ranked", "q": q}).status_code == 200


def test_whom_a_search_finds_and_the_order_leaves_out_is_shown_in_ranked(installation: Installation) -> None:
    first, *_ = people(installation, 2)
    director = installation.signed_in("director")
    director.post(f"{HOME}/{first}/mark", data={"opinion": "pick"})
    installation.work()
    arrange(installation, [first])
    with writing(installation.engine) as session:
        session.execute(update(SCORE).values(next_place=NEVER_NEXT))
    page = director.get(HOME, params={"lens": "next", "q": "mark:pick"}).text
    assert "This order leaves out whom anybody has marked" in page
    assert "Ranked shows 1 that fits this search." in page
    assert "Nobody found" not in page
    there = re.search(r'href="([^"]+)">Show it in Ranked', page)
    assert there is not None
    assert listed(installation, "director", there[1].removeprefix(HOME).replace("&amp;", "&")) == [first]
    nobody = director.get(HOME, params={"lens": "next", "q": "mark:pass"}).text
    assert "No application fits this search." in nobody


TERMS = (
    *("band:likely", "place:<=9", "score:>-9", "age:18..60", "received:>2019-01-01", "height:100..200", "english:>=B2"),
    *("criterion:swim=unknown", "has:headshot", "has:tape", "mark:none", "stars:>0", "stage:received", "person", "#A1"),
)


def test_every_order_can_be_searched_by_every_term(installation: Installation) -> None:
    people(installation, 2)
    director = installation.signed_in("director")
    for lens in ("ranked", "fit", "random:1", "received", "name", "disagreement"):
        for term in TERMS:
            for q in (term, f"-{term}", f"({term} or nobody)"):
                answer = director.get(HOME, params={"lens": lens, "q": q})
                assert answer.status_code == 200, (lens, q)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_that_is_only_fetched_records_nothing(installation: Installation) -> None:
    order = people(installation, 3)
    arrange(installation, order)
    director = installation.signed_in("director")
    for lens in ("ranked", "next", "fit", "random:1", "received", "name", "disagreement"):
        assert director.get(f"{HOME}?lens={lens}").status_code == 200
        page = director.get(f"{HOME}/{order[0]}?lens={lens}")
        assert page.status_code == 200
        assert f'data-opened="{HOME}/{order[0]}/opened' in page.text
    assert looks(installation) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_look_through_the_queue_of_a_stored_run_knows_that_runs_chance(installation: Installation) -> None:
    order = people(installation, 3)
    arrange(installation, order)
    newer = newer_run(installation, order, chance=[0])
    installation.signed_in("director").post(f"{HOME}/{order[0]}/opened?lens=next&run={newer}")
    assert looks(installation) == [(*keys(installation, order[:1]), "next", True)]


# ------------------------------------------------------------------------------------------------ the random tenth


def test_who_is_there_by_chance_is_shown_blind_until_ones_own_mark(installation: Installation) -> None:
    order = people(installation, 3)
    arrange(installation, order, chance=[1])
    director = installation.signed_in("director")
    there = f"{HOME}/{order[1]}?lens=next"
    card = director.get(f"{HOME}?lens=next").text.split(f'id="card-{order[1]}"')[1].split("</li>")[0]
    assert ">chance</span>" in card
    assert "data-band" not in card
    before = director.get(there).text
    assert "Here by chance" in before
    assert not [word for word in PLACE_WORDS if word in before.split("<main")[1]]
    assert "Why this place" in director.get(f"{HOME}/{order[1]}").text
    assert "Why this place" in installation.signed_in("producer").get(there).text
    answer = director.post(
        f"{HOME}/{order[1]}/mark?lens=next",
        data={"opinion": "pass", "partial": "card"},
        headers={"hx-request": "true"},
    )
    assert ">chance</span>" in answer.text
    assert "data-band" in answer.text
    after = director.get(there).text
    assert "Why this place" in after
    assert "Drawn into this queue by lot" in after


# ------------------------------------------------------------------------------------------------ what does not move


def test_a_list_in_hand_stays_and_says_what_has_moved(installation: Installation) -> None:
    order = people(installation, 4)
    shown = arrange(installation, order)
    director = installation.signed_in("director")
    sheet = director.get(HOME).text
    assert f"run={shown}" in sheet
    assert "The order has changed" not in sheet
    asked = f"{HOME}/order?run={shown}"
    assert director.get(asked).status_code == 204
    other = [order[3], *order[:3]]
    newer = newer_run(installation, other)
    bar = director.get(asked)
    assert bar.status_code == 200
    assert "<html" not in bar.text
    assert re.sub(r"<[^>]+>", "", bar.text).split("Show")[0].strip() == (
        "The order has changed: 1 of the first 100 moved."
    )
    assert "The order has changed" in director.get(HOME).text
    assert listed(installation, "director", f"?run={shown}") == order
    assert installation.signed_in("producer").get(asked).status_code == 204  # only who marks is shown what waits
    show = director.post(f"{HOME}/order?run={shown}")
    assert (show.status_code, show.headers["location"]) == (303, HOME)
    assert listed(installation, "director", "") == other
    assert listed(installation, "director", f"?run={shown}") == order
    assert f"run={newer}" in director.get(HOME).text
    assert "The order has changed" in installation.signed_in("producer").get(asked).text


def test_neighbours_belong_to_the_run_of_the_address(installation: Installation) -> None:
    order = people(installation, 4)
    shown = arrange(installation, order)
    newer_run(installation, order[::-1])
    director = installation.signed_in("director")
    director.post(f"{HOME}/order")
    for before, after in pairwise(order):
        page = director.get(f"{HOME}/{before}?run={shown}").text
        assert f'href="{HOME}/{after}?run={shown}" rel="next"' in page
    assert f'href="{HOME}/{order[2]}?run=' in director.get(f"{HOME}/{order[3]}").text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_run_that_keeps_no_order_gives_way_to_the_published_one_and_says_so(installation: Installation) -> None:
    order = people(installation, 3)
    shown = arrange(installation, order)
    director = installation.signed_in("director")
    lost = director.get(f"{HOME}?run=12345")
    assert "is not kept any more" in lost.text
    assert re.findall(r'id="card-([^"]+)"', lost.text) == order
    for run in ("0", "-1", "x", "9" * 19, str(2**63)):
        assert director.get(f"{HOME}?run={run}").status_code == 200
    assert f"run={shown}" in lost.text


def test_the_queue_keeps_who_was_promised_and_takes_the_new_order_behind_them(installation: Installation) -> None:
    order = people(installation, 9)
    arrange(installation, order)
    director = installation.signed_in("director")
    start = f"{HOME}/{order[0]}?lens=next"
    assert ahead_of(director.get(start).text) == order[1:6]
    director.post(f"{HOME}/{order[0]}/mark?lens=next", data={"opinion": "pass"})
    newer = newer_run(installation, [order[8], order[7], *order[1:7]], chance=[0])
    then = next_of(director.get(start).text)
    assert then.startswith(f"{HOME}/{order[1]}?")
    page = director.get(then).text
    assert ahead_of(page) == [*order[2:6], order[8]]
    assert f'href="{HOME}/{order[0]}?' in page  # the way back
    for _ in range(4):
        then = next_of(page)
        page = director.get(then).text
    assert then.startswith(f"{HOME}/{order[5]}?")
    last = next_of(page)
    assert last.startswith(f"{HOME}/{order[8]}?lens=next&run={newer}")
    assert "Here by chance" in director.get(last).text
    assert len(last) < 400


def test_whom_one_has_just_left_or_skipped_does_not_come_again(installation: Installation) -> None:
    order = people(installation, 8)
    arrange(installation, order)
    director = installation.signed_in("director")
    then, seen = f"{HOME}/{order[0]}?lens=next", []
    while True:
        page = director.get(then).text
        seen.append(then.split("?", maxsplit=1)[0].rsplit("/", 1)[1])
        # As a page fetched ahead finds it: nobody is marked yet, and only what was painted has been looked at
        director.post(f"{HOME}/{seen[-1]}/opened?lens=next")
        newer_run(installation, order)
        if 'rel="next"' not in page:
            break
        then = next_of(page)
    assert seen == order


def test_the_way_back_and_on_again_is_the_way_one_has_come_marked_or_not(installation: Installation) -> None:
    order = people(installation, 8)
    arrange(installation, order)
    director = installation.signed_in("director")
    then = f"{HOME}/{order[0]}?lens=next"
    for reference in order[:3]:
        director.post(f"{HOME}/{reference}/mark", data={"opinion": "pick"})
        then = next_of(director.get(then).text)
    director.post(f"{HOME}/{order[3]}/mark", data={"stars": "3"})

    def gone(rel: str) -> str:
        nonlocal then
        found = re.search(rf'<a href="([^"]+)" rel="{rel}"', director.get(then).text)
        assert found is not None
        then = found[1].replace("&amp;", "&")
        return then.split("?", maxsplit=1)[0].rsplit("/", 1)[1]

    assert [gone("prev") for _ in range(2)] == [order[2], order[1]]
    assert 'value="pick" data-key="p" aria-pressed="true"' in director.get(then).text
    assert [gone("next") for _ in range(4)] == order[2:6]
    assert [gone("prev") for _ in range(2)] == [order[4], order[3]]
    assert gone("next") == order[4]


def next_of(page: str) -> str:
    found = re.search(r'<a href="([^"]+)" rel="next"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def ahead_of(page: str) -> list[str]:
    strip = page.split('class="upcoming"')[1].split("</ul>", maxsplit=1)[0]
    return re.findall(rf'href="{HOME}/([^?"]+)', strip)


# ------------------------------------------------------------------------------------------------ shuffled and menus


def test_a_shuffled_list_is_ones_own_and_comes_back_the_same(installation: Installation) -> None:
    order = people(installation, 8)
    one = listed(installation, "director", "?lens=random:5")
    assert sorted(one) == sorted(order)
    assert listed(installation, "associate", "?lens=random:5") == one
    assert listed(installation, "director", "?lens=random:6") != one
    page = installation.signed_in("director").get(HOME).text
    assert f"lens=random:{installation.members['director']}" in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_lens_is_one_key_from_the_one_before(installation: Installation) -> None:
    people(installation, 2)
    director = installation.signed_in("director")
    seen, place = [], HOME
    for _ in Lens:
        page = director.get(place).text
        seen.append(re.search(r'aria-current="true"[^>]*>([^<]+?) <small', page)[1])  # type: ignore[index]
        found = re.search(r'<a href="([^"]+)" data-key="l"', page)
        assert found is not None
        place = found[1].replace("&amp;", "&")
    assert place == HOME
    assert len(set(seen)) == len(Lens)
