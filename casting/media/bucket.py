"""A vault in a bucket of an S3-compatible store.

What arrives is written to a file of this machine first, since its name is the hash of all of it; then it is sent, large
files in parts, and is under its name only when all parts are there. Every question has an end: a store that does not
answer is not asked again for some seconds, so that its silence never takes all the threads of a web process.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from casting.domain.errors import Unready
from casting.media.vault import DIGEST, PIECE, STALE_AFTER_SECONDS, Condition, Incoming, VaultAway, checked

PART: Final = 8 << 20
"""Files larger than this are sent in parts of this size, in bytes."""
SILENCE: Final = 10.0
"""Seconds for which a store that did not answer is not asked again."""
_PATIENCE: Final = {"connect_timeout": 3, "read_timeout": 15, "retries": {"total_max_attempts": 2, "mode": "standard"}}
_ABSENT: Final = {"404", "NoSuchKey", "NotFound"}
_WORDS: Final = b"Casting looks whether it can keep a file here, and whether strangers can read it."


class BucketVault:
    """A vault in a bucket: `prefix/ab/cd/abcd…`.

    Args:
        workshop: a folder for what is on its way.
        endpoint: the store's address; empty for the one of AWS.
        region: may be empty where there is an endpoint.

    Raises:
        Unready: keys or region are not set, or the endpoint is no address.
    """

    def __init__(self, bucket: str, prefix: str, *, workshop: Path, endpoint: str, region: str) -> None:
        self.bucket = bucket
        self.prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""
        self._workshop = workshop
        self._workshop.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._silent_until = 0.0
        session = boto3.Session()
        region = region or session.region_name or ("us-east-1" if endpoint else "")
        if not region:
            raise Unready("CASTING_MEDIA names a bucket of AWS, but AWS_REGION is not set.")
        if session.get_credentials() is None:
            raise Unready("CASTING_MEDIA names a bucket, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.")

        def client(**more: Any) -> Any:
            config = Config(
                **_PATIENCE,
                max_pool_connections=40,
                s3={"addressing_style": "path"} if endpoint else None,
                # Not every store knows the checksums that boto3 sends of itself; all know a length.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                **more,
            )
            return session.client("s3", endpoint_url=endpoint or None, region_name=region, config=config)

        try:
            self._client = client()
        except ValueError as error:  # what boto3 says of an address that is none
            raise Unready(f"CASTING_S3_ENDPOINT cannot be used. {error}") from error
        self._stranger: Callable[[], Any] = lambda: client(signature_version=UNSIGNED)

    def put(self, content: bytes | Path) -> str:
        """Keep the content and return its digest. Putting the same again renews its time."""
        with self.incoming() as incoming:
            incoming.take(content)
            return incoming.finish()

    def adopt(self, path: Path) -> str:
        """Keep a file of this machine; `path` stays until it is removed."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._send(path, digest)
        return digest

    def incoming(self, *, limit_bytes: int | None = None) -> Incoming:
        """Begin a file that arrives in pieces; more than `limit_bytes` are refused while they arrive."""
        return Incoming(self, limit_bytes=limit_bytes)

    def read(self, digest: str) -> bytes:
        """Return the content. Raises FileNotFoundError where there is none."""
        return b"".join(self.chunks(digest))

    def chunks(self, digest: str, *, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Return the content, or the part from `first` to `last`, in pieces."""
        part = {} if first == 0 and last is None else {"Range": f"bytes={first}-{'' if last is None else last}"}
        with self._asking():
            body = self._client.get_object(**self._named(digest), **part)["Body"]
        return self._pieces(body)

    def size(self, digest: str) -> int:
        """Return how many bytes the content has. Raises FileNotFoundError where there is none."""
        return int(self._head(digest)["ContentLength"])

    @contextmanager
    def file(self, digest: str) -> Iterator[Path]:
        """A copy on this machine."""
        with tempfile.NamedTemporaryFile(dir=self._workshop) as copy:
            for piece in self.chunks(digest):
                copy.write(piece)
            copy.flush()
            yield Path(copy.name)

    def exists(self, digest: str) -> bool:
        """Whether the content is kept here."""
        try:
            self._head(digest)
        except FileNotFoundError:
            return False
        return True

    def remove(self, digest: str, *, unless_put_since: float | None = None) -> bool:
        """Delete the content with all versions that the bucket keeps of it; see `Vault`.

        Where the bucket keeps versions, just those are deleted that were looked at, so that what is put meanwhile
        stays. Where it keeps none, there are milliseconds between the look and the deletion.
        """
        named = self._named(digest)
        try:
            head = self._head(digest)
        except FileNotFoundError:
            return False
        if unless_put_since is not None and head["LastModified"].timestamp() >= unless_put_since:
            return False
        with self._asking():
            if head.get("VersionId", "null") == "null":
                self._client.delete_object(**named)
                return True
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=named["Key"])
            for kept in (one for page in pages for kind in ("Versions", "DeleteMarkers") for one in page.get(kind, ())):
                if kept["LastModified"] <= head["LastModified"]:
                    self._client.delete_object(**named, VersionId=kept["VersionId"])
        return True

    def digests(self) -> Iterator[tuple[str, float]]:
        """Yield each digest with the time it was last put, in seconds since the epoch."""
        with self._asking():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
            for kept in (one for page in pages for one in page.get("Contents", ())):
                name = kept["Key"].rsplit("/", maxsplit=1)[-1]
                if DIGEST.fullmatch(name) and kept["Key"] == self._key(name):
                    yield name, kept["LastModified"].timestamp()

    def verify(self, digest: str) -> bool:
        """Whether the content is kept and still has its hash."""
        found = hashlib.sha256()
        try:
            for piece in self.chunks(digest):
                found.update(piece)
        except FileNotFoundError:
            return False
        return found.hexdigest() == digest

    def free_bytes(self) -> int:
        """How many bytes of what is on its way have room on this machine: the store itself tells of no limit."""
        return shutil.disk_usage(self._workshop).free

    def sweep_unfinished(self, *, now: float) -> int:
        """Let go of what was abandoned an hour ago, here and in the store."""
        stale, swept = now - STALE_AFTER_SECONDS, 0
        for path in self._workshop.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < stale:
                    path.unlink()
                    swept += 1
        with self._asking():
            pages = self._client.get_paginator("list_multipart_uploads")
            for begun in (one for page in pages.paginate(**self._prefixed()) for one in page.get("Uploads", ())):
                if begun["Initiated"].timestamp() < stale:
                    named = {"Bucket": self.bucket, "Key": begun["Key"]}
                    self._client.abort_multipart_upload(**named, UploadId=begun["UploadId"])
                    swept += 1
        return swept

    def conditions(self, *, thorough: bool) -> tuple[Condition, ...]:
        """Whether the bucket is there, takes a file and gives it back, and shows strangers nothing."""
        where = f"s3://{self.bucket}/{self.prefix}"
        try:
            with self._asking():
                self._client.list_objects_v2(**self._prefixed(), MaxKeys=1)
                if not thorough:
                    return (Condition("Media", where),)
                named = {"Bucket": self.bucket, "Key": f"{self.prefix}is-it-well"}
                self._client.put_object(**named, Body=_WORDS)
                public = self._seen_by_strangers(named)
                self._client.delete_object(**named)
        except OSError as error:
            advice = "Files are refused meanwhile, answers are still kept. Look at CASTING_MEDIA, CASTING_S3_ENDPOINT "
            advice += "and the keys, which need the rights to list, get, put and delete."
            return (Condition("Media", f"{where}: {error}", advice),)
        if public:
            advice = "Take public access off the bucket at once: photographs and tapes are private."
            return (Condition("Media", f"{where} can be read by anybody", advice),)
        return (Condition("Media", where),)

    def begin(self) -> tuple[BinaryIO, Path]:
        """Create an unnamed file for `Incoming` to write."""
        descriptor, name = tempfile.mkstemp(dir=self._workshop)
        return os.fdopen(descriptor, "wb"), Path(name)

    def publish(self, file: BinaryIO, unfinished: Path, digest: str) -> None:
        """Send a complete file, under its name."""
        file.flush()
        self._send(unfinished, digest)

    def _send(self, path: Path, digest: str) -> None:
        """Send a file and see that all of it is there, before anybody is told so."""
        named, config = self._named(digest), TransferConfig(multipart_threshold=PART, multipart_chunksize=PART)
        with self._asking():
            self._client.upload_file(str(path), named["Bucket"], named["Key"], Config=config)
        if self.size(digest) != path.stat().st_size:
            raise VaultAway("the store kept a part of the file alone")

    def _seen_by_strangers(self, named: dict[str, str]) -> bool:
        """Whether somebody without keys can read what lies in the bucket."""
        try:
            self._stranger().get_object(**named)
        except (ClientError, BotoCoreError):
            return False
        return True

    def _head(self, digest: str) -> Any:
        with self._asking():
            return self._client.head_object(**self._named(digest))

    def _pieces(self, body: Any) -> Iterator[bytes]:
        with self._asking(), body:
            yield from body.iter_chunks(PIECE)

    def _key(self, digest: str) -> str:
        return f"{self.prefix}{digest[:2]}/{digest[2:4]}/{digest}"

    def _named(self, digest: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self._key(checked(digest))}

    def _prefixed(self) -> dict[str, str]:
        return {"Bucket": self.bucket, "Prefix": self.prefix}

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Ask the store; whatever it fails with is told as FileNotFoundError or VaultAway."""
        if time.monotonic() < self._silent_until:
            raise VaultAway("did not answer a moment ago")
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _ABSENT:
                raise FileNotFoundError(code) from error
            raise VaultAway(f"the store refuses ({code})") from error
        except (BotoCoreError, Boto3Error) as error:
            self._silent_until = time.monotonic() + SILENCE
            raise VaultAway(f"the store does not answer ({type(error).__name__})") from error
