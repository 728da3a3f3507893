"""The words by which a text asks where somebody's people come from, or what they look like by people or colour.

A people's name alone says nothing: a European passport, Spanish nationality, an African village and a black belt are no
looks, and a citizenship may be what a state asks for. So each pattern wants two words that mean it together. Texts are
read folded: small letters, one blank between words.
"""

import re
from typing import Final

_PEOPLES: Final = (
    r"(?:europe\w*|asian?|african?|caucasian|slav(?:ic|onic)?|latin[oax]?|latin american|hispanic|arab(?:ic)?|nordic"
    r"|scandinavian|mediterranean|(?:middle |far |near |east |south )?eastern|oriental|semitic|aryan|jewish|indian"
    r"|chinese|japanese|korean|russian|ukrainian|german(?:ic)?|italian|french|spanish|english|irish|british|american"
    r"|polish|turkish|greek|mexican|brazilian|persian|tatar|mongol\w*|balkan|gypsy|roma|native|foreign"
    r"|galician|basque|catalan|andalusian|castilian|iberian|portuguese|celtic|norwegian|swedish|danish|finnish|dutch"
    r"|czech|slovak|hungarian|romanian|bulgarian|serbian|croatian|albanian|armenian|georgian|caucasus|kazakh|uzbek"
    r"|iranian|iraqi|syrian|lebanese|israeli|egyptian|moroccan|algerian|tunisian|ethiopian|nigerian|somali|kurdish"
    r"|pakistani|afghan|bengali|thai|vietnamese|filipino|indonesian|malay|colombian|peruvian|cuban|caribbean)"
)
_OF_A_PEOPLE: Final = (
    r"(?:spaniards?|germans?|italians?|russians?|ukrainians?|europeans?|asians?|africans?|americans?|mexicans?|britons?"
    r"|brits|frenchm[ae]n|englishm[ae]n|galicians?|catalans?|basques?|slavs?|whites?|natives?)"
)
_PEOPLES_RU: Final = (
    r"(?:европе\w+|славян\w+|азиатск\w+|африканск\w+|кавказск\w+|восточн\w+|монголо\w+|негроид\w+|русск\w+"
    r"|скандинавск\w+|арабск\w+|еврейск\w+|латиноамериканск\w+|цыганск\w+|татарск\w+|семитск\w+|нерусск\w+)"
)
_PEOPLES_ES: Final = (
    r"(?:europe[oa]s?|eslav[oa]s?|asi[aá]tic[oa]s?|african[oa]s?|cauc[aá]sic[oa]s?|latin[oa]s?|[aá]rabes?|n[oó]rdic[oa]s?"
    r"|mediterr[aá]ne[oa]s?|oriental(?:es)?|ind[ií]gena|gitan[oa]s?|jud[ií][oa]s?|espa[nñ]ol\w*|extranjer[oa]s?"
    r"|galleg[oa]s?|vasc[oa]s?|catal[aá]n(?:a|es|as)?|andalu[zc]\w*|marroqu[ií]\w*|magreb[ií]\w*)"
)
_KIN: Final = (
    r"(?:(?:great |grand |step )?(?:grand)?(?:parents?|mothers?|fathers?)|famil(?:y|ies)|ancestors?|forefathers"
    r"|forebears|relatives|people)"
)
_PERSONS: Final = (
    rf"(?:{_KIN}|sisters?|brothers?|siblings|twins?|sons?|daughters?|child(?:ren)?|husband|wife|wom[ae]n|m[ae]n|girls?"
    r"|boys?|persons?|actors?|actress(?:es)?|performers?|applicants?|candidates?)"
)
_THINGS: Final = r"(?!\s(?:s\b|hair\w*|belts?|costumes?|clothes|clothing|dress\w*|suits?|shirts?|shoes|gloves|tie))"
_KIND_OF: Final = r"(?:(?:young|old|older|adult|american|british|english|middle class|working class) )?"
_MUST_BE: Final = r"(?:must|has to|have to|should|needs? to) (?:be|look)"
_ARE: Final = r"(?:is|are|be|was|were|looks?)"
_KIN_RU: Final = r"(?:бабушк\w+|дедушк\w+|родител\w+|семь[яией]\w*|предк\w+|мат[ьи]|мать|отец|отца)"
_PERSONS_RU: Final = (
    rf"(?:{_KIN_RU}|женщин\w*|мужчин\w*|девушк\w+|девочк\w+|мальчик\w*|люд(?:и|ей)|актрис\w+|акт[её]р\w*)"
)
_COLOURS_RU: Final = r"(?:бел|ч[её]рн)(?:ая|ый|ые|ой|ого|ую|ых|ыми|ым)"
_ARE_RU: Final = r"(?:в (?:фильме|кино|картине|истории) |должн\w+ быть |оба |тоже )*"
_ARE_ES: Final = r"(?:(?:en|de) (?:la|el|esta|este) \w+ |son |es |sean |deben ser |ser |todos )*"
_PERSONS_ES: Final = (
    r"(?:padres?|madres?|familias?|abuel[oa]s|mujer(?:es)?|hombres?|ni[nñ][oa]s?|actri(?:z|ces)|actor(?:es)?|personas?"
    r"|gente|hij[oa]s?|herman[oa]s?)"
)

