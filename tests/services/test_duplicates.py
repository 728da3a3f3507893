"""The same person twice: noticed by the worker, said by a person, merged and parted again, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update

from casting.domain.duplicates import LIKENESS_BYTES
from casting.domain.errors import NotFound, Refused, Stale
from casting.services import duplicates
from casting.services.duplicates import DIFFERENT, OPEN, SAME, Noticed
from casting.services.held import change_address
from casting.services.noticing import notice_duplicates
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, AuditRow, DuplicateRow, MaterialRow, TraceRow, table
from tests.installation import PATH, Installation

HOME = f"/review/{PATH}"
APPLICATION, DUPLICATE, AUDIT = table(ApplicationRow), table(DuplicateRow), table(AuditRow)


def twice(installation: Installation) -> tuple[int, int]:
    """Two applications of one person and one of another; the ids of the two."""
    one = installation.apply(email="mira@example.org", phone="+7 900 000-00-01")
    other = installation.apply(name="Мира Соколова", email="mira+film@example.org", phone="8 900 000-00-01")
    installation.apply(name="Olga Ivanova", email="olga@example.org", phone="+7 900 777-77-77", birth_date="1991-01-02")
    installation.work()
    notice_duplicates(installation.engine, now=installation.clock())
    first, second = sorted(map(installation.application_id, (one, other)))
    return first, second


def found(installation: Installation) -> tuple[Noticed, ...]:
    with reading(installation.engine) as session:
        return duplicates.noticed(session, installation.actor("director"), installation.role())


def only(installation: Installation) -> Noticed:
    [pair] = found(installation)
    return pair


def listed(installation: Installation, who: str = "director") -> str:
    return installation.signed_in(who).get(HOME).text


def merge(installation: Installation, keep_id: int) -> None:
    actor, role = installation.actor("director"), installation.role()
    with writing(installation.engine) as session:
        pair_id = session.scalars(select(DUPLICATE.c.id)).one()
        duplicates.say_same(session, actor, role, duplicate_id=pair_id, keep_id=keep_id, now=installation.clock())


def take_back(installation: Installation) -> None:
    actor, role = installation.actor("director"), installation.role()
    with writing(installation.engine) as session:
        pair_id = session.scalars(select(DUPLICATE.c.id)).one()
        duplicates.take_back(session, actor, role, duplicate_id=pair_id, now=installation.clock())


def traces(installation: Installation) -> list[Any]:
    with reading(installation.engine) as session:
        return list(session.execute(select(table(TraceRow)).order_by(table(TraceRow).c.id)))


def test_a_pair_is_noticed_with_its_signs_and_nothing_is_merged(installation: Installation) -> None:
    one, other = twice(installation)
    pair = only(installation)
    assert (pair.one_id, pair.other_id, pair.verdict, pair.judge) == (one, other, OPEN, "")
    assert [sign.value for sign in pair.signs] == ["e-mail address", "phone", "name", "birth date"]
    assert listed(installation).count('class="card"') == 3


def test_who_has_been_compared_is_not_compared_again(installation: Installation) -> None:
    twice(installation)
    assert notice_duplicates(installation.engine, now=installation.clock()) == 0
    newcomer = installation.apply(email="m.i@example.org", name="Sokolova Mira")
    installation.work()
    with writing(installation.engine) as session:
        session.execute(update(APPLICATION).where(APPLICATION.c.reference == newcomer).values(compared_version=0))
    assert notice_duplicates(installation.engine, now=installation.clock()) == 1
    assert len(found(installation)) == 3


def test_the_same_photograph_is_noticed_whenever_it_comes(installation: Installation) -> None:
    references = [
        installation.apply(name=name, email=f"{n}@example.org", phone="", birth_date=f"19{n}-01-01")
        for n, name in ((81, "Olga Ivanova"), (92, "Rita Meyer"))
    ]
    installation.work()
    notice_duplicates(installation.engine, now=installation.clock())
    assert found(installation) == ()
    with writing(installation.engine) as session:
        for reference in references:
            picture = {"kind": "headshot", "state": "ready", "media_type": "image/jpeg", "file_name": "me.jpg"}
            key = installation.application_id(reference)
            session.execute(
                insert(table(MaterialRow)).values(
                    application_id=key, likeness=b"\x5a" * LIKENESS_BYTES, handed_in_at=installation.clock(), **picture
                )
            )
            session.execute(update(APPLICATION).where(APPLICATION.c.id == key).values(compared_version=0))
    notice_duplicates(installation.engine, now=installation.clock())
    assert [sign.value for sign in only(installation).signs] == ["photograph"]


def test_a_merger_sets_one_aside_and_taking_it_back_brings_her_into_the_lists_again(
    installation: Installation,
) -> None:
    _, other = twice(installation)
    before = listed(installation)
    merge(installation, keep_id=other)
    pair = only(installation)
    assert (pair.verdict, pair.kept_id, pair.judge) == (SAME, other, "Dana Direct")
    assert listed(installation).count('class="card"') == 2
    both = {row.reference for row in traces(installation)}
    assert len(both) == 2
    assert [row.kind for row in traces(installation)] == ["merger"] * 2
    take_back(installation)
    assert [row.kind for row in traces(installation)] == ["merger"] * 2 + ["parting"] * 2
    assert {row.reference for row in traces(installation)[2:]} == both, "it is told of both"
    installation.work()
    installation.work()
    assert only(installation).verdict == OPEN
    assert sorted(_names(listed(installation))) == sorted(_names(before))


def test_what_a_person_has_merged_stays_merged_whatever_address_it_is_given(installation: Installation) -> None:
    one, other = twice(installation)
    merge(installation, keep_id=other)
    with writing(installation.engine) as session:
        change_address(session, one, "new@example.org", now=installation.clock())
    assert listed(installation).count('class="card"') == 2


def _names(page: str) -> list[str]:
    return [part.split("</bdi>")[0] for part in page.split('<bdi class="name">')[1:]]


def test_two_people_stay_two_and_are_not_shown_again(installation: Installation) -> None:
    twice(installation)
    pair = only(installation)
    actor, role = installation.actor("director"), installation.role()
    with writing(installation.engine) as session:
        duplicates.say_different(session, actor, role, duplicate_id=pair.duplicate_id, now=installation.clock())
    with writing(installation.engine) as session:
        session.execute(update(APPLICATION).values(compared_version=0))
    notice_duplicates(installation.engine, now=installation.clock() + timedelta(hours=1))
    assert only(installation).verdict == DIFFERENT
    with reading(installation.engine) as session:
        assert duplicates.open_pairs(session, installation.actor("director"), installation.role()) == 0


def test_who_has_come_further_is_the_one_to_keep(installation: Installation) -> None:
    one, other = twice(installation)
    with writing(installation.engine) as session:
        session.execute(update(APPLICATION).where(APPLICATION.c.id == one).values(stage="shortlist"))
    with pytest.raises(Refused, match="stands in shortlist, further than this one"):
        merge(installation, keep_id=other)
    merge(installation, keep_id=one)
    assert only(installation).kept_id == one


def test_a_verdict_on_what_was_judged_meanwhile_changes_nothing(installation: Installation) -> None:
    one, other = twice(installation)
    merge(installation, keep_id=one)
    with pytest.raises(Stale, match="A colleague has said something"):
        merge(installation, keep_id=other)
    take_back(installation)
    with pytest.raises(Stale, match="Nothing is said of these two any more"):
        take_back(installation)


def test_an_application_of_another_pair_cannot_be_kept(installation: Installation) -> None:
    twice(installation)
    with pytest.raises(NotFound, match="not of this pair"):
        merge(installation, keep_id=10**6)


def test_verdicts_stand_in_the_log_by_reference(installation: Installation) -> None:
    one, _ = twice(installation)
    merge(installation, keep_id=one)
    take_back(installation)
    with reading(installation.engine) as session:
        acts = session.execute(select(AUDIT.c.act, AUDIT.c.subject).order_by(AUDIT.c.id.desc()).limit(2)).all()
        references = session.scalars(select(APPLICATION.c.reference).order_by(APPLICATION.c.id).limit(2)).all()
    assert [row.act for row in acts] == ["took a merger back", "merged two applications"]
    assert {row.subject for row in acts} == {" ".join(references)}


def test_the_page_shows_pairs_and_takes_verdicts(installation: Installation) -> None:
    _, other = twice(installation)
    browser = installation.signed_in("director")
    page = browser.get(f"{HOME}/duplicates")
    assert "Same e-mail address, phone, name and birth date" in page.text
    pair = only(installation)
    address = f"{HOME}/duplicates/{pair.duplicate_id}"
    assert browser.post(address, data={"verdict": "same"}).status_code == 422
    assert browser.post(address, data={"verdict": "same", "keep": "9" * 19}).status_code == 404
    assert browser.post(address, data={"verdict": "same", "keep": str(other)}).status_code == 303
    again = browser.post(address, data={"verdict": "different"})
    assert again.status_code == 409
    assert "A colleague has said something of these two meanwhile." in again.text
    assert "are one person, says Dana Direct." in browser.get(f"{HOME}/duplicates").text
    assert browser.post(address, data={"verdict": "open"}).status_code == 303
    assert "1 pair may be the same person twice" in browser.get("/review").text


def test_the_page_of_a_candidate_says_who_she_may_be_until_somebody_has_judged(installation: Installation) -> None:
    one, other = twice(installation)
    with reading(installation.engine) as session:
        rows = session.execute(select(APPLICATION.c.id, APPLICATION.c.reference))
        references = {row.id: row.reference for row in rows}
    browser = installation.signed_in("producer")
    said = "This may be the same person as"
    for here, there in ((one, other), (other, one)):
        page = browser.get(f"{HOME}/{references[here]}").text
        assert page.count(said) == 1
        assert f"({references[there]})</a>: same e-mail address, phone, name and birth date." in page
        assert f'href="{HOME}/duplicates"' in page

    merge(installation, keep_id=one)
    assert said not in browser.get(f"{HOME}/{references[one]}").text
    take_back(installation)
    assert said in browser.get(f"{HOME}/{references[one]}").text


def test_the_page_costs_as_many_queries_for_three_pairs_as_for_one(installation: Installation) -> None:
    twice(installation)
    browser, asked = installation.signed_in("director"), list[str]()
    event.listen(installation.app.state.rooms.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
    browser.get(f"{HOME}/duplicates")
    one = len(asked)
    installation.apply(email="mira+again@example.org", name="Mira S.")
    installation.work()
    assert len(found(installation)) == 3
    asked.clear()
    browser.get(f"{HOME}/duplicates")
    assert len(asked) == one <= 12
