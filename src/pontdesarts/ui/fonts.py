"""The fonts of the pages: taken from their packages, cut down to the letters of our languages, as WOFF2."""

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100)]
# French and Romanian, and the names of people from the rest of Europe; titles need only the first two
FRENCH_AND_ROMANIAN = [0x152, 0x153, 0x178, 0x102, 0x103, 0x15E, 0x15F, 0x162, 0x163, *range(0x218, 0x21C)]
OTHER_LATIN = range(0x100, 0x180)
SIGNS = [
    *(0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x201E, 0x2026, 0x2022),
    *(0x202F, 0x2039, 0x203A, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x00D7),
]


@dataclass(frozen=True)
class Font:
    """One file to make: ``name``.woff2, from ``file`` of ``package``; ``axes`` pins a variable font."""

    name: str
    package: str
    file: str
    letters: Iterable[int]
    axes: dict[str, float] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        found = importlib.util.find_spec(self.package)
        if found is None or not found.submodule_search_locations:
            raise FileNotFoundError(self.package)
        return Path(next(iter(found.submodule_search_locations))) / "files" / self.file


READING = [*LATIN, *FRENCH_AND_ROMANIAN, *OTHER_LATIN, *SIGNS]
TITLES = [*LATIN, *FRENCH_AND_ROMANIAN, *SIGNS]

FONTS = (
    Font("atkinson-regular", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf", READING),
    Font("atkinson-bold", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf", READING),
    Font(
        "bricolage",
        "fontpkg_bricolage_grotesque",
        "BricolageGrotesque[opsz,wdth,wght].ttf",
        TITLES,
        {"opsz": 36, "wdth": 100, "wght": 740},
    ),
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
    options = subset.Options()
    options.layout_features = ["kern", "locl", "tnum"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 5, 13, 14]  # the licence of the font travels with it
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.letters)
    subsetter.subset(drawn)
    return instancer.instantiateVariableFont(drawn, font.axes, inplace=True) if font.axes else drawn
