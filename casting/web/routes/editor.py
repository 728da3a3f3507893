"""Setting up a call and its roles: every button posts the whole form, so that nothing typed is ever lost."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused, Stale
from casting.forms.callform import NEW_CONSENT, TypedCall, call_as_typed, read_call_form
from casting.forms.roleform import NEW_ROWS, TICKED, TypedRole, begun_from, read_role_form, role_as_typed
from casting.forms.rows import after_act
from casting.languages.catalogues import ENGLISH, codes
from casting.services.call_editing import (
    EXTENSIONS,
    SlugTaken,
    TitleTaken,
    WouldClose,
    applications_of,
    call_to_edit,
    close_now,
    extend,
    open_as_planned,
    planned_close,
    publish,
    role_to_edit,
    save_call,
    save_role,
    stamp_of,
    take_out_role,
    whole_call,
)
from casting.services.call_effects import aged, begun_for, held
from casting.services.effects import effects, questions_touched
from casting.services.purposes import purpose_changes
from casting.services.review import role_for
from casting.store.criteria_versions import versions_of
from casting.store.engine import reading, writing
from casting.store.team import is_staffed
from casting.web.deps import Administrator, InRooms, Now, Reading, Rooms, Writing
from casting.web.editor_views import Around, call_editor, new_call
from casting.web.effect_views import call_lines, effect_lines, purpose_lines, question_lines
from casting.web.form_preview_views import form_preview
from casting.web.role_editor_views import NEW, VERSIONS, role_editor
from casting.web.texts_views import lost_translations

router = APIRouter(prefix="/admin/calls")
MOST_FIELDS = 4000
SAVED: Mapping[str, str] = {
    "1": "Saved.",
    "publish": "Published: the page of the call is public from now on.",
    "close": "Closed: nobody can apply any more. It can be opened again below.",
    "out": "The role was taken out.",
    "later": "Saved: the call takes applications until the time below.",
}
AT_FIELD: Mapping[type[Exception], str] = {SlugTaken: "slug", TitleTaken: "title", WouldClose: "closes_at"}
"""The field beside which a refusal is said."""
WRONG = "Nothing was saved yet: something below needs another look. Nothing that you typed is lost."


async def _typed(request: Request) -> Mapping[str, str]:
    """The fields as they were typed, one to a line where several of a name are ticked; files have no place here."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    typed: dict[str, str] = {}
    for name, said in form.multi_items():
        if isinstance(said, str):
            ticked = name in typed and name.endswith(TICKED)
            typed[name] = f"{typed[name]}\n{said}" if ticked else said
    return typed


Typed = Annotated[Mapping[str, str], Depends(_typed)]


# ----------------------------------------------------------------------------------------------------- calls


@router.get("/new")
def new_call_page(rooms: InRooms, actor: Administrator, now: Now) -> Response:
    return _call_page(rooms, read_call_form(new_call(now=now)), None, Around(actor, now, ""))


@router.post("/new")
def add_call(rooms: InRooms, actor: Administrator, now: Now, typed: Typed) -> Response:
    return _keep_call(rooms, typed, None, Around(actor, now, ""))


@router.get("/{call}")
def call_to_edit_page(call: str, rooms: InRooms, actor: Administrator, now: Now, *, saved: str = "") -> Response:
    with reading(rooms.engine) as session:
        kept = call_to_edit(session, call).call
    around = Around(actor, now, stamp_of(kept), done=SAVED.get(saved, ""))
    return _call_page(rooms, read_call_form(call_as_typed(kept)), call, around)


@router.post("/{call}")
def change_call(call: str, rooms: InRooms, actor: Administrator, now: Now, typed: Typed) -> Response:
    with reading(rooms.engine) as session:
        call_to_edit(session, call)
    return _keep_call(rooms, {**typed, "slug": call}, call, Around(actor, now, typed.get("stamp", "")))


@router.post("/{call}/hours")
def change_hours(
    call: str, session: Writing, actor: Administrator, now: Now, *, do: Annotated[str, Form()] = ""
) -> Response:
    """Publish a draft, close an open call now, let it close later, or open it again."""
    done = do if do in SAVED else "later"
    if do == "publish":
        publish(session, actor, slug=call, now=now)
    elif do == "close":
        close_now(session, actor, slug=call, now=now)
    elif do == "planned":
        open_as_planned(session, actor, slug=call, now=now)
    elif do in EXTENSIONS:
        extend(session, actor, slug=call, by=EXTENSIONS[do], now=now)
    else:
        call_to_edit(session, call)
        raise Refused(
            "A call can be published, closed now, or extended by a day, three days or a week. Nothing was changed."
        )
    return RedirectResponse(f"/admin/calls/{call}?saved={done}", status_code=303)


