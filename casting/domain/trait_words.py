"""The words by which a text asks how somebody is made or lives: beauty, build, health, and who waits at home.

A word alone says little: a single take, a healthy voice and a pretty good rider are no traits. So a word counts where
it stands alone between commas, or beside another that gives it its meaning. Texts are read in small letters.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

LOOKS: Final = "beauty or build"
HEALTH: Final = "health or disability"
FAMILY: Final = "family status"
COLOUR: Final = "race or ethnicity"

_FAIR: Final = (
    r"(?:beautiful|handsome|attractive|good looking|sexy|cute|ugly|slim|slender|skinny|over ?weight|obese|chubby"
    r"|pretty(?! (?!and\b|or\b|because\b|for\b|enough\b)\w)"
    r"|guap[oa]s?|bonit[oa]s?|bell[oa]s?|hermos[oa]s?|atractiv[oa]s?|delgad[oa]s?|esbelt[oa]s?|flac[oa]s?|gord[oa]s?"
    r"|красив(?:ая|ый|ые)|симпатичн\w+|привлекательн\w+|стройн(?:ая|ый|ые)|худ(?:ая|ой|ые)|толст(?:ая|ый|ые))"
)
_FAIR_RU: Final = r"(?:красив\w+|симпатичн\w+|привлекательн\w+|стройн\w+|худ(?:ая|ой|ое|ую)|толст\w+)"
_UNWED: Final = r"(?:single|unmarried|divorced|widowed|solter[oa]s?|divorciad[oa]s?|не ?замужем|холост\w*|разведен\w+)"
_WELL: Final = (
    r"(?:healthy|(?:in )?(?:very )?(?:good|perfect) health|san[oa]s?|(?:de )?buena salud|здоров(?:а|ая|ый|ые)?)"
)
_BODY: Final = (
    r"(?:faces?|bod(?:y|ies)|figures?|looks|appearance|build|wom[ae]n|girls?|m[ae]n|boys?|actress(?:es)?|actors?"
    r"|persons?|people)"
)
_SHE_MUST: Final = (
    r"(?:she|he|they|who|you|actress(?:es)?|actors?|wom[ae]n|m[ae]n|girls?|boys?|applicants?|candidates?|everyone)"
    r" (?:must|has to|have to|had to|should|needs? to) (?:also )?(?:be|look|stay) (?:(?:very|quite|really|both|an?) )?"
)
_LED_BY: Final = (
    r"(?:(?:are|is|do|does|you|she|he|must|has|have|to|be|look|looks|very|really|quite|only|not|an?|es|ser|estar|muy|usted"
    r"|вы|очень|быть|должна|должен) ){0,6}"
)
_CHILDREN: Final = r"(?:any |small |young |little |own )*(?:children|kids)"

_ALONE: Final = tuple(
    (trait, re.compile(rf"{_LED_BY}({words})"))
    for trait, words in (
        (LOOKS, rf"{_FAIR}|thin|fat|slim \w+"),
        (HEALTH, rf"{_WELL}|able bodied|no health (?:problems|issues)"),
        (FAMILY, _UNWED),
        (COLOUR, r"white|black|blanc[oa]s?|negr[oa]s?|бел(?:ая|ый|ые)|ч[её]рн(?:ая|ый|ые)"),
    )
)
"""What counts where it stands alone."""

_NO_REASON: Final = (
    (LOOKS, rf"{_SHE_MUST}{_FAIR}"),
    (LOOKS, rf"(?:pretty|beautiful|handsome|attractive|lovely|slim|slender|skinny|thin|fat) {_BODY}"),
    (LOOKS, r"good looks|good looking|buena presencia"),
    (LOOKS, r"(?:cara|rostro|cuerpo|figura|f[ií]sico) (?:muy )?(?:bonit|guap|bell|hermos|atractiv|delgad|esbelt)\w+"),
    (LOOKS, rf"{_FAIR_RU} (?:лиц[оа]м?|внешност\w+|фигур\w+|тел[оа]|телосложени\w+)"),
    (LOOKS, rf"{_FAIR_RU} (?:женщин\w+|девушк\w+|девочк\w+|мужчин\w+|актрис\w+)"),
    (HEALTH, rf"{_SHE_MUST}{_WELL}(?! enough)"),
    (HEALTH, r"no (?:\w+ )?(?:disabled|invalids|cripples|handicapped)(?: (?:people|persons?|actors|women|men))?"),
    (HEALTH, r"(?:sin|nada de|ning[uú]n) (?:\w+ )?(?:discapacitad\w+|minusv[aá]lid\w+)|(?:без|никаких) инвалид\w+"),
    (FAMILY, rf"{_SHE_MUST}{_UNWED}(?! (?:minded|handed))"),
)
"""What is no reason either for asking something else."""
_NOTHING_TO_ASK: Final = (
    (HEALTH, r"(?:no|without|any|free (?:of|from)) (?:\w+ )?(?:illness(?:es)?|diseases?|sickness)|able bodied"),
    (HEALTH, r"(?:chronic(?:ally)?|mental(?:ly)?) (?:ill(?:ness(?:es)?)?|diseases?|sick)|health (?:problems|issues)"),
    (HEALTH, r"sin (?:\w+ )?enfermedad\w*|enfermedad\w* cr[oó]nic\w+|discapacitad\w+|minusv[aá]lid\w+"),
    (HEALTH, r"(?:без|нет) (?:\w+ )?(?:болезн\w+|заболевани\w+)|хроническ\w+ (?:болезн\w+|заболевани\w+)"),
    (FAMILY, rf"(?:has|have|having) (?:no )?{_CHILDREN}|(?:no|without) {_CHILDREN}|unmarried|divorced"),
    (FAMILY, r"family (?:status|ties|obligations|commitments)|estado civil|casad[oa]s?|solter[oa]s?"),
    (FAMILY, r"(?:sin|con|tiene|tienes|tener) hij[oa]s|семейн\w+ положени\w+|замуж\w*|женат\w*"),
    (FAMILY, r"(?:без|нет) (?:\w+ )?детей|есть (?:ли )?(?:у вас )?(?:ли )?дети"),
)
"""What may not be asked, though a reason may speak of it: whom the part has at home, what an insurance leaves out."""

_BETWEEN: Final = re.compile(r"[,;/|.:!?()\[\]\n–—+&]|\b(?:and|or|but|yet|y|e|o|u|и|или|но)\b")
_BLACK_AND_WHITE: Final = re.compile(r"\bblack (?:and|&) white\b|\bblanco y negro\b|\bч[её]рно белы\w+")


def _joined(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((trait, re.compile(rf"\b(?:{words})\b")) for trait, words in pairs)


_REASONS: Final = _joined(_NO_REASON)
_ASKED: Final = _joined((*_NO_REASON, *_NOTHING_TO_ASK))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip()


def _items(text: str) -> Iterator[str]:
    for one in _BETWEEN.split(_BLACK_AND_WHITE.sub("", text)):
        yield _plain(one)


def trait_asked(text: str) -> tuple[str, str] | None:
    """The trait that a title or a question asks for, and the words that say so; None where it asks for none.

    Args:
        text: in small letters, with its commas.
    """
    alone = ((trait, found[1]) for item in _items(text) for trait, words in _ALONE if (found := words.fullmatch(item)))
    return next(alone, None) or _first(_ASKED, _plain(text))


def trait_offered(text: str) -> tuple[str, str] | None:
    """The same for an answer that is offered: there a word alone is plain for beauty and build only."""
    found = re.fullmatch(_FAIR, _plain(text))
    return (LOOKS, found[0]) if found else _first(_ASKED, _plain(text))


def trait_in_reason(text: str) -> tuple[str, str] | None:
    """The trait by which a written reason tells people apart, and the words that say so; None where it tells none."""
    return _first(_REASONS, _plain(text))


def _first(patterns: Iterable[tuple[str, re.Pattern[str]]], text: str) -> tuple[str, str] | None:
    return next(((trait, found[0]) for trait, words in patterns if (found := words.search(text))), None)
