"""Limits against floods and guessing, kept in memory: each process counts for itself."""

import math
import time
from dataclasses import dataclass, field

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from casting.domain.errors import TooMany


@dataclass(frozen=True)
class Limits:
    """How often a thing may be done before it has to wait.

    Attributes:
        applications: for one network address.
        sign_ins: failed ones, for one account and for one address.
        sign_ins_together: failed ones, for the whole installation; a net under guessing from many addresses.
        links: mailed links (forgotten password, resume), for one address and for one recipient.
    """

    applications: RateLimitItem
    sign_ins: RateLimitItem
    sign_ins_together: RateLimitItem
    links: RateLimitItem
    _counter: FixedWindowRateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(MemoryStorage()))

    def spend(self, item: RateLimitItem, *who: str) -> None:
        """Count one. Raises TooMany where the allowance was used up before."""
        if not self._counter.hit(item, *who):
            raise self._too_many(item, *who)

    def check(self, item: RateLimitItem, *who: str) -> None:
        """Count nothing. Raises TooMany where the allowance is used up."""
        if not self._counter.test(item, *who):
            raise self._too_many(item, *who)

    def _too_many(self, item: RateLimitItem, *who: str) -> TooMany:
        seconds = math.ceil(self._counter.get_window_stats(item, *who).reset_time - time.time())
        minutes = max(1, math.ceil(seconds / 60))
        wait = "a minute" if minutes == 1 else f"{minutes} minutes"
        return TooMany(
            f"That was tried very often in a short time. Please wait {wait} and try again.", seconds=seconds
        )


def make_limits(*, applications_per_hour: int, sign_ins_per_quarter: int) -> Limits:
    """Limits with these figures; the other figures follow from them."""
    return Limits(
        applications=RateLimitItemPerHour(applications_per_hour, namespace="applications"),
        sign_ins=RateLimitItemPerMinute(sign_ins_per_quarter, 15, namespace="sign-ins"),
        sign_ins_together=RateLimitItemPerMinute(
            sign_ins_per_quarter * 50, 15, namespace="sign-ins-together"
        ),
        links=RateLimitItemPerHour(5, namespace="links"),
    )
