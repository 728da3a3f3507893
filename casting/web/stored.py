"""What lies in the vault as an answer: whole, or the part that a player asks for.

It always goes through this process, wherever it lies: who asks is checked each time, and every answer carries our own
headers (docs/decisions/0018).
"""

import re
from collections.abc import Mapping
from typing import Final

from starlette.responses import Response, StreamingResponse

from casting.media.vault import Vault

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def stored(
    vault: Vault, digest: str, *, media_type: str, headers: Mapping[str, str], asked: Mapping[str, str]
) -> Response:
    """Answer with what has this digest, or one range of it; several at once are answered with the whole.

    Args:
        asked: the headers of the request.

    Raises:
        FileNotFoundError: there is no such content.
        VaultAway: it cannot be reached.
    """
    size, tag = vault.size(digest), f'"{digest}"'
    given = {**headers, "accept-ranges": "bytes", "etag": tag}
    first, last = 0, size - 1
    if part := _part(asked, tag):
        first, last = _bounds(part, size)
        if first > last:
            return Response(status_code=416, headers={**given, "content-range": f"bytes */{size}"})
        given["content-range"] = f"bytes {first}-{last}/{size}"
    given["content-length"] = str(last - first + 1)
    content = vault.chunks(digest, first=first, last=last) if size else iter(())
    return StreamingResponse(content, status_code=206 if part else 200, media_type=media_type, headers=given)


def _part(asked: Mapping[str, str], tag: str) -> re.Match[str] | None:
    """The one range that is asked for of just this content."""
    part = _RANGE.fullmatch(asked.get("range", "").strip())
    if part is None or part.group(1, 2) == ("", "") or asked.get("if-range", tag) != tag:
        return None
    return None if part[1] and part[2] and int(part[1]) > int(part[2]) else part


def _bounds(part: re.Match[str], size: int) -> tuple[int, int]:
    """The first and the last byte; the first behind the last where there are none."""
    if not part[1]:
        return max(0, size - int(part[2])), size - 1 if int(part[2]) else -1
    return int(part[1]), min(size - 1, int(part[2]) if part[2] else size - 1)
