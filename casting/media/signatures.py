"""What a file is by its own first bytes, and whether its end is there. Nothing is decoded here."""

from typing import Final

_SIGNATURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)

_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1"})

_FILM_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
"""With which a QuickTime or MP4 file may begin."""

_FOREIGN_PICTURES: Final = (
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"8BPS",
    b"\x00\x00\x00\x0cjP  ",
    b"\xff\x4f\xff\x51",
    b"\xff\x0a",
    b"\x00\x00\x01\x00",
    b"%PDF-",
)


def sniff(head: bytes) -> str | None:
    """Return the media type of a picture that can be prepared, by its first 64 bytes; None for all else."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return _sniff_boxes(head)


def sniff_video(head: bytes) -> str | None:
    """Return the media type of a video that can be prepared, by its first 64 bytes; None for all else."""
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "video/x-msvideo"
    if head[4:8] in _FILM_BOXES and _sniff_boxes(head) is None:
        return "video/mp4"
    return None


def is_foreign_picture(head: bytes) -> bool:
    """Whether the file is a picture or page of another kind: GIF, TIFF, BMP, SVG, PDF and so on."""
    return head.startswith(_FOREIGN_PICTURES) or b"<svg" in head[:1024].lower()


def is_cut_short(content: bytes, media_type: str) -> bool:
    """Whether the whole content of a file of one of `sniff`'s types ends before its own structure says so."""
    if media_type == "image/jpeg":
        return content.rfind(b"\xff\xd9") < content.rfind(b"\xff\xda") or b"\xff\xda" not in content
    if media_type == "image/png":
        return b"IEND" not in content
    if media_type == "image/webp":
        return len(content) < int.from_bytes(content[4:8], "little") + 8
    return _last_box_end(content) > len(content)


def _sniff_boxes(head: bytes) -> str | None:
    """AVIF and HEIC are boxes; the first one names the brands that the file keeps to."""
    if head[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(head[:4], "big"), 64)
    brands = {head[8:12], *(head[start : start + 4] for start in range(16, end, 4))}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    return "image/heic" if brands & _HEIC_BRANDS else None


def _last_box_end(content: bytes) -> int:
    """Where the last box of an ISO file says that it ends; a size of 0 means the end of the file."""
    start = 0
    while start + 8 <= len(content):
        size = int.from_bytes(content[start : start + 4], "big")
        if size == 1:
            size = int.from_bytes(content[start + 8 : start + 16], "big")
        if size < 8:
            return len(content)
        start += size
    return start
