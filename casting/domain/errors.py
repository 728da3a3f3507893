"""The few ways in which an act can be refused. `casting.web` maps each to one status and one page."""

from casting.domain.said import Said


class CastingError(Exception):
    """Something a person asked for cannot be done; the message says what happened and what to do next.

    Attributes:
        said: the message; what applicants may read is a `Said`, what the team reads is plain English.
    """

    def __init__(self, message: str | Said) -> None:
        super().__init__(message)
        self.said = message


class NotFound(CastingError):
    """There is no such thing, or the person may not know of it: the two look the same."""


class NotAllowed(CastingError):
    """The person may see the thing, but not do this to it."""


class Refused(CastingError):
    """The act breaks a rule of the product; nothing was changed."""


class Stale(CastingError):
    """What the act was based on has changed meanwhile; nothing was changed."""


class TooLarge(Refused):
    """What was sent, or is about to be, is larger than can be taken; nothing of it was kept."""


class Closed(Refused):
    """The call takes no applications at this moment."""


class GuardianNeeded(CastingError):
    """It is a minor's, and no guardian has consented to it; nothing was kept.

    Attributes:
        call, role: the addresses of the call and the role that it is for.
    """

    def __init__(self, message: str | Said, *, call: str, role: str) -> None:
        super().__init__(message)
        self.call, self.role = call, role


class TooMany(CastingError):
    """Too many attempts in a short time.

    Attributes:
        seconds: how long to wait before the next attempt, at least 1.
    """

    def __init__(self, message: str | Said, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = max(1, seconds)


class Unready(CastingError):
    """The installation cannot do this now (database away, disk full, weak durability); it was not done."""
