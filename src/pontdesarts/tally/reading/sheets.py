"""One page of a sheet, read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pontdesarts.bookings.documents import boxes

from . import verdicts
from .decoding import Grey, NotReadable
from .flattening import SCALE, Flat, flatten
from .ink import Measure, measure

_AGAIN = "Reprenez la photo bien à plat, sans bouger, avec plus de lumière."
# of the frames of a page, how black the usual one must be
_LEAST_SHARP = 0.22
_QUALITY = 80


@dataclass(frozen=True)
class Page:
    """A page whose rows are read. ``finished`` says that rows without a tick mean that nobody came, ``None`` when that
    box is doubtful. ``flat`` is the page as a small JPEG, `SHOWN` pixels a millimetre, to show beside what was read."""

    identity: str
    number: int
    rows: dict[int, verdicts.RowRead]
    measures: dict[int, tuple[Measure, ...]]
    finished: bool | None
    flat: bytes


SHOWN = 5


def read(photo: Grey, places_of: Callable[[str], Sequence[int] | None]) -> Page:
    """``places_of`` gives the places of each row of a sheet by its identity, or ``None`` when the sheet is not known.

    Raises `NotReadable`, with a sentence for whoever took the photo, when anything of the page cannot be believed.
    """
    flat = flatten(photo)
    places = places_of(flat.identity)
    if places is None or flat.page > boxes.pages(len(places)):
        raise NotReadable(
            "Cette feuille n'est pas une liste de cette date.",
            "Vérifiez le jour écrit en haut ; chaque liste s'envoie depuis sa propre page.",
        )
    found = measure(flat, places)
    sharp = [box.sharp for row in found.rows.values() for box in row.boxes]
    if sharp and float(np.median(sharp)) < _LEAST_SHARP:
        raise NotReadable("Cette photo est trop floue pour lire les cases.", _AGAIN)
    ended = verdicts.read_box(found.finished)
    return Page(
        identity=flat.identity,
        number=flat.page,
        rows={row: verdicts.judge(places[row], measures) for row, measures in found.rows.items()},
        measures={row: measures.boxes for row, measures in found.rows.items()},
        finished=None if ended.state is verdicts.State.DOUBTFUL else ended.state is verdicts.State.TICKED,
        flat=_shown(flat),
    )


def _shown(flat: Flat) -> bytes:
    lit = np.clip(255 * (1 - flat.ink), 0, 255).astype(np.uint8)  # as under an even light, whatever it was
    small = cv2.resize(lit, (0, 0), fx=SHOWN / SCALE, fy=SHOWN / SCALE, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return bytes(jpeg.tobytes())
