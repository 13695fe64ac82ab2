"""A row cut out of its page, to show beside what was read."""

from io import BytesIO
from typing import Final

from PIL import Image

from pontdesarts.bookings.documents import boxes

SCALE: Final = 5  # pixels a millimetre, as `reading.SHOWN` makes pages
_LEFT, _RIGHT = 26.0, 158.5
_AROUND: Final = 1.5
_QUALITY: Final = 75


def row_of(page: bytes, row: int) -> bytes:
    """As JPEG: its code and its boxes."""
    top = boxes.top_of(row)
    edges = (_LEFT, top - _AROUND, _RIGHT, top + boxes.ROW + _AROUND)
    out = BytesIO()
    with Image.open(BytesIO(page), formats=("JPEG",)) as opened:
        opened.crop(tuple(round(edge * SCALE) for edge in edges)).save(out, "JPEG", quality=_QUALITY)  # type: ignore[arg-type]
    return out.getvalue()
