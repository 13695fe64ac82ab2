"""What the journal says of offers and dates."""

from pontdesarts.journal.verbs import Verb

ENTERED = Verb("programme.entered", "a saisi l'offre")
IMPORTED = Verb("programme.imported", "a importé l'offre depuis {source}")
IMPORTED_AGAIN = Verb("programme.imported_again", "a mis à jour depuis {source} : {fields}")
TOLD_APART = Verb("programme.told_apart", "a dit que ce n'est pas la même sortie que « {other} »")
COPIED = Verb("programme.copied", "a repris l'offre d'une saison passée")
EDITED = Verb("programme.edited", "a modifié : {fields}")
PUBLISHED = Verb("programme.published", "a publié l'offre")
WITHDRAWN = Verb("programme.withdrawn", "a retiré l'offre : {reason}")
DATES_ADDED = Verb("programme.dates_added", "a ajouté {dates}")
PERIOD_SET = Verb("programme.period_set", "a fixé la période {period}")
DATE_MOVED = Verb("programme.date_moved", "a déplacé la date ({before})")
DATE_CANCELLED = Verb("programme.date_cancelled", "a annulé la date : {reason}")
DATE_REMOVED = Verb("programme.date_removed", "a retiré la date du {date}")
PLACES_OFFERED = Verb("programme.places_offered", "a offert {places}")
PLACES_CHANGED = Verb("programme.places_changed", "a porté les places de {before} à {after} ({dates})")
PROPOSED_TO_NEIGHBOURS = Verb("programme.proposed_to_neighbours", "a proposé d'ouvrir l'offre aux voisins")
OPENED_TO_NEIGHBOURS = Verb(
    "programme.opened_to_neighbours", "a ouvert l'offre aux voisins, {share} % des places au plus"
)
NEIGHBOUR_SHARE_CHANGED = Verb(
    "programme.neighbour_share_changed", "a porté la part des voisins de {before} % à {share} %"
)
CLOSED_TO_NEIGHBOURS = Verb(
    "programme.closed_to_neighbours", "a refermé l'offre aux voisins, {stay} y restent réservées{because}"
)
KEPT_FROM_NEIGHBOURS = Verb("programme.kept_from_neighbours", "a gardé l'offre pour son association{because}")
NEXT_DOOR = tuple(
    verb.name
    for verb in (
        PROPOSED_TO_NEIGHBOURS,
        OPENED_TO_NEIGHBOURS,
        NEIGHBOUR_SHARE_CHANGED,
        CLOSED_TO_NEIGHBOURS,
        KEPT_FROM_NEIGHBOURS,
    )
)
LINK_SENT = Verb("programme.link_sent", "a envoyé un lien pour proposer des sorties")
LINK_ASKED = Verb("programme.link_asked", "a demandé un nouveau lien")

SEARCH_SAVED = Verb("programme.search_saved", "a gardé une recherche")
SEARCH_CHANGED = Verb("programme.search_changed", "a modifié une recherche gardée")
SEARCH_STOPPED = Verb("programme.search_stopped", "a arrêté les courriels d'une recherche gardée")
FEED_RENEWED = Verb("programme.feed_renewed", "a changé l'adresse du flux d'une recherche gardée")
SEARCH_FORGOTTEN = Verb("programme.search_forgotten", "a effacé une recherche gardée")
SEARCH_TOLD = Verb("programme.search_told", "a envoyé {offers} par courriel")