def _keep_call(rooms: Rooms, typed: Mapping[str, str], slug: str | None, around: Around) -> Response:
    act, around = typed.get("do", ""), replace(around, unsaved=True)
    if act != "save":
        changed = after_act(typed, act, new=NEW_CONSENT)
        return _call_page(rooms, read_call_form(changed), slug, around)
    read = read_call_form(typed)
    if read.faults:
        return _call_page(rooms, read, slug, replace(around, faults=read.faults, problem=WRONG), status=422)
    asked = None if slug is None else _call_to_confirm(rooms, read, slug, around)
    if asked is not None and typed.get("confirmed") != asked.confirmed:
        return _call_page(rooms, read, slug, asked)
    try:
        with writing(rooms.engine) as session:
            save_call(session, around.actor, read.plan, slug=slug, stamp=around.stamp, now=around.now)
    except (Refused, Stale) as refused:
        wrong, status = _refused(rooms, refused, slug, None, asked or around)
        return _call_page(rooms, read, slug, wrong, status=status)
    return RedirectResponse(f"/admin/calls/{slug or read.plan.slug}?saved=1", status_code=303)


def _call_to_confirm(rooms: Rooms, read: TypedCall, slug: str, around: Around) -> Around | None:
    """What the change would do to who applies, to be read before it is saved; None where it touches nobody."""
    with reading(rooms.engine) as session:
        kept = call_to_edit(session, slug)
        after = whole_call(kept.call, read.plan)
        held_now, days = held(session, kept, now=around.now), aged(session, kept, after)
        lines = (
            *call_lines(kept.call, after, held=held_now, aged=days, now=around.now),
            *purpose_lines(purpose_changes(session, kept, after)),
            *lost_translations(kept.call, after),
        )
    return replace(around, effects=lines, confirmed=stamp_of(read.plan)) if lines else None


def _call_page(rooms: Rooms, read: TypedCall, slug: str | None, around: Around, *, status: int = 200) -> Response:
    with reading(rooms.engine) as session:
        kept = None if slug is None else call_to_edit(session, slug)
        applications = {} if kept is None else applications_of(session, kept)
        planned = None if kept is None else planned_close(session, kept.call, now=around.now)
        if kept is not None and kept.call.draft:
            around = replace(around, staffed=is_staffed(session, kept.call_id), mail_sent=rooms.mail_sent)
    call = None if kept is None else kept.call
    base_url = rooms.settings.base_url
    page = call_editor(read, kept=call, applications=applications, planned=planned, base_url=base_url, around=around)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)


def _refused(
    rooms: Rooms, refused: Refused | Stale, call: str | None, role: str | None, around: Around
) -> tuple[Around, int]:
    """What is said of a refusal, and its status. Who has read what a colleague did may save over it."""
    if field := AT_FIELD.get(type(refused)):
        return replace(around, faults={field: str(refused)}, problem=WRONG), 422
    if isinstance(refused, Refused) or call is None:
        return replace(around, problem=f"{refused} Nothing was saved, and nothing that you typed is lost."), 422
    with reading(rooms.engine) as session:
        kept = call_to_edit(session, call)
        stamp = stamp_of(kept.call if role is None else role_to_edit(kept, role))
    return replace(around, stamp=stamp, problem=f"{refused} Save once more to put your version in its place."), 409


# ----------------------------------------------------------------------------------------------------- roles


@router.get("/{call}/roles/new")
def new_role_page(
    call: str, rooms: InRooms, actor: Administrator, now: Now, other: Annotated[str, Query(alias="from")] = ""
) -> Response:
    """The form of a new role, empty or with what another role of the call asks; nothing is kept by it."""
    typed = NEW
    if other:
        with reading(rooms.engine) as session:
            typed = begun_from(role_to_edit(call_to_edit(session, call), other))
    return _role_page(rooms, read_role_form(typed), call, None, Around(actor, now, ""))


@router.post("/{call}/roles/new")
def add_role(call: str, rooms: InRooms, actor: Administrator, now: Now, typed: Typed) -> Response:
    return _keep_role(rooms, typed, call, None, Around(actor, now, ""))


