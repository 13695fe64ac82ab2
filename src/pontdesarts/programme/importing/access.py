"""Access as the sources declare it, in our codes: those of `AccessFeature`."""

from collections.abc import Iterable, Mapping

from pontdesarts.incoming.texts import folded

OPENAGENDA = {"hi": "loop", "vi": "audio_description", "pi": "calm", "mi": "wheelchair", "ii": "easy_read"}
"""OpenAgenda declares the kinds of handicap that are welcome, not the means: each is taken as its most usual means."""

PARIS = {
    "pmr": "wheelchair",
    "blind": "audio_description",
    "deaf": "loop",
    "sign_language": "lsf",
    "mental": "easy_read",
}

_WORDS = {
    "wheelchair": ("pmr", "fauteuil", "moteur", "mobilite reduite", "wheelchair", "plain pied"),
    "loop": ("boucle", "bim", "auditif", "malentendant", "hearing", "loop", "hi"),
    "lsf": ("lsf", "langue des signes", "signe", "sourd"),
    "audio_description": ("audiodescription", "audio description", "audiodecrit", "visuel", "malvoyant", "aveugle"),
    "surtitles": ("surtitr", "sous titr"),
    "relaxed": ("relax", "seance adaptee"),
    "calm": ("calme", "psychique", "calm", "autisme"),
    "easy_read": ("falc", "intellectuel", "mental", "facile a lire", "easy read"),
}


def from_flags(flags: Mapping[str, object], codes: Mapping[str, str]) -> frozenset[str]:
    """Which flags are up; 0, « 0 », « non » and null are down."""
    return frozenset(code for flag, code in codes.items() if is_true(flags.get(flag)))


def from_words(words: Iterable[object]) -> frozenset[str]:
    """Codes (« mi ») or words (« accès PMR ») of a list."""
    found = set()
    for word in words:
        bare = folded(str(word))
        if bare in OPENAGENDA:
            found.add(OPENAGENDA[bare])
            continue
        if bare.startswith(("non ", "pas ")):
            continue
        padded = f" {bare} "
        found.update(code for code, signs in _WORDS.items() if any(f" {sign}" in padded for sign in signs))
    return frozenset(found)


def is_true(value: object) -> bool:
    if isinstance(value, str):
        return folded(value) in ("1", "true", "vrai", "oui", "o", "x", "yes", "y")
    return isinstance(value, bool | int | float) and value == 1
