"""Films as the team plays them."""

from dataclasses import dataclass

from casting.web.pages.status import AnswerView


@dataclass(frozen=True)
class PlayerView:
    """A film that was handed in: played where there is one, with a note where the newest cannot be yet, or at all."""

    src: str = ""
    poster: str = ""
    length: str = ""
    note: str = ""


NO_FILM = PlayerView()


@dataclass(frozen=True)
class GivenView(AnswerView):
    """An answer as the team reads it; of a question for a video with the film that was sent."""

    film: PlayerView = NO_FILM
