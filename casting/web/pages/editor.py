"""The pages on which a call and its roles are set up."""

from dataclasses import dataclass
from typing import ClassVar

from casting.domain.said import Text
from casting.web.pages.apply import FieldView, Section
from casting.web.pages.calls import CallPage
from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class RowView:
    """A row of a list. To move it or take it out, `do` is posted as its name with `.up`, `.down` or `.remove`.

    Attributes:
        title: what the row is about, as far as it is known.
        told: the rest of it in a few words, for who sees it closed.
        opened: whether it stands open: it has been opened, is new, or was moved; with a fault it always does.
        first, last: where it stands, so that it is not offered to move further.
    """

    name: str
    title: str
    fields: tuple[FieldView, ...]
    first: bool
    last: bool
    told: str = ""
    opened: bool = False

    @property
    def open(self) -> bool:
        return self.opened or any(field.error for field in self.fields)


@dataclass(frozen=True)
class RowsView:
    """A list of rows. One is added by posting the form with `do` as `{name}.add`.

    Attributes:
        action: where the form is posted.
        add: what the button to add one says.
        empty: what is said where there is none.
        error: what is wrong with the list as a whole.
        taken: the fields that hold the row that was taken out last, by which it is put back; none otherwise.
        taken_title: what that was about; may be empty.
        taken_from: where it stood, from 0: there it is said, and put back.
    """

    name: str
    action: str
    heading: str
    note: str
    add: str
    empty: str
    rows: tuple[RowView, ...]
    error: str = ""
    taken: tuple[tuple[str, str], ...] = ()
    taken_title: str = ""
    taken_from: int = 0


@dataclass(frozen=True)
class VersionView:
    """A version of the criteria: what changed in it, when, by whom."""

    title: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class EditorPart:
    """A part of an editor, to which its list of contents leads.

    Attributes:
        count: how many rows it has, in words; empty where it is no list.
        faults: what is wrong in it, in the order of the page, each with the id of its field and what that is called.
    """

    anchor: str
    heading: Text
    count: str = ""
    faults: tuple[tuple[str, Text, Text], ...] = ()


@dataclass(frozen=True)
class EditorPage(Page):
    """What both editors have. Posts every field, `stamp` and `do`: save, look, or what is done to a row.

    Attributes:
        path: where the page stands: the pages above it.
        lead: what to do first, for who is here for the first time.
        stamp: tells whether somebody else has changed it meanwhile.
        problem: what happened, where no single field is to blame.
        done: what was just saved.
        preview: the public page as it would be.
        unsaved: whether the fields hold what was typed and not saved.
        effects: whom the change would touch, in sentences; empty unless that has to be confirmed.
        confirmed: what `confirmed` is posted as by who has read it.
    """

    path: tuple[Link, ...]
    lead: str
    action: str
    stamp: str
    sections: tuple[Section, ...]
    rows: tuple[RowsView, ...]
    preview: CallPage
    problem: str = ""
    done: str = ""
    unsaved: bool = False
    effects: tuple[str, ...] = ()
    confirmed: str = ""

    @property
    def errors(self) -> tuple[tuple[str, Text, Text], ...]:
        """The faults in the order of the page, each with the id of its field and what that is called."""
        return tuple(fault for part in self.parts for fault in part.faults)

    @property
    def parts(self) -> tuple[EditorPart, ...]:
        """The parts of the form in their order: the sections, then the lists."""
        sections = (
            EditorPart(f"group-{number}", section.heading, "", _faults(section.fields))
            for number, section in enumerate(self.sections, start=1)
        )
        return (*sections, *map(_part_of_rows, self.rows))


def _faults(fields: tuple[FieldView, ...], within: Text = "") -> tuple[tuple[str, Text, Text], ...]:
    """The faults of some fields; `within` tells fields of one name apart."""
    return tuple((f.name, f"{within}, {f.label}" if within else f.label, f.error) for f in fields if f.error)


def _part_of_rows(group: RowsView) -> EditorPart:
    own = ((group.name, group.heading, group.error),) if group.error else ()
    faults = (fault for row in group.rows for fault in _faults(row.fields, row.title))
    return EditorPart(group.name, group.heading, str(len(group.rows)), (*own, *faults))


@dataclass(frozen=True)
class RoleLine:
    """A role of a call: the ways to where it is set up, to its applications and to who is to be answered."""

    edit: Link
    figures: str
    review_href: str
    outcomes_href: str


