"""What an applicant has consented to, purpose by purpose, taking one of them back, and who is shown outside.

Whose consent holds after a text was changed: docs/decisions/0036.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from casting.domain.calls import OUTSIDE, CallPlan, Consent
from casting.domain.errors import NotFound, Refused
from casting.domain.permissions import Actor
from casting.domain.said import said
from casting.domain.vocabulary import Stage
from casting.services import audit
from casting.services.guarded import consent_of
from casting.services.review import stage_rows
from casting.store.applications import agreed, consents
from casting.store.call_parts import consent_texts
from casting.store.calls import KeptCall, KeptRole, role_kept_by_id
from casting.store.tables import ApplicationRow, ConsentRow, ConsentTextRow, table

APPLICATION, CONSENT, CONSENT_TEXT = table(ApplicationRow), table(ConsentRow), table(ConsentTextRow)


@dataclass(frozen=True)
class Given:
    """A consent that stands.

    Attributes:
        label: what was agreed to, in the words that stood beside the box.
        required: whether nothing is kept without it: it ends with the application alone.
        current: whether that is what stands there now.
    """

    purpose: str
    label: str
    required: bool
    given_at: datetime
    current: bool = True


def purposes_given(session: Session, *, application_id: int) -> tuple[Given, ...]:
    """What stands, in the order of the form: of each purpose the present text, or the last one that was agreed to."""
    names = ("purpose", "label", "required", "current")
    columns = (*(CONSENT_TEXT.c[name] for name in names), CONSENT.c.given_at)
    rows = session.execute(
        select(*columns)
        .join(CONSENT, CONSENT.c.consent_text_id == CONSENT_TEXT.c.id)
        .where(CONSENT.c.application_id == application_id)
        .order_by(CONSENT_TEXT.c.position, CONSENT_TEXT.c.current, CONSENT_TEXT.c.id)
    ).mappings()
    given = [Given(**row) for row in rows]
    newest = {one.purpose: one for one in sorted(given, key=lambda one: one.current)}
    return tuple(newest[purpose] for purpose in dict.fromkeys(one.purpose for one in given))


def agree_anew(session: Session, *, reference: str, purpose: str, digest: str, now: datetime) -> None:
    """Agree to the text of a purpose that stands now, after an earlier one; whoever has done so already, has.

    Args:
        digest: of the text that was read.

    Raises:
        NotFound: there is no such application.
        Refused: that text does not stand any more, the application was withdrawn, or a guardian consents for her.
    """
    wanted = select(APPLICATION.c.id, APPLICATION.c.role_id, APPLICATION.c.stage)
    row = session.execute(wanted.where(APPLICATION.c.reference == reference).with_for_update()).one_or_none()
    role = None if row is None else role_kept_by_id(session, row.role_id)
    if row is None or role is None:
        raise NotFound(said("This application does not exist any more."))
    if row.stage == Stage.WITHDRAWN.value or consent_of(session, application_id=row.id) is not None:
        raise Refused(said("The text was not agreed to: this application was withdrawn, or a guardian consents to it."))
    text_id = role.consent_texts.get(digest)
    if text_id is None or role.purposes[text_id] != purpose:
        raise Refused(said("The text was changed meanwhile, so it was not agreed to. Go back and read it once more."))
    held = session.scalars(select(CONSENT.c.consent_text_id).where(CONSENT.c.application_id == row.id)).all()
    if purpose in role.agreed(held):
        return
    session.execute(insert(CONSENT).values(application_id=row.id, consent_text_id=text_id, given_at=now))
    detail: audit.Detail = {"purpose": purpose}
    audit.record(session, act="agreed to a changed text", subject=reference, detail=detail, member_id=None, now=now)


def take_back(session: Session, *, reference: str, purpose: str, now: datetime) -> None:
    """Take the consent to one purpose back, whichever of its texts was read; what is not there is taken back already.

    Raises:
        NotFound: there is no such application.
        Refused: nothing may be kept without it.
    """
    wanted = select(APPLICATION.c.id).where(APPLICATION.c.reference == reference)
    application_id = session.scalar(wanted.with_for_update())
    if application_id is None:
        raise NotFound(said("This application does not exist any more."))
    standing = {given.purpose: given for given in purposes_given(session, application_id=application_id)}
    if purpose not in standing:
        return
    if standing[purpose].required:
        raise Refused(said("Without this consent the application cannot be kept. To take it back, withdraw it."))
    texts = select(CONSENT_TEXT.c.id).where(CONSENT_TEXT.c.purpose == purpose)
    session.execute(
        delete(CONSENT).where(CONSENT.c.application_id == application_id, CONSENT.c.consent_text_id.in_(texts))
    )
    detail: audit.Detail = {"purpose": purpose}
    audit.record(session, act="took a consent back", subject=reference, detail=detail, member_id=None, now=now)


def left_out(session: Session, role: KeptRole, actor: Actor) -> Mapping[Stage, int]:
    """How many in each stage nobody outside of the team is shown, for they have not consented to that; none is 0."""
    if not role.call.outside:
        return {}
    rows = session.execute(stage_rows(role, actor).where(~consents(role.call, role.call.outside)))
    return {Stage(row.stage): row.number for row in rows}


def staying_inside(session: Session, role: KeptRole, application_ids: Sequence[int]) -> frozenset[int]:
    """Which of these are shown to nobody outside of the team."""
    if not role.call.outside:
        return frozenset()
    wanted = select(APPLICATION.c.id).where(
        APPLICATION.c.id.in_(application_ids), ~consents(role.call, role.call.outside)
    )
    return frozenset(session.scalars(wanted))


# ------------------------------------------------------------------------------------------ changing the texts


@dataclass(frozen=True)
class PurposeChange:
    """What a change of a call's texts would mean for one purpose.

    Attributes:
        asked_before, asked_after: whether the call asks for it; required: whether nobody can apply without it, then.
        newly_required: whether it is asked for already and may be declined so far.
        agreed: how many consent to it at present.
        earlier: how many of these have not agreed to a text that would stand then.
        others: how many of the applications do not consent to it at present.
    """

    purpose: str
    asked_before: bool
    asked_after: bool
    required: bool
    newly_required: bool
    agreed: int
    earlier: int
    others: int

    @property
    def shows_all(self) -> bool:
        """Whether those who did not consent would be shown outside of the team, as nobody is asked any more."""
        return self.purpose == OUTSIDE and not self.asked_after


def purpose_changes(session: Session, kept: KeptCall, after: CallPlan) -> tuple[PurposeChange, ...]:
    """The purposes of which a change of the call touches somebody who has applied; withdrawn ones are not counted."""
    texts = [text for _, text in consent_texts(after)]
    if _asked(texts) == _asked([text for _, text in consent_texts(kept.call)]):
        return ()
    standing = (APPLICATION.c.role_id.in_(kept.role_ids.values()), APPLICATION.c.stage != Stage.WITHDRAWN.value)
    there = _number(session, *standing)
    required = {text.purpose: text.required for text in texts}
    before = {consent.purpose: consent.required for consent in kept.call.consents}
    found = []
    for purpose in dict.fromkeys([*before, *required]):
        agrees = consents(kept.call, purpose)
        stays = agreed(CONSENT_TEXT.c.digest.in_([text.digest for text in texts if text.purpose == purpose]))
        agreeing = _number(session, *standing, agrees) if purpose in before else 0
        found.append(
            PurposeChange(
                purpose=purpose,
                asked_before=purpose in before,
                asked_after=purpose in required,
                required=required.get(purpose, False),
                newly_required=required.get(purpose, False) and not before.get(purpose, True),
                agreed=agreeing,
                earlier=_number(session, *standing, agrees, ~stays) if purpose in before else 0,
                others=there - agreeing if purpose in before else _number(session, *standing, ~stays),
            )
        )
    return tuple(one for one in found if _touches(one))


def _asked(texts: Iterable[Consent]) -> set[tuple[str, bool]]:
    return {(text.digest, text.required) for text in texts}


def _touches(one: PurposeChange) -> bool:
    if one.asked_before and one.asked_after:
        return one.earlier > 0 or (one.newly_required and one.others > 0)
    return one.others > 0 if one.asked_after or one.shows_all else one.agreed > 0


def _number(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(APPLICATION).where(*conditions)) or 0
