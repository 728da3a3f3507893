"""The form of a role as its applicants will see it, for who sets the role up: before the call opens, and of a draft."""

from casting.domain.calls import CallPlan
from casting.domain.parts import has_parts, parts
from casting.domain.permissions import Actor
from casting.languages.catalogues import codes, language
from casting.store.calls import KeptRole
from casting.web.form_views import Fields, sections
from casting.web.pages import FormPreviewPage, Link, Section
from casting.web.task_views import born_first
from casting.web.texts_views import ADMIN


def form_preview(role: KeptRole, actor: Actor, *, code: str) -> FormPreviewPage:
    """Every part of the form, one below the other, empty.

    Args:
        code: the language that it is shown in, one of `codes()`.
    """
    call, own = role.call, role.role
    up = f"/admin/calls/{call.slug}"
    here = f"{up}/roles/{own.slug}"
    return FormPreviewPage(
        title=f"The form of {own.title}",
        member_name=actor.name,
        administrator=True,
        language=code,
        path=(ADMIN, Link(call.title, up), Link(own.title, here)),
        languages=tuple(Link(language(one).name, f"{here}/form?in={one}", one == code) for one in codes()),
        call_title=call.title,
        role_title=own.title,
        pages=has_parts(own, role.asked),
        sections=_parts(role, code),
        sends=_sends(call),
    )


def _parts(role: KeptRole, code: str) -> tuple[Section, ...]:
    """The form's pages, or the sections of a short one; the consents last."""
    fields = Fields(role.role, {}, {}, {}, code)
    whole = sections(role, fields, uploads_open=True)
    if not has_parts(role.role, role.asked):
        return whole
    pages = parts(role.role, role.asked, age_alone=role.call.minors)
    first = pages[0]
    return (
        *(
            Section(
                part.heading,
                born_first(role.call) if part is first else "",
                tuple(fields.named(name) for name in part.fields),
            )
            for part in pages
        ),
        whole[-1],
    )


def _sends(call: CallPlan) -> str:
    """From when the real form can be sent."""
    if call.draft:
        return "The call is a draft: its form is there for applicants once it is published and open."
    return "Applicants find the form on the call’s page while the call is open."
