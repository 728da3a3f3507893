"""Flags on applications: found when an application is prepared, shown to its team, and of no effect on any score.

What was copied from another application is told of the one that came later. Which of the two is the original nobody
can know from the texts; a person looks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import Executable, Select, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casting.domain.concealed import revealed
from casting.domain.criteria import Answer
from casting.domain.echoes import Published
from casting.domain.flags import Flag, FlagKind, read
from casting.domain.taken import fingerprints, shared
from casting.domain.vocabulary import QuestionKind
from casting.domain.wording import Wording
from casting.store.calls import KeptRole
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    FingerprintRow,
    FlagRow,
    table,
)

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
FLAG, FINGERPRINT = table(FlagRow), table(FingerprintRow)
WRITTEN = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT})
MOST_HOLDERS = 12
"""A run of words that more applications hold is a phrase that people share, such as one of a school's letter."""
MOST_COMPARED = 3
"""Each application is compared word by word with so many others at most: those that share most with it."""
FEW_PRINTS = 5
"""Of a text with more of them than a few sentences have, one that another text shares is a sentence at most."""
AT_ONCE = 500


@dataclass(frozen=True)
class Written:
    """What an applicant wrote, in the version that is being prepared."""

    application_id: int
    role: KeptRole
    answers: Mapping[str, Answer]


def counted_words(role: KeptRole, words: str) -> str:
    """The words that count for the scorer; see `casting.domain.flags`."""
    return read(words, published_of(role)).counted


def published_of(role: KeptRole) -> Published:
    """What the role publishes, ready to be compared with."""
    plan = role.role
    asked = chain.from_iterable((question.label, question.help) for question in plan.questions)
    return _published("\n".join((plan.breakdown, role.call.summary, *asked)))


@lru_cache(maxsize=64)
def _published(text: str) -> Published:
    return Published.of(text)


def keep_flags(session: Session, written: Sequence[Written], *, now: datetime) -> None:
    """Find the flags of applications that are being prepared; those of an earlier version are replaced."""
    keys = [one.application_id for one in written]
    texts = {one.application_id: _text(one.role, one.answers) for one in written}
    found = {one.application_id: list(read(texts[one.application_id], published_of(one.role)).flags) for one in written}
    session.execute(delete(FLAG).where(FLAG.c.application_id.in_(keys)))
    session.execute(delete(FINGERPRINT).where(FINGERPRINT.c.application_id.in_(keys)))
    for role in {one.role.role_id: one.role for one in written}.values():
        mine = {one.application_id: texts[one.application_id] for one in written if one.role.role_id == role.role_id}
        for key, flag in _taken(session, role, mine):
            found.setdefault(key, []).append(flag)
    elsewhere = [key for key in found if key not in texts]
    if elsewhere:
        taken = FLAG.c.kind == FlagKind.TAKEN.value
        session.execute(delete(FLAG).where(FLAG.c.application_id.in_(elsewhere), taken))
    rows = [
        {"application_id": key, "kind": flag.kind.value, "evidence": list(flag.evidence), "found_at": now}
        for key, flags in found.items()
        for flag in flags
    ]
    if rows:
        session.execute(_put(session.get_bind().dialect.name), rows)


def _put(dialect: str) -> Executable:
    """Two workers may find at once that a third application was copied: then the later evidence stays."""
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    put = build(FLAG)
    newer = {name: put.excluded[name] for name in ("evidence", "found_at")}
    return put.on_conflict_do_update(index_elements=["application_id", "kind"], set_=newer)


def flag_rows(application_id: int) -> Select[Any]:
    """What `flags_among` reads."""
    return select(FLAG.c.kind, FLAG.c.evidence).where(FLAG.c.application_id == application_id)


def flags_among(rows: Iterable[Any], *, veiled: Iterable[str]) -> tuple[Flag, ...]:
    """The flags of an application, in the order of their kinds.

    Args:
        veiled: references of what is hidden from the member: none of them is named.
    """
    hidden = tuple(f"{reference}:" for reference in veiled)
    kept = {FlagKind(row.kind): tuple(told for told in row.evidence if not told.startswith(hidden)) for row in rows}
    return tuple(Flag(kind, kept[kind]) for kind in FlagKind if kind in kept)


def _text(role: KeptRole, answers: Mapping[str, Answer]) -> str:
    """All that the applicant wrote herself, whether the scorer reads it or not."""
    written = (question.key for question in role.role.questions if question.kind in WRITTEN)
    return "\n".join(str(answers[key]) for key in written if answers.get(key))


