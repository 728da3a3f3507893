"""One form, sent often and from everywhere at once, is one application."""

from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casting.store.engine import reading
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ConsentRow,
    MessageRow,
    ScoreRow,
    table,
)
from tests.installation import furnish
from tests.soak.senders import send_from_processes

TIMES = 20


@pytest.mark.parametrize("forms", [50, pytest.param(1000, marks=pytest.mark.soak)])
def test_every_form_is_one_application_with_one_receipt(database_url: str, tmp_path: Path, forms: int) -> None:
    """64 senders in two processes, each form 20 times; nobody is refused, least of all with "locked"."""
    installation = furnish(database_url, tmp_path)
    tokens = [f"form-{number}" for number in range(forms)]
    answers = send_from_processes(database_url, tokens * TIMES, seed=forms)

    assert {answer.refused for answer in answers} == {""}
    receipts = defaultdict(list)
    for answer in answers:
        assert answer.receipt is not None
        receipts[answer.token].append(answer.receipt)
    assert sorted(receipts) == sorted(tokens)
    for given in receipts.values():
        assert len(given) == TIMES
        assert len({receipt.reference for receipt in given}) == 1
        assert [receipt.again for receipt in given].count(False) == 1
    with reading(installation.engine) as session:
        counts = {
            kept.__name__: session.scalar(select(func.count()).select_from(table(kept)))
            for kept in (ApplicantRow, ApplicationRow, AnswerSheetRow, ConsentRow, ScoreRow, MessageRow)
        }
    assert set(counts.values()) == {forms}, counts
    installation.close()
