"""Nothing that an applicant reads stays untranslated.

A language is made up in which every translation is the English sentence between ⟦ and ⟧, and whose days, countries and
time zones have no Latin letters; nor have the call and its applicant. A Latin letter outside of the brackets is then
one that no catalogue reaches. Beside that, the templates are read: no text stands in them but through a catalogue.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jinja2 import nodes
from sqlalchemy import insert, select, update

from casting import resources
from casting.domain.calls import CallPlan, Consent
from casting.domain.messages import OUTCOMES, MessageKind
from casting.forms.callfile import read_call
from casting.languages import catalogues
from casting.mail.letters import Letter, compose
from casting.mail.letters import _templates as mail_templates
from casting.services.outcomes import occasion
from casting.services.setup import load_call
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, LookRow, MessageRow, table
from casting.web.limits import make_limits
from casting.web.render import Renderer
from tests.installation import NOON, Installation
from tests.languages.sentences import marked
from tests.web.test_apply import photograph

APPLICATION = table(ApplicationRow)
MADE_UP = "ar"
PATH = "2/1"
FORM = f"/calls/{PATH}/apply"
WHOLE = f"{FORM}/whole"
OURS = {"Casting", "English", "Español"}
"""The product's name, and the names that languages have for themselves."""
SAID_IN = (
    "alt",
    "aria-label",
    "title",
    "placeholder",
    "data-sending",
    "data-left",
    "data-over",
    "data-large",
    "data-waiting",
    "data-words",
)


