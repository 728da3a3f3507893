"""Sentences that are written for a program and not for a person: orders, roles of a dialogue, marks of a prompt.

A sentence counts by its form, in several languages: an order to forget the rules, an order to place somebody, or words
to a machine. Each form needs two or three kinds of words near each other, since each word alone is an honest one.
"""

import re

from casting.domain.echoes import Span
from casting.domain.wording import Wording


def _any(words: str) -> str:
    """One of these words; `*` stands for any ending, `_` for a space between two words."""
    return "(?:" + "|".join(words.replace("*", r"\w*").replace("_", r"\s+").split()) + ")"


_FORGET = _any(
    r"""
    ignore disregard forget override overrule bypass discard neglect set_aside do_not_follow don't_follow
    игнориру* проигнориру* забудь* отмени* отбрось* не_учитывай* не_обращай* не_следуй* ignor[ae] ignor[ae]d
    olvid[ae] olvid[ae]d descart[ae] omit[ae] haz_caso_omiso ignorier* vergiss vergessen_sie missachte* oublie*
    ignorez ignore* esque[çc]* dimentica*
    """
)
_EARLIER = _any(
    r"""
    previous* prior above earlier preceding foregoing before your other given existing original initial предыдущ*
    прежн* вышеуказанн* предшеств* ранее раньше сво[ийю]* тво[ийю]* ваш* данны* anterior* previ[ao]s? arriba tus?
    sus? dieron dad[ao]s vorherig* bisherig* vorig* obig* deine* précédent* ci-dessus tes vos precedent*
    """
)
_RULES = _any(
    r"""
    instruction* prompts? rules? guidelines? directives? orders criteri* told programming commands? инструкци*
    указани* правил* промпт* критери* команд* установк* instruccion* indicacion* reglas? órdenes directrices
    criterios? anweisung* regeln? vorgaben? kriterien règles? consignes? critères? instruç* istruzion*
    """
)
_MACHINE = _any(
    r"""
    a\.?i\.? artificial_intelligence llms? (?:large_|ai_)?language_model* chat_?gpt gpt(?:-?\d\w*)? chat_?bots?
    bots? neural_net* (?:\w+_)?(?:algorithm|software|system|model|machine|robot|program)s? ats parsers? scorers?
    rankers? classifiers? computers? automated_* ai_* ии искусственн*_интеллект* нейросет* нейронн*_сет*
    языков*_модел* чат-?бот* бот\w{0,2} алгоритм* программ\w{1,2} ia inteligencia_artificial modelo_de_lenguaje
    red_neuronal algoritmo sistema_de_* ki künstliche_intelligenz sprachmodell intelligence_artificielle
    modèle_de_langage intelligenza_artificiale
    """
)
_PLACE = _any(
    r"""
    rank rate score grade place put move list sort position prioriti[sz]e classify label mark treat evaluate
    recommend select shortlist choose give assign award pick поставь* поставьте ставь* помести* размести* оцени
    оцените присво[ий]* выбери выберите рекоменду[йю]* порекоменду[йю]* дай дайте отметь* ранжируй* coloca* pon
    ponga puntúa* califi[cq]* clasifi[cq]* selecciona* recomiend* elige elija da dale dé asigna* sitúa* bewerte*
    setze* platzier* empfiehl empfehlen_sie wähle gib geben_sie class(?:e|ez) not(?:e|ez) recommand(?:e|ez)
    """
)
_ENTRY = _any(
    r"""
    (?:this|the|that|my|above|following|next|present|said)_(?:\w+_)?(?:candidate|applicant|application|profile|r[eé]sum[eé]|cv|entry|submission|person|text|answer|actor|actress)s?
    (?:эт|данн|мо|сво)\w+_(?:кандидат|анкет|заявк|соискател|претендент|актрис|актёр|актер|человек|резюме|текст)\w*
    (?:esta|este|mi|dicha|dicho|la_presente)_(?:candidat|solicitud|postula|aspirante|persona|perfil|actriz|actor|currículum)\w*
    (?:diese|meine)\w?_(?:kandidat|bewerb|person|profil)\w*
    (?:cette|ce|ma|mon)_(?:candidat|profil|personne|dossier)\w*
    """
)
_TOP = _any(
    r"""
    first top highest maximum max best full_marks full_score 10_?/_?10 100 10 ten number_one #1 above_all
    above_everyone ahead_of shortlist* perfect ideal outstanding winner excellent strong* high(?:ly|er)? перв*
    высш* наивысш* максимальн* лучш* наилучш* топ* выше шорт-?лист* идеальн* победител* primer* máxim* más_alt*
    mejor* antes_que arriba perfect* encima erste* höchst* beste* ganz_oben premi[eè]r* meilleur*
    """
)
_NEAR = r"[^.!?;\n]{0,70}?\b"
_START = (
    r"(?:\A\s*|[:;,\n\"'“”«»()*#>–—-]\s*|\b"
    + _any(
        r"""
    please now must should shall always you will then and пожалуйста и теперь нужно должн* y por_favor debes?
    bitte
    """
    )
    + r"\s+)"
)
_SPEAKING = _any(r"""
    note message attention memo hint reminder notice instructions? information hello hey hi dear warning
    """)
_SPEAKING_ELSEWHERE = _any(
    r"""
    внимание сообщение_для примечание_для обращение_к для nota_para mensaje_para atención instrucciones_para
    hinweis_für an_die note_pour attention
    """
)
_IF_YOU = _any(
    r"""
    if_you_are if_you're since_you_are since_you're because_you_are as_you_are you_are_now если_(?:ты|вы)
    когда_(?:ты|вы) поскольку_(?:ты|вы) так_как_(?:ты|вы) ты si_eres si_es_usted si_usted_es wenn_du falls_du
    si_tu_es si_vous_êtes se_sei
    """
)
_BEING = r"(?:\s*[-–—]\s*|\s+)(?:это\s+|an?\s+|the\s+|una?\s+|eine?\s+|une?\s+)?"

