"""Numbers and parts of records as bytes: versioned, checked, the same on every machine, without pickle."""

import struct
import sys
from array import array
from collections.abc import Sequence
from zlib import crc32

from casting.domain.errors import CastingError

_HEAD = struct.Struct("<BBI")


class UnreadableError(CastingError):
    """Stored numbers are damaged or were written by another version; they have to be computed again."""


def seal(version: int, parts: Sequence[bytes]) -> bytes:
    """The parts in one: version (1 byte), their number (1), CRC-32 of the rest (4), lengths, the parts."""
    body = struct.pack(f"<{len(parts)}I", *map(len, parts)) + b"".join(parts)
    return _HEAD.pack(version, len(parts), crc32(body)) + body


def unseal(version: int, stored: bytes, *, parts: int) -> list[bytes]:
    """The parts that `seal` put together. Raises `UnreadableError` for another version or checksum."""
    if len(stored) < _HEAD.size:
        raise UnreadableError("The stored numbers are cut short; they have to be computed again.")
    found, number, checksum = _HEAD.unpack_from(stored)
    body = stored[_HEAD.size :]
    if found != version:
        raise UnreadableError(f"The stored numbers are of version {found}, not {version}; compute them again.")
    if number != parts or crc32(body) != checksum:
        raise UnreadableError("The stored numbers are damaged; they have to be computed again.")
    lengths = struct.unpack_from(f"<{parts}I", body)
    start = 4 * parts
    cut = []
    for length in lengths:
        cut.append(body[start : start + length])
        start += length
    return cut


def little_endian(numbers: "array[int] | array[float]") -> bytes:
    """The 32-bit numbers as little-endian bytes, whatever the machine's own order."""
    return _own_order(numbers.tobytes())


def whole_numbers(stored: bytes) -> "array[int]":
    """The unsigned 32-bit numbers of little-endian bytes. ValueError for half a number."""
    numbers = array("I")
    numbers.frombytes(_own_order(stored))
    return numbers


def real_numbers(stored: bytes) -> "array[float]":
    """The 32-bit floating-point numbers of little-endian bytes. ValueError for half a number."""
    numbers = array("f")
    numbers.frombytes(_own_order(stored))
    return numbers


def _own_order(stored: bytes) -> bytes:
    if sys.byteorder == "little":
        return stored
    swapped = array("I", stored)
    swapped.byteswap()
    return swapped.tobytes()
