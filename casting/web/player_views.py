"""The player of a film."""

from casting.domain.media import explain
from casting.domain.vocabulary import MaterialState
from casting.services.tapes import Tape
from casting.web.pages import PlayerView


def player(tape: Tape) -> PlayerView:
    """The film as the team plays it, and what is to be said of a newer one."""
    note = ""
    if tape.state is MaterialState.PENDING:
        note = "A video has arrived and is being prepared."
    elif tape.state is MaterialState.UNUSABLE and tape.refusal is not None:
        note = f"The video that was sent cannot be used; the applicant has been told. {explain(tape.refusal).happened}"
    return PlayerView(
        src=f"/media/tapes/{tape.stream}" if tape.stream else "",
        poster=f"/media/pictures/{tape.poster}" if tape.poster else "",
        length=f"{tape.seconds // 60}:{tape.seconds % 60:02}" if tape.stream else "",
        note=note,
    )
