"""The tree of disciplines: families, and what they hold. Two levels, told as one list to people."""

from django.db.models import TextChoices


class Discipline(TextChoices):
    THEATRE = "theatre", "théâtre"
    DANCE = "danse", "danse"
    CIRCUS = "cirque", "cirque"
    STREET = "arts_de_la_rue", "arts de la rue"
    PUPPETS = "conte_marionnette", "conte et marionnettes"
    HUMOUR = "humour", "humour"
    MUSIC = "musique", "musique"
    OPERA = "opera", "opéra"
    CINEMA = "cinema", "cinéma"
    EXHIBITION = "exposition", "exposition"
    MUSEUM = "musee", "musée"
    HERITAGE = "patrimoine", "patrimoine et visites"
    LIBRARY = "lecture", "médiathèque, livre et lecture"
    SCIENCE = "sciences", "sciences"
    SPORT_MATCH = "sport_match", "match et compétition"
    SPORT_CLUB = "sport_pratique", "club sportif, pratique"
    SPORT_FACILITY = "equipement_sportif", "équipement sportif, piscine"
    NATURE = "nature", "nature, écologie et environnement"
    LEISURE_ISLAND = "ile_de_loisirs", "île de loisirs"
    GAMES = "jeu", "jeux"
    WORKSHOP = "atelier", "atelier"
    TALK = "conference", "rencontre, conférence"
    FESTIVAL = "festival", "festival"
    CELEBRATION = "fete", "fête"
    OTHER = "autre", "autre"


FAMILIES: dict[str, tuple[str, tuple[Discipline, ...]]] = {
    "scene": (
        "spectacle",
        (
            Discipline.THEATRE,
            Discipline.DANCE,
            Discipline.CIRCUS,
            Discipline.STREET,
            Discipline.PUPPETS,
            Discipline.HUMOUR,
        ),
    ),
    "musique": ("musique", (Discipline.MUSIC, Discipline.OPERA)),
    "image": ("cinéma", (Discipline.CINEMA,)),
    "musees": ("musées et patrimoine", (Discipline.EXHIBITION, Discipline.MUSEUM, Discipline.HERITAGE)),
    "savoirs": ("lecture et savoirs", (Discipline.LIBRARY, Discipline.SCIENCE, Discipline.TALK)),
    "sport": ("sport", (Discipline.SPORT_MATCH, Discipline.SPORT_CLUB, Discipline.SPORT_FACILITY)),
    "nature": ("nature et environnement", (Discipline.NATURE,)),
    "loisirs": (
        "loisirs",
        (
            Discipline.LEISURE_ISLAND,
            Discipline.GAMES,
            Discipline.WORKSHOP,
            Discipline.FESTIVAL,
            Discipline.CELEBRATION,
            Discipline.OTHER,
        ),
    ),
}

# the icon of a discipline, by its name in the sprite of `ui`
ICONS: dict[str, str] = {
    "scene": "theatre",
    "musique": "musique",
    "image": "cinema",
    "musees": "musee",
    "savoirs": "livre",
    "sport": "sport",
    "nature": "nature",
    "loisirs": "loisirs",
}
_OWN_ICONS: dict[Discipline, str] = {
    Discipline.DANCE: "danse",
    Discipline.CIRCUS: "cirque",
    Discipline.HERITAGE: "patrimoine",
}


def family_of(discipline: str) -> str:
    """The family's key; ``loisirs`` for what the tree does not know."""
    return next((key for key, (_, members) in FAMILIES.items() if discipline in members), "loisirs")


def icon_of(discipline: str) -> str:
    own = {member.value: icon for member, icon in _OWN_ICONS.items()}
    return own.get(discipline) or ICONS[family_of(discipline)]


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped by family, for a select."""
    return [(label, [(d.value, d.label) for d in members]) for label, members in FAMILIES.values()]
