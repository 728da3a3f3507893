"""Media on the pages are the same from a folder and from a bucket; where that is away, the pages are still there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from casting.domain.vocabulary import MaterialKind, MaterialState
from casting.services.orphans import KEPT_UPLOAD, sweep_orphans
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, MaterialRow, table
from tests.buckets import Store
from tests.installation import PATH, Installation, furnished
from tests.media.films import film
from tests.media.pictures import encoded, portrait

MATERIAL = table(MaterialRow)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass
class Shown:
    """An installation with one application, whose headshot and tape have been prepared."""

    installation: Installation
    applicant: TestClient
    reference: str

    @property
    def director(self) -> TestClient:
        return self.installation.signed_in("director")

    def material(self, kind: MaterialKind) -> Any:
        with reading(self.installation.engine) as session:
            return session.execute(select(MATERIAL).where(MATERIAL.c.kind == kind.value)).one()


def photograph(seed: int = 0) -> dict[str, tuple[str, bytes, str]]:
    return {"headshot": ("me.jpg", encoded(portrait(800, 1000, seed=seed), "JPEG"), "image/jpeg")}


def shown(furnished_url: str, folder: Path, **chosen: Any) -> Shown:
    made = furnished(furnished_url, folder, **chosen)
    applicant = made.browser()
    answer = made.post_form(applicant, files=photograph())
    reference = answer.headers["location"].split("/")[2].split("?")[0]
    tape = film(folder / "tape.mp4", options=("-preset", "ultrafast")).read_bytes()
    applicant.post(f"/applications/{reference}/tape", files={"tape": ("a.mp4", tape, "video/mp4")})
    made.work()
    return Shown(made, applicant, reference)


@pytest.fixture(params=["folder", "bucket"])
def either(request: pytest.FixtureRequest, furnished_url: str, tmp_path: Path) -> Iterator[Shown]:
    chosen = {}
    if request.param == "bucket":
        store: Store = request.getfixturevalue("store")
        chosen = {"media": f"s3://{store.bucket()}/our calls", "s3_endpoint": store.endpoint}
    made = shown(furnished_url, tmp_path, **chosen)
    yield made
    made.installation.close()


@pytest.fixture
def in_bucket(furnished_url: str, tmp_path: Path, store: Store) -> Iterator[Shown]:
    made = shown(furnished_url, tmp_path, media=f"s3://{store.bucket()}", s3_endpoint=store.endpoint)
    yield made
    made.installation.close()


def test_a_picture_is_shown_to_the_team_and_kept_by_its_browser(either: Shown) -> None:
    kept = either.material(MaterialKind.HEADSHOT)
    answer = either.director.get(f"/media/pictures/{kept.medium}")
    assert kept.state == MaterialState.READY
    assert (answer.status_code, answer.headers["content-type"], answer.content[:3]) == (
        200,
        "image/jpeg",
        b"\xff\xd8\xff",
    )
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == (
        "nosniff",
        "private, max-age=31536000, immutable",
    )
    assert either.installation.browser().get(f"/media/pictures/{kept.medium}").status_code == 303


def test_of_a_tape_just_that_part_is_sent_that_was_asked_for(either: Shown) -> None:
    stream = either.material(MaterialKind.TAPE).stream
    address, director = f"/media/tapes/{stream}", either.director
    whole = director.get(address)
    size = len(whole.content)
    assert (whole.status_code, whole.headers["accept-ranges"], whole.headers["etag"]) == (200, "bytes", f'"{stream}"')

    def part(asked: str, **more: str) -> tuple[int, str, bytes]:
        answer = director.get(address, headers={"range": asked, **more})
        return answer.status_code, answer.headers.get("content-range", ""), answer.content

    assert part("bytes=0-99") == (206, f"bytes 0-99/{size}", whole.content[:100])
    assert part("bytes=100-") == (206, f"bytes 100-{size - 1}/{size}", whole.content[100:])
    assert part("bytes=-7") == (206, f"bytes {size - 7}-{size - 1}/{size}", whole.content[-7:])
    assert part(f"bytes=-{size + 1}") == (206, f"bytes 0-{size - 1}/{size}", whole.content)
    assert part(f"bytes=5-{size * 9}") == (206, f"bytes 5-{size - 1}/{size}", whole.content[5:])
    assert part("bytes=5-5", **{"if-range": f'"{stream}"'})[0] == 206
    assert part("bytes=5-5", **{"if-range": '"another"'}) == (200, "", whole.content)
    for nowhere in (f"bytes={size}-", "bytes=-0", f"bytes={10**17}-"):
        assert part(nowhere) == (416, f"bytes */{size}", b"")
    for unread in ("bytes=-", "bytes=9-5", "bytes=0-1,5-6", "lines=1-2", f"bytes={'9' * 5000}-", "bytes=a-b", ""):
        assert part(unread) == (200, "", whole.content)


def test_a_document_comes_as_an_attachment_and_nothing_else(either: Shown) -> None:
    digest = either.installation.app.state.rooms.vault.put(b"%PDF-1.7 a life")
    with writing(either.installation.engine) as session:
        application_id = session.execute(select(table(ApplicationRow).c.id)).scalar_one()
        material_id = session.execute(
            insert(MATERIAL)
            .values(
                application_id=application_id,
                kind=MaterialKind.DOCUMENT,
                state=MaterialState.READY,
                media_type="application/pdf",
                original=digest,
                file_name="Lebenslauf & mehr.pdf",
                handed_in_at=either.installation.clock(),
            )
            .returning(MATERIAL.c.id)
        ).scalar_one()
    answer = either.director.get(f"/media/documents/{material_id}")
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7 a life")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Lebenslauf%20%26%20mehr.pdf"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_what_is_gone_is_said_to_be_gone(either: Shown) -> None:
    picture, tape = either.material(MaterialKind.HEADSHOT), either.material(MaterialKind.TAPE)
    for digest in (picture.medium, tape.stream):
        either.installation.app.state.rooms.vault.remove(digest)
    assert either.director.get(f"/media/pictures/{picture.medium}").status_code == 404
    assert either.director.get(f"/media/tapes/{tape.stream}").status_code == 404


def test_the_sweep_takes_what_no_row_names_and_that_alone(either: Shown) -> None:
    rooms, now = either.installation.app.state.rooms, either.installation.clock()
    picture, tape = either.material(MaterialKind.HEADSHOT), either.material(MaterialKind.TAPE)
    named = {picture.small, picture.medium, picture.large, tape.medium, tape.stream}
    later = max(at for _, at in rooms.vault.digests()) - now.timestamp() + KEPT_UPLOAD.total_seconds() + 1
    assert named < {digest for digest, _ in rooms.vault.digests()}  # and what was sent, before it was encoded anew
    assert sweep_orphans(either.installation.engine, rooms.vault, now=now + timedelta(seconds=later)) == 2
    assert {digest for digest, _ in rooms.vault.digests()} == named


# ---------------------------------------------------------------------------------------- the bucket is away


def test_while_the_bucket_is_away_answers_are_kept_and_the_team_works_on(in_bucket: Shown, store: Store) -> None:
    picture, tape = in_bucket.material(MaterialKind.HEADSHOT), in_bucket.material(MaterialKind.TAPE)
    director, installation = in_bucket.director, in_bucket.installation
    with store.away():
        client = installation.browser()
        sent = installation.post_form(client, email="later@example.org", name="Vera Tonic", files=photograph(1))
        assert sent.status_code == 303
        status = sent.headers["location"].split("?")[0]
        assert 'name="headshot"' in client.get(status).text
        again = client.post(f"{status}/headshot", files=photograph(1))
        assert (again.status_code, "Photographs cannot be taken at the moment" in again.text) == (422, True)
        sheet = director.get(f"/review/{PATH}")
        assert (sheet.status_code, "Vera Tonic" in sheet.text) == (200, True)
        assert director.get(f"/review/{PATH}/{in_bucket.reference}").status_code == 200
        portrait_away = director.get(f"/media/pictures/{picture.medium}")
        assert (portrait_away.status_code, portrait_away.headers["content-type"]) == (503, "image/svg+xml")
        assert portrait_away.headers["cache-control"] == "no-store"
        tape_away = director.get(f"/media/tapes/{tape.stream}")
        assert tape_away.status_code == 503
        assert "Pictures, tapes and documents cannot be reached at the moment. Nothing is lost" in tape_away.text
        installation.work()


def test_what_came_before_the_bucket_was_away_is_prepared_when_it_is_back(in_bucket: Shown, store: Store) -> None:
    installation = in_bucket.installation
    installation.post_form(installation.browser(), files=photograph(2), email="second@example.org")
    with store.away():
        installation.work()
    with reading(installation.engine) as session:
        states = session.scalars(select(MATERIAL.c.state).where(MATERIAL.c.kind == MaterialKind.HEADSHOT)).all()
    assert sorted(states) == ["pending", "ready"]
    installation.clock.now += timedelta(minutes=1)
    installation.work()
    with reading(installation.engine) as session:
        states = session.scalars(select(MATERIAL.c.state).where(MATERIAL.c.kind == MaterialKind.HEADSHOT)).all()
    assert states == ["ready", "ready"]
