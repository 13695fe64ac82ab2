"""The fonts of the pages: taken from their packages, cut down to the letters of our languages, as WOFF2."""

import importlib.util
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# what pages are written with: French, Romanian, and their signs
WRITTEN = frozenset(
    [
        *range(0x20, 0x7F),
        *map(ord, "\u00a0«»°·×²½ÀÂÆÇÈÉÊËÎÏÔÙÛÜàâæçèéêëîïôùûüÿŒœŸ"),
        *map(ord, "ĂăÂâÎîŞşŢţȘșȚț"),
        *(0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026),
        *(0x202F, 0x2039, 0x203A, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212),
    ]
)
# the names of people and places from the rest of Europe: in files of their own, fetched by the pages that have some
NAMED = frozenset(range(0xA1, 0x180)) - WRITTEN


@dataclass(frozen=True)
class Font:
    """One file to make: ``name``.woff2, from ``file`` of ``package``; ``axes`` pins a variable font."""

    name: str
    package: str
    file: str
    letters: Set[int]
    axes: dict[str, float] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        found = importlib.util.find_spec(self.package)
        if found is None or not found.submodule_search_locations:
            raise FileNotFoundError(self.package)
        return Path(next(iter(found.submodule_search_locations))) / "files" / self.file


_ATKINSON = "fontpkg_atkinson_hyperlegible"
_BRICOLAGE = ("fontpkg_bricolage_grotesque", "BricolageGrotesque[opsz,wdth,wght].ttf")
_TITLE = {"opsz": 36.0, "wdth": 100.0, "wght": 740.0}

FONTS = (
    Font("atkinson-regular", _ATKINSON, "AtkinsonHyperlegible-Regular.ttf", WRITTEN),
    Font("atkinson-regular-names", _ATKINSON, "AtkinsonHyperlegible-Regular.ttf", NAMED),
    Font("atkinson-bold", _ATKINSON, "AtkinsonHyperlegible-Bold.ttf", WRITTEN),
    Font("atkinson-bold-names", _ATKINSON, "AtkinsonHyperlegible-Bold.ttf", NAMED),
    Font("bricolage", *_BRICOLAGE, WRITTEN, _TITLE),
    Font("bricolage-names", *_BRICOLAGE, NAMED, _TITLE),
)


def build(font: Font, folder: Path) -> bool:
    """Write the font into ``folder`` unless it is there already, newer than its source; say whether it was written."""
    target = folder / f"{font.name}.woff2"
    # the recipe stands in this file: a change of letters makes the fonts again
    freshest = max(font.source.stat().st_mtime, Path(__file__).stat().st_mtime)
    if target.exists() and target.stat().st_mtime >= freshest:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    cut = _cut(font)
    unfinished = target.with_suffix(".part")
    cut.flavor = "woff2"
    cut.save(unfinished)
    unfinished.replace(target)
    return True


def _cut(font: Font) -> TTFont:
    drawn = TTFont(font.source)
    if font.axes:  # first, so that what only other weights need is dropped with the letters
        instancer.instantiateVariableFont(drawn, font.axes, inplace=True)
    options = subset.Options()
    options.layout_features = ["kern", "tnum"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 5, 13, 14]  # the licence of the font travels with it
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.letters)
    subsetter.subset(drawn)
    return drawn
