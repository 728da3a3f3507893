"""The page of the finals made of what the services found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase
from urllib.parse import urlencode

from casting.domain.pairs import MOST, Standing, comparisons_wanted
from casting.domain.permissions import Act, Actor, may
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage
from casting.services.finalists import Closer
from casting.services.finals import Finals, Outcome
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.web.blind_views import blind_note
from casting.web.board_views import chosen_bar
from casting.web.card_views import card_of, picture_of
from casting.web.charts import graph, place_line
from casting.web.compare_views import criteria_rows
from casting.web.note_views import clock
from casting.web.pages import Finalist, FinalNote, FinalPlace, FinalsPage, Graph, Link, Round
from casting.web.places import Place
from casting.web.player_views import player

MOST_SKIPPED = 60


def address(
    kept: KeptRole,
    *,
    stage: Stage | None,
    skipped: Sequence[tuple[str, str]] = (),
    pair: tuple[str, str] | None = None,
) -> str:
    """The address of the finals in this state."""
    state = {
        "stage": stage.value if stage else "",
        "pair": _written([pair]) if pair else "",
        "skipped": _written(skipped),
    }
    given = {name: value for name, value in state.items() if value}
    home = f"{Place(kept.call.slug, kept.role.slug).home}/finals"
    return f"{home}?{urlencode(given, safe='~.')}" if given else home


def _written(pairs: Sequence[tuple[str, str]]) -> str:
    return ".".join("~".join(pair) for pair in pairs[-MOST_SKIPPED:])


def finals_page(shown: Finals, actor: Actor, looked: Sequence[Closer] = (), *, problem: str = "") -> FinalsPage:
    """The pair, and what has come of those before."""
    kept, stage = shown.role, shown.stage
    place = Place(kept.call.slug, kept.role.slug)
    two = None if shown.pair is None else (shown.pair[0].reference, shown.pair[1].reference)
    outcome = shown.outcome
    return FinalsPage(
        title=f"{kept.role.title}: finals",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        stage=stage.value if stage else "",
        stages=_stages(shown),
        note=_note(shown),
        blind_note=blind_note(kept, (stage,) if stage else ()),
        problem=problem,
        pair=tuple(_finalist(one, kept, place) for one in looked),
        rows=criteria_rows(kept, [one.beside for one in looked]) if looked else (),
        ahead=tuple(picture.large or picture.medium for picture in map(picture_of, shown.coming) if picture.medium),
        action=address(kept, stage=None) if two else "",
        undo_action=f"{address(kept, stage=None)}/undo" if shown.own else "",
        skipped=_written(shown.skipped),
        skip_href=address(kept, stage=stage, skipped=[*shown.skipped, two]) if two else "",
        empty=_empty(shown, actor),
        own=shown.own,
        made=shown.own + shown.others,
        wanted=comparisons_wanted(len(shown.finalists)) if shown.finalists else 0,
        colleagues=_colleagues(shown),
        order=() if outcome is None else _order(outcome, shown.finalists, place),
        sure=outcome.sure if outcome else 0,
        pairs=outcome.pairs if outcome else 0,
        groups=len(outcome.groups) if outcome else 0,
        rounds=() if outcome is None else _rounds(outcome, shown),
        graph=None if outcome is None else _graph(outcome),
        chosen=None if outcome is None else chosen_bar(replace(place, q=f"stage:{stage}"), actor, kept),
    )


def _stages(shown: Finals) -> tuple[Link, ...]:
    """Those that have two or more, and the one that is shown."""
    return tuple(
        Link(f"{one.value} {shown.counts.get(one, 0):,}", address(shown.role, stage=one), one is shown.stage)
        for one in LADDER
        if shown.counts.get(one, 0) > 1 or one is shown.stage
    )


def _note(shown: Finals) -> str:
    if shown.in_stage > MOST and shown.finalists:
        return f"{shown.in_stage:,} stand in {shown.stage}. These are the first {MOST} of the published order."
    return ""


def _empty(shown: Finals, actor: Actor) -> str:
    if not shown.finalists:
        return "nobody"
    if not may(actor, Act.MARK, call_id=shown.role.call_id):
        return "onlooker"
    return "" if shown.pair else "all"


def _colleagues(shown: Finals) -> str:
    """What is kept back, or who is counted; empty where nobody else has compared."""
    if not shown.others:
        return ""
    said = f"{shown.others:,} comparison{'' if shown.others == 1 else 's'}"
    if shown.outcome is None:
        return f"Colleagues have made {said}. What came of them shows after your own first one."
    return f"{shown.people} {'person has' if shown.people == 1 else 'people have'} compared; all count alike."


def _finalist(one: Closer, kept: KeptRole, place: Place) -> Finalist:
    row = one.beside.row
    card, url = card_of(row, kept, place, may_mark=False), one.beside.tape_url or ""
    shown = player(one.tape)
    others = "Colleagues’ notes are shown once you have marked." if one.unmarked else ""
    older = f"{one.more:,} older {'note' if one.more == 1 else 'notes'} on the candidate’s page." if one.more else ""
    return Finalist(
        reference=row.reference,
        href=card.href,
        name=row.name,
        line=card.line,
        picture=card.picture,
        player=shown,
        tape=url if not shown.src and url.startswith(("https://", "http://")) else "",
        notes=tuple(FinalNote(note.text, "You" if note.mine else note.by, clock(note.second)) for note in one.notes),
        notes_note=" ".join(filter(None, (older, others))),
    )


def _letters(outcome: Outcome) -> Mapping[int, str]:
    """The letter of each one's group, where there are several; groups after the 26th share the last letter."""
    if len(outcome.groups) < 2:
        return {}
    letters = ascii_uppercase + "Z" * len(outcome.groups)
    return {item: letters[number] for number, group in enumerate(outcome.groups) for item in group}


def _order(outcome: Outcome, finalists: Mapping[int, ListRow], place: Place) -> tuple[FinalPlace, ...]:
    letters = _letters(outcome)
    return tuple(_final_place(one, finalists[one.item], place, outcome, letters) for one in outcome.order)


def _final_place(one: Standing, row: ListRow, place: Place, outcome: Outcome, letters: Mapping[int, str]) -> FinalPlace:
    return FinalPlace(
        place=one.place,
        reference=row.reference,
        name=row.name,
        href=place.candidate(row.reference),
        low=one.low,
        high=one.high,
        line=place_line(one.low, one.place, one.high, last=len(outcome.order)),
        compared=one.compared,
        group=letters.get(one.item, ""),
    )


def _rounds(outcome: Outcome, shown: Finals) -> tuple[Round, ...]:
    return tuple(
        Round(
            tuple(shown.finalists[item].name for item in found),
            address(
                shown.role,
                stage=shown.stage,
                pair=(shown.finalists[found[0]].reference, shown.finalists[found[1]].reference),
            ),
        )
        for found in outcome.rounds
    )


def _graph(outcome: Outcome) -> Graph:
    letters = _letters(outcome)
    strength = [(one.item, one.place, one.strength) for one in outcome.order]
    return graph(strength, outcome.won, groups=letters)
