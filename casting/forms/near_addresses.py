"""E-mail addresses whose domain is one slip of the fingers away from that of a large provider.

It is only ever asked whether the other one was meant: a small company's own domain may well be one slip away.
"""

from typing import Final

PROVIDERS: Final = (
    "gmail.com googlemail.com hotmail.com hotmail.es outlook.com outlook.es yahoo.com yahoo.es icloud.com live.com "
    "aol.com protonmail.com proton.me mail.ru yandex.ru yandex.com rambler.ru inbox.ru list.ru internet.ru ukr.net"
).split()
"""The domains that are proposed. Shorter ones, such as ya.ru, have too many neighbours."""
OTHERS: Final = "mail.com email.com ymail.com hotmail.se outlook.se yahoo.se".split()
"""Providers that are one slip away from one of the others."""
ENDINGS: Final = {
    "gmail.ru": "gmail.com",
    "gmail.es": "gmail.com",
    "icloud.ru": "icloud.com",
    "icloud.es": "icloud.com",
}
"""Domains with the ending of the country, where the provider has but one."""


def address_meant(email: str) -> str:
    """The address that was perhaps meant; empty where there is none, or this one is as good."""
    local, at, domain = email.strip().rpartition("@")
    domain = domain.casefold()
    if not local or not at or domain in PROVIDERS or domain in OTHERS:
        return ""
    meant = ENDINGS.get(domain) or next((known for known in PROVIDERS if one_slip(domain, known)), "")
    return f"{local}@{meant}" if meant else ""


def one_slip(one: str, other: str) -> bool:
    """Whether one letter is missing, too many or another one, or two neighbours stand in the wrong order."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) == 1 or (len(one) == 2 and one == other[::-1])
