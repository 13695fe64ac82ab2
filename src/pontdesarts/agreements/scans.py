"""Papers that come back: what a file is, by what it holds and never by its name."""

import warnings
from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from PIL import Image, UnidentifiedImageError

from .refusals import ScanRefused

MOST_BYTES = 15 * 1024 * 1024
MOST_PAGES = 60
MOST_PIXELS = 110_000_000
EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_SEND = "Envoyez le papier signé en PDF, JPEG ou PNG, de 15 Mo au plus."


@dataclass(frozen=True)
class Read:
    content_type: str
    pages: int


def read(content: bytes) -> Read:
    """What the file is. Raises `ScanRefused` for anything but a PDF or a picture that opens."""
    if not content:
        raise ScanRefused("Ce fichier est vide.", _SEND)
    if len(content) > MOST_BYTES:
        raise ScanRefused(f"Ce fichier est trop lourd : {len(content) / 1024 / 1024:.0f} Mo.", _SEND)
    return _pdf(content) if content[:5] == b"%PDF-" else _picture(content)


def _pdf(content: bytes) -> Read:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise ScanRefused("Ce PDF est abîmé, ou protégé par un mot de passe.", _SEND) from None
    try:
        pages = len(document)
    finally:
        document.close()
    if not 0 < pages <= MOST_PAGES:
        raise ScanRefused(f"Ce PDF a {pages} pages : {MOST_PAGES} au plus.", _SEND)
    return Read("application/pdf", pages)


def _picture(content: bytes) -> Read:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit, below, is lower
            opened = Image.open(BytesIO(content), formats=tuple(_TYPES))
            if opened.width * opened.height > MOST_PIXELS:
                raise ScanRefused("Cette image est trop grande.", _SEND)
            opened.load()
    except (Image.DecompressionBombError, MemoryError):
        raise ScanRefused("Cette image est trop grande.", _SEND) from None
    except UnidentifiedImageError:
        raise ScanRefused("Ce fichier n'est ni un PDF ni une photo.", _SEND) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise ScanRefused("Ce fichier est abîmé ou incomplet.", _SEND) from None
    return Read(_TYPES[str(opened.format)], 1)
