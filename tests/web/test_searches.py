"""Searches that are kept: by a name, for oneself or for the team."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.installation import PATH, Installation

HOME = f"/review/{PATH}"


def keep(client: TestClient, name: str, q: str, **typed: str) -> int:
    return client.post(f"{HOME}/searches", data={"name": name, "q": q, **typed}).status_code


def names(client: TestClient) -> list[str]:
    page = client.get(f"{HOME}/searches").text
    return re.findall(r'<p><a href="[^"]*" hx-boost="false"><bdi>([^<]*)</bdi></a>', page)


def own(client: TestClient, name: str) -> str:
    """Where a search of one's own is changed."""
    page = client.get(f"{HOME}/searches").text
    found = re.search(rf'<bdi>{name}</bdi></a>.*?<form method="post" action="([^"]+)"', page, re.DOTALL)
    assert found
    return found[1]


def test_a_search_is_kept_for_oneself_or_for_the_team(installation: Installation) -> None:
    director, associate, producer = (installation.signed_in(who) for who in ("director", "associate", "producer"))
    assert keep(director, "Mine", "stage:longlist", lens="name") == 303
    assert keep(director, " For  Monday ", "tag:stunts", shared="yes") == 303
    assert keep(producer, "Looking", "tag:sings") == 303
    assert names(director) == ["For Monday", "Mine"]
    assert names(associate) == ["For Monday"]
    assert names(producer) == ["Looking", "For Monday"]
    page = director.get(f"{HOME}/searches").text
    assert 'href="/review/the-challenge/the-surgeon?q=stage:longlist&amp;lens=name"' in page
    assert "shared by <bdi>Dana Direct</bdi>" in associate.get(f"{HOME}/searches").text


def test_the_sheet_leads_to_them_with_the_search_on_it(installation: Installation) -> None:
    director = installation.signed_in("director")
    sheet = director.get(HOME, params={"q": "stage:longlist", "lens": "name"}).text
    way = re.search(r'<a href="([^"]+)" hx-get[^>]*>Keep this search</a>', sheet)
    assert way
    assert f'<a href="{HOME}/searches" hx-get' in sheet, "and to those that are kept already"
    page = director.get(way[1].replace("&amp;", "&")).text
    assert 'name="q" value="stage:longlist"' in page
    assert 'name="lens" value="name"' in page
    later = director.get(f"{HOME}/searches", params={"q": "stage:longlist", "view": "list", "after": "cursor"}).text
    assert 'name="view" value="list"' in later
    assert 'name="after" value="cursor"' in later


def test_keeping_a_search_leads_back_to_where_one_stood_and_says_so(installation: Installation) -> None:
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    typed = {"name": "Monday", "q": "tag:stunts", "lens": "name", "view": "list", "after": "here"}
    answer = director.post(f"{HOME}/searches", data=typed, follow_redirects=False)
    (where, _, number) = answer.headers["location"].rpartition("=")
    assert where == f"{HOME}?q=tag:stunts&lens=name&view=list&after=here&kept"
    kept = {"q": "tag:stunts", "kept": number}
    said = re.search(r'<p class="notice small" id="kept" role="status">(.*?)</p>', director.get(HOME, params=kept).text)
    assert said
    assert said[1].startswith("Kept as “<bdi>Monday</bdi>”. ")
    assert f'href="{HOME}/searches?q=tag:stunts"' in said[1]
    assert "Kept as" not in associate.get(HOME, params=kept).text, "it is none of hers"
    for unknown in ("", "9" * 20, "-1", "x"):
        assert "Kept as" not in director.get(HOME, params={"kept": unknown}).text


def test_the_same_name_again_takes_the_place_of_the_first(installation: Installation) -> None:
    director = installation.signed_in("director")
    for q in ("stage:longlist", "stage:shortlist"):
        assert keep(director, "Monday", q) == 303
    page = director.get(f"{HOME}/searches").text
    assert names(director) == ["Monday"]
    assert "stage:shortlist" in page
    assert "stage:longlist" not in page


def test_only_its_owner_renames_and_deletes_a_search(installation: Installation) -> None:
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    keep(director, "Monday", "stage:longlist", shared="yes")
    keep(director, "Other", "stage:hold")
    address = own(director, "Monday")
    for act in ("", "/delete"):
        assert associate.post(f"{address}{act}", data={"name": "Theirs"}).status_code == 404
    taken = director.post(address, data={"name": "Other"})
    assert taken.status_code == 422
    assert "You have another search called “Other”." in taken.text
    assert director.post(address, data={"name": "Tuesday"}).status_code == 303
    assert names(associate) == [], "it is not shared any more"
    assert names(director) == ["Other", "Tuesday"]
    assert director.post(f"{address}/delete").status_code == 303
    assert names(director) == ["Other"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"name": "", "q": "stunt"}, "Give the search a name."),
        ({"name": "n" * 61, "q": "stunt"}, "Shorten it to 60."),
        ({"name": "All", "q": " "}, "it finds everyone"),
        ({"name": "Broken", "q": "age:25.."}, "needs an upper bound. (Column 9.)"),
        ({"name": "Nobody", "q": "by:sam"}, "Nobody in this team is called “sam”."),
        ({"name": "<b>", "q": "age:old"}, "&lt;b&gt;"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_cannot_be_kept_comes_back_with_why(installation: Installation, typed: dict[str, str], fault: str) -> None:
    director = installation.signed_in("director")
    answer = director.post(f"{HOME}/searches", data=typed)
    assert answer.status_code == 422
    assert fault in answer.text
    assert names(director) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_only_looks_on_shares_nothing(installation: Installation) -> None:
    producer = installation.signed_in("producer")
    assert keep(producer, "Shared", "stunt", shared="yes") == 422
    assert "Share with the team" not in producer.get(f"{HOME}/searches?q=stunt").text
    assert names(producer) == []
