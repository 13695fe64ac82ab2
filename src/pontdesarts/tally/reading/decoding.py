"""Bytes as strangers send them, made into grey pictures of a bounded size, the right way up for their camera."""

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

Grey = NDArray[np.uint8]

MOST_BYTES: Final = 15 * 1024 * 1024
MOST_PIXELS: Final = 110_000_000  # of what telephones take today, and a little more
MOST_PAGES: Final = 12
# enough for some 10 pixels a millimetre of a page that fills the picture
LONGEST_SIDE: Final = 3000
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "TIFF")
_HEIC: Final = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
_A4_POINTS: Final = 842


class NotReadable(Exception):
    """Nothing can be read in this file. ``sentence`` says it, ``next_step`` what to do, to whoever sent it."""

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


_SEND = "Envoyez une photo (JPEG ou PNG) ou un scan en PDF, de 15 Mo au plus."


def pictures(content: bytes) -> Iterator[Grey]:
    """Each picture in the file: one for a photo, one for each page of a PDF. Raises `NotReadable`, also midway."""
    if len(content) > MOST_BYTES:
        raise NotReadable(f"Ce fichier est trop lourd : {len(content) / 1024 / 1024:.0f} Mo.", _SEND)
    if not content:
        raise NotReadable("Ce fichier est vide.", _SEND)
    if content[4:12] in _HEIC:
        raise NotReadable(
            "Cette photo est au format HEIC, que nous ne savons pas lire.",
            "Prenez-la depuis cette page, ou choisissez « Le plus compatible » dans les réglages de l'appareil photo.",
        )
    if content.lstrip()[:5] == b"%PDF-":
        yield from _pages(content)
    else:
        yield _photo(content)


def _photo(content: bytes) -> Grey:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit, below, is lower
            opened = Image.open(BytesIO(content), formats=_FORMATS)
        if opened.width * opened.height > MOST_PIXELS:
            raise NotReadable(f"Cette image est trop grande : {opened.width} × {opened.height} pixels.", _SEND)
        opened.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
        grey = ImageOps.exif_transpose(opened).convert("L")
        grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
        return np.asarray(grey)
    except (Image.DecompressionBombError, MemoryError):
        raise NotReadable("Cette image est trop grande.", _SEND) from None
    except UnidentifiedImageError:
        raise NotReadable("Ce fichier n'est ni une photo ni un PDF.", _SEND) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise NotReadable("Ce fichier est abîmé ou incomplet.", _SEND) from None


def _pages(content: bytes) -> Iterator[Grey]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise NotReadable("Ce PDF est abîmé, ou protégé par un mot de passe.", _SEND) from None
    try:
        if len(document) > MOST_PAGES:
            raise NotReadable(
                f"Ce PDF a {len(document)} pages : {MOST_PAGES} au plus.", "Envoyez seulement les pages de la liste."
            )
        for index in range(len(document)):
            yield _page(document, index)
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, index: int) -> Grey:
    try:
        page = document[index]
        longest = max(page.get_size())
        # never larger than asked, whatever size the page gives itself
        scale = min(LONGEST_SIDE, 2400 * max(1.0, longest / _A4_POINTS)) / max(longest, 1)
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
        return np.ascontiguousarray(np.asarray(bitmap.to_pil().convert("L")))
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        raise NotReadable(f"La page {index + 1} de ce PDF est abîmée.", _SEND) from None
