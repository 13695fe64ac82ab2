"""From the words of others to the codes of our disciplines."""

from collections.abc import Iterable

from pontdesarts.incoming.texts import folded

# The order is of precedence where two say as much: what is precise comes before what is wide.
_SIGNS: dict[str, tuple[str, ...]] = {
    "ile_de_loisirs": ("ile de loisirs", "base de loisirs", "base nautique", "parc de loisirs", "baignade"),
    "arts_de_la_rue": ("arts de la rue", "art de rue", "theatre de rue", "espace public", "deambulation", "street art"),
    "conte_marionnette": (
        "conte", "contes", "conteur", "conteuse", "marionnette", "marionnettes", "theatre d objets", "kamishibai",
    ),
    "cirque": ("cirque", "circassien", "circassienne", "acrobatie", "jonglage", "trapeze", "circus"),
    "humour": ("humour", "humoriste", "one man show", "one woman show", "stand up", "cafe theatre", "comedyevent"),
    "danse": (
        "danse", "danses", "ballet", "choregraphie", "choregraphe", "choregraphique", "hip hop", "bal",
        "danceevent", "tango",
    ),
    "sport_match": (
        "match", "matchs", "rencontre sportive", "championnat", "tournoi", "supporter", "sportsevent", "ligue 1",
    ),
    "equipement_sportif": ("piscine", "patinoire", "gymnase", "stade", "skatepark", "mur d escalade"),
    "sport_pratique": (
        "sport", "sports", "course", "randonnee", "yoga", "natation", "football", "basket", "rugby", "judo", "escalade",
        "velo", "gymnastique", "marche nordique", "initiation sportive", "sportif", "sportive", "fitness", "boxe",
    ),
    "cinema": (
        "cinema", "film", "films", "projection", "court metrage", "documentaire", "cine", "cine club",
        "screeningevent", "avant premiere",
    ),
    "theatre": (
        "theatre", "piece de theatre", "comedie", "tragedie", "mise en scene", "theatral", "theaterevent",
        "improvisation theatrale",
    ),
    "opera": ("opera", "operas", "lyrique", "opera comique", "operette"),
    "sciences": (
        "science", "sciences", "scientifique", "planetarium", "astronomie", "culture scientifique", "spatial",
        "mathematiques", "physique", "fete de la science", "museum d histoire naturelle",
    ),
    "musique": (
        "musique", "musiques", "concert", "concerts", "musical", "musicale", "jazz", "rock", "rap", "chanson",
        "orchestre", "chorale", "choeur", "recital", "punk", "electro", "reggae", "blues", "piano", "musicevent",
        "dj", "techno",
    ),
    "exposition": (
        "exposition", "expositions", "expo", "vernissage", "galerie", "photographie", "peinture", "sculpture",
        "exhibitionevent",
        "art contemporain", "artcontemporain", "arts visuels", "visualartsevent", "dessin",
    ),
    "musee": (
        "musee", "musees", "nuit des musees", "nuit europeenne des musees", "museum", "visite de musee",
        "collections permanentes",
    ),
    "nature": (
        "nature", "ecologie", "environnement", "jardin", "jardins", "biodiversite", "jardinage", "oiseaux",
        "recyclage", "ferme",
        "developpement durable", "botanique", "foret", "compost", "zero dechet", "climat", "animaux",
    ),
    "patrimoine": (
        "patrimoine", "patrimoines", "monument", "chateau", "eglise", "abbaye", "visite guidee", "balade urbaine",
        "archeologie", "histoire",
        "visite", "balade", "journees europeennes du patrimoine", "metiers d art",
    ),
    "lecture": (
        "lecture", "lectures", "litterature", "livre", "livres", "mediatheque", "mediatheques", "bibliotheque",
        "bibliotheques",
        "poesie", "ecrivain", "auteur", "dedicace", "bebes lecteurs", "literaryevent", "salon du livre", "roman",
        "soiree litteraire",
    ),
    "jeu": (
        "jeu", "jeux", "ludotheque", "jeux de societe", "escape game", "jeu video", "jeux video", "quiz", "loto",
        "echecs", "chasse au tresor",
    ),
    "conference": (
        "conference", "conferences", "debat", "debats", "rencontre", "table ronde", "colloque", "cafe philo",
        "seminaire", "conversation",
        "educationevent",
    ),
    "atelier": (
        "atelier", "ateliers", "stage", "stages", "workshop", "initiation", "loisirs creatifs", "creatif", "cours",
        "pratique artistique",
    ),
    "fete": (
        "fete", "fetes", "kermesse", "carnaval", "feu d artifice", "noel", "bal populaire", "guinguette",
        "socialevent", "marche", "brocante", "repas de quartier",
    ),
    "festival": ("festival", "festivals", "biennale"),
}  # fmt: skip

CODES = (*_SIGNS, "autre")
_INDEX = {sign: code for code, signs in reversed(_SIGNS.items()) for sign in signs}
_RANK = {code: rank for rank, code in enumerate(_SIGNS)}
_LONGEST = max(sign.count(" ") + 1 for sign in _INDEX)
_HINT, _TITLE = 2, 1


def guess_discipline(hints: Iterable[str], title: str = "") -> str | None:
    """The code most often said, a keyword counting twice a word of the title; None when nothing speaks."""
    marks: dict[str, int] = {}
    for hint in hints:
        for code in _codes_in(hint):
            marks[code] = marks.get(code, 0) + _HINT
    for code in _codes_in(title):
        marks[code] = marks.get(code, 0) + _TITLE
    if not marks:
        return None
    return max(marks, key=lambda code: (marks[code], -_RANK[code]))


def _codes_in(text: str) -> set[str]:
    """Longest expressions first: « théâtre de rue » is not theatre, « mur d'escalade » is not a climb."""
    words = folded(text).split()[:60]
    found: set[str] = set()
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            code = _INDEX.get(" ".join(words[at : at + length]))
            if code:
                found.add(code)
                at += length
                break
        else:
            at += 1
    return found
