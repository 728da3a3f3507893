"""What a role may ask, and what the scorer may read of it: the rules that hold however a role was written.

A role read from a file and a role typed into a form are held against the same objections.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from casting.domain.calls import CHOSEN, COUNTED, PROTECTED_FIELDS, STANDARD_FIELDS, Question
from casting.domain.criteria import (
    AgeRule,
    ChoiceRule,
    Criterion,
    GivenRule,
    LanguageRule,
    NumberRule,
    RisingRule,
    Rule,
    ScaleRule,
)
from casting.domain.origin_words import ORIGIN, looks_among, origin_in
from casting.domain.trait_words import COLOUR, trait_asked, trait_in_reason, trait_offered
from casting.domain.vocabulary import CriterionClass, QuestionKind, QuestionUse

TEXTS = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT})
FACTS = frozenset({QuestionKind.NUMBER, QuestionKind.SCALE, QuestionKind.CHOICE, QuestionKind.YES_NO})
_HOLDS: Mapping[type[Rule], frozenset[QuestionKind]] = {
    NumberRule: COUNTED,
    RisingRule: COUNTED,
    ChoiceRule: CHOSEN,
    ScaleRule: frozenset({QuestionKind.CHOICE}),
    LanguageRule: frozenset({QuestionKind.LANGUAGES}),
}
"""The kinds of questions whose answers each rule can be held against; the rest are for standard fields, or for all."""
_BY_DEGREES: tuple[type[Rule], ...] = (RisingRule, ScaleRule)
"""The rules by which somebody may fit a little, which a gate cannot ask."""

_NEVER_ASKED = {
    "race or ethnicity": r"races?|racial\w*|ethni\w+|skin|complexion|castes?|tribes?|tribal|ancestry|asians?|africans?"
    r"|of (?!the\b|an?\b)\w+ descent|caucasians?|slavic|slavs?|latin[oax]s?|hispanics?|arabs?|jew(?:s|ish)?|romani"
    r"|mestiz[oa]s?|mixed heritage|(?:people|person) of colou?r|indigenous|раса|расов\w+|этни\w+|национальност\w+"
    r"|raza|etnia|[ée]tnic\w+",
    "religion": r"religio\w*|faiths?|creed|christians?|catholics?|protestants?|muslims?|islam\w*|hindus?|buddhis\w+"
    r"|atheis\w+|религи\w+|вероисповедани\w+|religi[oó]n",
    "sexual orientation or gender identity": r"sexual\w*|gays?|lesbians?|bisexuals?|homosexuals?|heterosexuals?|queer"
    r"|transgender\w*|cisgender\w*",
    "disability or a genetic condition": r"disab\w+|handicap\w*|impairments?|wheelchair\w*|genetic\w*|инвалид\w+"
    r"|discapacidad\w*",
    "pregnancy or family status": r"pregnan\w+|marital|married|childless|беременн\w+|embaraz\w+",
    "politics or union membership": r"politic\w*|trade unions?|party membership|полити\w+|polític\w+",
}
"""What nobody may be sorted out or scored by, and the words that give it away."""

_COLOURS = re.compile(r"black|white|coloured|colored|mixed")
_COLOURED_THINGS = re.compile(
    r"\b(hair|eyes?|belts?|costumes?|clothes|clothing|lines?|shoes?|shirts?|gloves?|suits?|dress)\b"
)
"""A choice of “black” or “white” means skin, unless the question names a thing that has a colour."""

_NEVER_SCORED = re.compile(
    r"\b(?:ages?|aged|birth\w*|born|how old|sex|gender\w*|citizen\w*|nationalit\w+|nationals?|origins?|passports?"
    r"|city|cities|towns?|hometown|village|country|countries|region|address|postcode|zip code|mother tongue"
    r"|native language|surname|family name)\b"
)
_SEXES = re.compile(r"\b(?:wom[ae]n|m[ae]n|females?|males?|girls?|boys?|ladies|actress\w*)\b")


@dataclass(frozen=True)
class Objection:
    """Why something may not stand as it is.

    Attributes:
        part: the attribute of the criterion or question that is to be changed.
        reason: what is wrong and what to write instead, as a sentence.
    """

    part: str
    reason: str


def never_asked(key: str, label: str, choices: Iterable[str] = ()) -> str | None:
    """What a name, a label or its choices ask for and nobody may be sorted by, with the word that says so; or None.

    It reads words, not minds: it stops what is written plainly, and a person still answers for the rest.
    """
    offered = [_plain(choice) for choice in choices]
    asked = _plain(f"{key} {label}")
    for trait, words in _NEVER_ASKED.items():
        if found := re.search(rf"\b(?:{words})\b", " ".join([asked, *offered])):
            return f"{trait} (“{found[0]}”)"
    told = [*filter(None, map(origin_in, [asked, *offered])), looks_among(asked, offered)]
    if told[0]:
        return f"{ORIGIN} (“{told[0]}”)"
    coloured = _COLOURED_THINGS.search(asked) is not None
    for said in (trait_asked(_folded(label)), *map(trait_offered, offered)):
        if said and not (coloured and said[0] == COLOUR):
            return f"{said[0]} (“{said[1]}”)"
    if coloured:
        return None
    return next((f"race or ethnicity (“{choice}”)" for choice in offered if _COLOURS.fullmatch(choice)), None)


def never_scored(question: Question) -> bool:
    """Whether the answer tells age, sex, origin or place, as far as the question's words show it."""
    asked = _plain(f"{question.key} {question.label}")
    if _NEVER_SCORED.search(asked):
        return True
    offered = " ".join(_plain(f"{option.value} {option.label}") for option in question.options)
    return question.kind in FACTS | CHOSEN and bool(_SEXES.search(f"{asked} {offered}"))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", _folded(text)).strip()


