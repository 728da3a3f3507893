"""What applicants write stays text: in every view of the team, in a real browser, under the real content policy."""

import pytest
from playwright.sync_api import Browser, Dialog

from casting.services import team
from casting.store.engine import writing
from casting.web.deps import SESSION_COOKIE
from tests.installation import PATH, Installation

pytestmark = pytest.mark.browser

WRAPPERS = (
    "<script>{}</script>",
    '"><script>{}</script>',
    "'><img src=x onerror={}>",
    '" autofocus onfocus={} x="',
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<iframe srcdoc='<script>parent.{}</script>'>",
    "</textarea><script>{}</script>",
    "</title><script>{}</script>",
    "<a href='javascript:{}'>x</a>",
    "<math><mtext></p><script>{}</script>",
    "{{{{ {} }}}}",
    "{{% raw %}}{}{{% endraw %}}",
    "<details open ontoggle={}>",
    "<style>@import 'javascript:{}';</style>",
    "<form><button formaction=javascript:{}>x",
    "\u202e<script>{}</script>",
    "<script\x0c>{}</script>",
    "<<script>{}//<</script>",
    "<input hx-get='/admin' hx-trigger='load' onfocus={} autofocus>",
    "<div hx-on:load='{}'></div>",
    "<body onload={}>",
    "`${{{}}}`",
    "&lt;script&gt;{}&lt;/script&gt;",
    "<base href='https://evil.example/'><script>{}</script>",
)
CALLS = ("window.hit=1", "top.hit=1", "document.title='hit'", "alert(1)")
FIELDS = ("name", "city", "experience", "credits", "motivation")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_payload_runs_in_any_view(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    payloads = [wrapper.format(call) for wrapper in WRAPPERS for call in CALLS]
    references = []
    for number, payload in enumerate(payloads):
        # Every field of this application holds a payload, each another one.
        typed = {field: payloads[(number + step * 17) % len(payloads)] for step, field in enumerate(FIELDS)}
        references.append(
            installation.apply(None, **typed, email=f"p{number}@example.org", tape_url="https://example.org/'\"<b>")
        )
        assert payload
    installation.work()
    key = "a key for the payloads"
    with writing(installation.engine) as session:
        team.open_session(session, member_id=installation.members["director"], key=key, now=installation.clock())
    director = installation.signed_in("director")
    for reference in references[::10]:
        director.post(f"/review/{PATH}/{reference}/note", data={"text": payloads[7], "visibility": "team"})
        director.post(
            f"/review/{PATH}/{reference}/stage",
            data={"before": "received", "stage": "shortlist", "reason": payloads[3]},
        )
    context = browser.new_context()
    context.add_cookies([{"name": SESSION_COOKIE, "value": key, "url": base}])
    context.add_init_script(
        "window.reports=[];addEventListener('securitypolicyviolation',e=>reports.push(e.violatedDirective+e.sourceFile))"
    )
    page = context.new_page()
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    views = [f"/review/{PATH}", f"/review/{PATH}?view=list", f"/review/{PATH}?lens=name", f"/review/{PATH}/shortlist"]
    views += [
        f"/review/{PATH}?q={wrapper}" for wrapper in ("%22%3E%3Cscript%3Ewindow.hit=1%3C/script%3E", "'onload=hit")
    ]
    views += [f"/review/{PATH}/{reference}" for reference in references[::4]]
    for view in views:
        page.goto(base + view)
        assert page.evaluate("window.hit === undefined"), view
        assert page.title() != "hit", view
        assert page.evaluate("window.reports") == [], view
    assert dialogs == []
    context.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_check_itself_would_find_a_script_and_the_policy_stops_it(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    script = "<script>window.hit=1</script>"
    page = browser.new_page()
    page.set_content(script)
    assert page.evaluate("window.hit") == 1
    page.goto(served[1])
    page.set_content(script)
    assert page.evaluate("window.hit") is None
    page.close()
