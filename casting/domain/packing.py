"""Numbers and parts of records as bytes: versioned, checked, the same on every machine, without pickle."""

import struct
import sys
import zlib
from array import array
from collections.abc import Sequence

from casting.domain.errors import CastingError

_HEAD = struct.Struct("<BBI")


class UnreadableError(CastingError):
    """Stored numbers are damaged or were written by another version; they have to be computed again."""


def seal(version: int, parts: Sequence[bytes]) -> bytes:
    """The parts in one: version (1 byte), their number (1), CRC-32 of the rest (4), lengths, the parts."""
    body = struct.pack(f"<{len(parts)}I", *map(len, parts)) + b"".join(parts)
    return _HEAD.pack(version, len(parts), zlib.crc32(body)) + body


def unseal(version: int, stored: bytes, *, parts: int) -> list[bytes]:
    """The parts that `seal` put together. Raises `UnreadableError` for another version or checksum."""
    if len(stored) < _HEAD.size:
        raise UnreadableError("The stored numbers are cut short; they have to be computed again.")
    found, number, checksum = _HEAD.unpack_from(stored)
    body = stored[_HEAD.size :]
    if found != version:
        raise UnreadableError(f"The stored numbers are of version {found}, not {version}; compute them again.")
    if number != parts or zlib.crc32(body) != checksum:
        raise UnreadableError("The stored numbers are damaged; they have to be computed again.")
    lengths = struct.unpack_from(f"<{parts}I", body)
    start = 4 * parts
    cut = []
    for length in lengths:
        cut.append(body[start : start + length])
        start += length
    return cut


def packed_ids(ids: Sequence[int]) -> bytes:
    """Keys of the database as a run keeps them: int64, little-endian."""
    return struct.pack(f"<{len(ids)}q", *ids)


def unpacked_ids(stored: bytes) -> tuple[int, ...]:
    """The keys that were packed."""
    return struct.unpack(f"<{len(stored) // 8}q", stored)


def squeezed(numbers: bytes, *, level: int) -> bytes:
    """Little-endian 32-bit numbers, compressed: first the lowest byte of each, then the next, and so on.

    Bytes of one rank resemble each other, which makes the result a third smaller than of the numbers as they are.
    """
    return zlib.compress(b"".join(numbers[rank::4] for rank in range(4)), level)


def whole_numbers(stored: bytes) -> "array[int]":
    """The unsigned numbers that were `squeezed`. Raises ValueError or zlib.error for bytes that are not."""
    numbers = array("I")
    numbers.frombytes(_own_order(stored))
    return numbers


def real_numbers(stored: bytes) -> "array[float]":
    """The floating-point numbers that were `squeezed`. Raises ValueError or zlib.error for bytes that are not."""
    numbers = array("f")
    numbers.frombytes(_own_order(stored))
    return numbers


def _own_order(stored: bytes) -> bytes:
    ranks = zlib.decompress(stored)
    if len(ranks) % 4:
        raise ValueError("half a number")
    length = len(ranks) // 4
    numbers = bytearray(len(ranks))
    for rank in range(4):
        place = rank if sys.byteorder == "little" else 3 - rank
        numbers[place::4] = ranks[rank * length : (rank + 1) * length]
    return bytes(numbers)
