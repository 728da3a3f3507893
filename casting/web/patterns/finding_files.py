"""Samples of findings by file."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import FaultView, FileLine, FindingFilePage, FindingFilesPage, FoundLine
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, ROLE, SCRIPT, UNBROKEN, name_of, reference_of
from casting.web.render import Shown

FILES = "/admin/the-challenge/surgeon/findings"
SAID = "3,000 findings by Dr Veil. A dry run: nothing counts yet."
LINE = FoundLine(f"{HOME}/3/findings", reference_of(3), name_of(3), LONG, "19:40", "met", "2026-03-08", SCRIPT)
WAITING = FindingFilePage(
    title=f"{UNBROKEN}.csv",
    call_title=CALL,
    role_title=ROLE,
    role_href=HOME,
    files_href=FILES,
    action=f"{FILES}/1",
    state=SAID,
    acts=(("keep", "Keep these 3,000 findings"), ("discard", "Forget the file")),
    people=3000,
    placed=0,
    kept=False,
    counts=(("Swim 800 m ≤ 20:00", "met", 2990), (LONG, "not met", 10)),
    hidden="… and 12 that are hidden from you.",
    lines=(LINE, replace(LINE, name=name_of(14), said="", note="")),
    more="… and 2,998 more.",
    **MEMBER,
)


def finding_file_patterns() -> Mapping[str, Shown]:
    """Where files are handed in, with nothing yet, with files and with faults; a file that waits, and one kept."""
    page = FindingFilesPage(
        "Findings by file",
        CALL,
        ROLE,
        HOME,
        FILES,
        (("swim", "Swim 800 m ≤ 20:00"), ("height", LONG)),
        (),
        20_000,
        **MEMBER,
    )
    faults = (
        FaultView(2, "reference", "K7QX2", "No application for this role has this reference."),
        FaultView(3, "", "", "The row has 3 cells, and there are 7 columns."),
        FaultView(4, "note", UNBROKEN, SCRIPT),
    )
    return {
        "files of findings": replace(page, files=(FileLine(f"{FILES}/1", f"{UNBROKEN}.csv", SAID),)),
        "files of findings, none": page,
        "files of findings, faults": replace(
            page, problem="3 of 3,000 rows cannot be used.", faults=faults, more="… and 1 more row.", examiner="Dr Veil"
        ),
        "file of findings": WAITING,
        "file of findings, kept": replace(
            WAITING, kept=True, placed=1200, acts=(("undo", "Take these 3,000 findings back"),)
        ),
        "file of findings, placed": replace(WAITING, kept=True, placed=3000, acts=(), problem="It was taken back."),
    }
