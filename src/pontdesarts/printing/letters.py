"""Letters that a paper can show. People write titles with pictures in them, and names in every script of the world."""

import importlib.util
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from .fonts import FAMILIES

# what stands for a letter that none of our fonts has: the reader sees that something is missing
_MISSING = "?"
# PDF/UA-1 refuses it wherever it stands, although fonts draw it
_REFUSED = {0xFEFF}
_KEPT = {ord("\n"), ord("\t")}


class FontsMissing(Exception):
    """The package of a family is not installed: a mistake of ours."""


@cache
def font_folders() -> tuple[Path, ...]:
    """Where the files of our families are. Raises `FontsMissing`."""
    return tuple(_folder(family.package) for family in FAMILIES)


def printable(value: object) -> object:
    """The same value, whose texts hold only letters of our fonts: typst would refuse the whole paper for one other.

    A pictogram or a control sign goes, a letter of another script becomes « ? », a fancy « 𝔸 » becomes « A ».
    """
    if isinstance(value, str):
        return value.translate(_letters())
    if isinstance(value, Mapping):
        return {key: printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


class _Letters(dict[int, str]):
    """For `str.translate`: each letter met so far, and what is printed in its place."""

    def __init__(self, known: Iterable[int]) -> None:
        self.known = frozenset(known) - _REFUSED | _KEPT
        super().__init__()

    def __missing__(self, code: int) -> str:
        self[code] = printed = self._printed(chr(code))
        return printed

    def _printed(self, letter: str) -> str:
        if ord(letter) in self.known:
            return letter
        plain = unicodedata.normalize("NFKC", letter)
        if plain != letter and all(ord(each) in self.known for each in plain):
            return plain
        return _MISSING if unicodedata.category(letter)[0] in "LN" else ""


@cache
def _letters() -> _Letters:
    """Reading the eight files takes some 25 ms, once for each process."""
    known: set[int] = set()
    for file in (file for folder in font_folders() for file in folder.glob("*.ttf")):
        with TTFont(file, lazy=True) as font:
            known.update(font.getBestCmap() or {})
    return _Letters(known)


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise FontsMissing(f"The fonts of {package} are not installed.")
    return Path(spec.origin).parent / "files"
