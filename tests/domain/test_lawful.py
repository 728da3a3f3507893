"""What a role may ask: traits that are no gate and no score, and rules that fit their questions."""

from dataclasses import replace

import pytest

from casting.domain.calls import Option, Question
from casting.domain.criteria import AgeRule, ChoiceRule, Criterion, GivenRule, NumberRule, RisingRule, Rule, ScaleRule
from casting.domain.lawful import never_asked, never_scored, objections_to_criterion, objections_to_question
from casting.domain.vocabulary import CriterionClass, QuestionKind, QuestionUse

GATE, PREFERENCE, INFO = CriterionClass.GATE, CriterionClass.PREFERENCE, CriterionClass.INFO
SWIM = Question("swim", QuestionKind.CHOICE, "Do you swim?", options=(Option("can", "Yes"), Option("cannot", "No")))
HEIGHT = Question("height", QuestionKind.NUMBER, "Your height", unit="cm")
STORY = Question("story", QuestionKind.LONG_TEXT, "Tell us why")
MET = ChoiceRule(("can",))


def criterion(klass: CriterionClass, asks: str, rule: Rule, **other: object) -> Criterion:
    weight = 1.0 if klass is PREFERENCE else None
    made = Criterion("one", "One thing", klass, asks, rule, weight, "The part needs it.")
    return replace(made, **other)  # type: ignore[arg-type]


def parts(made: Criterion, question: Question | None) -> list[str]:
    return [objection.part for objection in objections_to_criterion(made, question)]


@pytest.mark.parametrize(
    ("key", "label", "choices", "trait"),
    [
        ("race", "About you", (), "race"),
        ("RACE", "About you", (), "race"),
        ("one", "Your ethnicity", (), "race"),
        ("ethnic_origin", "Origin", (), "race"),
        ("one", "Skin-colour", (), "race"),
        ("one", "Ｒace", (), "race"),
        ("look", "How you look", ("Black", "White"), "race"),
        ("look", "How you look", ("asian", "other"), "race"),
        ("one", "Раса", (), "race"),
        ("religion", "Faith", (), "religion"),
        ("one", "Which describes you?", ("Muslim", "Christian"), "religion"),
        ("orientation", "Sexual orientation", (), "sexual orientation"),
        ("one", "No disability", (), "disability"),
        ("one", "Not pregnant", (), "pregnancy"),
        ("one", "Marital status", (), "family"),
        ("one", "Political views", (), "politics"),
        ("one", "Where do your grandparents come from?", ("Europe", "Africa"), "origin"),
        ("one", "Where were your parents born?", (), "origin"),
        ("one", "Where are you originally from?", (), "origin"),
        ("one", "Of northern origin", (), "origin"),
        ("one", "European looks", (), "origin"),
        ("one", "European-looking", (), "origin"),
        ("one", "Slavic appearance", (), "race"),
        ("one", "Which appearance is yours?", ("European", "Other"), "origin"),
        ("one", "How do you look?", ("Славянская внешность", "Иначе"), "origin"),
        ("one", "The parents in the film are white", (), "origin"),
        ("one", "Black actress", (), "origin"),
        ("one", "Откуда родом ваши бабушка и дедушка?", (), "origin"),
        ("one", "Где родились ваши родители?", (), "origin"),
        ("one", "Внешность европейская", (), "origin"),
        ("one", "Родители в фильме белые", (), "origin"),
        ("one", "¿De dónde son sus abuelos?", (), "origin"),
        ("one", "Rasgos eslavos", (), "origin"),
        ("one", "Sus padres en la película son blancos", (), "origin"),
        ("one", "White, slim and pretty", (), "race"),
        ("one", "White", (), "race"),
        ("one", "Light-skinned", (), "origin"),
        ("one", "Looks Galician", (), "origin"),
        ("one", "Spaniards only", (), "origin"),
        ("one", "No immigrants", (), "origin"),
        ("one", "Aspecto gallego", (), "origin"),
        ("one", "Выглядит европейкой", (), "origin"),
        ("one", "Single, no children", (), "family"),
        ("one", "Are you single?", (), "family"),
        ("one", "Do you have children?", (), "family"),
        ("one", "Soltera, sin hijos", (), "family"),
        ("one", "Без детей", (), "family"),
        ("one", "Healthy / no illness", (), "health"),
        ("one", "Able-bodied", (), "health"),
        ("one", "No mental illness", (), "health"),
        ("one", "Sin enfermedades", (), "health"),
        ("one", "Без хронических заболеваний", (), "health"),
        ("one", "Pretty face", (), "beauty"),
        ("one", "Very pretty", (), "beauty"),
        ("one", "Slim", (), "beauty"),
        ("one", "Not overweight", (), "beauty"),
        ("one", "Your figure", ("Slim", "Strong"), "beauty"),
        ("one", "Buena presencia", (), "beauty"),
        ("one", "Стройная, красивая", (), "beauty"),
    ],
)
def test_a_trait_is_found_in_the_name_the_label_and_the_choices(
    key: str, label: str, choices: tuple[str, ...], trait: str
) -> None:
    assert trait in (never_asked(key, label, choices) or "")


