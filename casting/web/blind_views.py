"""What is hidden in a role, as it is said on the pages of who reviews it, and the page where it is chosen."""

from collections.abc import Iterable

from casting.domain.blind import asked_of, listed
from casting.domain.permissions import Actor
from casting.domain.search import parse
from casting.domain.vocabulary import Stage
from casting.services.blinds import hideable
from casting.store.calls import KeptRole
from casting.web.pages import BlindLine, BlindPage, OptionView
from casting.web.places import Place


def blind_note(role: KeptRole, stages: Iterable[Stage] = Stage) -> str:
    """What is hidden in these stages, and who has chosen so; empty where nothing is."""
    return " ".join(_sentences(role, stages))


def _sentences(role: KeptRole, stages: Iterable[Stage]) -> tuple[str, ...]:
    alike: dict[tuple[frozenset[str], str], list[str]] = {}
    for stage in stages:
        if role.blind.at(stage):
            alike.setdefault((role.blind.at(stage), role.blind.by.get(stage, "")), []).append(stage.value)
    return tuple(
        f"Hidden in {_joined(where)}: {listed(things, role.role)}, as {by} has chosen."
        for (things, by), where in alike.items()
    )


def _joined(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def terms_shown(role: KeptRole, terms: Iterable[str], stages: Iterable[Stage]) -> tuple[str, ...]:
    """The terms that may be asked of who stands in these stages."""
    hidden = role.blind.within(stages)
    if not hidden:
        return tuple(terms)
    return tuple(term for term in terms if hidden.isdisjoint(_things(role, term)))


def _things(role: KeptRole, term: str) -> set[str]:
    return {thing for thing, _ in asked_of(parse(term, role=role.role), role.role)}


def blind_page(kept: KeptRole, actor: Actor, *, done: str = "", fault: str = "") -> BlindPage:
    """Everything that can be hidden, against the stages."""
    here = f"{kept.call.slug}/{kept.role.slug}"
    return BlindPage(
        title=f"{kept.role.title}: blind review",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=Place(kept.call.slug, kept.role.slug).home,
        action=f"/admin/{here}/blind",
        stages=tuple(stage.value for stage in Stage),
        lines=tuple(
            BlindLine(
                words,
                tuple(
                    OptionView(f"{stage.value}:{thing}", stage.value, checked=thing in kept.blind.at(stage))
                    for stage in Stage
                ),
            )
            for thing, words in hideable(kept).items()
        ),
        chosen=_sentences(kept, Stage),
        done=done,
        fault=fault,
    )
