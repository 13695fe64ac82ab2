"""What a file is when it is none of those that can be read."""

import io
import zipfile

MOST_BYTES = 20 * 1024 * 1024

_KINDS = (
    (b"%PDF", "un PDF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"\xd0\xcf\x11\xe0", "un ancien document Office (.xls, .doc) : enregistrez-le au format .xlsx"),
    (b"{\\rtf", "un document de traitement de texte"),
    (b"\x1f\x8b", "une archive"),
    (b"Rar!", "une archive"),
    (b"7z\xbc\xaf", "une archive"),
    (b"SQLite format 3", "une base de données"),
)


def what_else(content: bytes) -> str:
    """« un PDF », « une image »: the end of a sentence; "" for text and for what a zip holds."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "une image"
    return next((kind for start, kind in _KINDS if content.startswith(start)), "")


def is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            return any(name.startswith("xl/workbook") for name in parcel.namelist())
    except Exception:  # a broken zip raises zipfile's errors, and a few others
        return False
