"""Files in the vault are complete or absent, kept once, and known when they rot."""

import errno
import hashlib
import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.media import MediaRefused, Refusal
from casting.media import vault as vault_module
from casting.media.folder import FolderVault
from casting.media.vault import STALE_AFTER_SECONDS, Vault

CONTENT = b"a headshot" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def vault(tmp_path: Path) -> FolderVault:
    return FolderVault(tmp_path / "media")


def files_in(vault: FolderVault) -> list[Path]:
    return [path for path in vault.folder.rglob("*") if path.is_file()]


def test_a_folder_vault_is_a_vault(vault: FolderVault) -> None:
    kept: Vault = vault

    assert kept.put(CONTENT) == DIGEST


def test_what_is_put_can_be_opened_under_its_hash(vault: FolderVault) -> None:
    digest = vault.put(CONTENT)

    assert digest == DIGEST
    assert vault.exists(digest)
    assert vault.verify(digest)
    assert vault.read(digest) == CONTENT


def test_a_file_lies_two_folders_deep_for_its_owner_alone(vault: FolderVault) -> None:
    path = vault.path(vault.put(CONTENT))

    assert path == vault.folder / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert all(stat.S_IMODE(folder.stat().st_mode) == 0o700 for folder in path.parents[:2])


def test_a_path_is_put_as_its_content_and_stays(vault: FolderVault, tmp_path: Path) -> None:
    source = tmp_path / "portrait.jpg"
    source.write_bytes(CONTENT)

    assert vault.put(source) == DIGEST
    assert source.read_bytes() == CONTENT


def test_the_same_content_is_kept_once_and_counts_as_put_again(vault: FolderVault) -> None:
    path = vault.path(vault.put(CONTENT))
    os.utime(path, (1000, 1000))

    assert vault.put(CONTENT) == DIGEST

    assert files_in(vault) == [path]
    assert path.stat().st_mtime > 1000


def test_putting_again_heals_a_rotten_copy(vault: FolderVault) -> None:
    vault.path(vault.put(CONTENT)).write_bytes(b"rotten")

    vault.put(CONTENT)

    assert vault.verify(DIGEST)