@router.get("/{call}/roles/{role}")
def role_to_edit_page(
    call: str, role: str, rooms: InRooms, actor: Administrator, now: Now, *, saved: str = ""
) -> Response:
    with reading(rooms.engine) as session:
        plan = role_to_edit(call_to_edit(session, call), role)
    around = Around(actor, now, stamp_of(plan), done=SAVED.get(saved, ""))
    return _role_page(rooms, read_role_form(role_as_typed(plan)), call, role, around)


@router.get("/{call}/roles/{role}/form")
def form_as_applicants_see_it(
    call: str,
    role: str,
    rooms: InRooms,
    session: Reading,
    actor: Administrator,
    code: Annotated[str, Query(alias="in")] = ENGLISH,
) -> Response:
    """A preview of the form as it was saved, before the call opens too; nothing can be sent there."""
    kept = role_for(session, actor, call=call, role=role)
    page = form_preview(kept, actor, code=code if code in codes() else ENGLISH)
    return HTMLResponse(rooms.renderer.page(page))


@router.post("/{call}/roles/{role}")
def change_role(call: str, role: str, rooms: InRooms, actor: Administrator, now: Now, typed: Typed) -> Response:
    return _keep_role(rooms, {**typed, "slug": role}, call, role, Around(actor, now, typed.get("stamp", "")))


@router.post("/{call}/roles/{role}/out")
def take_role_out(call: str, role: str, session: Writing, actor: Administrator, now: Now) -> Response:
    take_out_role(session, actor, call=call, role=role, now=now)
    return RedirectResponse(f"/admin/calls/{call}?saved=out", status_code=303)


def _keep_role(rooms: Rooms, typed: Mapping[str, str], call: str, slug: str | None, around: Around) -> Response:
    act, around = typed.get("do", ""), replace(around, unsaved=True)
    if act != "save":
        changed = after_act(typed, act, new=NEW_ROWS)
        return _role_page(rooms, read_role_form(changed), call, slug, around)
    read = read_role_form(typed)
    if read.faults:
        return _role_page(rooms, read, call, slug, replace(around, faults=read.faults, problem=WRONG), status=422)
    asked = _role_to_confirm(rooms, read, call, slug, around)
    if asked is not None and typed.get("confirmed") != asked.confirmed:
        return _role_page(rooms, read, call, slug, asked)
    try:
        with writing(rooms.engine) as session:
            save_role(session, around.actor, read.plan, call=call, slug=slug, stamp=around.stamp, now=around.now)
    except (Refused, Stale) as refused:
        wrong, status = _refused(rooms, refused, call, slug, asked or around)
        return _role_page(rooms, read, call, slug, wrong, status=status)
    return RedirectResponse(f"/admin/calls/{call}/roles/{slug or read.plan.slug}?saved=1", status_code=303)


def _role_to_confirm(rooms: Rooms, read: TypedRole, call: str, slug: str | None, around: Around) -> Around | None:
    """Whom the change would touch, which has to be read before it is saved; None where it touches nobody."""
    if slug is None:
        return None
    with reading(rooms.engine) as session:
        kept = call_to_edit(session, call)
        before = role_to_edit(kept, slug)
        found = effects(session, kept, before, read.plan)
        questions = questions_touched(session, kept, before, read.plan)
    roles = tuple(replace(read.plan, slug=slug) if role is before else role for role in kept.call.roles)
    lost = lost_translations(kept.call, replace(kept.call, roles=roles))
    lines = (*(effect_lines(found) if found else ()), *question_lines(questions), *lost)
    return replace(around, effects=lines, confirmed=stamp_of(read.plan)) if lines else None


def _role_page(
    rooms: Rooms,
    read: TypedRole,
    call: str,
    slug: str | None,
    around: Around,
    *,
    status: int = 200,
) -> Response:
    with reading(rooms.engine) as session:
        kept = call_to_edit(session, call)
        plan = None if slug is None else role_to_edit(kept, slug)
        versions = versions_of(session, kept.role_ids[slug], most=VERSIONS + 1) if slug else ()
        applications = applications_of(session, kept).get(slug, 0) if slug else 0
        begun = begun_for(session, kept, slug) if slug and not applications else 0
    page = role_editor(
        read, call=kept.call, kept=plan, around=around, versions=versions, applications=applications, begun=begun
    )
    return HTMLResponse(rooms.renderer.page(page), status_code=status)
