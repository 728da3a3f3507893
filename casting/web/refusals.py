"""The one table that maps what can be refused to a status and a page."""

from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from casting.domain import errors
from casting.domain.said import Said, said
from casting.media.vault import VaultAway
from casting.web.pages import Link, MessagePage

AWAY = said("The database cannot be reached at the moment. Nothing was changed; please try again in a minute.")
MEDIA_AWAY = said(
    "Pictures, tapes and documents cannot be reached at the moment. Nothing is lost; please try again in a minute."
)
HOME = (Link(said("To the open calls"), "/"),)

STATUS: tuple[tuple[type[Exception], int, Said], ...] = (
    (errors.NotFound, 404, said("There is nothing here")),
    (errors.NotAllowed, 403, said("This is not yours to do")),
    (errors.Stale, 409, said("Something has changed meanwhile")),
    (errors.Closed, 410, said("Closed")),
    (errors.TooLarge, 413, said("That is too large")),
    (errors.TooMany, 429, said("That was tried too often")),
    (errors.Unready, 503, said("Not possible at the moment")),
    (errors.Refused, 422, said("That cannot be done")),
    (RequestValidationError, 422, said("This request cannot be read")),
    # Only what says that the database is away or full; a row that it refuses is a fault of ours, and is logged as one.
    (OperationalError, 503, said("Not possible at the moment")),
    (InterfaceError, 503, said("Not possible at the moment")),
    (PoolTimeout, 503, said("Not possible at the moment")),
    (VaultAway, 503, said("Not possible at the moment")),
)

WORDS: dict[int, tuple[Said, Said]] = {
    400: (
        said("This request cannot be read"),
        said("It reached us broken or cut off. Nothing was changed; please try it again."),
    ),
    403: (
        said("This did not come from one of our pages"),
        said(
            "For your safety, forms are only taken from this site itself. Nothing was changed. "
            "Open the page here and send the form again."
        ),
    ),
    404: (
        said("There is nothing here"),
        said("The address is wrong, or what was here is gone, or it is not for you to see."),
    ),
    405: (said("This address cannot do that"), said("Nothing was changed. Go back and use the buttons on the page.")),
    413: (
        said("That is too large"),
        said(
            "What you sent is larger than we can take, so nothing of it was kept. "
            "Go back: your text is still in the form. Choose a smaller file and send it again."
        ),
    ),
    422: (
        said("This request cannot be read"),
        said("A part of the address is not what it should be. Nothing was changed."),
    ),
    500: (
        said("Something went wrong on our side"),
        said(
            "It is not your fault, and it has been written down. What was kept before is still there. "
            "Please try again in a minute."
        ),
    ),
}


def status_of(error: Exception) -> int:
    """The status with which an error is answered."""
    if isinstance(error, HTTPException):
        return error.status_code
    return next((status for kind, status, _ in STATUS if isinstance(error, kind)), 500)


def refusal_page(error: Exception, *, request_id: str) -> tuple[MessagePage, int, dict[str, str]]:
    """The page, the status and the headers for an error; it never shows more than the error's own sentence."""
    status = status_of(error)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if isinstance(error, errors.TooMany):
        headers["retry-after"] = str(error.seconds)
    if isinstance(error, errors.CastingError):
        title = next((words for kind, _, words in STATUS if isinstance(error, kind)), WORDS[500][0])
        return MessagePage(title, (error.said,), HOME, request_id), status, headers
    if status == 503:
        away = MEDIA_AWAY if isinstance(error, VaultAway) else AWAY
        page = MessagePage(said("Not possible at the moment"), (away,), HOME, request_id)
        return page, status, {"retry-after": "30"}
    title, sentence = WORDS.get(status, WORDS[400 if status < 500 else 500])
    return MessagePage(title, (sentence,), HOME, request_id), status, headers
