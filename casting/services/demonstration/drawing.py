"""Drawing the demonstration's portraits in processes of their own."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from casting.domain.vocabulary import MaterialKind, MaterialState
from casting.media.images import prepare_headshot
from casting.media.opening import VaultPlace, open_vault
from casting.services.demonstration.portraits import draw_portrait

CHUNK = 50
PROCESSES = 2
WIDTH, HEIGHT = 640, 800


@contextmanager
def drawers() -> Iterator[Executor]:
    """Processes that draw; when something goes wrong, what has not been begun is not begun any more."""
    pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@dataclass(frozen=True)
class Drawn:
    """A portrait whose files lie in the vault."""

    index: int
    small: str
    medium: str
    large: str
    width: int
    height: int


def draw(indices: Sequence[int], *, seed: int, media: VaultPlace) -> list[Drawn]:
    """Draw portraits in a process of their own; a headshot goes through the same hands as one from a telephone."""
    vault = open_vault(media, durable=False)
    found = []
    for index in indices:
        sent = BytesIO()
        draw_portrait(index, seed=seed, width=WIDTH, height=HEIGHT).save(sent, "JPEG", quality=90)
        made = prepare_headshot(sent.getvalue())
        found.append(
            Drawn(
                index=index,
                small=vault.put(made.small.content),
                medium=vault.put(made.medium.content),
                large=vault.put(made.large.content),
                width=made.large.width,
                height=made.large.height,
            )
        )
    return found


def chunks(indices: Sequence[int]) -> Iterator[Sequence[int]]:
    """The indices in parts that are worth a task of their own."""
    for start in range(0, len(indices), CHUNK):
        yield indices[start : start + CHUNK]


def material_of(drawn: Drawn, *, application_id: int, now: datetime) -> dict[str, str | int | datetime]:
    """The row of a portrait that is ready to be shown."""
    return {
        "application_id": application_id,
        "kind": MaterialKind.HEADSHOT.value,
        "state": MaterialState.READY.value,
        "media_type": "image/jpeg",
        "file_name": "portrait.jpg",
        "small": drawn.small,
        "medium": drawn.medium,
        "large": drawn.large,
        "large_width": drawn.width,
        "large_height": drawn.height,
        "handed_in_at": now,
        "attempts": 0,
    }
