"""What a line seems to be, from its words: the codes of `RelayKind` and `PartnerKind`. A guess, for a person to see."""

import re

from pontdesarts.incoming.texts import folded

OTHER = "autre"

# in order: the first that is found wins
_RELAYS: tuple[tuple[str, str], ...] = (
    ("ase", r"mecs|maison d enfants|protection de l enfance|foyer de l enfance|aide sociale a l enfance"),
    ("justice", r"spip|penitentiaire|detention|prison|maison d arret"),
    ("addiction", r"csapa|caarud|addictologie|addictions?"),
    ("asile", r"cada|huda|demandeurs d asile|refugies"),
    ("pension", r"pension de famille|maison relais"),
    ("hebergement", r"chrs|hebergement|accueil d urgence|115|emmaus"),
    ("mission_locale", r"mission locale|ml"),
    ("france_travail", r"france travail|pole emploi|pe"),
    ("ccas", r"ccas|cias|action sociale"),
    (
        "centre_social",
        r"centres? sociaux|centre social|vie sociale|socio ?culturel|csc|cscs|cs|maison de quartier",
    ),
    ("insertion", r"plie|insertion|regie de quartiers?|chantier|iae"),
    ("ages", r"ehpad|residence autonomie|gerontologique|clic|seniors|retraites"),
    ("esat", r"esat"),
    ("handicap_enfance", r"ime|itep|sessad"),
    ("handicap", r"savs|samsah|handicap|handicapes"),
    ("prevention", r"prevention specialisee|club de prevention"),
    ("hopital", r"hopital|psychiatrie|cmp|gem|hospitalier"),
    (
        "aide_alimentaire",
        r"restos du coeur|secours (?:populaire|catholique)|croix rouge|banque alimentaire|epicerie",
    ),
    ("alphabetisation", r"alphabetisation|fle|francais langue|linguistique"),
    ("departement", r"mds|maison departementale|conseil departemental|departement"),
    ("quartier", r"association|asso|amicale|comite"),
)
_PARTNERS: tuple[tuple[str, str], ...] = (
    ("festival", r"festivals?|biennale"),
    ("cinema", r"cinemas?|cine|ecrans"),
    ("mediatheque", r"mediatheques?|bibliotheques?|library|ludotheque|bib"),
    ("musee", r"musees?|museum|museofile|centre d art"),
    ("theatre", r"theatres?|scene nationale|scene conventionnee"),
    ("musique", r"musiques?|opera|orchestre|concerts?|conservatoire|philharmonie"),
    ("danse", r"danse|choregraphique"),
    ("cirque", r"cirques?|arts de la rue"),
    ("patrimoine", r"patrimoine|monuments?|chateau|abbaye"),
    ("sport", r"sports?|stade|gymnase|piscine|club"),
    ("sciences", r"sciences|planetarium"),
    ("ecologie", r"nature|ecologie|reserve naturelle"),
    ("loisirs", r"loisirs|parc"),
    ("compagnie", r"compagnie|cie"),
)
# kinds of partners that are a place where one goes; the others play where they are received
PLACES = frozenset({"theatre", "musique", "danse", "cirque", "cinema", "musee", "patrimoine", "mediatheque", "sport",
                    "loisirs", "ecologie", "sciences"})  # fmt: skip


def relay_kind(kind: str, name: str) -> str:
    return _found(_RELAYS, folded(kind)) or _found(_RELAYS, folded(name)) or OTHER


def partner_kind(kind: str, name: str, hints: str) -> str:
    """``hints``: the file's name and columns. A list of libraries holds libraries, whatever they are called."""
    return _found(_PARTNERS, hints) or _found(_PARTNERS, folded(kind)) or _found(_PARTNERS, folded(name)) or OTHER


def _found(kinds: tuple[tuple[str, str], ...], words: str) -> str:
    return next((code for code, pattern in kinds if re.search(rf"\b(?:{pattern})\b", words)), "")
