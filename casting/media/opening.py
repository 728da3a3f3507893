"""Which vault an installation has: a folder or, by one setting, a bucket."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casting.domain.errors import Unready
from casting.media.folder import FolderVault
from casting.media.vault import Vault

_BUCKET: Final = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?", re.DOTALL)


@dataclass(frozen=True)
class VaultPlace:
    """Where media live, as settings say it.

    Attributes:
        data: the installation's folder.
        address: `s3://bucket/prefix`; empty for the folder `media` in `data`.
        endpoint, region: of the store.
    """

    data: Path
    address: str = ""
    endpoint: str = ""
    region: str = ""


def open_vault(place: VaultPlace, *, durable: bool = True) -> Vault:
    """Open the vault of that place.

    Args:
        durable: whether what is put would survive a power cut; a bucket always sees to that itself.

    Raises:
        Unready: the address cannot be used, or what a bucket needs is not set.
    """
    if not place.address:
        return FolderVault(place.data / "media", durable=durable)
    named = _BUCKET.fullmatch(place.address)
    if named is None:
        raise Unready("CASTING_MEDIA cannot be used: write s3://bucket/prefix, or leave it empty for the data folder.")
    # A second and 40 MB that an installation with a folder does without.
    from casting.media.bucket import BucketVault  # noqa: PLC0415

    workshop = place.data / "media-on-its-way"
    return BucketVault(named[1], named[2] or "", workshop=workshop, endpoint=place.endpoint, region=place.region)