@pytest.mark.parametrize(
    ("key", "label", "choices"),
    [
        ("run", "Run 1 km ≤ 3:30", ("In 3:30 or less", "Yes, but more slowly")),
        ("hair", "Your hair", ("black", "brown", "white")),
        ("judo", "Your belt", ("White", "Black")),
        ("descent", "Seat of the descent vehicle", ()),
        ("space", "Orientation in space", ()),
        ("grace", "Moves with grace", ("traces", "embrace")),
        ("citizenship", "Are you a citizen of the Russian Federation?", ("Yes", "No")),
        ("judo", "Black belt in judo", ()),
        ("raft", "White water rafting", ()),
        ("work", "Right to work in Europe", ("European passport", "Visa")),
        ("chinese", "Speaks Chinese", ()),
        ("orbit", "Born in orbit", ()),
        ("accent", "Eastern European accent", ()),
        ("mother", "Her mother is a black belt", ()),
        ("family", "Do you look after your family?", ()),
        ("oriental", "Восточные танцы", ()),
        ("belt", "Чёрный пояс по карате", ()),
        ("passport", "Pasaporte europeo", ()),
        ("dress", "Una mujer de negro", ()),
        ("woman", "A woman", ()),
        ("nationality", "Spanish nationality", ()),
        ("aircraft", "Flies light aircraft", ()),
        ("sail", "Single-handed sailing", ()),
        ("take", "Plays the scene in a single take", ()),
        ("name", "Family name", ()),
        ("dive", "Healthy enough to dive, says a physician", ("Healthy lungs", "Not yet examined")),
        ("rider", "A pretty good rider", ()),
        ("voice", "Sings; a beautiful voice", ()),
        ("film", "Has filmed in black and white", ()),
        ("shirt", "Brings a shirt, white", ()),
        ("teacher", "Has experience with children", ()),
        ("weight", "Weight 50–70 kg", ()),
        ("galician", "Speaks Galician", ()),
        ("ice", "Thin ice rescue", ()),
    ],
)
def test_other_words_are_left_alone(key: str, label: str, choices: tuple[str, ...]) -> None:
    assert never_asked(key, label, choices) is None


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (replace(HEIGHT, key="age", label="Years"), True),
        (replace(HEIGHT, label="Your age"), True),
        (replace(STORY, label="Where were you born?"), True),
        (replace(SWIM, label="Your gender"), True),
        (replace(SWIM, options=(Option("women", "Women"), Option("men", "Men"))), True),
        (replace(STORY, label="What did the woman in the play want?"), False),
        (replace(STORY, label="Your work on the stage"), False),
        (HEIGHT, False),
    ],
)
def test_what_tells_age_sex_origin_or_place_is_never_scored(question: Question, found: bool) -> None:
    assert never_scored(question) is found


