"""What has happened is read once from the rows that acts leave behind, in whatever order they become visible."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from casting.domain.happenings import Happening, Kind
from casting.store.engine import reading, writing
from casting.store.happenings import (
    FADES,
    MOST,
    SETTLED,
    TRACES,
    Cursor,
    Seen,
    Watch,
    cursor_at,
    cursor_of,
    forget_traces,
    leave_trace,
    newest_of,
    since,
)
from casting.store.tables import ApplicationRow, DecisionRow, LeaseRow, MarkRow, NoteRow, TagRow, TraceRow, table
from tests.installation import NOON, Installation

SECOND = timedelta(seconds=1)


def add(installation: Installation, row: type, reference: str, **values: object) -> None:
    given = {"application_id": installation.application_id(reference), "member_id": installation.members["director"]}
    with writing(installation.engine) as session:
        session.execute(insert(table(row)).values(**given, **values))


def look(installation: Installation, watch: Watch, *, seconds: float = 0) -> Seen:
    with reading(installation.engine) as session:
        return watch.look(session, now=NOON + seconds * SECOND)


def kinds(seen: Seen) -> list[tuple[Kind, str]]:
    return [(one.kind, one.reference) for one in seen.happenings]


def test_each_act_is_told_once_and_none_from_before_the_first_look(installation: Installation) -> None:
    mira = installation.apply()
    add(installation, MarkRow, mira, opinion="pick", marked_at=NOON)
    watch = Watch()
    assert kinds(look(installation, watch)) == []
    add(installation, MarkRow, mira, opinion="pass", marked_at=NOON)
    add(installation, DecisionRow, mira, before="received", after="longlist", reason="", decided_at=NOON)
    add(installation, NoteRow, mira, text="Hands.", visibility="team", written_at=NOON)
    add(installation, TagRow, mira, name="stunts", tagged_at=NOON)
    with writing(installation.engine) as session:
        session.execute(update(table(ApplicationRow)).values(stage="withdrawn", withdrawn_at=NOON))
    seen = look(installation, watch, seconds=1)
    assert kinds(seen) == [(kind, mira) for kind in (Kind.MARK, Kind.MOVE, Kind.NOTE, Kind.TAG, Kind.WITHDRAWAL)]
    assert [one.after for one in seen.happenings] == ["", "longlist", "", "", ""]
    for seconds in (2, 20, 29, 31, 40, 60, 61):
        assert look(installation, watch, seconds=seconds) == Seen(()), seconds


def test_a_row_whose_key_is_lower_is_told_though_it_becomes_visible_later(installation: Installation) -> None:
    mira = installation.apply()
    watch = Watch()
    look(installation, watch)
    add(installation, MarkRow, mira, id=12, opinion="pick", marked_at=NOON)
    assert kinds(look(installation, watch, seconds=1)) == [(Kind.MARK, mira)]
    add(installation, MarkRow, mira, id=11, opinion="maybe", marked_at=NOON)
    assert [one.row_id for one in look(installation, watch, seconds=2).happenings] == [11]
    assert look(installation, watch, seconds=3) == Seen(())


def test_a_key_that_is_given_again_after_a_deletion_is_told_anew(installation: Installation) -> None:
    mira = installation.apply()
    watch = Watch()
    look(installation, watch)
    for seconds in (1, 100):
        add(installation, NoteRow, mira, id=1, text="Hands.", visibility="team", written_at=NOON + seconds * SECOND)
        for later in range(0, 90, 15):
            told = kinds(look(installation, watch, seconds=seconds + later))
            assert told == ([] if later else [(Kind.NOTE, mira)])
        with writing(installation.engine) as session:
            session.execute(delete(table(NoteRow)))
        look(installation, watch, seconds=seconds + 92)


def test_of_very_many_at_once_it_is_only_said_that_they_are_many(installation: Installation) -> None:
    mira = installation.apply()
    watch = Watch()
    look(installation, watch)
    with reading(installation.engine) as session:
        start = cursor_at(session, NOON)
    key, member_id = installation.application_id(mira), installation.members["director"]
    move = {"before": "received", "after": "longlist", "reason": "", "decided_at": NOON}
    with writing(installation.engine) as session:
        session.execute(
            insert(table(DecisionRow)), [{"application_id": key, "member_id": member_id, **move}] * (MOST + 1)
        )
    crowded = Seen((), frozenset({installation.role().role_id}))
    assert look(installation, watch, seconds=1) == crowded
    assert look(installation, watch, seconds=2) == Seen(())
    with reading(installation.engine) as session:
        assert since(session, role_id=installation.role().role_id, cursor=start) == crowded


def test_who_was_away_is_told_what_has_happened_since_in_that_role_alone(installation: Installation) -> None:
    mira = installation.apply()
    add(installation, MarkRow, mira, opinion="pick", marked_at=NOON - SETTLED)
    with reading(installation.engine) as session:
        start = cursor_at(session, NOON - SECOND)
    add(installation, TagRow, mira, name="stunts", tagged_at=NOON)
    role_id, other_id = installation.role().role_id, installation.role("elsewhere/somebody").role_id
    with reading(installation.engine) as session:
        assert kinds(since(session, role_id=role_id, cursor=start)) == [(Kind.TAG, mira)]
        assert kinds(since(session, role_id=role_id, cursor=cursor_at(session, NOON - SECOND))) == [(Kind.TAG, mira)]
        assert since(session, role_id=role_id, cursor=cursor_at(session, NOON + SECOND)) == Seen(())
        assert since(session, role_id=other_id, cursor=start) == Seen(())


def test_a_lease_and_what_has_left_but_a_trace_are_told_once_and_forgotten_in_time(installation: Installation) -> None:
    mira = installation.apply()
    role_id, key = installation.role().role_id, installation.application_id(mira)
    watch = Watch()
    look(installation, watch)
    with reading(installation.engine) as session:
        start = cursor_at(session, NOON)
    add(installation, LeaseRow, mira, since=NOON, until=NOON + FADES)
    with writing(installation.engine) as session:
        session.execute(delete(table(ApplicationRow)))
        for seconds in (0, 1):
            at = NOON + seconds * SECOND
            leave_trace(session, Happening(Kind.ERASURE, 0, role_id, key, mira, None, at, hidden_from=frozenset({7})))
    seen = look(installation, watch, seconds=1)
    assert [(one.kind, one.reference, one.hidden_from) for one in seen.happenings] == [
        (Kind.ERASURE, mira, frozenset({7}))
    ] * 2
    assert look(installation, watch, seconds=2) == Seen(())
    with reading(installation.engine) as session:
        assert since(session, role_id=role_id, cursor=start) == seen
        assert kinds(Seen(tuple(newest_of(session, [key], moment=NOON)))) == [(Kind.ERASURE, mira)] * 2
    with writing(installation.engine) as session:
        forget_traces(session, now=NOON + FADES + 2 * SECOND)
        assert session.execute(select(table(TraceRow).c.left_at)).scalars().all() == [NOON + SECOND]


def test_who_has_somebody_in_hand_is_told_and_who_has_no_more(installation: Installation) -> None:
    mira, vera, rosa = (installation.apply(name=f"Person {one}", email=f"{one}@example.org") for one in "abc")
    watch = Watch()
    look(installation, watch)
    for reference in (mira, vera, rosa):
        add(installation, LeaseRow, reference, since=NOON, until=NOON + 75 * SECOND)
    for seconds in (1, 2, 40):
        told = [(Kind.LEASE, one) for one in (mira, vera, rosa)] if seconds == 1 else []
        assert sorted(kinds(look(installation, watch, seconds=seconds))) == sorted(told)
    rows = table(LeaseRow)
    with writing(installation.engine) as session:
        session.execute(delete(rows).where(rows.c.application_id == installation.application_id(mira)))
        session.execute(delete(table(ApplicationRow)).where(table(ApplicationRow).c.reference == rosa))
    for seconds, told in ((41, [(Kind.LEASE, mira)]), (42, []), (60, []), (75, [(Kind.LEASE, vera)]), (76, [])):
        assert kinds(look(installation, watch, seconds=seconds)) == told, seconds


@pytest.mark.parametrize("text", ["", "1", "a.b.c.d.e", "1.2.3.4", "1.2.3.4.-5", "1.2.3.4.5." + "9" * 19, "1.2.3.4.5"])
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert cursor_of(text, highest=10) is None


def test_a_cursor_is_read_as_it_was_written() -> None:
    cursor = Cursor({Kind.MARK: 4, Kind.MOVE: 3, Kind.NOTE: 2, Kind.TAG: 1, TRACES: 5}, NOON)
    assert cursor_of(cursor.text(), highest=10) == cursor
    assert cursor_of("99.3.2.1.5.0", highest=10) == Cursor(
        {**cursor.keys, Kind.MARK: 10}, NOON.fromtimestamp(0, tz=NOON.tzinfo)
    )