def _choices(question: Question | None) -> list[str]:
    return [text for option in question.options for text in (option.value, option.label)] if question else []


def objections_to_question(question: Question) -> tuple[Objection, ...]:
    """What speaks against letting the scorer read the answers to a question."""
    if question.use is QuestionUse.NOTHING:
        return ()
    if question.kind is QuestionKind.LANGUAGES:
        reason = (
            "which languages somebody speaks tells where they come from, which is never scored: leave “use” out, and "
            "ask for the language that the part needs by a criterion with the rule “language”"
        )
        return (Objection("use", reason),)
    kinds = TEXTS if question.use is QuestionUse.WORDS else FACTS
    if question.kind not in kinds:
        named = " or ".join(f"“{kind}”" for kind in QuestionKind if kind in kinds)
        told = f"“use: {question.use}” is for questions of the kind {named}"
        reason = f"{told}; this one is of the kind “{question.kind}”: leave “use” out"
        return (Objection("use", reason),)
    trait = never_asked(question.key, question.label, _choices(question))
    if trait is None and never_scored(question):
        trait = "age, sex, origin or place"
    if trait is None:
        return ()
    return (
        Objection(
            "use", f"the question asks for {trait}, which is never scored: leave “use” out or ask for something else"
        ),
    )


def rules_fitting(asks: str, kind: QuestionKind | None, klass: CriterionClass) -> tuple[type[Rule], ...]:
    """The rules that a criterion of that class can hold against an answer, the one that is usual first; else none.

    Args:
        kind: of the question that has the key `asks`; None for a standard field.
    """
    held: list[type[Rule]]
    if kind is None:
        held = [AgeRule] if asks == "birth_date" and klass is not CriterionClass.PREFERENCE else []
    else:
        held = [rule for rule, kinds in _HOLDS.items() if kind in kinds]
    if klass is CriterionClass.INFO:
        return (GivenRule, *held)
    return tuple(rule for rule in held if klass is not CriterionClass.GATE or rule not in _BY_DEGREES)


def objections_to_criterion(criterion: Criterion, question: Question | None) -> tuple[Objection, ...]:
    """What speaks against a criterion.

    Args:
        question: the question whose key is `criterion.asks`; None for a standard field and for an unknown key.
    """
    return (
        *_to_trait(criterion, question),
        *_to_class(criterion, question),
        *_to_rule(criterion, question),
    )


def _to_trait(criterion: Criterion, question: Question | None) -> tuple[Objection, ...]:
    if criterion.klass is CriterionClass.INFO:
        return ()
    act = "a gate" if criterion.klass is CriterionClass.GATE else "scored"
    trait = never_asked(criterion.key, criterion.title)
    if trait is None and question is not None:
        trait = never_asked(question.key, question.label, _choices(question)) or _between(criterion, question)
    if trait is not None:
        reason = (
            f"{trait} can never be {act}, whatever the part: nobody is sorted by it. Ask what the part needs someone "
            "to be able to do; or make it “class: info”, so that what people say of themselves is shown, nothing else"
        )
        return (Objection("klass", reason),)
    written = _plain(criterion.justification)
    origin = origin_in(written)
    if said := (ORIGIN, origin) if origin else trait_in_reason(written):
        reason = f"{said[0]} (“{said[1]}”) is no reason: say what the part needs someone to be able to do"
        return (Objection("justification", reason),)
    return ()


