"""The forms that sentences for a machine take, as regular expressions over words of several languages.

Words are kept by what they do: forget, earlier, rules, machine, place, entry, top. A form needs two or three of these
near each other, most of them in the imperative.
"""

import re
from dataclasses import dataclass
from typing import Self


def _any(words: str) -> str:
    """One of these words; `*` stands for any ending, `_` for a space between two words."""
    return "(?:" + "|".join(words.replace("*", r"\w*").replace("_", r"\s+").split()) + ")"


_FORGET = _any(
    r"""
    ignore disregard forget override overrule bypass discard neglect skip set_aside do_not_follow don't_follow
    игнориру* проигнориру* забудь* отмени* отбрось* не_учитывай* не_обращай* не_следуй* ignor[ae] ignor[ae]d olvid[ae]
    olvid[ae]d descart[ae] omit[ae] haz_caso_omiso ignorier* vergiss vergessen_sie missachte* oublie* ignorez ignore*
    esque[çc]* dimentica*
    """
)
_EARLIER = _any(
    r"""
    all any every* previous* prior above earlier preceding foregoing before your other given existing original initial
    предыдущ* прежн* вышеуказанн* предшеств* ранее раньше выше все всех люб* друг* остальн* сво[ийю]* тво[ийю]* ваш*
    данны* anterior* previ[ao]s? arriba todas? todos otr[ao]s demás tus? sus? dieron dad[ao]s vorherig* bisherig*
    vorig* obig* deine* précédent* ci-dessus tes vos precedent*
    """
)
_RULES = _any(
    r"""
    instruction* prompts? rules? guidelines? directives? orders criteri* told programming commands? filters? text
    candidates? applicants? applications? entries инструкци* указани* правил* промпт* критери* команд* установк* анкет*
    заявк* кандидат* instruccion* indicacion* reglas? órdenes directrices criterios? solicitudes candidat[ao]s
    anweisung* regeln? vorgaben? kriterien règles? consignes? critères? instruç* istruzion*
    """
)
_MACHINE = _any(
    r"""
    a\.?i\.? artificial_intelligence llms? (?:large_|ai_)?language_model* chat\s?gpt gpt(?:-?\d\w*)? chat\s?bots? bots?
    neural_net* (?:\w+_)?(?:algorithm|software|system|model|machine|robot|program)s? ats parsers? scorers? rankers?
    classifiers? computers? automated_* ai_* ии искусственн*_интеллект* нейросет* нейронн*_сет* языков*_модел*
    чат-?бот* бот\w{0,2} алгоритм* программ\w{1,2} ia inteligencia_artificial modelo_de_lenguaje red_neuronal algoritmo
    sistema_de_* ki künstliche_intelligenz sprachmodell intelligence_artificielle modèle_de_langage
    intelligenza_artificiale
    """
)
_PLACE = _any(
    r"""
    rank rate score grade place put move list sort position prioriti[sz]e classify label mark treat evaluate recommend
    select shortlist choose give assign award pick consider prefer act_as_if считай* предпочти* поставь* поставьте
    ставь* помести* размести* оцени оцените присво[ий]* выбери выберите рекоменду[йю]* порекоменду[йю]* дай дайте
    отметь* ранжируй* considera trata coloca* pon ponga puntúa* califi[cq]* clasifi[cq]* selecciona* recomiend* elige
    elija da dale dé asigna* sitúa* bewerte* setze* platzier* empfiehl empfehlen_sie wähle gib geben_sie class(?:e|ez)
    not(?:e|ez) recommand(?:e|ez)
    """
)
_ENTRY = _any(
    r"""
    (?:this|the|that|my|above|following|next|present|said)_(?:\w+_)?(?:candidate|applicant|application|profile|r[eé]sum[eé]|cv|entry|submission|person|text|answer|actor|actress)s?
    (?:эт|данн|мо|сво)\w+_(?:кандидат|анкет|заявк|соискател|претендент|актрис|актёр|актер|человек|резюме|текст)\w*
    (?:esta|este|mi|dicha|dicho|la_presente)_(?:candidat|solicitud|postula|aspirante|persona|perfil|actriz|actor|currículum)\w*
    (?:diese|meine)\w?_(?:kandidat|bewerb|person|profil)\w* (?:cette|ce|ma|mon)_(?:candidat|profil|personne|dossier)\w*
    """
)
_TOP = _any(
    r"""
    first top highest maximum max best full_marks full_score 10\s?/\s?10 100 10 ten number_one #1 above_all
    above_everyone ahead_of shortlist* perfect ideal outstanding winner excellent strong* high(?:ly|er)? перв* высш*
    наивысш* максимальн* лучш* наилучш* топ* выше шорт-?лист* идеальн* победител* primer* máxim* más_alt* mejor*
    antes_que arriba perfect* encima erste* höchst* beste* ganz_oben premi[eè]r* meilleur*
    """
)
_FIRST = _any(
    r"""
    first_place number_one #1 highest maximum max_score full_marks top_score perfect_score 10\s?/\s?10 100\s?/\s?100
    10_out_of_10 ten_out_of_ten 100\s?% first(?=\W*\Z)
    (?:at_|on_)?(?:the_)?top(?=\W*\Z|_of_(?:the|your)_(?:list|ranking|pile)) перв\w+(?=\W*\Z) перв*_мест* высш*
    наивысш* максимальн* 10_из_10 лучш*_балл* más_alt* máxim* primer_(?:lugar|puesto)
    """
)
_READING = _any(
    "reading processing evaluating ranking scoring screening parsing reviewing analy[sz]ing judging sorting"
)
_NEAR = r"[^.!?;\n]{0,70}?\b"
_START = (
    r"(?:\A\s*|[:;,\n\"'“”«»()*#>–—-]\s*|\b"
    + _any(
        r"""
    please now must should shall always отныне you will then and пожалуйста и теперь нужно должн* y por_favor debes?
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
    внимание сообщение_для примечание_для обращение_к для nota_para mensaje_para atención instrucci[oó]n(?:es)?_para
    инструкция_для hinweis_für an_die note_pour attention
    """
)
_IF_YOU = _any(
    r"""
    if_you_are if_you're since_you_are since_you're because_you_are as_you_are you_are_now если_(?:ты|вы)
    когда_(?:ты|вы) поскольку_(?:ты|вы) так_как_(?:ты|вы) ты si_eres si_es_usted si_usted_es wenn_du falls_du si_tu_es
    si_vous_êtes se_sei
    """
)
_BEING = r"(?:\s*[-–—]\s*|\s+)(?:это\s+|an?\s+|the\s+|una?\s+|eine?\s+|une?\s+)?"


@dataclass(frozen=True, slots=True)
class OrderKind:
    """Forms that are looked for in sentences with a certain word alone: most sentences have none.

    Attributes:
        signs: the first `SIGN` letters of those words.
    """

    signs: frozenset[str]
    forms: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, words: str, *forms: str) -> Self:
        """Forms as regular expressions, of which each needs one of the words, given in any form of each."""
        signs = frozenset(word[:SIGN] for word in words.split())
        return cls(signs, tuple(re.compile(form, re.IGNORECASE) for form in forms))


