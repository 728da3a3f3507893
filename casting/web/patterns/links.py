"""Samples of producer links: the team's page, and the one that a link opens."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.link_views import nothing_page
from casting.web.pages import (
    ChoiceView,
    LinkFormView,
    LinksPage,
    LinkView,
    PickView,
    SharedPage,
    SharedPerson,
)
from casting.web.patterns.invented import (
    CALL,
    HOME,
    LONG,
    MEMBER,
    ROLE,
    SCRIPT,
    UNBROKEN,
    Portrait,
    name_of,
    picture_of,
    reference_of,
    told_of,
)
from casting.web.render import Shown

KEY = "0123456789abcdefghijklmnopqrstuv"


def link_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """Links that are open, over and revoked, one made a moment ago, none; what they open, and what no link does."""
    return {**_links(), **_shared(portrait), "shared, nothing": nothing_page()}


def _choices(*labels: str) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(label, label, number == 1) for number, label in enumerate(labels))


def _links() -> Mapping[str, Shown]:
    form = LinkFormView(
        f"{HOME}/links",
        "",
        _choices("those named below", "longlist", "shortlist"),
        "",
        _choices("3 days", "7 days"),
        _choices("look", "look, and pick with a reason"),
    )
    when = "14 Nov 2026, 09:12"
    picks = (
        PickView(name_of(3), f"{HOME}/{reference_of(3)}", "Stillness. The one I kept looking at.", when),
        PickView(name_of(14), f"{HOME}/{reference_of(14)}", SCRIPT, when),
    )
    revoke = f"{HOME}/links/3/revoke"
    links = (
        LinkView(
            "Pat Producer",
            "open",
            "21 Nov 2026, 09:12",
            "shortlist",
            "look, and pick with a reason",
            f"Daria Orlova, {when}",
            f"opened 4 times, last {when}",
            picks,
            2,
            revoke,
        ),
        LinkView(LONG, "expired", when, "3 by name", "look", f"Alex, {when}", "never opened", (), 0, ""),
        LinkView(UNBROKEN, "revoked", when, "callback", "look", f"Alex, {when}", f"opened once {when}", (), 0, ""),
    )
    page = LinksPage("Producer links", CALL, ROLE, HOME, form, links, reads=("Age", "Requirements", LONG), **MEMBER)
    typed = replace(form, recipient=LONG, references="K7QX2-24, M3BC4-51")
    return {
        "links": page,
        "links, made": replace(page, fresh=f"https://casting.example.org/share/{KEY}", fresh_for="Pat Producer"),
        "links, refused": replace(page, form=typed, fault="M3BC4-51 is not among this role's applications."),
        "links, some left out": replace(page, consent_note="Left out at present: 3 in longlist, 1 in shortlist."),
        "links, none": replace(page, links=(), form=None),
    }


def _shared(portrait: Portrait) -> Mapping[str, Shown]:
    def person(number: int) -> SharedPerson:
        picture, reference = picture_of(number, portrait), reference_of(number)
        return SharedPerson(
            reference=reference,
            name=name_of(number),
            told=told_of(number),
            words=(f"Still hands. {SCRIPT} — Daria Orlova",) if number in {3, 7} else (),
            picture=picture,
            large=picture.large,
            tape="" if number % 2 else f"https://video.example.org/{number}",
            picked=False,
            reason="",
            action=f"/share/{KEY}/{reference}",
        )

    people = tuple(person(number) for number in (2, 3, 7, 9, 12, 14, 17))
    picked = replace(people[1], picked=True, reason=f"Stillness. {LONG}")
    refused = replace(people[0], reason="x" * 40, fault="This reason has 612 characters. Shorten it to 500.")
    page = SharedPage(
        title=f"{ROLE}: shortlist",
        production="First Light Pictures",
        call_title=CALL,
        role_title=ROLE,
        shows="shortlist",
        recipient="Pat Producer",
        maker="Daria Orlova",
        until="21 Nov 2026, 09:12",
        picks=True,
        people=(people[0], picked, *people[2:]),
        more=False,
        order="by name; the order says nothing",
    )
    return {
        "shared": page,
        "shared, looking only": replace(page, picks=False, more=True, people=(replace(people[0], action=""),)),
        "shared, pick refused": replace(page, people=(refused, picked), unkept=refused),
        "shared, gone": replace(page, people=(picked,), fault="She is not in the list any more.", typed=SCRIPT),
        "shared, nobody": replace(page, people=(), recipient=LONG, production=UNBROKEN),
    }