@pytest.mark.parametrize("klass", [GATE, PREFERENCE])
def test_race_is_neither_a_gate_nor_scored(klass: CriterionClass) -> None:
    look = replace(SWIM, key="look", label="Your ethnicity")
    (objection,) = objections_to_criterion(criterion(klass, "look", MET), look)
    assert objection.part == "klass"
    assert "race or ethnicity (“ethnicity”) can never be" in objection.reason
    assert "class: info" in objection.reason


def test_a_reason_or_a_help_that_speaks_of_origin_is_refused_where_it_stands() -> None:
    white = criterion(GATE, "swim", MET, justification="Her parents in the film are white.")
    (objection,) = objections_to_criterion(white, SWIM)
    assert objection.part == "justification"
    assert "(“parents in the film are white”) is no reason" in objection.reason

    helped = replace(SWIM, help="We look for a European appearance.")
    assert parts(criterion(GATE, "swim", MET), helped) == ["klass"]
    village = criterion(GATE, "swim", MET, justification="She swims home to an African village, and wins a race.")
    assert parts(village, SWIM) == []


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("She has to look Galician, with fair skin and a beautiful face.", "look galician"),
        ("Only Spaniards, no immigrants, no disabled people.", "only spaniards"),
        ("There is no place for disabled people here: no disabled people.", "no disabled people"),
        ("The camera wants a beautiful face.", "beautiful face"),
        ("She must be slim and pretty, the costumes are cut.", "she must be slim"),
        ("She should be single, the tour is long.", "she should be single"),
        ("She has to be healthy.", "she has to be healthy"),
        ("She has to be white.", "she has to be white"),
        ("Solo españolas, sin inmigrantes.", "solo españolas"),
        ("Только русские, без мигрантов.", "только русские"),
        ("Она красивая женщина.", "красивая женщина"),
    ],
)
def test_no_reason_shuts_out_a_people_or_asks_for_a_body(reason: str, words: str) -> None:
    (objection,) = objections_to_criterion(criterion(GATE, "swim", MET, justification=reason), SWIM)
    assert objection.part == "justification"
    assert f"(“{words}”) is no reason: say what the part needs someone to be able to do" in objection.reason


@pytest.mark.parametrize(
    "reason",
    [
        "Her seat in the capsule is open to citizens of the Russian Federation alone.",
        "She teaches disabled children to swim, and has no children herself.",
        "The dress has to be beautiful, and she must be pretty fast in the water.",
        "She is single-minded and sails single-handed.",
        "Only Spanish is spoken on the set, and only Russians are its guides.",
        "She must be healthy enough to fly: the medical board says who is.",
        "The mask is glued to the skin for six hours.",
    ],
)
def test_a_reason_may_tell_of_the_part_and_of_what_the_law_asks(reason: str) -> None:
    assert parts(criterion(GATE, "swim", MET, justification=reason), SWIM) == []


def test_looks_named_by_a_title_are_found_among_the_answers() -> None:
    fits = replace(SWIM, label="Which fits you?", options=(Option("european", "European"), Option("other", "Other")))
    assert parts(criterion(GATE, "swim", ChoiceRule(("european",)), title="Looks"), fits) == ["klass"]
    assert parts(criterion(GATE, "swim", ChoiceRule(("european",)), title="Passport"), fits) == []
    assert parts(criterion(INFO, "swim", ChoiceRule(("european",)), title="Looks"), fits) == []


def test_what_people_say_of_themselves_may_be_shown() -> None:
    look = replace(SWIM, key="ethnicity", label="Your ethnicity, in your own words")
    assert parts(criterion(INFO, "ethnicity", GivenRule(), key="ethnicity"), look) == []


