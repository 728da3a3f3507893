"""The lenses in words: what each is called, what it does, and what is said where it shows nobody."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from casting.domain.blind import NAME, SEEING, Blind
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Lens, Stage
from casting.web.pages import Link
from casting.web.places import Place

LENS_WORDS: Mapping[Lens, str] = {
    Lens.RANKED: "Ranked",
    Lens.NEXT: "Next to review",
    Lens.FIT: "Fit to the breakdown",
    Lens.DISAGREEMENT: "Model against panel",
    Lens.RANDOM: "Random",
    Lens.RECEIVED: "Received",
    Lens.NAME: "A–Z",
}
LENS_NOTES: Mapping[Lens, str] = {
    Lens.RANKED: "The strongest first.",
    Lens.NEXT: "The strongest whom nobody has marked; every tenth by chance, so that nobody is overlooked.",
    Lens.FIT: "By the breakdown and what it asks for, whatever was marked.",
    Lens.DISAGREEMENT: "Where the order and the team’s marks are furthest apart, among those you have marked.",
    Lens.RANDOM: "Shuffled, and the same whenever you come back.",
    Lens.RECEIVED: "The newest first.",
    Lens.NAME: "By name.",
}
LENS_EMPTY: Mapping[Lens, str] = {
    Lens.NEXT: "Everyone in the queue has been marked, or the first ranking has not been made yet.",
    Lens.DISAGREEMENT: "Order and marks agree so far, or there are too few marks to tell.",
}
LENS_LEAVES_OUT: Mapping[Lens, str] = {
    Lens.NEXT: "This order leaves out whom anybody has marked, and who has not been ranked yet.",
    Lens.DISAGREEMENT: "This order shows only those on whom the ranking and the team’s marks differ.",
}


def lens_links(
    place: Place, actor: Actor, blind: Blind = SEEING, stages: Collection[Stage] = tuple(Stage)
) -> tuple[Link, ...]:
    """The same list through each lens; not by name where that is hidden of anybody who can stand in it.

    A member who shuffles for the first time gets an order of her own.
    """
    seed = place.seed if place.lens is Lens.RANDOM else actor.member_id
    return tuple(
        Link(words, replace(place.newest(), lens=lens, seed=seed).sheet(), lens is place.lens, LENS_NOTES[lens])
        for lens, words in LENS_WORDS.items()
        if lens is not Lens.NAME or NAME not in blind.within(stages)
    )
