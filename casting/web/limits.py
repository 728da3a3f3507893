"""Limits against floods and guessing, kept in memory: each process counts for itself."""

import math
import time
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from typing import cast

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from casting.domain.errors import TooMany
from casting.domain.said import counted


@dataclass(frozen=True)
class Limits:
    """How often a thing may be done before it has to wait.

    Attributes:
        applications: for one network address.
        uploads: files, for one network address.
        sign_ins: failed ones, for one account and for one address.
        sign_ins_together: failed ones, for the whole installation; a net under guessing from many addresses.
        drafts: drafts that are kept, and codes that are tried, for one network address.
        pages: pages of forms that are kept in a draft, for one network address.
        links: mailed links (forgotten password, resume), for one recipient; forgotten passwords for one address too.
        letters: links to what applicants keep, for one network address: behind that of a school many ask in an hour.
        links_together: links for forgotten passwords, for the whole installation.
        shared: pages, pictures and picks of producer links, for one network address.
        unknown_links: producer links that open nothing, for one network address.
    """

    applications: RateLimitItem
    uploads: RateLimitItem
    sign_ins: RateLimitItem
    sign_ins_together: RateLimitItem
    drafts: RateLimitItem
    pages: RateLimitItem
    links: RateLimitItem
    letters: RateLimitItem
    links_together: RateLimitItem
    shared: RateLimitItem
    unknown_links: RateLimitItem
    _counter: FixedWindowRateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(MemoryStorage()))

    def spend(self, item: RateLimitItem, *who: str) -> None:
        """Count one. Raises TooMany where the allowance was used up before."""
        if not self._counter.hit(item, *who):
            raise self._too_many(item, *who)

    def give_back(self, item: RateLimitItem, *who: str) -> None:
        """Take back one that was counted: it turned out to be none of those that are limited.

        Counting first and giving back leaves no gap, as checking first and counting later would: of a thousand attempts
        that come at once, each is counted before the first is answered.
        """
        cast(MemoryStorage, self._counter.storage).decr(item.key_for(*who))

    def _too_many(self, item: RateLimitItem, *who: str) -> TooMany:
        seconds = math.ceil(self._counter.get_window_stats(item, *who).reset_time - time.time())
        minutes = max(1, math.ceil(seconds / 60))
        wait = counted(
            "That was tried very often in a short time. Please wait a minute and try again.",
            "That was tried very often in a short time. Please wait {count} minutes and try again.",
            count=minutes,
        )
        return TooMany(wait, seconds=seconds)


def make_limits(*, applications_per_hour: int, sign_ins_per_quarter: int) -> Limits:
    """Limits with these figures; the other figures follow from them."""
    return Limits(
        applications=RateLimitItemPerHour(applications_per_hour, namespace="applications"),
        uploads=RateLimitItemPerHour(applications_per_hour * 2, namespace="uploads"),
        sign_ins=RateLimitItemPerMinute(sign_ins_per_quarter, 15, namespace="sign-ins"),
        sign_ins_together=RateLimitItemPerMinute(sign_ins_per_quarter * 50, 15, namespace="sign-ins-together"),
        drafts=RateLimitItemPerHour(applications_per_hour, namespace="drafts"),
        pages=RateLimitItemPerHour(applications_per_hour * 60, namespace="pages"),
        links=RateLimitItemPerHour(5, namespace="links"),
        letters=RateLimitItemPerHour(applications_per_hour, namespace="letters"),
        links_together=RateLimitItemPerHour(200, namespace="links-together"),
        shared=RateLimitItemPerHour(6000, namespace="shared"),
        unknown_links=RateLimitItemPerHour(60, namespace="unknown-links"),
    )


def network_of(address: str) -> str:
    """Who is counted as one: an IPv4 address, or the first 64 bits of an IPv6 address, which one household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, 64), strict=False))