class Words(HTMLParser):
    """What a page says: its text in one, and each attribute that is read out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self._data = False
        self.attributes: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += "" if self._data else data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._data = tag == "script"
        self.text += "" if tag in {"bdi", "strong", "code", "span", "a"} else " "
        self.attributes += [value or "" for name, value in attrs if name in SAID_IN]


def left_over(text: str, known: tuple[str, ...] = ()) -> list[str]:
    """The words in Latin letters that stand outside of the brackets and are not somebody's own."""
    for own in known:
        text = text.replace(own, "")
    while (shorter := re.sub("⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    return [word for word in re.findall("[A-Za-zÀ-ÿ]{2,}", text) if word not in OURS]


def untranslated(html: str, *known: str) -> list[str]:
    said = Words(html)
    assert "⟦" in said.text, "nothing was translated at all"
    return [word for text in (said.text, *said.attributes) for word in left_over(text, known)]


def test_an_english_word_would_be_seen() -> None:
    assert untranslated("<p>⟦Open <b>until</b> ⟦3⟧⟧ Moscow <img alt='⟦x⟧ A picture'></p>", "nothing") == [
        "Moscow",
        "picture",
    ]


# ----------------------------------------------------------------------------------------------- one made up


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A further language, which takes no more than its file; read once, as a process does."""
    folder = tmp_path_factory.mktemp("made-up") / "languages"
    shutil.copytree(resources.languages_folder(), folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    marked(folder, MADE_UP)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(resources, "languages_folder", lambda: folder)
        for kept in (catalogues.codes, catalogues.language):
            kept.cache_clear()
        yield
    for kept in (catalogues.codes, catalogues.language):
        kept.cache_clear()


def plan() -> CallPlan:
    """The demonstration's call without a single Latin letter in it."""
    seed = read_call(resources.seed_folder() / "the-challenge")
    role = seed.roles[0]
    questions = tuple(
        replace(
            question,
            label=f"Вопрос {number}?" if number % 2 else f"Вопрос {number}",
            help="Помощь." if question.help else "",
            unit="см" if question.unit else "",
            heading="Страница" if question.heading else "",
            options=tuple(replace(option, label=f"Ответ {n}") for n, option in enumerate(question.options)),
        )
        for number, question in enumerate(role.questions)
    )
    criteria = tuple(replace(c, title="Условие", justification="Потому что.") for c in role.criteria)
    return replace(
        seed,
        slug="2",
        title="Вызов",
        production="Студия",
        summary="О фильме.",
        contact_name="Офис",
        contact_email="1@1.2",
        opens_at=NOON - timedelta(days=7),
        closes_at=NOON + timedelta(days=7),
        consents=(Consent("casting", "Согласен", "Текст.", required=True),),
        roles=(replace(role, slug="1", title="Хирург", breakdown="Она.", questions=questions, criteria=criteria),),
    )


ANSWERS = {
    "name": "Мира",
    "email": "m@1.ru",
    "birth_date": "1988-05-17",
    "city": "Казань",
    "country": "RU",
    "tape_url": "https://1.ru/1",
    "consent-casting": "yes",
}
KNOWN = ("m@1.ru", "https://1.ru/1", "1.pdf")


@pytest.fixture
def call(installation: Installation, made_up: None) -> Installation:  # noqa: ARG001 - spoken as long as the test runs
    with writing(installation.engine) as session:
        load_call(session, plan(), now=NOON)
    return installation


def reader(installation: Installation) -> TestClient:
    return installation.browser(headers={"accept-language": MADE_UP}, raise_server_exceptions=False)


def answers(installation: Installation) -> dict[str, str]:
    """An answer to each question that the form asks."""
    given = dict(ANSWERS)
    for question in installation.role(PATH).role.questions:
        kinds = {
            "number": f"{question.lowest or 1:g}",
            "scale": f"{question.lowest or 1:g}",
            "date": "2026-05-01",
            "link": "https://1.ru/1",
            "file": "",
            "yes or no": "yes",
            "languages": "ru native",
        }
        options = question.options[0].value if question.options else "Да."
        given[question.key] = kinds.get(question.kind.value, options)
    return given


def sent(browser: TestClient, installation: Installation, *, files: Any = None, **typed: str) -> Any:
    token = re.search(r'name="token" value="([^"]+)"', browser.get(WHOLE).text)
    data = {**answers(installation), "token": token[1] if token else "", **typed}
    return browser.post(FORM, data=data, files=files or {"nothing": ("", b"", "application/octet-stream")})


ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@ONE_DATABASE
def test_a_further_language_is_a_file_and_may_run_from_right_to_left(call: Installation) -> None:
    page = reader(call).get("/").text
    assert f'<html lang="{MADE_UP}" dir="rtl">' in page
    assert f'<span lang="{MADE_UP}" class="here">العربية</span>' in page


@pytest.mark.parametrize("days", [-30, 0, 30])
@ONE_DATABASE
def test_the_pages_of_a_call_before_during_and_after_it(call: Installation, days: int) -> None:
    call.clock.now = NOON + timedelta(days=days)
    assert untranslated(reader(call).get("/calls/2").text) == []
    home = re.split("(?=<article)|(?<=</article>)", reader(call).get("/").text)
    ours = [part for part in home if not part.startswith("<article") or 'href="/calls/2"' in part]
    assert len(home) - len(ours) == 2, "the calls of other tests, in English"
    assert untranslated("".join(ours)) == []


@ONE_DATABASE
def test_the_form_empty_and_closed(call: Installation) -> None:
    assert untranslated(reader(call).get(WHOLE).text) == []
    call.clock.now = NOON + timedelta(days=30)
    assert untranslated(reader(call).get(WHOLE).text) == []
    assert untranslated(sent(reader(call), call, token="").text, *KNOWN) == []


WRONG: tuple[dict[str, str], ...] = (
    {"name": "", "email": "", "birth_date": "", "consent-casting": ""},
    {"name": "7", "email": "1", "phone": "1", "birth_date": "1", "country": "1", "tape_url": "1://1"},
    {"phone": "+1 1", "birth_date": "1990-02-30", "tape_url": "1"},
    {"birth_date": "1800-01-01", "tape_url": "//["},
    {"birth_date": "1901-01-01"},
    {"birth_date": "2999-01-01"},
    {"height": "1", "weight": "1", "motivation": "", "swim": "1"},
    {"height": "9999", "motivation": "я" * 30_000, "available_from": "1"},
    {"token": ""},
    {"website": "1"},
    {"in-language": MADE_UP},
)


@pytest.mark.parametrize(
    "wrong", WRONG, ids=lambda wrong: " ".join(f"{name}={value:.9}" for name, value in wrong.items())
)
@ONE_DATABASE
def test_everything_that_can_be_wrong_with_a_form(call: Installation, wrong: dict[str, str]) -> None:
    answer = sent(reader(call), call, **wrong)
    assert answer.status_code in {200, 422}
    assert untranslated(answer.text, *KNOWN, *(value for value in wrong.values() if value)) == []


@ONE_DATABASE
def test_the_page_that_asks_for_a_guardian(call: Installation) -> None:
    for later in ({}, {"for-later": "1"}):
        page = sent(reader(call), call, birth_date="2015-01-01", **later).text
        shown = re.sub(r"<textarea[^>]* hidden>.*?</textarea>", "", page, flags=re.DOTALL)  # what was typed waits there
        assert untranslated(shown, *KNOWN) == []


@ONE_DATABASE
def test_a_form_in_parts_from_the_list_to_the_answers(call: Installation) -> None:
    browser, told = reader(call), answers(call)
    pages = [browser.get(FORM), browser.post(f"{FORM}/about", data={"token": "1"}), browser.get(f"{FORM}/whole")]
    assert browser.post(f"{FORM}/about", data=told).status_code == 303
    for part in ("about", "questions-1", "questions-2", "questions-3", "questions-4", "material", "check"):
        pages += [browser.get(f"{FORM}/{part}?after=questions-1"), browser.get(FORM)]
        pages.append(browser.post(f"{FORM}/{part}", data={"height": "1"}))
        browser.post(f"{FORM}/{part}", data=told)
    other = reader(call)
    pages.append(other.post(f"{FORM}/questions-1", data=told))
    pages.append(browser.post(f"{FORM}/about", data={**told, "city": "Пермь", "token": "1"}))
    call.clock.now = NOON + timedelta(days=7, hours=1)
    pages += [browser.get(FORM), browser.post(f"{FORM}/about", data=told), browser.get(f"{FORM}/check")]
    shown = [page for page in pages if page.status_code != 303]
    assert {page.status_code for page in shown} == {200, 409, 410, 422}
    known = (*KNOWN, *(value for value in told.values() if value))
    texts = [re.sub(r'<strong class="mono".*?</strong>', "", page.text) for page in shown]  # a code is no language
    assert [left for text in texts for left in untranslated(text, *known)] == []


@pytest.mark.parametrize(
    "file",
    [
        ("headshot", "1.jpg", b""),
        ("headshot", "1.jpg", b"1"),
        ("headshot", "1.gif", b"GIF89a" + b"\0" * 50),
        ("headshot", "1.jpg", b"\xff\xd8\xff\xe0" + b"\0" * (16 * 1024 * 1024)),
        ("resume", "1.pdf", b"1"),
        ("resume", "1.html", b"%PDF-1.7\n%%EOF\n"),
    ],
    ids=lambda file: f"{file[0]} {file[1]} {len(file[2])}",
)
@ONE_DATABASE
def test_everything_that_can_be_wrong_with_a_file(call: Installation, file: tuple[str, str, bytes]) -> None:
    answer = sent(reader(call), call, files={file[0]: (file[1], file[2], "image/jpeg")})
    assert answer.status_code == 422
    assert untranslated(answer.text, *KNOWN) == []


@ONE_DATABASE
def test_a_form_that_keeps_a_file_is_too_often_sent_or_cannot_take_files(call: Installation) -> None:
    browser, rooms = reader(call), call.app.state.rooms
    resume = {"resume": ("1.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")}
    assert untranslated(sent(browser, call, files=resume, name="").text, *KNOWN) == []
    object.__setattr__(rooms, "limits", make_limits(applications_per_hour=1, sign_ins_per_quarter=5))
    statuses = [sent(browser, call, email=f"{number}@1.ru") for number in range(2)]
    assert [answer.status_code for answer in statuses] == [303, 429]
    assert untranslated(statuses[1].text, *KNOWN, "1@1.ru") == []
    object.__setattr__(rooms, "settings", rooms.settings.model_copy(update={"upload_floor_mb": 10**9}))
    assert untranslated(browser.get(WHOLE).text) == []


@pytest.mark.parametrize("picture", ["none", "ready", "unusable", "too small"])
@ONE_DATABASE
def test_receipts_and_statuses(call: Installation, picture: str) -> None:
    browser = reader(call)
    contents = {"ready": photograph(), "unusable": photograph()[:2000], "too small": photograph(99, 99)}
    files = {"headshot": ("1.jpg", contents[picture], "image/jpeg")} if picture in contents else None
    place = sent(browser, call, files=files).headers["location"]
    reference = place.split("/")[2].split("?")[0]
    known = (*KNOWN, reference)
    assert untranslated(browser.get(place).text, *known) == []
    call.work()
    assert untranslated(browser.get(place.split("?")[0]).text, *known) == []
    nothing = browser.post(f"/applications/{reference}/headshot", files={"headshot": ("", b"")})
    assert nothing.status_code == 422
    assert untranslated(nothing.text, *known) == []


@ONE_DATABASE
def test_the_page_that_tells_nothing(call: Installation) -> None:
    browser, place = reader(call), "/applications/B2222-22"
    assert untranslated(browser.get(place).text) == []
    for email in ("1", "m@1.ru"):
        assert untranslated(browser.post(f"{place}/link", data={"email": email}).text, *KNOWN) == []
    last = [browser.post(f"{place}/link", data={"email": "m@1.ru"}) for _ in range(6)][-1]
    assert last.status_code == 429
    assert untranslated(last.text, *numbers(last.text)) == []


@ONE_DATABASE
def test_a_form_that_is_kept_for_later_and_its_code(call: Installation) -> None:
    browser = reader(call)
    assert untranslated(browser.get("/drafts").text) == []
    assert untranslated(browser.post("/drafts", data={"code": "1"}).text) == []
    long = {"motivation": "я" * 300_000}
    assert untranslated(sent(browser, call, **{"for-later": "1", **long}).text, *KNOWN) == []
    assert sent(browser, call, **{"for-later": "1"}).status_code == 303
    page = browser.get(WHOLE).text
    code = re.findall('<strong class="mono" dir="ltr">([^<]*)', page)
    assert len(code) == 1
    assert untranslated(page, *KNOWN, *code) == []


@ONE_DATABASE
def test_a_status_with_its_outcome_that_a_person_has_opened(call: Installation) -> None:
    browser = reader(call)
    here = sent(browser, call).headers["location"].split("?")[0]
    with reading(call.engine) as session:
        key = session.execute(select(APPLICATION.c.id)).scalar_one()
    for stage in OUTCOMES:
        with writing(call.engine) as session:
            session.execute(update(APPLICATION).values(stage=stage.value))
            session.execute(
                insert(MessageRow).values(
                    key=occasion(key, stage),
                    kind=OUTCOMES[stage],
                    recipient="m@1.ru",
                    application_id=key,
                    values={},
                    written_at=NOON,
                    sent_at=NOON,
                    attempts=1,
                )
            )
            look = {"application_id": key, "member_id": call.members["director"], "lens": stage, "looked_at": NOON}
            session.execute(insert(LookRow).values(**look))
        assert untranslated(browser.get(here).text, *KNOWN, here.rsplit("/", 1)[1]) == []


def numbers(html: str) -> list[str]:
    """The number of the request, which is in hexadecimal digits."""
    return re.findall("<code>([0-9a-f]{12})</code>", html)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/calls/9", {}, 404),
        ("GET", "/calls/2/9/apply", {}, 404),
        ("POST", "/calls/2/9/apply", {}, 404),
        ("GET", "/applications/B2222-22/headshot", {}, 404),
        ("PUT", "/", {}, 405),
        ("POST", "/language", {"origin": "https://evil.example"}, 403),
        ("POST", FORM, {"content-length": "999999999999"}, 413),
        ("POST", FORM, {"content-type": "text/plain; charset=latin-1"}, 400),
        ("GET", "/%00", {}, 400),
        ("POST", "/language", {"content-type": "application/json"}, 303),
    ],
)
@ONE_DATABASE
def test_refusals(call: Installation, method: str, path: str, headers: dict[str, str], status: int) -> None:
    answer = reader(call).request(method, path, headers=headers)
    assert answer.status_code == status
    if status != 303:
        assert untranslated(answer.text, *numbers(answer.text)) == []