def _taken(session: Session, role: KeptRole, texts: Mapping[int, str]) -> Iterator[tuple[int, Flag]]:
    """Flags for passages that these applications share with any of the role's: (the later application, flag)."""
    published = published_of(role)
    wordings = {key: Wording.of(revealed(text).text) for key, text in texts.items()}
    prints = {key: fingerprints(wording, published) for key, wording in wordings.items()}
    holders = _keep_prints(session, role, prints)
    pairs = set(_pairs(prints, holders))
    people = _people(session, {key for pair in pairs for key in pair})
    for key in {key for pair in pairs for key in pair} - set(wordings):
        wordings[key] = Wording.of(revealed(_text(role, people[key].answers)).text)
    told: defaultdict[int, list[str]] = defaultdict(list)
    for one, other in sorted(pairs, key=lambda pair: (people[pair[0]].order, people[pair[1]].order)):
        earlier, later = sorted((people[one], people[other]), key=lambda person: person.order)
        if not earlier.same_person(later):
            text = wordings[later.key].text
            spans = shared(wordings[later.key], wordings[earlier.key], published)
            told[later.key] += [f"{earlier.reference}: {text[span.start : span.end]}" for span in spans]
    for key, passages in told.items():
        if passages:
            yield key, Flag.of(FlagKind.TAKEN, passages)


def _keep_prints(
    session: Session, role: KeptRole, prints: Mapping[int, frozenset[int]]
) -> Mapping[int, frozenset[int]]:
    """Store fingerprints; who holds each of them, those left out that too many hold."""
    values = sorted(frozenset(chain.from_iterable(prints.values())))
    crowded: set[int] = set()
    for some in _parts(values):
        counted = (
            select(FINGERPRINT.c.value)
            .where(FINGERPRINT.c.role_id == role.role_id, FINGERPRINT.c.value.in_(some))
            .group_by(FINGERPRINT.c.value)
            .having(func.count() > MOST_HOLDERS)
        )
        crowded |= set(session.scalars(counted))
    rows = [
        {"role_id": role.role_id, "value": value, "application_id": key}
        for key, held in prints.items()
        for value in sorted(held - crowded)
    ]
    if rows:
        session.execute(insert(FINGERPRINT), rows)
    holders: defaultdict[int, set[int]] = defaultdict(set)
    for some in _parts(sorted(frozenset(values) - crowded)):
        for value, key in session.execute(
            select(FINGERPRINT.c.value, FINGERPRINT.c.application_id).where(
                FINGERPRINT.c.role_id == role.role_id, FINGERPRINT.c.value.in_(some)
            )
        ):
            holders[value].add(key)
    return {value: frozenset(keys) for value, keys in holders.items() if 1 < len(keys) <= MOST_HOLDERS}


def _pairs(prints: Mapping[int, frozenset[int]], holders: Mapping[int, frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Pairs of applications that share fingerprints, the lower id first."""
    for key, held in prints.items():
        common: defaultdict[int, int] = defaultdict(int)
        for other in chain.from_iterable(holders.get(value, ()) for value in held):
            common[other] += 1
        common.pop(key, None)
        least = 2 if len(held) > FEW_PRINTS else 1
        likely = (other for other, number in common.items() if number >= least)
        for other in sorted(likely, key=lambda one: (-common[one], one))[:MOST_COMPARED]:
            yield min(key, other), max(key, other)


@dataclass(frozen=True)
class _Person:
    """Who handed in an application, and when she handed in what it says now."""

    key: int
    reference: str
    held_for: int | None
    name: str
    birth_date: Any
    saved_at: datetime
    answers: Mapping[str, Answer]

    @property
    def order(self) -> tuple[datetime, int]:
        return self.saved_at, self.key

    def same_person(self, other: "_Person") -> bool:
        """Whether she applied twice; what she takes from herself is hers."""
        held = self.held_for == other.key or other.held_for == self.key
        return held or (self.birth_date is not None and (self.name, self.birth_date) == (other.name, other.birth_date))


def _people(session: Session, keys: Iterable[int]) -> Mapping[int, _Person]:
    found: dict[int, _Person] = {}
    for some in _parts(sorted(keys)):
        rows = session.execute(
            select(
                APPLICATION.c.id,
                APPLICATION.c.reference,
                APPLICATION.c.held_for,
                APPLICANT.c.sort_name,
                APPLICANT.c.birth_date,
                SHEET.c.saved_at,
                SHEET.c.answers,
            )
            .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
            .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
            .where(APPLICATION.c.id.in_(some))
        )
        found |= {row.id: _Person(*row) for row in rows}
    return found


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    left = iter(keys)
    while part := list(islice(left, AT_ONCE)):
        yield part
