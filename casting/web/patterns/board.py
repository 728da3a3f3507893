"""Samples of the board, and of acts on many."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from casting.domain.said import Span, said
from casting.web.pages import (
    ActLine,
    BoardColumn,
    BoardFace,
    BoardPage,
    BulkActPage,
    BulkForm,
    BulkPage,
    Link,
    MemberLine,
    StageChange,
    StageWhen,
)
from casting.web.patterns.invented import (
    CALL,
    CHOSEN,
    HOME,
    LONG,
    MEMBER,
    ROLE,
    SCRIPT,
    Portrait,
    name_of,
    picture_of,
    reference_of,
)
from casting.web.render import Shown

STAGES: tuple[tuple[str, int, int | None], ...] = (
    ("received", 2861, None),
    ("longlist", 104, 100),
    ("shortlist", 14, 20),
    ("callback", 4, 4),
    ("hold", 0, 2),
    ("booked", 0, 1),
    ("released", 12, None),
    ("withdrawn", 5, None),
)
PLANNED = {
    "longlist": StageWhen(said("until {day}", day=date(2026, 11, 13)), over=True),
    "shortlist": StageWhen(Span(date(2026, 11, 28), date(2026, 12, 2)), over=False),
    "callback": StageWhen(Span(date(2026, 12, 3), date(2026, 12, 5)), over=False),
}
MOVED = ("received", "longlist", "shortlist", "callback", "hold", "booked")
STATE = (("q", "stage:received mark:pass"), ("run", "12"))


def board_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """The board full and empty, a preview in its states, an act that stands and one that was undone."""
    return {**_boards(portrait), **_previews(), **_acts()}


def _boards(portrait: Portrait) -> Mapping[str, Shown]:
    def face(number: int, stage: str) -> BoardFace:
        at, here = HOME + "/" + reference_of(number), [name for name, *_ in STAGES].index(stage)
        moves = ((stage, here - 1, "back"), (stage, here + 1, "next")) if stage in MOVED else ()
        return BoardFace(
            name_of(number),
            at,
            picture_of(number, portrait),
            reference_of(number),
            stage,
            f"{at}/stage" if moves else "",
            f"{HOME}/board",
            tuple((STAGES[to][0], step) for _, to, step in moves if to >= 0 and STAGES[to][0] != "released"),
        )

    columns = tuple(
        BoardColumn(
            stage,
            filled,
            quota,
            f"{HOME}?q=stage:{stage}",
            tuple(face(number, stage) for number in range(at, at + min(6, filled))),
            PLANNED.get(stage),
        )
        for at, (stage, filled, quota) in zip(range(0, 64, 4), STAGES, strict=False)
    )
    acts = (
        ActLine("Daria Orlova moved 1,203 to released", f"{HOME}/bulk/2", "14 Nov 2026, 09:12"),
        ActLine(f"{SCRIPT} moved 1 to longlist, undone since", f"{HOME}/bulk/1", "13 Nov 2026, 18:40"),
    )
    page = BoardPage(
        f"{ROLE}: board", CALL, ROLE, HOME, columns, acts, f"{HOME}/links", undo_action=f"{HOME}/undo", **MEMBER
    )
    nobody = tuple(replace(column, filled=0, faces=()) for column in columns)
    return {"board": page, "board, nobody": replace(page, columns=nobody, acts=(), role_title=LONG)}


def _previews() -> Mapping[str, Shown]:
    page = BulkPage(
        title=f"{ROLE}: move 412 to longlist",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        q="age:25..40 -mark:pass",
        order="",
        to="longlist",
        found=420,
        moved=412,
        changes=(
            StageChange("received", 2861, 2450, 411, 0, ""),
            StageChange("longlist", 104, 516, 0, 7, "there already"),
            StageChange("shortlist", 14, 13, 1, 0, ""),
            StageChange("withdrawn", 5, 5, 0, 1, "the applicant has withdrawn"),
        ),
        quota=100,
        over=416,
        action=f"{HOME}/bulk?q=age:25..40",
        token="a signed token",  # noqa: S106 - invented, and signs nothing
        **MEMBER,
    )
    changed = (
        "The search found 412 when you looked, and finds 420 now. Nobody was moved. Look again below, then confirm."
    )
    return {
        "chosen bar": CHOSEN,
        "bulk form": BulkForm(
            f"{HOME}/bulk", "more than 1,000", STATE, ("received", "longlist", "released"), "longlist"
        ),
        "bulk, preview": page,
        "bulk, of the chosen": _of_the_chosen(page),
        "bulk, changed": replace(page, problem=changed, reason=SCRIPT, order="Next to review", over=0),
        "bulk, nobody can be moved": replace(page, q="", found=0, moved=0, changes=(), over=0),
    }


def _of_the_chosen(page: BulkPage) -> BulkPage:
    return replace(
        page,
        q="",
        found=6,
        moved=4,
        chosen=tuple(Link(name_of(number), f"{HOME}/{reference_of(number)}") for number in range(6)),
        missing=f"Not in this role, or not any more: {reference_of(7)}.",
        over=0,
    )


def _acts() -> Mapping[str, Shown]:
    members = tuple(
        MemberLine(name_of(number), f"{HOME}/{reference_of(number)}", "received", "longlist") for number in range(8, 18)
    )
    done = BulkActPage(
        title=f"{ROLE}: 412 moved to longlist",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        to="longlist",
        stage_href=f"{HOME}?q=stage:longlist",
        count=412,
        q="age:25..40 -mark:pass",
        reason="Met every gate.",
        by="Daria Orlova",
        when="14 Nov 2026, 09:12",
        left=(("received", 411), ("shortlist", 1)),
        members=members,
        more=402,
        undo_action=f"{HOME}/bulk/2/undo",
        undone="",
        kept=(),
        kept_more=0,
        **MEMBER,
    )
    moved_on = tuple(replace(member, now="callback") for member in members[:2])
    undone = replace(done, undo_action="", undone=f"{LONG}, 15 Nov 2026, 10:00", kept=moved_on, kept_more=3, q="")
    return {
        "bulk, done": done,
        "bulk, why withheld": replace(done, reason="", withheld=True),
        "bulk, undone": undone,
        "bulk, undone twice": replace(undone, problem="This act has been undone already. Nothing was changed."),
    }
