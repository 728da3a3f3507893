"""The query object: what a list shows, in which order, page by page, and that its count and facets say the same."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, delete, event, select, text, update

from casting.domain.errors import NotFound, Refused
from casting.domain.search import group_of, parse, without_group
from casting.domain.search_tree import unparse
from casting.domain.vocabulary import Lens, Opinion, Stage, Standing
from casting.store.applications import Query, count, page, rows_of
from casting.store.engine import reading, writing
from casting.store.facets import facets
from casting.store.lenses import cursor
from casting.store.neighbours import neighbours
from casting.store.tables import ApplicationRow, ScoreRow, table
from casting.store.words import put_words
from tests.store.pool import NOW, Pool

APPLICATION, SCORE = table(ApplicationRow), table(ScoreRow)


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    made = Pool(database_url)
    yield made
    made.engine.dispose()


def _query(pool: Pool, q: str = "", lens: Lens = Lens.RANKED, *, member: int | None = 0) -> Query:
    member_id = None if member is None else pool.members[member]
    return Query(pool.kept, member_id, parse(q), lens, looks_on=True)


def _names(pool: Pool, q: str = "", lens: Lens = Lens.RANKED, *, member: int | None = 0) -> list[str]:
    query = _query(pool, q, lens, member=member)
    with reading(pool.engine) as session:
        rows = page(session, query, after=None, size=100).rows
        assert count(session, query) == len(rows)
        return [row.name for row in rows]


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(*arguments: object) -> None:
        said.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", listen)
    yield said
    event.remove(engine, "before_cursor_execute", listen)


# ------------------------------------------------------------------------------------------------ what is found


@pytest.fixture
def company(pool: Pool) -> Pool:
    """Five people, each with something of her own."""
    anna = pool.add("Anna", score=5, reference="K7QX-24", words="stunt work in Kraków", tape_url="https://a.example")
    bela = pool.add("Béla", score=4, stage=Stage.LONGLIST, claims={"swim": "met", "age": "met"}, verified=["swim"])
    cleo = pool.add("Cleo", score=3, stage=Stage.SHORTLIST, claims={"swim": "not met", "age": "unknown"})
    dina = pool.add("Dina", score=2, words="work, then a stunt", claims={"swim": "unknown", "age": "met"})
    pool.add("Елена", score=1, stage=Stage.WITHDRAWN, words="работа")
    pool.mark(anna, "pick", 5)
    pool.mark(bela, "pick")
    pool.mark(bela, "pass", 2)
    pool.mark(cleo, None, 3)
    pool.mark(dina, "pick", 4, member=1)
    pool.headshot(anna, "ready", "a")
    pool.headshot(bela, "pending")
    pool.headshot(cleo, "unusable")
    return pool


FOUND = {
    "": ["Anna", "Béla", "Cleo", "Dina"],
    "stunt": ["Anna", "Dina"],
    "STUNT": ["Anna", "Dina"],
    "stun": [],
    '"stunt work"': ["Anna"],
    '"work stunt"': [],
    "krakow": ["Anna"],
    "bela": ["Béla"],
    "stunt -kraków": ["Dina"],
    "bela or cleo": ["Béla", "Cleo"],
    "(bela or anna) -stage:longlist": ["Anna"],
    "stage:longlist": ["Béla"],
    "-stage:received": ["Béla", "Cleo"],
    "stage:withdrawn": ["Елена"],
    "РАБОТА": [],
    "РАБОТА stage:withdrawn": ["Елена"],
    "-stage:withdrawn": ["Anna", "Béla", "Cleo", "Dina"],
    "cleo or -stage:withdrawn": ["Anna", "Béla", "Cleo", "Dina"],
    "cleo or stage:withdrawn": ["Cleo", "Елена"],
    "--stage:withdrawn": ["Елена"],
    "mark:pick": ["Anna"],
    "mark:pass": ["Béla"],
    "mark:maybe": [],
    "mark:none": ["Cleo", "Dina"],
    "-mark:pass": ["Anna", "Cleo", "Dina"],
    "stars:>3": ["Anna"],
    "stars:3": ["Cleo"],
    "stars:<=3": ["Béla", "Cleo"],
    "stars:>=2 stars:<5": ["Béla", "Cleo"],
    "criterion:swim=met": ["Béla"],
    "gates:met": ["Béla", "Dina"],
    "gates:unknown": ["Anna", "Cleo"],
    "gates:not-met": [],
    "criterion:swim=not-met": ["Cleo"],
    "criterion:swim=unknown": ["Dina"],
    "criterion:swim=verified": ["Béla"],
    "criterion:age=declared": ["Béla", "Dina"],
    "-criterion:swim=met": ["Anna", "Cleo", "Dina"],
    "has:headshot": ["Anna", "Béla"],
    "-has:headshot": ["Cleo", "Dina"],
    "has:tape": ["Anna"],
    "-has:tape": ["Béla", "Cleo", "Dina"],
    "#k7qx-24": ["Anna"],
    "-#K7QX-24": ["Béla", "Cleo", "Dina"],
}


def test_a_query_finds_who_it_asks_for(company: Pool) -> None:
    assert {q: _names(company, q) for q in FOUND} == FOUND


@pytest.fixture
def told(pool: Pool) -> Pool:
    """Four people who tell numbers, choices and days, and one who tells nothing."""
    anna = pool.add("Anna", birth_date=date(1996, 3, 1), answers={"height": 150, "training": "none"}, hours=0)
    bela = pool.add("Bela", birth_date=date(1996, 3, 2), answers={"height": 165.5, "training": "some"}, hours=11)
    pool.add("Cleo", birth_date=date(1985, 3, 1), answers={"height": 180, "training": "much"}, hours=12)
    pool.add("Dina", birth_date=None, answers={"height": "tall", "training": 7}, hours=40)
    pool.add("Edda", hours=60)
    with writing(pool.engine) as session:
        for key, place, score, band in ((anna, 1, 1.5, "likely"), (bela, 2, -0.25, "open")):
            values = {"run_id": 1, "place": place, "score": score, "band": band}
            session.execute(update(SCORE).where(SCORE.c.application_id == key).values(values))
    return pool


TOLD = {
    "age:30": ["Anna"],
    "age:29..30": ["Anna", "Bela"],
    "age:>30": ["Cleo"],
    "age:>=30": ["Anna", "Cleo"],
    "age:<30": ["Bela"],
    "age:<=29": ["Bela"],
    "age:>29.5": ["Anna", "Cleo"],
    "age:29.5": [],
    "age:<5000": ["Anna", "Bela", "Cleo"],
    "-age:>0": ["Dina", "Edda"],
    "height:150..165.5": ["Anna", "Bela"],
    "height:>165.5": ["Cleo"],
    "height:180": ["Cleo"],
    "-height:>0": ["Dina", "Edda"],
    "training:some": ["Bela"],
    "training:>=some": ["Bela", "Cleo"],
    "training:<some": ["Anna"],
    "received:2026-03-01": ["Anna", "Bela"],
    "received:>2026-03-01": ["Cleo", "Dina", "Edda"],
    "received:>=2026-03-02": ["Cleo", "Dina", "Edda"],
    "received:<2026-03-02": ["Anna", "Bela"],
    "received:<=2026-03-02": ["Anna", "Bela", "Cleo"],
    "received:2026-03-02..2026-03-03": ["Cleo", "Dina"],
    "score:>0": ["Anna"],
    "score:<0": ["Bela"],
    "place:1": ["Anna"],
    "place:<=2": ["Anna", "Bela"],
    "band:open": ["Bela"],
    "-band:open": ["Anna", "Cleo", "Dina", "Edda"],
}


def test_a_query_finds_by_numbers_choices_and_days(told: Pool) -> None:
    assert {q: _names(told, q, Lens.NAME) for q in TOLD} == TOLD


def test_a_question_that_the_role_has_not_is_refused_with_those_that_it_has(told: Pool) -> None:
    for q in ("weight:>50", "weight:heavy"):
        with reading(told.engine) as session, pytest.raises(Refused, match=r"no question “weight”\. It has: height,"):
            count(session, _query(told, q))


def test_marks_are_ones_own(company: Pool) -> None:
    assert _names(company, "mark:pick", member=1) == ["Dina"]
    assert _names(company, "stars:4", member=1) == ["Dina"]


def test_a_command_at_the_terminal_has_no_marks(company: Pool) -> None:
    for q in ("mark:none", "stars:>0", "-(stage:hold mark:pick)"):
        with reading(company.engine) as session, pytest.raises(Refused, match="ask what a member has said"):
            count(session, _query(company, q, member=None))


def test_a_criterion_that_the_role_has_not_is_refused_with_those_that_it_has(company: Pool) -> None:
    with reading(company.engine) as session, pytest.raises(Refused, match=r"no criterion “run”\. It has: age, swim,"):
        count(session, _query(company, "criterion:run=met"))


def test_another_role_and_what_is_held_are_in_no_list(pool: Pool, database_url: str) -> None:
    anna = pool.add("Anna")
    pool.add("Anna again", held_for=anna)
    other = Pool(database_url, call="another", people=("Zara",))
    other.add("Bela")
    for lens in Lens:
        assert _names(pool, lens=lens) == ["Anna"]
        assert _names(other, lens=lens) == ["Bela"]
    other.engine.dispose()


# ------------------------------------------------------------------------------------------------ words


def test_nothing_in_a_search_is_syntax_of_a_database(company: Pool) -> None:
    company.add("Zoë", words="plain q x*y near(a b) a AND b")
    expected: dict[str, list[str]] = {
        "pla*": [],
        "*plain": ["Zoë"],
        "a'b": ["Zoë"],
        "words^plain": [],
        '"a AND b"': ["Zoë"],
        '"near(a b)"': ["Zoë"],
        '"x*y"': ["Zoë"],
        '"plain &! q"': ["Zoë"],
    }
    assert {q: _names(company, q) for q in expected} == expected


def test_words_are_replaced_and_go_with_their_application(company: Pool) -> None:
    with writing(company.engine) as session:
        anna = session.scalar(select(APPLICATION.c.id).where(APPLICATION.c.reference == "K7QX-24")) or 0
        put_words(session, [(anna, "dance")])
    assert _names(company, "stunt") == ["Dina"]
    assert _names(company, "dance") == ["Anna"]
    with writing(company.engine) as session:
        before = session.execute(text("SELECT count(*) FROM application_words")).scalar_one()
        session.execute(delete(APPLICATION).where(APPLICATION.c.id == anna))
        assert session.execute(text("SELECT count(*) FROM application_words")).scalar_one() == before - 1


def test_words_go_with_a_whole_call(company: Pool) -> None:
    with writing(company.engine) as session:
        session.execute(text("DELETE FROM consent"))
        session.execute(text("DELETE FROM call"))
        assert session.execute(text("SELECT count(*) FROM application_words")).scalar_one() == 0


def test_a_very_long_text_is_found_by_its_beginning(pool: Pool) -> None:
    pool.add("Anna", words=" ".join(f"слово{n}" for n in range(40_000)))
    assert _names(pool, "слово100") == ["Anna"]


# ------------------------------------------------------------------------------------------------ lenses and pages


def _paged(pool: Pool, lens: Lens, size: int, q: str = "") -> list[int]:
    found: list[int] = []
    after: str | None = None
    with reading(pool.engine) as session:
        while True:
            got = page(session, _query(pool, q, lens), after=after, size=size)
            assert len(got.rows) <= size
            found += [row.application_id for row in got.rows]
            after = got.next_after
            if after is None:
                return found


@pytest.fixture
def crowd(pool: Pool) -> Pool:
    """Many with the same score, gates, names and times, so that the id has to decide."""
    for number in range(24):
        pool.add(
            "Anna" if number % 3 else "Bela",
            score=-1e9 if number % 5 == 0 else (number % 4) / 3 - 0.1,
            gates=number % 2,
            fit=(number % 7) / 3,
            next_place=number // 2,
            disagreement=1 / (1 + number % 3),
            hours=number % 4,
            stage=Stage.LONGLIST if number % 3 == 0 else Stage.RECEIVED,
        )
    return pool


def test_each_lens_has_its_order(crowd: Pool) -> None:
    with reading(crowd.engine) as session:
        rows = {lens: page(session, _query(crowd, lens=lens), after=None, size=100).rows for lens in Lens}
    ranked = [(row.gates_not_met, -row.score, row.application_id) for row in rows[Lens.RANKED]]
    received = [(row.received_at, row.application_id) for row in rows[Lens.RECEIVED]]
    named = [(row.name, row.application_id) for row in rows[Lens.NAME]]
    fitting = [(row.gates_not_met, -row.fit, row.application_id) for row in rows[Lens.FIT]]
    assert [len(rows[lens]) for lens in Lens] == [24] * len(Lens)
    assert (ranked, received, named) == (sorted(ranked), sorted(received, reverse=True), sorted(named))
    assert fitting == sorted(fitting)


@pytest.mark.parametrize("lens", Lens)
def test_pages_of_any_size_make_up_the_whole_list(crowd: Pool, lens: Lens) -> None:
    for q, found in (("", 24), ("stage:longlist", 8), ("anna or bela", 24)):
        whole = _paged(crowd, lens, 100, q)
        assert len(whole) == found
        for size in (1, 5, 12, 24):
            assert _paged(crowd, lens, size, q) == whole


def test_names_sort_by_code_point_on_both_databases(pool: Pool) -> None:
    for name in ("zoe", "анна", "_x", "b a", "ba", "10"):
        pool.add(name)
    assert _names(pool, lens=Lens.NAME) == ["10", "_x", "b a", "ba", "zoe", "анна"]


@pytest.mark.parametrize("lens", Lens)
def test_a_page_goes_on_though_its_last_application_is_gone(crowd: Pool, lens: Lens) -> None:
    whole = _paged(crowd, lens, 100)
    with reading(crowd.engine) as session:
        first = page(session, _query(crowd, lens=lens), after=None, size=7)
    with writing(crowd.engine) as session:
        session.execute(delete(APPLICATION).where(APPLICATION.c.id == first.rows[-1].application_id))
    with reading(crowd.engine) as session:
        second = page(session, _query(crowd, lens=lens), after=first.next_after, size=100)
    assert [row.application_id for row in second.rows] == whole[7:]


def _forged(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


FORGED = (
    "",
    "!",
    "a",
    "W10",
    "ä",
    "A" * 3000,
    base64.urlsafe_b64encode(b"[" * 1400).decode(),
    *(
        _forged("ranked", *values)
        for values in (
            (1,),
            (99, 0, 1.0, 1),
            (1, 0, float("nan"), 1),
            (1, 0, 1, 1),
            (1, 0, "1", 1),
            (1, True, 1.0, 1),
            (1, 2**31, 1.0, 1),
            (1, 0, 1.0, 2**63),
            (1, 0, 1.0, 1, 1),
            (1, None, 1.0, 1),
        )
    ),
    *(_forged("received", 1, *values) for values in ((-1, 1), (10**18, 1), ("now", 1), (1.5, 1), (0, None))),
    *(_forged("name", 1, *values) for values in (("a\0b", 1), ("\ud800", 1), (1, 1), ("a", "1"))),
)


def test_a_forged_cursor_is_refused(crowd: Pool) -> None:
    assert crowd.kept.role_id == 1
    with reading(crowd.engine) as session:
        for lens in Lens:
            for after in FORGED:
                with pytest.raises(Refused, match="Open the list from its start"):
                    page(session, _query(crowd, lens=lens), after=after, size=5)
            assert page(session, _query(crowd, lens=lens), after=None, size=5).rows


def test_an_infinite_score_is_a_place_as_any_other(crowd: Pool) -> None:
    with reading(crowd.engine) as session:
        start = cursor("ranked", 1, (0, float("inf"), 0))
        assert len(page(session, _query(crowd), after=start, size=100).rows) == 24
        end = cursor("ranked", 1, (1, float("-inf"), 0))
        assert page(session, _query(crowd), after=end, size=100).rows == ()


# ------------------------------------------------------------------------------------------------ neighbours


@pytest.mark.parametrize("lens", Lens)
def test_neighbours_are_those_of_the_list(crowd: Pool, lens: Lens) -> None:
    whole = _paged(crowd, lens, 100)
    with reading(crowd.engine) as session:
        for number, application_id in enumerate(whole):
            found = neighbours(session, _query(crowd, lens=lens), application_id=application_id, ahead=3)
            assert found.previous == (whole[number - 1] if number else None)
            assert list(found.ahead) == whole[number + 1 : number + 4]


def test_one_who_is_not_found_any_more_still_has_neighbours(company: Pool) -> None:
    with reading(company.engine) as session:
        bela = page(session, _query(company, "bela"), after=None, size=1).rows[0].application_id
        found = neighbours(session, _query(company, "-bela"), application_id=bela)
        assert found.previous is not None
        rows = rows_of(session, _query(company), [found.previous, *found.ahead])
        assert [row.name for row in rows] == ["Anna", "Cleo", "Dina"]


@pytest.mark.parametrize("lens", Lens)
def test_who_is_in_no_list_has_no_neighbours(pool: Pool, lens: Lens) -> None:
    held = pool.add("Anna", held_for=pool.add("Anna"))
    for application_id in (held, 10_000):
        with reading(pool.engine) as session, pytest.raises(NotFound):
            neighbours(session, _query(pool, lens=lens), application_id=application_id)


# ------------------------------------------------------------------------------------------------ rows


def test_a_row_shows_what_the_card_needs(pool: Pool) -> None:
    anna = pool.add(
        "Anna",
        score=1.5,
        hours=2,
        city="Riga",
        country="LV",
        answers={"height": 172.5, "motivation": "long", "training": "much"},
        claims={"swim": "met", "age": "not met"},
        gates=1,
    )
    pool.mark(anna, "maybe", 2)
    pool.mark(anna, "pick", 4)
    pool.mark(anna, "pass", 1, member=1)
    pool.headshot(anna, "replaced", "old")
    pool.headshot(anna, "ready", "shown")
    pool.headshot(anna, "pending")
    with reading(pool.engine) as session:
        (row,) = page(session, _query(pool), after=None, size=5).rows
    assert (row.name, row.city, row.country, row.birth_date) == ("Anna", "Riga", "LV", None)
    assert (row.stage, row.score, row.gates_not_met, row.place, row.band) == (Stage.RECEIVED, 1.5, 1, None, None)
    assert row.received_at == NOW + timedelta(hours=2)
    assert row.answers == {"height": 172.5, "training": "much"}
    assert row.standings == {"swim": Standing.MET, "age": Standing.NOT_MET}
    assert (row.opinion, row.stars) == (Opinion.PICK, 4)
    assert (row.headshot_state, row.small, row.medium) == ("ready", "small-shown", "medium-shown")


def test_a_headshot_is_shown_as_far_as_it_is(pool: Pool) -> None:
    shown = {
        (): "none",
        ("pending",): "pending",
        ("unusable",): "unusable",
        ("unusable", "pending"): "pending",
        ("ready", "pending"): "ready",
        ("ready", "unusable"): "ready",
        ("replaced",): "none",
    }
    for states in shown:
        application_id = pool.add(" ".join(states))
        for state in states:
            pool.headshot(application_id, state, "a" if state == "ready" else None)
    with reading(pool.engine) as session:
        rows = page(session, _query(pool), after=None, size=10).rows
    assert {tuple(row.name.split()): row.headshot_state for row in rows} == shown


def test_rows_come_in_the_order_asked_for_and_only_of_the_role(crowd: Pool) -> None:
    with reading(crowd.engine) as session:
        rows = rows_of(session, _query(crowd, "stage:hold"), [5, 3, 10_000, 4])
    assert [row.application_id for row in rows] == [5, 3, 4]


def test_a_page_costs_the_same_queries_for_one_row_as_for_three(company: Pool) -> None:
    costs = []
    for size in (1, 3):
        with reading(company.engine) as session, _counted(company.engine) as said:
            first = page(session, _query(company), after=None, size=size)
            page(session, _query(company), after=first.next_after, size=size)
            costs.append(len([s for s in said if s.lstrip().upper().startswith(("SELECT", "WITH"))]))
    assert costs == [6, 6]


# ------------------------------------------------------------------------------------------------ counts and facets


def test_a_facet_counts_what_asking_for_it_finds(company: Pool) -> None:
    company.add("Anna again", held_for=1)
    gone = company.add("Gone", stage=Stage.WITHDRAWN, claims={"swim": "met", "age": "met"})
    company.mark(gone, "pick")
    for q in (
        "",
        "stunt",
        "stage:longlist or stage:withdrawn",
        "criterion:swim=met",
        "-mark:pick",
        "bela or cleo",
        "gates:unknown -cleo",
        "(mark:pick or mark:none) stage:longlist criterion:swim=met",
        "gates:unknown criterion:swim=unknown mark:none",
        "(stage:withdrawn or stage:longlist) -stunt (criterion:swim=met or criterion:swim=not-met)",
        "assigned:none -training:much stage:received",
    ):
        with reading(company.engine) as session:
            found = {facet.term: facet.count for facet in facets(session, _query(company, q)).counts}
            wider = {term: unparse(without_group(parse(q), group_of(parse(term)))) for term in found}
            asked = {term: _query(company, f"({wide}) {term}" if wide else term) for term, wide in wider.items()}
            assert len(found) == 8 + 4 + 3 + 3 + 4 + 3
            assert found == {term: count(session, query) for term, query in asked.items()}


def test_whoever_fails_one_gate_fails_the_gates(pool: Pool) -> None:
    pool.add("Fay", claims={"swim": "met", "age": "not met"})
    assert _names(pool, "gates:not-met") == ["Fay"]
    assert _names(pool, "-gates:not-met") == []
    with reading(pool.engine) as session:
        counted = {one.value: one.count for one in facets(session, _query(pool)).counts if one.facet == "gates"}
    assert counted == {"met": 0, "unknown": 0, "not met": 1}


def test_beyond_a_few_facets_the_other_values_stay_without_a_count(company: Pool) -> None:
    q = "stage:longlist mark:pass criterion:swim=met criterion:age=met"
    with reading(company.engine) as session:
        found = facets(session, _query(company, q)).counts
    assert {one.facet for one in found if one.count is None} == {"criterion:age"}


def test_facets_name_their_values(company: Pool) -> None:
    with reading(company.engine) as session:
        found = {
            (facet.facet, facet.value): (facet.count, facet.term) for facet in facets(session, _query(company)).counts
        }
    assert found["stage", "longlist"] == (1, "stage:longlist")
    assert found["mark", "none"] == (2, "mark:none")
    assert found["criterion:swim", "not met"] == (1, "criterion:swim=not-met")
    assert ("criterion:city", "met") not in found


def test_facets_without_a_member_have_no_marks_and_few_queries(company: Pool) -> None:
    with reading(company.engine) as session:
        facets(session, _query(company))  # how everyone stands is read once by each process
    for member in (0, None):
        with reading(company.engine) as session, _counted(company.engine) as said:
            found = facets(session, _query(company, member=member)).counts
            assert ("mark" in {facet.facet for facet in found}) is (member is not None)
            assert len([s for s in said if s.lstrip().upper().startswith("SELECT")]) == 2
