"""A page of the form on its way: where its person stood before, what arrived, and where that leads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from casting.domain.errors import NotFound
from casting.domain.parts import HEADSHOT, Part, parts
from casting.domain.said import Text, said
from casting.domain.zones import day_in
from casting.forms.application import read_answers
from casting.forms.phones import home_country
from casting.services.drafts import Overtaken
from casting.store.calls import KeptRole
from casting.web.deps import Rooms
from casting.web.form_views import FOR_LATER, ONWARD, SAID
from casting.web.guarding import own_request
from casting.web.own_drafts import own_draft
from casting.web.part_views import overtaken, part_page
from casting.web.sent import Sent, form_name, form_token
from casting.web.standing import CHECK, Standing, standing_of
from casting.web.uploads import missing_files, uploads_open

WHOLE = "whole"
"""In place of a part's name: the form on one page."""
NO_SUCH_PART = said("There is no such part of the form. Perhaps it was changed; the list shows all of them.")


def own_standing(request: Request, rooms: Rooms, kept: KeptRole, language: str) -> Standing:
    """How far the person has come whose browser this is."""
    draft, today = own_draft(request, rooms, role_id=kept.role_id), day_in(kept.call.time_zone, rooms.clock())
    found = standing_of(kept, draft, today=today, files_taken=uploads_open(rooms), language=language)
    if draft is not None or not kept.call.minors:
        return found
    return replace(found, asked=own_request(request, rooms, kept, now=rooms.clock()))


@dataclass(frozen=True)
class Turn:
    """One page on its way: where the person stood before, which part it is, and what arrived."""

    rooms: Rooms
    standing: Standing
    part: Part
    sent: Sent

    def again(
        self, *, faults: Mapping[str, Text], problem: Text = "", status: int = 422, newer: Overtaken | None = None
    ) -> Response:
        """The page with everything in it, and what is to be done."""
        token, kept = self.sent.typed.get("token", ""), self.standing.role
        page = part_page(
            self.standing,
            self.part,
            language=self.sent.language,
            token=token if form_name(self.rooms, kept, token) else form_token(self.rooms, kept),
            typed=self.standing.typed_with(self.part, self.sent.typed),
            faults=faults,
            kept=self.sent.uploads.tokens,
            version=self.sent.showing.version,
            told=self.sent.typed.get(SAID, ""),
            onward=CHECK if self.sent.typed.get(ONWARD) == CHECK else "",
            problem=problem,
            uploads_open=uploads_open(self.rooms),
        )
        if newer is not None:
            page = overtaken(page, newer.draft, newer.fields, language=self.sent.language)
        return HTMLResponse(self.rooms.renderer.page(page), status_code=status)

    def onward(self) -> str:
        """Where a part leads that is done: to the next one, or back to the answers or the list it was opened from."""
        place = self.standing.place
        if self.part not in self.standing.parts:
            return f"{place}?changed=1"
        if self.sent.typed.get(FOR_LATER):
            return place
        if self.sent.typed.get(ONWARD) == CHECK:
            return f"{place}/{CHECK}"
        return f"{place}/{self.standing.after(self.part)}?after={self.part.key}"

    def look(self) -> str:
        """Where a part that was kept is shown with its mistakes, as a page that one can go back to."""
        onward = f"&{ONWARD}={CHECK}" if self.sent.typed.get(ONWARD) == CHECK else ""
        return f"{self.standing.place}/{self.part.key}?look=1{onward}"

    def gone(self) -> frozenset[str]:
        """The fields whose file is to be taken away, and no other was chosen."""
        ticked = {name for name in self.part.fields if self.sent.typed.get(f"{name}_gone")}
        return frozenset(ticked - {upload.question_key or HEADSHOT for upload in self.sent.uploads.kept})

    def settled(self) -> frozenset[str]:
        """The fields of which no refused file is to be spoken any more: another one came, or it is left out."""
        ticked = {name for name in self.part.fields if self.sent.typed.get(f"{name}_left_out")}
        return frozenset({*self.gone(), *ticked, *(one.question_key or HEADSHOT for one in self.sent.uploads.kept)})

    def faults(self) -> Mapping[str, Text]:
        """What is wrong with the part, or missing, by field."""
        kept, uploads = self.standing.role, self.sent.uploads
        typed = self.standing.typed_with(self.part, self.sent.typed)
        today, reader = day_in(kept.call.time_zone, self.sent.arrived_at), self.sent.language
        draft = self.standing.draft
        minors = self.sent.guarded.minor or (draft is not None and draft.guardian_consent is not None)
        home = home_country(kept.call.time_zone)
        _, found = read_answers(
            typed, role=kept.role, asked=kept.asked, today=today, home=home, reader=reader, minors=minors
        )
        missing = missing_files(kept, uploads, typed, there=self.standing.files)
        together = {**found, **missing, **uploads.faults}
        return {name: together[name] for name in self.part.fields if name in together}


def turn_of(request: Request, rooms: Rooms, kept: KeptRole, sent: Sent, part: str) -> Turn:
    """What arrived, and where the person stood before.

    A part that is gone, since the role was changed meanwhile, is one still for what was typed into it, of which nothing
    is lost. Raises NotFound where there is no such part, and never was.
    """
    standing = own_standing(request, rooms, kept, sent.language)
    if part == WHOLE:
        fields = tuple(name for one in parts(kept.role, kept.asked) for name in one.fields)
        return Turn(rooms, standing, Part(WHOLE, said("The whole form"), fields), sent)
    return Turn(rooms, standing, standing.part(part) or _gone(kept, part, sent), sent)


def _gone(kept: KeptRole, key: str, sent: Sent) -> Part:
    """A part that was there when its page was opened, with what of it is asked still. Raises NotFound: nothing is."""
    came = {name.partition(".")[0] for name in sent.typed} | {one.question_key or HEADSHOT for one in sent.uploads.kept}
    fields = tuple(name for part in parts(kept.role, kept.asked) for name in part.fields if name in came)
    if not fields:
        raise NotFound(NO_SUCH_PART)
    return Part(key, said("This page was changed"), fields)
