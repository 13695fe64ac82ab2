"""Which letters a paper is set in. Free fonts, taken from their packages and put inside each PDF."""

from dataclasses import dataclass

_RIGHT_TO_LEFT = {"ar", "fa", "he", "ps", "ur"}


@dataclass(frozen=True)
class Family:
    """A family as typst knows it, and the package that carries its files."""

    name: str
    package: str


ATKINSON = Family("Atkinson Hyperlegible", "fontpkg_atkinson_hyperlegible")
BRICOLAGE = Family("Bricolage Grotesque 96pt", "fontpkg_bricolage_grotesque")
NOTO = Family("Noto Sans", "fontpkg_noto_sans")
NOTO_ARABIC = Family("Noto Sans Arabic", "fontpkg_noto_sans_arabic")
FAMILIES = (ATKINSON, BRICOLAGE, NOTO, NOTO_ARABIC)

_ATKINSON_COVERS = {"fr", "en", "es"}


def text_families(language: str) -> list[str]:
    """For reading: Atkinson Hyperlegible where it has every letter, Noto Sans elsewhere, each with the rest behind."""
    if language in _ATKINSON_COVERS:
        return [ATKINSON.name, NOTO.name, NOTO_ARABIC.name]
    if right_to_left(language):
        return [NOTO_ARABIC.name, NOTO.name]
    return [NOTO.name, NOTO_ARABIC.name]


def display_families(language: str) -> list[str]:
    """For titles, big codes and dates."""
    return [BRICOLAGE.name, *text_families(language)]


def right_to_left(language: str) -> bool:
    return language.split("-")[0] in _RIGHT_TO_LEFT