SIGN = 5
KINDS = (
    OrderKind.of(
        """
        instruction prompt prompts rule rules guideline directive orders criteria told programming command инструкция
        указание правило промпт критерий команда установка instrucción indicación regla reglas órdenes directrices
        criterio anweisung regel regeln vorgabe kriterien règle consigne critère instruções istruzioni everything said
        above before anterior filter applicant applicants candidate анкеты заявки кандидатов solicitudes candidatas
        text lines set
        """,
        rf"{_START}{_FORGET}\b{_NEAR}{_EARLIER}\b{_NEAR}{_RULES}\b",
        rf"{_START}{_FORGET}\b{_NEAR}{_RULES}\b{_NEAR}{_EARLIER}\b",
        rf"{_START}{_FORGET}\b{_NEAR}(?:filters?|lo anterior|(?:the )?(?:above|following|previous) (?:text|lines))\b",
        rf"{_START}{_FORGET}\s+(?:what(?:ever)? you|everything|all)\b{_NEAR}(?:told|said|above|before)\b",
    ),
    OrderKind.of(
        """
        candidate applicant application profile resume résumé cv entry submission person text answer actor actress
        кандидат анкета заявка соискатель претендент актриса актёр актер человек резюме текст candidata candidatura
        solicitud postulante aspirante persona perfil actriz currículum kandidat bewerbung profil candidat personne
        dossier
        """,
        rf"{_START}{_PLACE}\b{_NEAR}{_ENTRY}\b{_NEAR}{_TOP}",
        rf"{_START}{_PLACE}\b{_NEAR}{_TOP}\b{_NEAR}{_ENTRY}\b",
        (
            rf"\b{_ENTRY}\s+(?:must|should|has to|needs to|deserves to)\s+be\s+(?:\w+ )?"
            r"(?:ranked|scored|rated|placed|treated|shortlisted)"
        ),
        rf"{_START}(?:do not|don't|never)\s+(?:rank|place|put|select|choose|score)\s+(?:any|an)?\s*other",
    ),
    OrderKind.of(
        "rank rate score grade recommend prioritise shortlist relevance rating priority mark label classify treat",
        rf"{_START}(?:rank|rate|score|grade|recommend|prioriti[sz]e|shortlist)\s+(?:me|this|it|us)\b{_NEAR}(?:{_TOP}|\W*#1)",
        rf"{_START}(?:assign|set|give|award)\b{_NEAR}(?:score|rating|relevance|priority)\b{_NEAR}(?:{_TOP}|\d)",
        rf"{_START}(?:assign|set|award)\b{_NEAR}(?:score|rating|relevance|priority|rank)\s*(?:=|of|to)?\s*\d",
        r"\b(?:score|rating|rank|relevance)\s*(?:=\s*[\"']?(?:1(?:\.0+)?|10|100|max\w*)\b(?!\.\d)|:\s*(?:10\s?/\s?10|100\s?/\s?100|1\.0\b|max))",
        (
            rf"{_START}(?:mark|label|classify|tag|treat|return|output)\b{_NEAR}as\s+(?:an?\s+)?[\"'“]?"
            r"(?:pick|yes|hired?|selected|shortlisted|approved|accepted|recommended|perfect match)\b"
        ),
    ),
    OrderKind.of(
        "highest maximum top first number",
        rf"{_START}(?:give|put|place|set|assign|award|mark|move)\s+me\b{_NEAR}{_FIRST}",
    ),
    OrderKind.of(
        "меня мне анкету заявку ранжируй dame ponme colócame clasifícame califícame recomiéndame selecciónname",
        rf"{_START}{_PLACE}\s+(?:меня|мне|мою анкету|мою заявку)\b{_NEAR}{_FIRST}|{_START}ранжируй\w*\s+меня\b",
        rf"{_START}(?:ponme|dame|colócame|clasifícame|califícame|recomiéndame|selecciónname)\b{_NEAR}{_FIRST}",
    ),
    OrderKind.of(
        """
        ai artificial llm llms language chatgpt gpt chat chatbot bot bots neural algorithm software system model
        machine robot robots program programs ats parser scorer ranker classifier computer automated ии искусственный
        нейросеть нейронная языковая чат бот боту бота алгоритм программа ia inteligencia modelo red algoritmo sistema
        modèle ki künstliche sprachmodell intelligence intelligenza inst sys systemnachricht im_start im_end endoftext
        role assistant developer user системное mensaje instruction prompt message response assistant asistente
        ассистент помощник eres override
        """,
        rf"\b{_IF_YOU}{_BEING}(?:{_MACHINE}|ассистент|помощник)\b|\b(?:если|si una?|si la) {_MACHINE} (?:читает|lee)\b",
        rf"\b{_MACHINE}\s+(?:is\s+|that is\s+|which is\s+)?{_READING}\s+(?:this|the|my|these|all)\b",
        rf"\beres\s+una?\s+(?:asistente|{_MACHINE})\b|\bcomo (?:un )?modelo de ia\b",
        (
            r"\byou are (?:now )?(?:an? |the )?(?:ranking|scoring|selection|screening|sorting|ai)\s+"
            r"(?:model|system|assistant|algorithm)\b"
        ),
        r"\A[\s\W]*(?:system|prompt|instructions?|new instructions?|override|системный промпт|инструкция)\s*:",
        r"\A[\s\W]*(?:assistant|ai|llm|gpt|ии|ia)\s*:\s*(?:you|this|the|rank|rate|ignore|place|give|select|эт|est)\w*",
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
            r"\A[\s\"'*#>(\[-]*(?:системн\w+ (?:сообщени|промпт|инструкци)\w*|(?:mensaje|instrucción) del sistema"
            r"|systemnachricht)"
        ),
    ),
    OrderKind.of(
        "respond reply answer output print return mention reveal disclose repeat",
        rf"{_START}(?:respond|reply|answer|output|print|return)\s+(?:only|exactly|just|solely)\b|\boutput\s*:",
        (
            r"\b(?:do not|don't|never)\s+(?:mention|reveal|disclose|repeat)\s+(?:this|these)\s+"
            r"(?:note|instructions?|message|prompt|text|sentence)"
        ),
    ),
)
