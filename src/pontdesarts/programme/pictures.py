"""Pictures as people send them, made fit for a page: right way up, 1600 pixels at most, without what a phone hides in
them (place, camera, date). The original is not kept.
"""

import warnings
from hashlib import sha256
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from pontdesarts.journal.refusals import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
FOLDER = "offres"
_FORMATS = ("JPEG", "PNG", "WEBP")
_USUAL = "Choisissez une photo ou une affiche au format JPEG, PNG ou WebP, de 10 Mo au plus."


class PictureRefused(Refused):
    """The file is no picture that we can show."""


def keep(upload: IO[bytes], size: int) -> str:
    """Store the picture made fit, and return its name in the storage. The same picture twice is one file.

    Raises `PictureRefused`.
    """
    content = fit(upload, size)
    name = f"{FOLDER}/{sha256(content).hexdigest()[:32]}.webp"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return name


def fit(upload: IO[bytes], size: int) -> bytes:
    """The picture as WebP, at most 1600 pixels wide and high, with nothing but its pixels. Raises `PictureRefused`."""
    if size > MOST_BYTES:
        raise PictureRefused(f"Cette image est trop lourde : {size / 1024 / 1024:.0f} Mo.", _USUAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(upload, formats=_FORMATS)
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureRefused(f"Cette image est trop grande : {opened.width} × {opened.height} pixels.", _USUAL)
            return _redrawn(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused("Cette image est trop grande.", _USUAL) from None
    except UnidentifiedImageError:
        raise PictureRefused("Ce fichier n'est pas une image que nous savons montrer.", _USUAL) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise PictureRefused("Cette image est abîmée ou incomplète.", _USUAL) from None


def _redrawn(opened: Image.Image) -> bytes:
    opened.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    flat = Image.new("RGB", upright.size, "white")
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        flat.paste(layer, mask=layer)
    else:
        flat.paste(upright.convert("RGB"))
    out = BytesIO()
    flat.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def url_of(name: str) -> str:
    return default_storage.url(name)