def _between(criterion: Criterion, question: Question) -> str | None:
    """What only the help of a question gives away, or its answers beside the title of the criterion."""
    found = origin_in(_plain(question.help))
    found = found or looks_among(_plain(f"{criterion.title} {question.help}"), [*map(_plain, _choices(question))])
    return f"{ORIGIN} (“{found}”)" if found else None


def _to_class(criterion: Criterion, question: Question | None) -> Iterator[Objection]:
    """The class against justification, weight, and what else is done with the answer."""
    if criterion.klass is CriterionClass.GATE and not criterion.justification.strip():
        reason = "a gate needs a written justification: say in a sentence why the part cannot be played without it"
        yield Objection("justification", reason)
    if criterion.klass is CriterionClass.GATE and question is not None and question.use is not QuestionUse.NOTHING:
        reason = (
            f"the scorer reads “{question.key}” (use: {question.use}), and a gate is never scored: "
            "leave “use” out of the question, or make the criterion a preference"
        )
        yield Objection("asks", reason)
    if criterion.klass is CriterionClass.PREFERENCE:
        yield from _to_preference(criterion, question)
    elif criterion.weight is not None:
        reason = f"only a preference has a weight, and this is “class: {criterion.klass}”: take the weight out"
        yield Objection("weight", reason)


def _to_preference(criterion: Criterion, question: Question | None) -> Iterator[Objection]:
    if criterion.weight is None:
        yield Objection("weight", "a preference needs a weight above 0, such as “weight: 1”")
    elif criterion.weight <= 0:
        reason = f"a weight has to be above 0, not {criterion.weight:g}; to show without scoring, write “class: info”"
        yield Objection("weight", reason)
    named = isinstance(criterion.rule, LanguageRule)  # a skill that the part needs, named by whoever casts it
    if criterion.asks in PROTECTED_FIELDS or (question is not None and never_scored(question) and not named):
        reason = f"“{criterion.asks}” tells age, sex, origin, place or who someone is, which is never scored"
        yield Objection("asks", f"{reason}: ask for something else, or make it “class: info”")


def _to_rule(criterion: Criterion, question: Question | None) -> tuple[Objection, ...]:
    """The rule against the class and against what the question can be answered with."""
    rule, klass = criterion.rule, criterion.klass
    if question is None and criterion.asks not in STANDARD_FIELDS:
        reason = f"there is no question “{criterion.asks}”: ask it under “questions”, or correct the key"
        return (Objection("asks", reason),)
    if isinstance(rule, GivenRule):
        reason = f"the rule “given” asks nothing of an answer, so it is for “class: info”, not for a {klass}"
        return () if klass is CriterionClass.INFO else (Objection("rule", reason),)
    if isinstance(rule, _BY_DEGREES) and klass is CriterionClass.GATE:
        reason = "a gate is met or not met: use the rule “number” or “choice”, or make it a preference"
        return (Objection("rule", reason),)
    if question is None or isinstance(rule, AgeRule):
        fits = isinstance(rule, AgeRule) and criterion.asks == "birth_date"
        reason = "the rule “age” asks “birth_date” and nothing else; other standard fields take “kind: given”"
        return () if fits else (Objection("rule", reason),)
    return _to_answers(rule, question)


def _to_answers(
    rule: NumberRule | RisingRule | ChoiceRule | ScaleRule | LanguageRule, question: Question
) -> tuple[Objection, ...]:
    wrong = _to_kind(question, _HOLDS[type(rule)])
    return wrong or (_to_choices(rule, question) if isinstance(rule, ChoiceRule | ScaleRule) else ())


def _to_kind(question: Question, kinds: frozenset[QuestionKind]) -> tuple[Objection, ...]:
    if question.kind in kinds:
        return ()
    wanted = " or ".join(f"“{kind}”" for kind in QuestionKind if kind in kinds)
    reason = f"this rule needs a question of the kind {wanted}, and “{question.key}” is of the kind “{question.kind}”"
    return (Objection("rule", reason),)


def _to_choices(rule: ChoiceRule | ScaleRule, question: Question) -> tuple[Objection, ...]:
    named = rule.order if isinstance(rule, ScaleRule) else (*rule.met, *rule.unknown)
    offered = [option.value for option in question.choices]
    return tuple(
        Objection("rule", f"“{value}” is no option of “{question.key}”: it offers {', '.join(offered)}")
        for value in dict.fromkeys(named)
        if offered and value not in offered
    )
