"""What the journal says of the door. Who came is told by `outings`, booking by booking."""

from pontdesarts.journal.verbs import Verb

ENDED = Verb("doors.ended", "a terminé l'accueil : {entries} sur {places}, {absent} sans entrée")
REOPENED = Verb("doors.reopened", "a rouvert l'accueil")
