"""Notes as the candidate's page shows them, and what speaks to a member on her front page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casting.domain.permissions import Actor
from casting.domain.vocabulary import Audience
from casting.services.calling import Mention
from casting.services.candidates import Candidate
from casting.web.card_views import moment
from casting.web.pages import CalledView, CandidatePage, MentionView, NoteView, OptionView
from casting.web.places import Place

AUDIENCE_WORDS = {
    Audience.TEAM: "the casting team",
    Audience.PRODUCTION: "the production too",
    Audience.ME: "you alone",
}


def audience_options(chosen: Audience) -> tuple[OptionView, ...]:
    """For whom a note can be."""
    return tuple(OptionView(one.value, words, one is chosen) for one, words in AUDIENCE_WORDS.items())


def note_views(shown: Candidate, actor: Actor, place: Place) -> tuple[NoteView, ...]:
    """The newest first."""
    call, reference = shown.found.role.call, shown.found.reference
    calling = {one.note_id for one in shown.calling}
    return tuple(
        NoteView(
            name=note.name,
            text=note.words.text,
            when=moment(note.at, call),
            visibility=AUDIENCE_WORDS[note.words.audience],
            mine=note.member_id == actor.member_id,
            second=clock(note.words.second),
            moment=note.words.second or 0,
            changed=note.changed,
            heard=listed(note.heard),
            told=told(note.heard),
            unheard=note.unheard,
            # What is masked would be kept masked, and be lost: it is changed where the name is to be seen
            action=note_action(place, reference, note.note_id)
            if note.member_id == actor.member_id and not note.masked
            else "",
            delete_action=place.act(reference, f"notes/{note.note_id}/delete")
            if note.member_id == actor.member_id
            else "",
            visibilities=audience_options(note.words.audience),
            key=note.note_id,
            read_action=read_action(note.note_id) if note.note_id in calling else "",
        )
        for note in reversed(shown.notes)
    )


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: A, B and C."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def told(names: Sequence[str]) -> str:
    """How those are told whom a note calls; empty for nobody."""
    if not names:
        return ""
    are = "is" if len(names) == 1 else "are"
    return f"{listed(names)} {are} told of the note beside their name, on the next page that they open."


def called_views(shown: Candidate) -> tuple[CalledView, ...]:
    """The notes that speak to the member and that she may read after her own mark."""
    readable = {note.note_id for note in shown.notes}
    return tuple(CalledView(one.by, one.note_id) for one in shown.calling if one.note_id not in readable)


def read_action(note_id: int) -> str:
    """Where the member says that she has read what speaks to her."""
    return f"/review/mentions/{note_id}/read"


def note_action(place: Place, reference: str, note_id: int) -> str:
    """Where a note is changed."""
    return place.act(reference, f"notes/{note_id}")


@dataclass(frozen=True)
class Returned:
    """A note that was not kept, as it was typed, and what is wrong with it; `note_id` is None for a new one."""

    text: str
    visibility: str
    second: str
    fault: str
    note_id: int | None = None


def with_returned(page: CandidatePage, place: Place, back: Returned) -> CandidatePage:
    """The page again with a note that was not kept, where it was typed."""
    chosen = next((one for one in Audience if one.value == back.visibility), Audience.TEAM)
    options = audience_options(chosen)
    if back.note_id is None:
        return replace(
            page, note_text=back.text, note_error=back.fault, note_second=back.second, note_visibilities=options
        )
    action = note_action(place, page.reference, back.note_id)
    return replace(
        page,
        notes=tuple(
            replace(note, typed=back.text, error=back.fault, second=back.second, visibilities=options)
            if note.action == action
            else note
            for note in page.notes
        ),
    )


def with_begun(page: CandidatePage, shown: Candidate, actor: Actor) -> CandidatePage:
    """The page with a note for the production begun: by the member's own newest reason for a move, to be kept or not.

    Where she has written one for the production already, there is nothing to begin with.
    """
    reasons = [one.reason for one in shown.decisions if one.member_id == actor.member_id and one.reason]
    own = [note.words.audience for note in shown.notes if note.member_id == actor.member_id]
    text = "" if Audience.PRODUCTION in own or not reasons else reasons[-1]
    return replace(page, note_text=text, note_begun=True, note_visibilities=audience_options(Audience.PRODUCTION))


def clock(second: int | None) -> str:
    """A moment of a tape: 1:05, 1:02:03; empty for None."""
    if second is None:
        return ""
    minutes, seconds = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def mention_views(found: Sequence[Mention]) -> tuple[MentionView, ...]:
    """What speaks to the member, the newest first."""
    return tuple(
        MentionView(
            by=one.by,
            name=one.name,
            role_title=one.role.role.title,
            reference=one.reference,
            href=f"{Place(one.role.call.slug, one.role.role.slug).candidate(one.reference)}#note-{one.note_id}",
            action=read_action(one.note_id),
        )
        for one in found
    )
