"""How far somebody has come with the form of a role: what is kept, what of it can be used, what it means for her."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casting.domain.calls import is_open, judge
from casting.domain.criteria import Answer
from casting.domain.errors import Closed, NotFound
from casting.domain.media import Refusal, explain
from casting.domain.parts import Part, PartState, parts, state_of
from casting.domain.said import Text, said
from casting.domain.vocabulary import CriterionClass
from casting.forms.application import hidden_questions, read_answers
from casting.forms.phones import home_country
from casting.languages.catalogues import ENGLISH
from casting.services.apply import Upload
from casting.services.draft_files import REFUSED
from casting.services.drafts import Draft
from casting.services.guardians import Asked
from casting.store.calls import KeptRole, role_kept
from casting.web.call_views import call_times
from casting.web.eligibility_views import STANDINGS
from casting.web.pages import DeclaredGate
from casting.web.preset_words import preset
from casting.web.rule_views import bounds_untold
from casting.web.uploads import Uploads, missing_files

CHECK = "check"
"""The last page's name in the address; no part has it."""


@dataclass(frozen=True)
class Standing:
    """How far somebody has come with the form of a role.

    Attributes:
        draft: what is kept; None before the first part.
        answers: what of it can be used.
        faults: what is wrong or missing, by field.
        asked: of a form that is not begun, what a guardian was asked from this browser and has answered.
    """

    role: KeptRole
    draft: Draft | None
    parts: tuple[Part, ...]
    answers: Mapping[str, Answer]
    faults: Mapping[str, Text]
    asked: Asked | None = None

    @property
    def place(self) -> str:
        """The address of the form."""
        return f"/calls/{self.role.call.slug}/{self.role.role.slug}/apply"

    @property
    def typed(self) -> Mapping[str, str]:
        """What is kept of the texts."""
        return {} if self.draft is None else self.draft.typed

    @property
    def files(self) -> Mapping[str, Upload]:
        """What is kept of the files."""
        return {} if self.draft is None else self.draft.files

    @property
    def adult(self) -> bool:
        """Whether a birth date of somebody of full age is kept, or of a minor for whom a guardian has consented."""
        return "birth_date" in self.typed and "birth_date" not in self.faults

    @property
    def refused(self) -> Mapping[str, tuple[Refusal, str]]:
        """By field, why a file that was given was not taken, and its name."""
        return refused_files(self.typed)

    @property
    def given(self) -> frozenset[str]:
        """The fields for which something was given, even what was not taken."""
        return frozenset({*self.typed, *self.files, *self.refused})

    def state(self, part: Part) -> PartState:
        """How far a part is."""
        seen = () if self.draft is None else self.draft.seen
        return state_of(part, given=self.given, seen=seen, faults=self.faults, adult=self.adult)

    def part(self, key: str) -> Part | None:
        """The part of that name, or None."""
        return next((part for part in self.parts if part.key == key), None)

    def typed_with(self, part: Part, typed: Mapping[str, str]) -> Mapping[str, str]:
        """What is kept of the other parts, and what was typed into this one."""
        return {**{name: value for name, value in self.typed.items() if name not in part.fields}, **typed}

    def after(self, part: Part) -> str:
        """The name of the page that follows a part."""
        at = self.parts.index(part) + 1
        return self.parts[at].key if at < len(self.parts) else CHECK


def form_role(session: Session, call: str, role: str) -> KeptRole:
    """The role of a form. Raises NotFound where there is none, and of a call that is a draft."""
    kept = role_kept(session, call, role)
    if kept is None or kept.call.draft:
        raise NotFound(said("There is no such role. Perhaps the address was cut off."))
    return kept


def refuse_closed(role: KeptRole, *, now: datetime) -> None:
    """Raises Closed where the call takes no applications."""
    call = role.call
    if not is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=now):
        raise Closed(said("{call} takes no applications. {times}", call=call.title, times=call_times(call, now=now)))


def standing_of(
    role: KeptRole, draft: Draft | None, *, today: date, files_taken: bool, language: str = ENGLISH
) -> Standing:
    """How far somebody has come.

    Args:
        files_taken: whether files can be taken at the moment; none is missing where they cannot.
        language: the applicant's, in which days may be written.
    """
    typed: Mapping[str, str] = {} if draft is None else draft.typed
    held = () if draft is None else draft.files
    minors = draft is not None and draft.guardian_consent is not None
    home = home_country(role.call.time_zone)
    answers, faults = read_answers(
        typed, role=role.role, asked=role.asked, today=today, home=home, reader=language, minors=minors
    )
    missing = missing_files(role, Uploads(taken=files_taken), typed, there=held)
    hidden = hidden_questions(role.role, typed)
    shown = parts(role.role, role.asked, hidden=hidden, age_alone=role.call.minors)
    refused = {
        name: said("{file} was not taken. {why}", file=file, why=explain(why).whole)
        for name, (why, file) in refused_files(typed).items()
    }
    return Standing(role, draft, shown, answers, {**faults, **missing, **refused})


def refused_files(typed: Mapping[str, str]) -> Mapping[str, tuple[Refusal, str]]:
    """Of a draft, by field, why a file was not taken, and its name."""
    marks = {name.removesuffix(REFUSED): mark.partition(" ") for name, mark in typed.items() if name.endswith(REFUSED)}
    return {name: (Refusal(reason), file) for name, (reason, _, file) in marks.items()}


def declared_gates(standing: Standing, *, among: Part | None = None, answered: bool) -> tuple[DeclaredGate, ...]:
    """The gates as the answers so far meet them, all of them, so that it can be said of how many some are met.

    Args:
        among: only those that a part answers are told where they are not met.
        answered: those that nothing was said about yet are counted and not told; none at all where nothing is told.
    """
    role = standing.role
    verdicts = judge(role.role.criteria, standing.answers, on=role.call.reference_date)
    gates = [criterion for criterion in role.role.criteria if criterion.klass is CriterionClass.GATE]
    said_of = {gate.key for gate in gates if standing.answers.get(gate.asks) is not None}
    never_asked = role.role.not_asked(standing.answers)
    told = {gate.key for gate in gates if among is None or gate.asks in among.fields} & (
        said_of if answered else {gate.key for gate in gates}
    )
    return tuple(
        DeclaredGate(
            preset(gate.title),
            verdicts[gate.key].standing.value,
            STANDINGS[verdicts[gate.key].standing],
            gate.justification,
            bounds_untold(gate, role.role, on=role.call.reference_date),
            answered=gate.key in said_of or gate.asks in never_asked,
            here=gate.key in told,
        )
        for gate in (gates if told else ())
    )
