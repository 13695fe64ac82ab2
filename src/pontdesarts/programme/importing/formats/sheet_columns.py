"""Which column of a sheet is which of our fields: proposed from the names, decided by a person."""

from collections.abc import Iterable

from pontdesarts.incoming.texts import folded

FIELDS: dict[str, str] = {
    "id": "Identifiant",
    "title": "Titre",
    "summary": "Résumé",
    "description": "Description",
    "discipline": "Discipline ou mots-clés",
    "date": "Date (ou date et heure) de début",
    "time": "Heure de début",
    "end_date": "Date (ou date et heure) de fin",
    "end_time": "Heure de fin",
    "last_date": "Dernière date (sans le détail des autres)",
    "cancelled": "Annulé (oui ou non)",
    "place_id": "Identifiant du lieu",
    "place_name": "Lieu",
    "address": "Adresse",
    "postal_code": "Code postal",
    "city": "Commune",
    "insee": "Code INSEE",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "url": "Page de l'événement",
    "image_url": "Image",
    "age": "Âge (texte)",
    "age_min": "Âge minimum",
    "age_max": "Âge maximum",
    "access": "Accessibilité",
    "language": "Langue",
    "registration_url": "Réservation : adresse",
    "registration_mail": "Réservation : courriel",
    "registration_phone": "Réservation : téléphone",
    "conditions": "Tarif et conditions",
}
"""Our fields, with the label to show. `title` and `date` must be matched."""

REQUIRED = ("title", "date")

_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "uid", "identifiant", "reference", "ref", "code", "numero", "n"),
    "title": (
        "titre", "title", "nom de l evenement", "evenement", "spectacle", "intitule", "nom du spectacle", "nom",
        "name", "event",
    ),
    "summary": (
        "resume", "summary", "accroche", "chapo", "description courte", "description", "presentation courte",
        "lead text",
    ),
    "description": (
        "description longue", "long description", "longdescription", "presentation", "texte", "detail", "details",
        "contenu",
    ),
    "discipline": (
        "discipline", "disciplines", "genre", "categorie", "categories", "type", "mots cles", "keywords", "tags",
        "thematique", "theme",
    ),
    "date": (
        "date", "date de debut", "debut", "date debut", "jour", "first date", "date et heure", "start",
        "start date", "startdate", "dtstart",
        "date heure", "dates", "date de la representation", "date de la seance",
    ),
    "time": ("heure", "heure de debut", "horaire", "heure debut", "horaires", "time", "start time", "h debut"),
    "end_date": ("date de fin", "fin", "date fin", "end", "end date", "enddate", "jusqu au", "dtend"),
    "end_time": ("heure de fin", "heure fin", "end time", "h fin"),
    "last_date": ("last date", "derniere date"),
    "cancelled": ("annule", "annulee", "annulation", "cancelled"),
    "place_id": ("identifiant du lieu", "location uid", "id lieu", "lieu id"),
    "place_name": (
        "lieu", "nom du lieu", "salle", "location name", "etablissement", "venue", "place", "theatre",
        "lieu de representation",
    ),
    "address": ("adresse", "adresse du lieu", "location address", "address", "rue", "voie"),
    "postal_code": ("code postal", "cp", "postal code", "code postal du lieu", "location postalcode", "zipcode"),
    "city": ("ville", "commune", "location city", "city", "localite"),
    "insee": ("code insee", "insee", "code commune", "location insee", "codgeo"),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "lon", "lng", "long", "x"),
    "url": ("url", "lien", "page", "site", "site internet", "page web", "link", "site web", "canonicalurl"),
    "image_url": ("image", "visuel", "photo", "affiche", "image url", "url de l image"),
    "age": ("age", "public", "tranche d age", "ages", "audience"),
    "age_min": ("age minimum", "age min", "a partir de", "des"),
    "age_max": ("age maximum", "age max"),
    "access": ("accessibilite", "acces", "accessibility", "handicap"),
    "language": ("langue", "language"),
    "registration_url": ("reservation", "billetterie", "lien de reservation", "url de reservation", "inscription"),
    "registration_mail": ("courriel", "mail", "email", "e mail", "contact mail", "adresse mail"),
    "registration_phone": ("telephone", "tel", "phone"),
    "conditions": ("tarif", "tarifs", "conditions", "prix", "modalites", "price"),
}  # fmt: skip


def suggest_matching(columns: Iterable[str]) -> dict[str, str]:
    """Our field → their column, for what the names let one guess; each column at most once."""
    left = {folded(column): column for column in reversed(list(columns))}
    matching: dict[str, str] = {}
    most = max(len(names) for names in _NAMES.values())
    for rank in range(most):  # the surest names of every field before the doubtful ones of any
        for field, names in _NAMES.items():
            if field not in matching and rank < len(names) and names[rank] in left:
                matching[field] = left.pop(names[rank])
    return {field: matching[field] for field in FIELDS if field in matching}