ORIGIN: Final = "origin, or looks by people or colour"
_WORDS: Final = re.compile(
    r"\b(?:"
    + "|".join(
        (
            # said plainly, wherever it stands
            r"ethni\w+|racial\w*|colou?r of (?:the|your|her|his|their) skin|skin colou?rs?",
            r"этни\w+|цвет\w* кожи|[ée]tnic\w+|color de (?:la )?piel",
            # where one's people come from
            rf"where (?:do|did|does|are|were|is|was) (?:\w+ ){{1,2}}?{_KIN} (?:\w+ ){{0,2}}?(?:from|born)",
            rf"{_KIN} (?:come|comes|came|are|is|were|was|hails?) (?:all |both |originally |really )?from",
            rf"{_KIN} (?:were|was) (?:all |both )?born",
            r"where (?:are|were) you (?:really |originally )?(?:from|born)",
            r"where (?:do|did) you (?:really |originally )?come from",
            r"(?:place|country) of birth|birth ?place|ancest(?:ors?|ral)|forefathers|forebears|bloodlines?|lineage",
            rf"(?:your|their|his|her|family|{_PEOPLES}) heritage",
            r"(?:your|their|his|her|family|national|social|geographical?) origins?|country of origin",
            r"of (?!animal\b|plant\b|vegetable\b|unknown\b)\w+ origin",
            rf"(?:family|{_PEOPLES}) (?:roots|blood|origins?|stock)",
            rf"откуда (?:\w+ ){{0,3}}?(?:родом|{_KIN_RU})|{_KIN_RU} (?:\w+ ){{0,2}}?(?:родом|происход\w+|родил\w+)",
            rf"где родил\w+ (?:\w+ )?{_KIN_RU}",
            r"откуда (?:вы|ты)(?: родом)?|предк\w+|родословн\w+|происхожден\w+|место рождения|где вы родились",
            r"de d[oó]nde (?:\w+ ){1,3}?(?:abuel[oa]s|padres|familia|antepasados)",
            r"de d[oó]nde (?:es|eres|viene)(?: usted)?|antepasad\w+|ascendencia|linaje",
            r"(?:su|tu|pa[ií]s de|lugar de) origen|lugar de nacimiento|d[oó]nde (?:\w+ ){0,3}naci\w+",
            # looks by people
            rf"{_PEOPLES} (?:facial |physical )?(?:looks?|looking|appearance|features|faces?|phenotype|types?)",
            rf"looks? (?:like )?(?:an? |very |more |rather )?{_PEOPLES}|appearance (?:is |of an? |as )?{_PEOPLES}",
            rf"{_PEOPLES_RU} (?:тип\w* )?(?:внешност\w+|лиц[оаеу]м?|черт\w+|типаж\w*|наружност\w+)",
            rf"(?:внешност\w+|типаж\w*|лиц[оа]|наружност\w+) (?:\w+ )?{_PEOPLES_RU}",
            rf"(?:выгляд\w+|похож\w* на) (?:\w+ )?(?:{_PEOPLES_RU}|славян\w+|европе\w+|азиат\w+)",
            rf"(?:parecer|parece|parezca) (?:muy )?{_PEOPLES_ES}",
            r"европеоид\w*|монголоид\w*|негроид\w*",
            rf"(?:aspecto|apariencia|rasgos|fenotipo|facciones|cara|f[ií]sico) (?:\w+ )?{_PEOPLES_ES}",
            # who is shut out for it
            rf"(?:only|just) (?:\w+ )?{_OF_A_PEOPLE}(?! (?:speak|is|are|at|in|and)\b)|{_OF_A_PEOPLE} only",
            r"(?:no|without|not for) (?:\w+ )?(?:im|e)?(?:migrants?|foreigners?|refugees?|gypsies|blacks|arabs)",
            r"(?:s[oó]lo|solamente|[uú]nicamente) (?:\w+ )?(?:espa[nñ]ol[ae]s|europe[oa]s|blanc[oa]s|galleg[oa]s)",
            r"(?:sin|nada de|ning[uú]n|no) (?:\w+ )?(?:inmigrantes?|extranjer[oa]s?|migrantes|gitan[oa]s)",
            r"только (?:русск(?:ие|их|им|ая)|славян\w*|европейц\w+)(?! язык)",
            r"(?:без|никаких|кроме|не) (?:\w+ )?(?:им?мигрант\w*|мигрант\w*|иностран(?:ец|ц\w+)|кавказц\w+)",
            # colours as people
            r"(?:light|lighter|fair|fairer|pale|dark|darker|olive|brown|black|white|tanned) skin(?:ned)?",
            rf"(?:she|he|they|who|you|{_PERSONS}) {_MUST_BE} (?:white|black)\b{_THINGS}(?! (?:with|as|for)\b)",
            rf"(?:white|black|brown|coloured|colored) {_KIND_OF}{_PERSONS}\b{_THINGS}",
            rf"{_PERSONS} (?:\w+ ){{0,4}}?{_ARE} (?:(?:all|both|also|not) )?(?:white|black)\b{_THINGS}",
            r"looks? (?:white|black)|white looking|black looking|(?:white|black) (?:looks|appearance)",
            r"(?:бел|ч[её]рн|темн|т[её]мн|светл|смугл)окож\w+",
            rf"{_COLOURS_RU} {_PERSONS_RU}|{_PERSONS_RU} {_ARE_RU}{_COLOURS_RU}(?! (?:пояс|перчат|плать|волос))",
            rf"{_PERSONS_ES} {_ARE_ES}(?:blanc|negr)[oa]s?",
        )
    )
    + r")\b"
)
_LOOKS: Final = re.compile(r"\b(?:looks?|appearance|faces?|внешност\w+|типаж\w*|aspecto|apariencia|rasgos|fenotipo)\b")
_ANY_PEOPLE: Final = re.compile(rf"(?:{_PEOPLES}|{_PEOPLES_RU}|{_PEOPLES_ES})")


def origin_in(text: str) -> str:
    """The words of a folded text that ask for it; empty where none do."""
    found = _WORDS.search(text)
    return found[0] if found else ""


def looks_among(asked: str, offered: list[str]) -> str:
    """The choice that names a people where a folded question asks for looks; empty where none does."""
    return next((one for one in offered if _ANY_PEOPLE.fullmatch(one)), "") if _LOOKS.search(asked) else ""
