"""How many statements the review pages send to the database, whatever they hold."""

import pytest
from sqlalchemy import event

from tests.installation import PATH, Installation
from tests.web.test_review import HOME, apply_as

MOST = 12


@pytest.mark.parametrize("hidden", [(), ("received:name", "longlist:name")])
@pytest.mark.parametrize("number", [1, 3])
def test_sheet_list_and_candidate_ask_at_most_twelve_times(
    installation: Installation, number: int, hidden: tuple[str, ...]
) -> None:
    references = [apply_as(installation, f"Person {'ABC'[one]}") for one in range(number)]
    director = installation.signed_in("director")
    acts = {
        "note": {"text": "Look at her hands, @Nobody.", "visibility": "team"},
        "tags": {"name": "hands"},
        "stage": {"before": "received", "stage": "longlist", "seen": "0"},
    }
    for act, said in acts.items():
        assert director.post(f"{HOME}/{references[0]}/{act}", data=said).status_code == 303, act
    answer = installation.signed_in("administrator").post(f"/admin/{PATH}/blind", data={"hidden": hidden})
    assert answer.status_code == 303
    installation.work()
    asked: list[str] = []
    event.listen(installation.app.state.rooms.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
    here = f"{HOME}/{references[0]}"
    pages = {
        "sheet": HOME,
        "list": f"{HOME}?view=list",
        "found": f"{HOME}?q=surgery stage:longlist",
        "left out": f"{HOME}?lens=next&q=-mark:none",
        "candidate": here,
        "ranked": f"{here}?lens=ranked",
        "next": f"{here}?lens=next&ahead={','.join(references[1:])}",
    }
    costs: dict[str, list[str]] = {}
    for name, address in pages.items():
        director.get(address)  # a role and a model are read once by each process
        asked.clear()
        assert director.get(address).status_code == 200
        costs[name] = [one for one in asked if not one.startswith(("BEGIN", "PRAGMA"))]
    told = {name: "\n".join(sent) for name, sent in costs.items() if len(sent) > MOST}
    assert not told, "\n\n".join(f"{name}, {len(costs[name])} statements:\n{sent}" for name, sent in told.items())
