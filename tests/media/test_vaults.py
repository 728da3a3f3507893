"""A folder and a bucket are one and the same to whoever keeps media in them."""

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casting.domain.errors import Unready
from casting.domain.media import MediaRefused, Refusal
from casting.media import bucket
from casting.media.bucket import PART, BucketVault
from casting.media.folder import FolderVault
from casting.media.opening import VaultPlace, open_vault
from casting.media.vault import PIECE, STALE_AFTER_SECONDS, Vault, VaultAway
from tests.buckets import Store

CONTENT = b"a headshot" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
ODD = "média & more/100 %+#?=~"
"""A prefix with what addresses treat specially."""


@dataclass
class Kept:
    """A vault, and what of it can be seen from outside."""

    vault: Vault
    spoil: Callable[[str], None]
    unfinished: Callable[[], int]


def in_folder(tmp_path: Path) -> Kept:
    vault = FolderVault(tmp_path / "média & more")

    def spoil(digest: str) -> None:
        vault.path(digest).write_bytes(b"rotten")

    return Kept(vault, spoil, lambda: len(list((vault.folder / "incoming").iterdir())))


def in_bucket(tmp_path: Path, store: Store, *, prefix: str) -> Kept:
    name = store.bucket()
    vault = BucketVault(name, prefix, workshop=tmp_path / "on-its-way", endpoint=store.endpoint, region="")

    def spoil(digest: str) -> None:
        store.client.put_object(Bucket=name, Key=vault._key(digest), Body=b"rotten")

    def unfinished() -> int:
        parts = store.client.list_multipart_uploads(Bucket=name).get("Uploads", [])
        return len(parts) + len(list((tmp_path / "on-its-way").iterdir()))

    return Kept(vault, spoil, unfinished)