_FORMS = (
    rf"{_START}{_FORGET}\b{_NEAR}{_EARLIER}\b{_NEAR}{_RULES}\b",
    rf"{_START}{_FORGET}\b{_NEAR}{_RULES}\b{_NEAR}{_EARLIER}\b",
    rf"{_START}{_FORGET}\s+(?:what(?:ever)? you|everything|all)\b{_NEAR}(?:told|said|above|before)\b",
    rf"{_START}{_PLACE}\b{_NEAR}{_ENTRY}\b{_NEAR}{_TOP}",
    rf"{_START}{_PLACE}\b{_NEAR}{_TOP}\b{_NEAR}{_ENTRY}\b",
    rf"{_START}(?:rank|rate|score|grade|recommend|prioriti[sz]e|shortlist)\s+me\b{_NEAR}(?:{_TOP}|shortlist)\b",
    rf"\b{_IF_YOU}{_BEING}{_MACHINE}\b",
    r"\byou are (?:now )?(?:an? |the )?(?:\w+ )?(?:ai|language model|chat ?gpt|assistant (?:that|who|which))\b",
    (
        r"\b(?:as|como|als|en tant que)\s+(?:an?\s+|una?\s+)?(?:large\s+|ai\s+)?"
        r"(?:language model|modelo de lenguaje|sprachmodell|modèle de langage)\b|\bкак\s+языков\w+\s+модел\w+"
    ),
    r"\bas an ai(?:\s+(?:model|assistant|system))?\s*(?:[,:;]|you\b|reading|i (?:must|will|cannot|can't|am))",
    (
        rf"\b{_SPEAKING}\b\s*(?:to\b|for\b|,|:)?\s*(?:the |any |all |our )?(?:{_MACHINE})"
        r"(?: (?:that|which|who|reading|scanning|ranking|evaluating|processing)\b|\s*[:,!–—-])"
    ),
    rf"\b{_SPEAKING_ELSEWHERE}\b\s*[,:]?\s*(?:la |el |die |den |l')?{_MACHINE}\s*[:,!–—]",
    r"<\|[^|<>\n]{2,40}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|instructions?|prompt|user)>",
    r"\A\s*#{1,6}\s*(?:system|instructions?|assistant|prompt|response|new instructions?)\b",
    r"\b(?:begin|end|start of|new|hidden) (?:system|hidden|developer) (?:prompt|message|instructions?)\b",
    (
        r"\A[\s\"'*#>(\[-]*(?:(?-i:SYSTEM|ASSISTANT|DEVELOPER|INSTRUCTIONS?|PROMPT)(?:\s+\w+)?\s*:"
        r"|system(?:_|\s+)(?:prompt|message|override|note|instructions?)\b)|\"role\"\s*:\s*\"(?:system|assistant|user)\""
    ),
    (
        r"\A[\s\"'*#>(\[-]*(?:системн\w+ (?:сообщени|промпт|инструкци)\w*|mensaje del sistema|instrucción del sistema"
        r"|systemnachricht)"
    ),
    rf"{_START}(?:respond|reply|answer|output|print|return)\s+(?:only|exactly|just|solely)\b|\boutput\s*:",
    (
        r"\b(?:do not|don't|never)\s+(?:mention|reveal|disclose|repeat)\s+(?:this|these)\s+"
        r"(?:note|instructions?|message|prompt|text|sentence)"
    ),
)
_ORDER = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?]+(?!\s|\Z)[^\n.!?]*)*[.!?]*")

SIGN = 5
# The first letters of words without one of which no form above holds: most sentences have none of them.
_SIGNS = frozenset(
    word[:SIGN]
    for word in """
        instruction prompt rule rules guideline directive orders criteria told programming command инструкция
        указание правило промпт критерий команда установка instrucción indicación regla reglas órdenes
        directrices criterio anweisung regel vorgabe kriterien règle consigne critère istruzioni everything
        whatever ai a artificial llm language chatgpt gpt chat chatbot bot bots neural algorithm software
        system model machine robot program ats parser scorer ranker classifier computer automated ии
        искусственный нейросеть нейронная языковая чат бот алгоритм программа ia inteligencia modelo red
        algoritmo sistema ki künstliche sprachmodell intelligence modèle intelligenza inst sys system
        systemnachricht im_start im_end role assistant developer user системное mensaje output candidate
        applicant application profile resume résumé cv entry submission rank rate score grade recommend
        shortlist кандидат анкета заявка соискатель претендент резюме solicitud postulante aspirante perfil
        bewerbung kandidat candidatura dossier respond reply answer print return mention reveal disclose
        prioritize
        """.split()
) - {"a"}


def orders(wording: Wording) -> list[Span]:
    """The sentences that speak to a machine, each from its beginning to its end."""
    if _SIGNS.isdisjoint({word[:SIGN] for word in wording.words}):
        return []
    return [
        Span(match.start(), match.end(), len(match.group().split()))
        for match in _SENTENCE.finditer(wording.text)
        if _is_order(match.group())
    ]


def _is_order(sentence: str) -> bool:
    if _SIGNS.isdisjoint({word[:SIGN] for word in Wording.of(sentence).words}):
        return False
    return any(form.search(sentence) for form in _ORDER)