@dataclass(frozen=True)
class CallEditorPage(EditorPage):
    """`/admin/calls/new` and `/admin/calls/{call}`. Closing early and extending post `do` to `hours_action`.

    Attributes:
        state: open, not yet or closed; empty for a new call.
        extensions: by how much the call can be extended.
        publishing: what everybody sees of a draft once it is published, in sentences.
        missing: what the call can be published without, and lacks, in sentences.
        late: whether the closing time of a draft has passed, so that it cannot be published.
        planned: until when one that was closed early would have been open; empty where that is over.
        roles: the call's roles with their figures.
        add_role: address of the page for a new role; empty for a new call.
        invite_href: where the call's team is invited.
        texts: the ways to its texts in other languages, each with how many there are.
    """

    template: ClassVar[str] = "admin/call.html"
    state: str = ""
    times: Text = ""
    hours_action: str = ""
    extensions: tuple[str, ...] = ()
    publishing: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    late: bool = False
    planned: Text = ""
    roles: tuple[RoleLine, ...] = ()
    add_role: str = ""
    public_href: str = ""
    invite_href: str = ""
    texts: tuple[tuple[Link, str], ...] = ()


@dataclass(frozen=True)
class RoleEditorPage(EditorPage):
    """`/admin/calls/{call}/roles/new` and `/admin/calls/{call}/roles/{role}`.

    Attributes:
        versions: the newest versions of the criteria, the newest first.
        form_href: the form as applicants will see it; empty for a new role.
        dealing_href: where its applications are dealt out to reviewers; empty for a new role.
        review_href: where they are looked at; `applications`: how many there are, in words.
        stages: the fields of each of its stages.
        sides_href: where the sides of the stages are; empty for a new role.
        stage_warnings: what is odd about the days of the stages, in sentences.
        begins: where a new role begins with what another one of the call asks.
        out_action: where a role is taken out of its call, posting nothing; empty where somebody has applied for it.
        going: what goes with it then, in sentences.
        stays: why it cannot be taken out, though nobody has applied for it.
    """

    template: ClassVar[str] = "admin/role.html"
    versions: tuple[VersionView, ...] = ()
    form_href: str = ""
    review_href: str = ""
    applications: str = ""
    dealing_href: str = ""
    stages: tuple[Section, ...] = ()
    stage_warnings: tuple[str, ...] = ()
    sides_href: str = ""
    begins: tuple[Link, ...] = ()
    out_action: str = ""
    going: tuple[str, ...] = ()
    stays: str = ""

    @property
    def parts(self) -> tuple[EditorPart, ...]:
        faults = (fault for stage in self.stages for fault in _faults(stage.fields, stage.heading))
        return (*super().parts, EditorPart("stages", "Stages", "", tuple(faults)))


@dataclass(frozen=True)
class FormPreviewPage(Page):
    """`/admin/calls/{call}/roles/{role}/form`: the form as applicants will see it. Posts nothing.

    Attributes:
        path: where the page stands: the pages above it.
        languages: the same in each language.
        pages: whether applicants see each section, but the last, on a page of its own.
        sends: from when the real form can be sent.
    """

    template: ClassVar[str] = "admin/form.html"
    path: tuple[Link, ...]
    languages: tuple[Link, ...]
    call_title: str
    role_title: str
    pages: bool
    sections: tuple[Section, ...]
    sends: str


@dataclass(frozen=True)
class TextView:
    """One text and what it is in another language, which is posted as `name`.

    Attributes:
        said: what it is, or was as long as the text was another one: that begins with `earlier`, which is else empty.
        proposed: what applicants read of a text that Casting has proposed, as long as there is no other; else empty.
        rows: how high its field is.
    """

    name: str
    text: str
    said: str
    proposed: str
    rows: int
    earlier: str = ""


@dataclass(frozen=True)
class TextsPart:
    """The texts of one part of a call."""

    heading: Text
    texts: tuple[TextView, ...]


@dataclass(frozen=True)
class TextsPage(Page):
    """`/admin/calls/{call}/texts/{language}`: what the texts of a call are in another language. Posts them to `action`.

    Attributes:
        path: where the page stands: the pages above it.
        code, name: of the language; `written`: the code of the one in which the texts are written.
        told: how many there are.
        done: what was just saved.
        empty: whether only those that are still to be said are shown.
        effects, confirmed: as of an editor.
    """

    template: ClassVar[str] = "admin/texts.html"
    path: tuple[Link, ...]
    action: str
    code: str
    name: str
    written: str
    told: str
    parts: tuple[TextsPart, ...]
    done: str = ""
    empty: bool = False
    effects: tuple[str, ...] = ()
    confirmed: str = ""