@pytest.fixture(params=["folder", "bucket", "bucket with an odd prefix"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    if request.param == "folder":
        return in_folder(tmp_path)
    odd = request.param.endswith("prefix")
    return in_bucket(tmp_path, request.getfixturevalue("store"), prefix=ODD if odd else "")


@pytest.fixture
def vault(kept: Kept) -> Vault:
    return kept.vault


# ------------------------------------------------------------------------------------------ put and found


def test_what_is_put_is_found_under_its_hash(vault: Vault) -> None:
    assert vault.put(CONTENT) == DIGEST
    assert (vault.exists(DIGEST), vault.size(DIGEST), vault.read(DIGEST)) == (True, len(CONTENT), CONTENT)
    with vault.file(DIGEST) as path:
        assert path.read_bytes() == CONTENT
    assert [digest for digest, _ in vault.digests()] == [DIGEST]


def test_nothing_at_all_can_be_kept(vault: Vault) -> None:
    digest = vault.put(b"")

    assert (vault.size(digest), vault.read(digest)) == (0, b"")


def test_a_tape_that_is_sent_in_parts_comes_back_whole(vault: Vault, kept: Kept, tmp_path: Path) -> None:
    tape = tmp_path / "tape.mp4"
    tape.write_bytes(os.urandom(1 << 20) * 17)
    assert tape.stat().st_size > 2 * PART

    digest = vault.adopt(tape)
    tape.unlink()

    assert vault.verify(digest)
    assert vault.size(digest) == 17 << 20
    assert kept.unfinished() == 0


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(0, 3 * PIECE - 1), data=st.data())
def test_a_part_is_what_lies_between_its_ends(vault: Vault, first: int, data: st.DataObject) -> None:
    content = bytes(range(256)) * (3 * PIECE // 256)
    last = data.draw(st.integers(first, len(content) - 1))
    digest = vault.put(content)

    pieces = list(vault.chunks(digest, first=first, last=last))

    assert b"".join(pieces) == content[first : last + 1]
    assert max(map(len, pieces)) <= PIECE


def test_content_that_is_not_there_is_said_to_be_missing(vault: Vault) -> None:
    assert (vault.exists(DIGEST), vault.verify(DIGEST), vault.remove(DIGEST)) == (False, False, False)
    for act in (vault.read, vault.chunks, vault.size, lambda digest: vault.file(digest).__enter__()):
        with pytest.raises(FileNotFoundError):
            act(DIGEST)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", DIGEST.upper(), f"{DIGEST}/x", f"{DIGEST}\n", "é" * 64])
def test_what_is_not_a_digest_becomes_no_name(vault: Vault, name: str) -> None:
    for act in (vault.read, vault.chunks, vault.size, vault.exists, vault.remove, vault.verify):
        with pytest.raises(ValueError, match="not a SHA-256 digest"):
            act(name)


def test_rot_is_noticed_and_healed_by_putting_again(vault: Vault, kept: Kept) -> None:
    vault.put(CONTENT)
    kept.spoil(DIGEST)
    assert not vault.verify(DIGEST)

    vault.put(CONTENT)

    assert vault.verify(DIGEST)


# ------------------------------------------------------------------------------------------------- cut off


def test_an_upload_that_breaks_off_leaves_nothing(vault: Vault, kept: Kept) -> None:
    def upload() -> None:
        with vault.incoming() as incoming:
            incoming.write(CONTENT)
            assert not vault.exists(DIGEST)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        upload()

    assert list(vault.digests()) == []
    assert kept.unfinished() == 0


def test_an_upload_is_refused_at_the_piece_that_crosses_its_limit(vault: Vault, kept: Kept) -> None:
    with vault.incoming(limit_bytes=10) as incoming:
        incoming.write(bytes(10))
        with pytest.raises(MediaRefused) as refused:
            incoming.write(b"!")

    assert refused.value.reason is Refusal.TOO_LARGE
    assert kept.unfinished() == 0


def test_what_was_abandoned_for_an_hour_is_swept(vault: Vault, kept: Kept) -> None:
    vault.put(CONTENT)
    left = vault.incoming()
    left.write(CONTENT)
    begun = left._unfinished.stat().st_mtime

    assert vault.sweep_unfinished(now=begun + STALE_AFTER_SECONDS - 60) == 0
    assert vault.sweep_unfinished(now=begun + STALE_AFTER_SECONDS + 60) == 1
    assert (kept.unfinished(), vault.exists(DIGEST)) == (0, True)


# ------------------------------------------------------------------------------------------------- removed


def test_removed_content_is_gone(vault: Vault) -> None:
    vault.put(CONTENT)

    assert vault.remove(DIGEST)
    assert list(vault.digests()) == []


def test_the_sweep_leaves_what_was_put_since(vault: Vault) -> None:
    vault.put(CONTENT)
    [(_, put_at)] = vault.digests()

    assert not vault.remove(DIGEST, unless_put_since=put_at)
    assert vault.exists(DIGEST)
    assert vault.remove(DIGEST, unless_put_since=put_at + 1)
    assert not vault.exists(DIGEST)


def test_a_vault_that_is_well_has_nothing_to_advise(vault: Vault) -> None:
    for thorough in (False, True):
        [found] = vault.conditions(thorough=thorough)
        assert (found.name, found.advice) == ("Media", "")
    assert vault.free_bytes() > 0
    assert list(vault.digests()) == []


# ----------------------------------------------------------------------------------------- a bucket's own


@pytest.fixture
def named(store: Store, tmp_path: Path) -> tuple[str, BucketVault]:
    name = store.bucket()
    return name, BucketVault(name, "calls", workshop=tmp_path / "on-its-way", endpoint=store.endpoint, region="")


def test_a_bucket_holds_what_others_keep_there_as_well(store: Store, named: tuple[str, BucketVault]) -> None:
    name, vault = named
    vault.put(CONTENT)
    for key in (DIGEST, f"callsx/{DIGEST}", f"calls/{DIGEST}", "calls/notes.txt"):
        store.client.put_object(Bucket=name, Key=key, Body=b"not ours")

    assert [digest for digest, _ in vault.digests()] == [DIGEST]
    assert vault.read(DIGEST) == CONTENT


def test_where_versions_are_kept_the_older_ones_go_with_the_content(
    store: Store, named: tuple[str, BucketVault]
) -> None:
    name, vault = named
    versioning = {"Status": "Enabled"}
    store.client.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
    vault.put(CONTENT)
    vault.put(CONTENT)

    assert vault.remove(DIGEST)

    left = store.client.list_object_versions(Bucket=name)
    assert (left.get("Versions"), left.get("DeleteMarkers")) == (None, None)


def test_parts_that_were_sent_and_never_joined_are_swept(store: Store, named: tuple[str, BucketVault]) -> None:
    name, vault = named
    begun = store.client.create_multipart_upload(Bucket=name, Key=f"calls/ab/cd/{DIGEST}")
    store.client.upload_part(Bucket=name, Key=begun["Key"], UploadId=begun["UploadId"], PartNumber=1, Body=b"part")
    [upload] = store.client.list_multipart_uploads(Bucket=name)["Uploads"]
    at = upload["Initiated"].timestamp() + STALE_AFTER_SECONDS

    assert vault.sweep_unfinished(now=at - 60) == 0
    assert vault.sweep_unfinished(now=at + 60) == 1
    assert "Uploads" not in store.client.list_multipart_uploads(Bucket=name)


def test_a_part_that_fails_leaves_no_tape_and_no_parts(
    store: Store, named: tuple[str, BucketVault], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, vault = named
    api_call = vault._client._make_api_call

    def failing(operation: str, arguments: dict[str, Any]) -> Any:
        if operation == "UploadPart" and arguments["PartNumber"] == 2:
            raise ConnectionResetError
        return api_call(operation, arguments)

    monkeypatch.setattr(vault._client, "_make_api_call", failing)
    with pytest.raises(OSError):  # noqa: PT011 - what the network says, or VaultAway
        vault.put(bytes(2 * PART + 1))

    monkeypatch.undo()
    assert list(vault.digests()) == []
    assert "Uploads" not in store.client.list_multipart_uploads(Bucket=name)


def test_a_store_that_keeps_less_than_it_was_sent_is_not_believed(
    named: tuple[str, BucketVault], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, vault = named
    monkeypatch.setattr(vault, "size", lambda _: len(CONTENT) - 1)

    with pytest.raises(VaultAway, match="a part of the file"):
        vault.put(CONTENT)


def test_a_store_that_is_away_is_asked_once_and_then_left_in_peace(
    store: Store, named: tuple[str, BucketVault], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, vault = named
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    vault.put(CONTENT)
    with store.away():
        with pytest.raises(VaultAway, match="does not answer"):
            vault.read(DIGEST)
        for act in (vault.read, vault.exists, vault.remove):
            with pytest.raises(VaultAway, match="a moment ago"):
                act(DIGEST)
        [found] = vault.conditions(thorough=True)
        assert "did not answer" in found.found
        assert "CASTING_S3_ENDPOINT" in found.advice
    now += bucket.SILENCE
    assert vault.read(DIGEST) == CONTENT


def test_a_bucket_in_which_strangers_can_read_is_not_well(store: Store, named: tuple[str, BucketVault]) -> None:
    name, vault = named
    anybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [anybody]})
    store.client.put_bucket_policy(Bucket=name, Policy=policy)

    [found] = vault.conditions(thorough=True)

    assert found.found == f"s3://{name}/calls/ can be read by anybody"
    assert "public access" in found.advice


def test_a_bucket_that_is_not_there_is_named(store: Store, tmp_path: Path) -> None:
    vault = BucketVault("casting-nowhere", "", workshop=tmp_path, endpoint=store.endpoint, region="")

    [found] = vault.conditions(thorough=False)

    assert found.found == "s3://casting-nowhere/: the store refuses (NoSuchBucket)"
    assert "CASTING_MEDIA" in found.advice


# ------------------------------------------------------------------------------------------------- opening


@pytest.mark.parametrize("address", ["s3://", "s3://x", "s3://Capitals", "https://example.org/bucket", "/srv/media"])
def test_an_address_that_names_no_bucket_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(Unready, match="CASTING_MEDIA cannot be used"):
        open_vault(VaultPlace(tmp_path, address))


def test_what_is_not_set_is_named(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unready, match="AWS_REGION is not set"):
        open_vault(VaultPlace(tmp_path, "s3://casting-media"))
    with pytest.raises(Unready, match="CASTING_S3_ENDPOINT cannot be used"):
        open_vault(VaultPlace(tmp_path, "s3://casting-media", endpoint="store.example.org"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(Unready, match="AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"):
        open_vault(VaultPlace(tmp_path, "s3://casting-media", endpoint=store.endpoint))
