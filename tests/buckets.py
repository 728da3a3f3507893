"""A store of buckets on this machine, which tests can take away and bring back."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from typing import Any, Final
from unittest.mock import patch

import boto3
from moto.server import ThreadedMotoServer

REGION: Final = "us-east-1"
KEYS: Final = {
    "AWS_ACCESS_KEY_ID": "tests",
    "AWS_SECRET_ACCESS_KEY": "for tests alone",
    "AWS_EC2_METADATA_DISABLED": "true",
}
_numbers = count(1)


class Store:
    """One store. What lies in its buckets survives its being away."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._server.start()
        _, self.port = self._server.get_host_and_port()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def client(self) -> Any:
        """Whoever owns the bucket, at its own desk."""
        return boto3.client("s3", endpoint_url=self.endpoint, region_name=REGION)

    def bucket(self) -> str:
        """The name of a new bucket, empty and private."""
        name = f"casting-{next(_numbers)}"
        self.client.create_bucket(Bucket=name)
        return name

    def stop(self) -> None:
        self._server.stop()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody answers for as long as the `with` lasts."""
        self.stop()
        try:
            yield
        finally:
            self._server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
            self._server.start()
            self._server.get_host_and_port()


@contextmanager
def a_store() -> Iterator[Store]:
    """A store with keys in the environment, as an installation finds them."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    unset = ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION")
    with patch.dict(os.environ, KEYS):
        for name in unset:
            os.environ.pop(name, None)
        store = Store()
        try:
            yield store
        finally:
            store.stop()
