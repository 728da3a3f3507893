"""Findings by file: every row checked, all kept by one act or none, taken back by one; and what expires."""

import gzip
import re
from collections.abc import Iterable
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from casting.services.preparing import prepare_pending
from casting.store.engine import reading
from casting.store.tables import AuditRow, ClaimRow, FeaturesRow, FindingBatchRow, ScoreRow, table
from tests.installation import PATH, Installation

CLAIM, SCORE, AUDIT, BATCH = table(ClaimRow), table(ScoreRow), table(AuditRow), table(FindingBatchRow)
FEATURES = table(FeaturesRow)
HOME = f"/admin/{PATH}/findings"
HEAD = "reference,criterion,finding,value,date,expires,note"


def sheet(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def hand_in(
    browser: TestClient, content: bytes, *, examiner: str = "Dr Veil", name: str = "swim.csv"
) -> tuple[int, str]:
    """The status, and where it leads or what it says."""
    answer = browser.post(HOME, data={"examiner": examiner}, files={"file": (name, content, "text/csv")})
    return answer.status_code, answer.headers.get("location") or unescape(answer.text)


def keep(browser: TestClient, content: bytes) -> str:
    status, at = hand_in(browser, content)
    assert status == 303, at
    assert browser.post(at, data={"do": "keep"}).status_code == 303
    return at


def claims(installation: Installation, reference: str, *keys: str) -> list[tuple[str, str]]:
    """Standing and state of criteria, once the worker has been there."""
    prepare_pending(installation.engine, now=installation.clock())
    role, application_id = installation.role(), installation.application_id(reference)
    with reading(installation.engine) as session:
        rows = session.execute(select(CLAIM).where(CLAIM.c.application_id == application_id))
        found = {row.criterion_id: (row.standing, row.state) for row in rows}
    return [found[role.criterion_ids[key]] for key in keys]


def gates_not_met(installation: Installation, reference: str) -> int:
    key = installation.application_id(reference)
    with reading(installation.engine) as session:
        return int(session.execute(select(SCORE.c.gates_not_met).where(SCORE.c.application_id == key)).scalar_one())


def acts(installation: Installation) -> list[str]:
    with reading(installation.engine) as session:
        return [act for act in session.scalars(select(AUDIT.c.act).order_by(AUDIT.c.id)) if "file" in act]


def finds(installation: Installation, q: str, references: Iterable[str]) -> set[str]:
    page = installation.signed_in("director").get(f"/review/{PATH}", params={"q": q}).text
    return {reference for reference in references if reference in page}


def test_a_dry_run_changes_nothing_and_one_act_keeps_all(installation: Installation) -> None:
    keys = installation.signed_in("administrator")
    one = installation.apply(swim="unsure")
    other = installation.apply(email="vera@example.org", name="Vera Tonic", swim="unsure")
    content = sheet(f"{one},swim,verified,,2026-03-01,2027-03-01,calm", f"{other.lower()},Swim,not met,,01.03.2026,,")
    status, at = hand_in(keys, content)
    assert status == 303
    page = keys.get(at).text
    assert "2 findings by Dr Veil. A dry run: nothing counts yet." in page
    assert [claims(installation, reference, "swim") for reference in (one, other)] == [[("unknown", "unknown")]] * 2
    assert keys.post(at, data={"do": "keep"}).headers["location"] == at
    assert keys.post(at, data={"do": "keep"}).headers["location"] == at
    assert claims(installation, one, "swim") == [("met", "verified")]
    assert claims(installation, other, "swim") == [("not met", "verified")]
    assert [gates_not_met(installation, reference) for reference in (one, other)] == [0, 1]
    assert acts(installation) == ["kept findings from a file"]
    page = keys.get(at).text
    assert "Ari Keys kept the file on" in page
    assert "All 2 applicants have been placed anew in the order." in page
    assert "calm" in installation.signed_in("director").get(f"/review/{PATH}/{one}/findings").text


def test_the_page_of_a_file_tells_nothing_of_what_is_hidden_in_the_stage_of_whom_it_is_about(
    installation: Installation,
) -> None:
    keys, mira = installation.signed_in("administrator"), installation.apply()
    at = keep(keys, sheet(f"{mira},swim,verified,,2026-03-01,,sank", f"{mira},run,verified,,2026-03-01,,quick"))
    assert ("sank" in keys.get(at).text, "quick" in keys.get(at).text) == (True, True)
    assert keys.post(f"/admin/{PATH}/blind", data={"hidden": ["received:swim"]}).status_code == 303
    page = keys.get(at).text
    assert ("sank" in page, "quick" in page, "… and 1 more." in page) == (False, True, True)
    counts = page[page.index("Findings by criterion") : page.index("The first rows")]
    assert ("Swim" in counts, counts.count("<tr>"), "… and 1 that is hidden from you." in counts) == (False, 2, True)


def test_the_same_file_again_changes_nothing(installation: Installation) -> None:
    keys = installation.signed_in("administrator")
    content = sheet(f"{installation.apply()},swim,verified,,2026-03-01,,")
    at = keep(keys, content)
    assert hand_in(keys, content) == (303, at)
    saved_anew = content + b"\n"
    status, said = hand_in(keys, saved_anew)
    assert (status, "All of this is known already" in said) == (422, True)
    assert acts(installation) == ["kept findings from a file"]


def test_a_file_is_taken_back_as_a_whole_and_what_was_known_before_counts_again(installation: Installation) -> None:
    keys, associate = installation.signed_in("administrator"), installation.signed_in("associate")
    reference = installation.apply()
    single = {"do": "verify", "criterion": "swim", "standing": "not met", "examiner": "Dr A", "found_on": "2026-03-01"}
    assert associate.post(f"/review/{PATH}/{reference}/findings", data=single).status_code == 303
    at = keep(keys, sheet(f"{reference},swim,met,,2026-03-02,,", f"{reference},run,met,,2026-03-02,,"))
    assert claims(installation, reference, "swim", "run") == [("met", "verified")] * 2
    assert [keys.post(at, data={"do": "undo"}).status_code for _ in range(2)] == [303, 303]
    assert claims(installation, reference, "swim", "run") == [("not met", "verified"), ("unknown", "unknown")]
    assert gates_not_met(installation, reference) == 1
    assert acts(installation) == ["kept findings from a file", "took findings of a file back"]
    assert "Ari Keys took it back on" in keys.get(at).text
    assert "taken back" in associate.get(f"/review/{PATH}/{reference}/findings").text
    again = keys.post(at, data={"do": "keep"})
    assert (again.status_code, "This file was taken back" in again.text) == (422, True)


def test_what_was_found_later_stays_when_a_file_is_taken_back(installation: Installation) -> None:
    keys, associate = installation.signed_in("administrator"), installation.signed_in("associate")
    reference = installation.apply()
    at = keep(keys, sheet(f"{reference},swim,met,,2026-03-01,,"))
    single = {"do": "verify", "criterion": "swim", "standing": "not met", "examiner": "Dr A", "found_on": "2026-03-02"}
    associate.post(f"/review/{PATH}/{reference}/findings", data=single)
    keys.post(at, data={"do": "undo"})
    assert claims(installation, reference, "swim") == [("not met", "verified")]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("K9ZZZ9,swim,met,,2026-03-01,,", "reference", "No application for this role has this reference."),
        (",swim,met,,2026-03-01,,", "reference", "Say whom it is about"),
        ("{one},flying,met,,2026-03-01,,", "criterion", "The role has no such criterion."),
        ("{one},swim,perhaps,,2026-03-01,,", "finding", "Say what was found: verified, not met or unknown."),
        ("{one},swim,=A1,,2026-03-01,,", "finding", "Say what was found"),
        ("{one},swim,met,,2026-03-09,,", "date", "This day has not come yet."),
        ("{one},swim,met,,03/01/2026,,", "date", "Give a day of the calendar as 2026-03-08 or 08.03.2026."),
        ("{one},swim,met,,,,", "date", "Give a day of the calendar"),
        ("{one},swim,met,,2026-03-01,2026-02-01,", "expires", "It would have expired before it was found"),
        ("{one},swim,unknown,,2026-03-01,2027-02-01,", "expires", "What is unknown does not expire."),
        ("{one},height,met,190,2026-03-01,,", "value", "Correct the value or the finding."),
        ("{one},height,met,=1+1,2026-03-01,,", "value", "Give a number in cm"),
        ("{one},height,unknown,170,2026-03-01,,", "value", "Correct one of the two."),
        ("{one},swim,met", "", "The row has 3 cells, and there are 7 columns."),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_what_to_do(
    installation: Installation, row: str, column: str, said: str
) -> None:
    keys = installation.signed_in("administrator")
    one = installation.apply()
    good = f"{one},run,verified,,2026-03-01,,"
    status, page = hand_in(keys, sheet(good, row.format(one=one)))
    found = re.findall(r'<td class="figure">(\d+)</td><td>([^<]*)</td>', page)
    assert (status, found) == (422, [("3", column)])
    assert said in page
    assert "1 of 2 rows cannot be imported as they are" in page
    assert claims(installation, one, "run") == [("unknown", "unknown")]


def test_who_has_withdrawn_is_not_examined_any_more(installation: Installation) -> None:
    keys, applicant = installation.signed_in("administrator"), installation.browser()
    reference = installation.apply(applicant)
    content = sheet(f"{reference},swim,met,,2026-03-01,,")
    _, at = hand_in(keys, content)
    assert applicant.post(f"/applications/{reference}/withdraw").status_code == 303
    late = keys.post(at, data={"do": "keep"})
    assert (late.status_code, "Somebody has withdrawn" in late.text) == (409, True)
    status, page = hand_in(keys, content)
    assert (status, "She has withdrawn" in page) == (422, True)


def test_a_later_finding_is_not_overwritten_by_an_older_file(installation: Installation) -> None:
    keys, reference = installation.signed_in("administrator"), installation.apply()
    keep(keys, sheet(f"{reference},swim,met,,2026-03-03,,"))
    status, page = hand_in(keys, sheet(f"{reference},swim,not met,,2026-03-02,,"))
    assert (status, "There is a later finding, of 2026-03-03 by Dr Veil." in page) == (422, True)


BAD_FILES = {
    "nothing": (b"", "The file is empty"),
    "no column": (b"name,finding\nMira,met", "Row 1 does not name “reference”, “criterion”, “date”."),
    "no row": (HEAD.encode(), "The file has no rows but that of the columns' names"),
    "wrong encoding": (f"{HEAD}\nK7,swim,met,,2026-03-01,,".encode() + "größer".encode("latin-1"), "is not UTF-8"),
    "workbook": (b"PK\x03\x04" + b"\0" * 100, "This is a workbook, not CSV."),
    "old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "This is a workbook, not CSV."),
    "100,000 rows": ((HEAD + "\nK7,swim,met,,2026-03-01,," * 100_000).encode(), "more than 20,000 rows"),
    "cut off": (gzip.compress(sheet("K7,swim,met,,2026-03-01,,"))[:30], "damaged or cut off"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_says_what_to_do(installation: Installation, name: str) -> None:
    content, said = BAD_FILES[name]
    status, page = hand_in(installation.signed_in("administrator"), content)
    assert (status, said in page) == (422, True), page
    with reading(installation.engine) as session:
        assert session.execute(select(BATCH)).first() is None


def test_without_a_file_or_an_examiner_it_is_said_what_is_missing(installation: Installation) -> None:
    keys = installation.signed_in("administrator")
    content = sheet(f"{installation.apply()},swim,met,,2026-03-01,,")
    assert "Say who found it" in hand_in(keys, content, examiner=" ")[1]
    assert "Choose a file" in unescape(keys.post(HOME, data={"examiner": "Dr Veil"}).text)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_as_spreadsheet_programs_save_them_are_read(installation: Installation, encoding: str) -> None:
    keys, reference = installation.signed_in("administrator"), installation.apply()
    rows = ("Reference;Criterion;Finding;Date;Blood type", f"{reference};swim;Not met;1.3.2026;AB")
    keep(keys, "\r\n".join(rows).encode(encoding))
    assert claims(installation, reference, "swim") == [("not met", "verified")]


def test_a_formula_in_a_note_is_kept_as_its_text(installation: Installation) -> None:
    keys, reference = installation.signed_in("administrator"), installation.apply()
    note = '=HYPERLINK("https://example.org")'
    at = keep(keys, sheet(f'{reference},swim,met,,2026-03-01,,"{note.replace(chr(34), chr(34) * 2)}"'))
    assert note in unescape(keys.get(at).text)


def test_a_finding_counts_through_its_last_day_and_is_unknown_from_the_next(installation: Installation) -> None:
    keys, applicant = installation.signed_in("administrator"), installation.browser()
    reference = installation.apply(applicant, swim="unsure")
    keep(keys, sheet(f"{reference},swim,not met,,2026-03-01,2026-03-10,"))
    claims(installation, reference)
    # Midnight in Moscow, where the call is, comes three hours before that of UTC.
    installation.clock.now = installation.clock().replace(day=10, hour=20, minute=59)
    assert claims(installation, reference, "swim") == [("not met", "verified")]
    assert gates_not_met(installation, reference) == 1
    assert finds(installation, "criterion:swim=verified", [reference]) == {reference}
    installation.clock.now += timedelta(minutes=1)
    assert claims(installation, reference, "swim") == [("unknown", "unknown")]
    assert gates_not_met(installation, reference) == 0
    assert finds(installation, "criterion:swim=verified", [reference]) == set()
    assert finds(installation, "criterion:swim=not-met", [reference]) == set()
    assert (
        "expired on 2026-03-10, found by Dr Veil"
        in installation.signed_in("director").get(f"/review/{PATH}/{reference}").text
    )
    page = unescape(applicant.get(f"/applications/{reference}").text)
    assert "Not known any more: what an examiner found held until" in page
    prepare_pending(installation.engine, now=installation.clock())
    assert claims(installation, reference, "swim") == [("unknown", "unknown")]


def test_what_is_found_of_a_preference_moves_the_score_until_it_expires(installation: Installation) -> None:
    keys = installation.signed_in("administrator")
    role, reference = installation.role(), installation.apply()
    wished = next(c for c in role.role.criteria if c.klass.value == "preference")
    packed = []
    for day in (8, 20):
        if day == 8:
            claims(installation, reference)
            packed.append(features(installation, reference))
            keep(keys, sheet(f"{reference},{wished.key},not met,,2026-03-01,2026-03-10,"))
        installation.clock.now = installation.clock().replace(day=day)
        claims(installation, reference)
        packed.append(features(installation, reference))
    assert len(set(packed)) == 3


def features(installation: Installation, reference: str) -> bytes:
    key = installation.application_id(reference)
    with reading(installation.engine) as session:
        return bytes(session.execute(select(FEATURES.c.packed).where(FEATURES.c.application_id == key)).scalar_one())


def test_nobody_of_another_role_can_be_found_in_a_file(installation: Installation) -> None:
    keys, reference = installation.signed_in("administrator"), installation.apply()
    at = keep(keys, sheet(f"{reference},swim,met,,2026-03-01,,"))
    assert keys.get(at.replace(PATH, "elsewhere/somebody")).status_code == 404
    assert keys.post(at.replace(PATH, "elsewhere/somebody"), data={"do": "undo"}).status_code == 404
    assert claims(installation, reference, "swim") == [("met", "verified")]