@ONE_DATABASE
def test_a_fault_of_ours_and_a_database_that_is_away(call: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casting.web.routes.calls.calls_kept", lambda _session: 1 / 0)
    broken = reader(call).get("/")
    assert broken.status_code == 500
    assert untranslated(broken.text, *numbers(broken.text)) == []
    call.app.state.rooms.intake.close()
    away = sent(reader(call), call)
    assert away.status_code == 503
    assert untranslated(away.text, *KNOWN) == []


# ---------------------------------------------------------------------------------------------------- letters


@pytest.mark.parametrize(
    "kind", [kind for kind in MessageKind if kind not in {MessageKind.INVITATION, MessageKind.FORGOTTEN}]
)
@pytest.mark.usefixtures("made_up")
def test_letters_to_applicants(kind: MessageKind) -> None:
    link = "https://1.ru/1"
    values = {"reference": "1", "call": "Вызов", "role": "Хирург", "link": link, "refusal": "too_small"}
    values |= {"name": "Мира", "child": "Иво"}
    letter = Letter("1", kind, "m@1.ru", values | {"language": MADE_UP})
    written = message_from_bytes(bytes(compose(letter, sender="m@1.ru", now=NOON)), policy=policy.default)
    assert isinstance(written, EmailMessage)
    bodies = [body.get_content() for form in ("plain", "html") if (body := written.get_body((form,)))]
    assert len(bodies) == 2
    assert left_over(f"{written['Subject']} {bodies[0]}", (f"{link}/form", link)) == []
    assert untranslated(bodies[1]) == []
    assert 'dir="rtl"' in bodies[1]


# -------------------------------------------------------------------------------------------------- templates

TEAM = ("account/", "admin/", "review/")
TEAM_LETTERS = ("invitation.", "forgotten.")


def templates() -> Iterator[tuple[str, nodes.Template]]:
    """The templates that applicants read, each as the template engine understands it."""
    folder = resources.templates_folder()
    pages = Renderer(folder, static=resources.static_folder())._environment
    for file in sorted(folder.rglob("*.html")) + sorted(folder.rglob("*.txt")):
        name = file.relative_to(folder).as_posix()
        if not name.startswith(TEAM) and not file.name.startswith(TEAM_LETTERS):
            yield name, (mail_templates() if name.startswith("mail/") else pages).parse(file.read_text())


def standing(tree: nodes.Template) -> list[str]:
    """The words that stand in a template itself, in its text or in an attribute that is read out."""
    source = "".join(data.data for data in tree.find_all(nodes.TemplateData))
    read_out = [value for name in SAID_IN for value in re.findall(rf'{name}="([^"]*)"', source)]
    text = Words(re.sub(r'[\w-]+="[^"]*"', "", source)).text
    return left_over(" ".join([text, *read_out]))


def written_out(tree: nodes.Template) -> list[str]:
    """Words that a template writes out of an expression, without asking a catalogue."""
    return [
        word
        for output in tree.find_all(nodes.Output)
        for expression in output.nodes
        if isinstance(expression, nodes.Const | nodes.CondExpr | nodes.Concat)
        for part in ([expression] if isinstance(expression, nodes.Const) else expression.iter_child_nodes())
        if isinstance(part, nodes.Const) and isinstance(part.value, str)
        for word in left_over(part.value)
    ]


def test_no_text_stands_in_a_template_but_through_a_catalogue() -> None:
    read = {name: [*standing(tree), *written_out(tree)] for name, tree in templates()}
    assert len(read) > 15
    for_programs = {"layout.html": ["review"], "apply/field.html": ["ltr", "auto"], "mail/guardian_given.txt": ["form"]}
    assert {name: words for name, words in read.items() if words} == for_programs


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        "{{ 'Hello' }}",
        "{{ 'Hello' if page else '' }}",
        "<p>{% if page %}Hello{% endif %}",
        '<img alt="Hello">',
    ],
)
def test_a_text_in_a_template_would_be_seen(source: str) -> None:
    pages = Renderer(resources.templates_folder(), static=resources.static_folder())._environment
    tree = pages.parse(source)
    assert [*standing(tree), *written_out(tree)] == ["Hello"]
