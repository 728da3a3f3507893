"""An applicant's films on the page of her application."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import StatusPage, TapeView
from casting.web.patterns.invented import LETTER, LONG, RIGHT_TO_LEFT, UNBROKEN
from casting.web.render import Shown

TAPE = TapeView(action="/applications/K7QX24/tape", most=1024, most_whole=24, before_share=62)


def films(page: StatusPage) -> Mapping[str, Shown]:
    return {
        "status, tape": replace(
            page,
            tapes=(replace(TAPE, state="ready", src="/no-film", before="u", before_file=UNBROKEN, before_length=100),),
        ),
        "status, tape refused": replace(
            page,
            tapes=(
                replace(
                    TAPE,
                    state="unusable",
                    problem="The video is damaged, so it cannot be played. Please play it to its end on your device.",
                    error="The file is not a video that we can open, whatever its name says.",
                ),
            ),
        ),
        "status, videos": replace(
            page,
            tapes=(
                TAPE,
                replace(TAPE, key="video-hands", asks="Stand on your hands", help=LETTER, needed=True),
                replace(TAPE, key="video-sing", asks=RIGHT_TO_LEFT, link=f"https://example.org/{UNBROKEN}"),
                replace(TAPE, key="video-run", asks=LONG, state="ready", src="/no-film", action=""),
            ),
        ),
    }
