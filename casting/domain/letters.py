"""The letter that explains an application's place to its applicant, from facts and a catalogue of sentences."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casting.domain.changes import Prospect
from casting.domain.phrases import AT_HOME
from casting.domain.scoring import Reason, ReasonKind

STRONGEST = 3
"""Reasons that are named on either side."""
WEIGHTY = 0.005
"""The least that a reason has to weigh to be named: less is nought to two digits."""


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one language, by name, with `{…}` for what is filled in; `standings` by the glossary's words.

    Attributes:
        code: of the language; `locale`: how its days are written.
    """

    code: str
    language: str
    locale: str
    sentences: Mapping[str, str]
    standings: Mapping[str, str]

    def say(self, sentence: str, **values: object) -> str:
        """The sentence of that name with its values."""
        return self.sentences[sentence].format_map(values)


@dataclass(frozen=True)
class Facts:
    """What a letter tells.

    Attributes:
        place, total, reach: where the application stood, of how many, and how many first places are read first.
        read: what the program read of it, in the words of the form.
        gates: which gates are not met, by title.
        reasons: of the score; a criterion's is named by its title and its standing, parted by `: `.
        changes: answers, each as question and answer, which would have brought it among the first.
        received, made: days, as the letter's language writes them.
        contact: how to reach the people who decide; empty where nobody has said it.
    """

    name: str
    reference: str
    call: str
    role: str
    received: str
    place: int
    total: int
    reach: int
    read: tuple[str, ...]
    gates: tuple[str, ...]
    reasons: tuple[Reason, ...]
    prospect: Prospect
    changes: tuple[tuple[str, str], ...]
    contact: str
    run_id: int
    made: str


def letter(catalogue: Catalogue, facts: Facts) -> str:
    """The letter as plain text, a blank line between two paragraphs. The same facts give the same letter."""
    say = catalogue.say
    paragraphs = [
        say("greeting", name=facts.name),
        say("opening", received=facts.received, role=facts.role, call=facts.call, reference=facts.reference),
        _list(say("read"), facts.read),
        say("not_read"),
        _standing(catalogue, facts),
        *_reasons(catalogue, facts),
        _prospect(catalogue, facts),
        " ".join((say("person"), *([say("write", contact=facts.contact)] if facts.contact else []))),
        say("run", run=facts.run_id, made=facts.made),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _list(sentence: str, entries: Sequence[str]) -> str:
    return "\n".join((sentence, *(f"– {entry}" for entry in entries))) if entries else ""


def _standing(catalogue: Catalogue, facts: Facts) -> str:
    if facts.gates:
        return catalogue.say("gate", gates="; ".join(facts.gates))
    name = "reach" if facts.place <= facts.reach else "near" if 2 * facts.place <= facts.total else "far"
    return catalogue.say(name, reach=facts.reach, total=facts.total)


def _reasons(catalogue: Catalogue, facts: Facts) -> Iterator[str]:
    """What counted most on either side. No single phrase is held against its writer: it is their sum that counts.

    Nor is where she lives told as what counted for her.
    """
    rest = [reason for reason in facts.reasons if reason.kind not in {ReasonKind.START, ReasonKind.PHRASE}]
    phrases = [reason for reason in facts.reasons if reason.kind is ReasonKind.PHRASE]
    words = Reason(ReasonKind.PHRASE, "", math.fsum(reason.value for reason in phrases))
    named = [reason for reason in phrases if reason.name not in {"", AT_HOME} and reason.value >= WEIGHTY]
    for name, sign, reasons in (("for", 1, [*rest, *(named or [words])]), ("against", -1, [*rest, words])):
        weighty = sorted((one for one in reasons if sign * one.value >= WEIGHTY), key=lambda one: -abs(one.value))
        said = [_said(catalogue, reason) for reason in weighty[:STRONGEST]]
        yield _list(catalogue.say(name), said or [catalogue.say("none")])


def _said(catalogue: Catalogue, reason: Reason) -> str:
    if reason.kind is ReasonKind.PHRASE:
        return catalogue.say("phrase", text=reason.name) if reason.name else catalogue.say("words")
    if reason.kind is ReasonKind.CRITERION:
        title, _, standing = reason.name.rpartition(": ")
        return f"{title}: {catalogue.standings.get(standing, standing)}"
    return reason.name


def _prospect(catalogue: Catalogue, facts: Facts) -> str:
    if facts.prospect is Prospect.UNKNOWN:
        return ""
    sentence = catalogue.say(f"change_{facts.prospect.value}", reach=facts.reach)
    return _list(sentence, [catalogue.say("change", question=q, answer=a) for q, a in facts.changes]) or sentence
