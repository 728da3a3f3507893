"""The page of a letter made of what the services found."""

from collections.abc import Sequence

from casting.domain.permissions import Actor
from casting.services.letters import Draft, Released, catalogues
from casting.services.review import Found
from casting.web.card_views import moment
from casting.web.pages import LetterPage, Link
from casting.web.places import Place


def letter_page(
    found: Found,
    actor: Actor,
    place: Place,
    drafted: Draft | None,
    *,
    name: str,
    language: str,
    released: Sequence[Released],
    problem: str,
) -> LetterPage:
    """The letter in one language, the others beside it, and what was released so far."""
    here, call = place.act(found.reference, "letter"), found.role.call
    ranking = drafted.run_id if drafted else None
    known = catalogues()
    return LetterPage(
        title=f"A letter to {name}",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=call.title,
        role_title=found.role.role.title,
        candidate_href=place.candidate(found.reference),
        role_href=place.sheet(),
        reference=found.reference,
        name=name,
        text=drafted.text if drafted else "",
        letter_language=language,
        run=str(drafted.run_id) if drafted else "",
        languages=tuple(
            Link(one.language, place.letter(found.reference, ranking=ranking, language=code), code == language)
            for code, one in known.items()
        ),
        action=here,
        problem=problem,
        released=tuple(
            f"{known[one.language].language if one.language in known else one.language}: "
            f"released by {one.by}, {moment(one.at, call)}"
            for one in released
        ),
    )
