"""What is done eight times at once is done one after the other: no row twice, and nobody is shown a fault."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from fastapi.testclient import TestClient
from sqlalchemy import func, select

from casting.store.engine import reading
from casting.store.tables import ConflictRow, MaterialRow, UploadRow, table
from tests.installation import PATH, Installation
from tests.web.test_apply import photograph

AT_ONCE = 8
HERE = f"/review/{PATH}"


def at_once(installation: Installation, browser: TestClient, act: Callable[[TestClient], int]) -> list[int]:
    """The answers to the same act from eight windows of a browser, in order."""
    together = Barrier(AT_ONCE)

    def one(_: int) -> int:
        window = installation.browser()
        window.cookies.update(browser.cookies)
        together.wait()
        return act(window)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(one, range(AT_ONCE)))


def rows(installation: Installation, kind: type) -> int:
    with reading(installation.engine) as session:
        return session.scalar(select(func.count()).select_from(table(kind))) or 0


def test_of_tapes_that_begin_at_once_one_is_on_its_way(installation: Installation) -> None:
    browser = installation.browser()
    begun = f"/applications/{installation.apply(browser)}/tape/uploads"
    sent = {"tus-resumable": "1.0.0", "upload-length": "1000"}
    answers = at_once(installation, browser, lambda window: window.post(begun, headers=sent).status_code)
    assert (answers, rows(installation, UploadRow)) == ([201] * AT_ONCE, 1)


def test_of_photographs_that_come_at_once_five_are_kept(installation: Installation) -> None:
    browser = installation.browser()
    here = f"/applications/{installation.apply(browser)}/pictures"
    files = {"headshot": ("me.jpg", photograph(), "image/jpeg")}
    answers = at_once(installation, browser, lambda window: window.post(here, files=files).status_code)
    assert (answers, rows(installation, MaterialRow)) == ([303] * 5 + [422] * 3, 5)


def test_findings_of_one_criterion_that_come_at_once_are_all_kept(installation: Installation) -> None:
    here, director = f"{HERE}/{installation.apply()}/findings", installation.signed_in("director")
    installation.work()
    found = {"do": "verify", "criterion": "swim", "standing": "met", "examiner": "Dr Veil", "found_on": "2026-03-01"}
    answers = at_once(installation, director, lambda window: window.post(here, data=found).status_code)
    assert answers == [303] * AT_ONCE


def test_a_conflict_that_is_declared_many_times_at_once_is_one(installation: Installation) -> None:
    here, director = f"{HERE}/{installation.apply()}/conflict", installation.signed_in("director")
    said = {"reason": "Her cousin.", "member": str(installation.members["associate"])}
    answers = at_once(installation, director, lambda window: window.post(here, data=said).status_code)
    assert (answers, rows(installation, ConflictRow)) == ([303] * AT_ONCE, 1)