@pytest.mark.parametrize(
    ("made", "question"),
    [
        (criterion(GATE, "swim", MET), SWIM),
        (criterion(GATE, "birth_date", AgeRule(25, 40)), None),
        (criterion(GATE, "height", NumberRule(150, 180)), HEIGHT),
        (criterion(PREFERENCE, "swim", ScaleRule(("cannot", "can"), "can")), SWIM),
        (criterion(PREFERENCE, "height", RisingRule(150, 180)), HEIGHT),
        (criterion(PREFERENCE, "swim", MET), SWIM),
        (criterion(INFO, "city", GivenRule()), None),
        (criterion(INFO, "height", NumberRule(150, None)), HEIGHT),
        (criterion(INFO, "story", GivenRule()), STORY),
    ],
)
def test_a_sound_criterion_meets_no_objection(made: Criterion, question: Question | None) -> None:
    assert objections_to_criterion(made, question) == ()


@pytest.mark.parametrize(
    ("made", "question", "objected"),
    [
        (criterion(GATE, "swim", MET, justification=" "), SWIM, ["justification"]),
        (criterion(GATE, "swim", MET, weight=1.0), SWIM, ["weight"]),
        (criterion(GATE, "swim", MET), replace(SWIM, use=QuestionUse.FACT), ["asks"]),
        (criterion(GATE, "swim", ScaleRule(("cannot", "can"), "can")), SWIM, ["rule"]),
        (criterion(GATE, "height", RisingRule(150, 180)), HEIGHT, ["rule"]),
        (criterion(GATE, "swim", GivenRule()), SWIM, ["rule"]),
        (criterion(PREFERENCE, "swim", MET, weight=None), SWIM, ["weight"]),
        (criterion(PREFERENCE, "swim", MET, weight=0.0), SWIM, ["weight"]),
        (criterion(PREFERENCE, "swim", MET, weight=-1.0), SWIM, ["weight"]),
        (criterion(PREFERENCE, "birth_date", AgeRule(25, 40)), None, ["asks"]),
        (criterion(PREFERENCE, "swim", MET), replace(SWIM, label="Your gender"), ["asks"]),
        (criterion(INFO, "swim", MET, weight=1.0), SWIM, ["weight"]),
        (criterion(INFO, "swims", MET), None, ["asks"]),
        (criterion(INFO, "swims", GivenRule()), None, ["asks"]),
        (criterion(GATE, "city", MET), None, ["rule"]),
        (criterion(GATE, "height", AgeRule(25, 40)), HEIGHT, ["rule"]),
        (criterion(GATE, "swim", NumberRule(1, 2)), SWIM, ["rule"]),
        (criterion(GATE, "height", MET), HEIGHT, ["rule"]),
        (criterion(GATE, "swim", ChoiceRule(("could",), ("might",))), SWIM, ["rule", "rule"]),
    ],
)
def test_a_criterion_that_cannot_stand_is_objected_to(
    made: Criterion, question: Question | None, objected: list[str]
) -> None:
    assert parts(made, question) == objected


@pytest.mark.parametrize(
    ("question", "objected"),
    [
        (replace(STORY, use=QuestionUse.WORDS), []),
        (replace(HEIGHT, use=QuestionUse.FACT), []),
        (replace(HEIGHT, label="Your age"), []),
        (replace(STORY, use=QuestionUse.FACT), ["use"]),
        (replace(HEIGHT, use=QuestionUse.WORDS), ["use"]),
        (replace(HEIGHT, label="Your age", use=QuestionUse.FACT), ["use"]),
        (replace(STORY, label="Your religion", use=QuestionUse.WORDS), ["use"]),
        (replace(STORY, label="In which town do you live?", use=QuestionUse.WORDS), ["use"]),
    ],
)
def test_the_scorer_reads_only_what_it_may(question: Question, objected: list[str]) -> None:
    assert [objection.part for objection in objections_to_question(question)] == objected