@given(content=st.binary(min_size=1, max_size=2000), data=st.data())
def test_one_flipped_bit_is_noticed(
    content: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    vault = FolderVault(tmp_path_factory.mktemp("vault"), durable=False)
    digest = vault.put(content)
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    rotten = bytearray(content)
    rotten[bit // 8] ^= 1 << bit % 8

    vault.path(digest).write_bytes(bytes(rotten))

    assert not vault.verify(digest)


def test_content_that_is_not_there_is_neither_found_nor_sound(vault: FolderVault) -> None:
    assert not vault.exists(DIGEST)
    assert not vault.verify(DIGEST)
    assert not vault.remove(DIGEST)
    with pytest.raises(FileNotFoundError):
        vault.read(DIGEST)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", DIGEST.upper(), DIGEST[:-1], f"{DIGEST}/x", f"{DIGEST}\n", "é" * 64]
)
def test_what_is_not_a_digest_becomes_no_path(vault: FolderVault, name: str) -> None:
    for act in (vault.path, vault.read, vault.exists, vault.remove, vault.verify):
        with pytest.raises(ValueError, match="not a SHA-256 digest"):
            act(name)


def test_digests_lists_what_is_kept_with_its_time(vault: FolderVault) -> None:
    digests = [vault.put(content) for content in (b"one", b"two", b"three")]
    for number, digest in enumerate(digests):
        os.utime(vault.path(digest), (number, number))
    vault.incoming().write(b"unfinished")
    (vault.folder / "ab" / "cd").mkdir(parents=True, exist_ok=True)
    (vault.folder / "ab" / "cd" / "notes.txt").write_text("not ours")

    assert sorted(vault.digests(), key=lambda kept: kept[1]) == [
        (digest, float(number)) for number, digest in enumerate(digests)
    ]


def test_removed_content_is_gone(vault: FolderVault) -> None:
    vault.put(CONTENT)

    assert vault.remove(DIGEST)
    assert files_in(vault) == []


def test_the_sweep_leaves_what_was_put_again_meanwhile(vault: FolderVault) -> None:
    path = vault.path(vault.put(CONTENT))
    os.utime(path, (1000, 1000))

    assert not vault.remove(DIGEST, unless_put_since=1000)
    assert vault.exists(DIGEST)
    assert vault.remove(DIGEST, unless_put_since=1001)
    assert not vault.exists(DIGEST)


def test_free_bytes_are_those_of_the_file_system(vault: FolderVault) -> None:
    system = os.statvfs(vault.folder)

    assert 0 < vault.free_bytes() <= system.f_blocks * system.f_frsize


# ------------------------------------------------------------------------------------- durable and atomic


def record_system_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note, in order, what is synchronised and what is renamed."""
    calls: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        calls.append("folder" if is_folder else "file")
        fsync(descriptor)

    def noted_replace(source: Path, target: Path) -> Path:
        calls.append("rename")
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    return calls


def test_content_reaches_the_disk_before_its_name_and_the_name_before_the_answer(
    vault: FolderVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = record_system_calls(monkeypatch)

    vault.put(CONTENT)

    assert calls == ["file", "rename", "folder", "folder", "folder"]


def test_what_can_be_made_again_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = record_system_calls(monkeypatch)

    FolderVault(tmp_path, durable=False).put(CONTENT)

    assert calls == ["rename"]


@pytest.mark.parametrize("step", ["os.utime", "os.fsync", "os.open", "Path.mkdir", "Path.replace"])
def test_a_failure_before_the_name_is_given_leaves_nothing(
    vault: FolderVault, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def disk_full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    owner, name = step.split(".")
    with monkeypatch.context() as broken:
        broken.setattr(Path if owner == "Path" else os, name, disk_full)
        with pytest.raises(OSError, match="No space left"):
            vault.put(CONTENT)

    assert files_in(vault) == []
    assert vault.put(CONTENT) == DIGEST


def test_a_process_killed_while_it_writes_leaves_nothing_visible(vault: FolderVault) -> None:
    program = textwrap.dedent(
        f"""
        import os, signal
        from pathlib import Path
        from casting.media.folder import FolderVault
        incoming = FolderVault(Path({str(vault.folder)!r})).incoming()
        incoming.write(bytes(3_000_000))
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    root = Path(vault_module.__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", program], cwd=root, check=False, timeout=60)

    assert ended.returncode == -signal.SIGKILL
    assert list(vault.digests()) == []
    (leftover,) = files_in(vault)
    began = leftover.stat().st_mtime
    assert vault.sweep_unfinished(now=began + STALE_AFTER_SECONDS) == 0
    assert vault.sweep_unfinished(now=began + STALE_AFTER_SECONDS + 1) == 1
    assert files_in(vault) == []


def test_the_sweep_takes_nothing_that_is_kept(vault: FolderVault) -> None:
    os.utime(vault.path(vault.put(CONTENT)), (0, 0))

    assert vault.sweep_unfinished(now=1e12) == 0
    assert vault.exists(DIGEST)


# ------------------------------------------------------------------------------------------------- uploads


@given(pieces=st.lists(st.binary(max_size=300), max_size=20))
def test_pieces_make_the_whole(pieces: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    vault = FolderVault(tmp_path_factory.mktemp("vault"), durable=False)
    with vault.incoming(limit_bytes=6000) as incoming:
        for piece in pieces:
            incoming.write(piece)
        digest = incoming.finish()

    assert incoming.size == sum(map(len, pieces))
    assert vault.path(digest).read_bytes() == b"".join(pieces)


def test_an_upload_is_refused_at_the_piece_that_crosses_its_limit(vault: FolderVault) -> None:
    with vault.incoming(limit_bytes=10) as incoming:
        incoming.write(bytes(10))
        with pytest.raises(MediaRefused) as refused:
            incoming.write(b"!")

    assert refused.value.reason is Refusal.TOO_LARGE
    assert files_in(vault) == []


def test_an_upload_that_breaks_off_is_removed(vault: FolderVault) -> None:
    def upload() -> None:
        with vault.incoming() as incoming:
            incoming.write(CONTENT)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        upload()

    assert files_in(vault) == []


def test_an_upload_is_invisible_until_it_is_finished(vault: FolderVault) -> None:
    with vault.incoming() as incoming:
        incoming.write(CONTENT)
        assert list(vault.digests()) == []
        incoming.finish()
        assert vault.exists(DIGEST)

    assert vault.exists(DIGEST)
