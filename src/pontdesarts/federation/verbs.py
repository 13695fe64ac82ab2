"""What the journal says of visits, archives and departures."""

from pontdesarts.journal.verbs import Verb

VISIT_OPENED = Verb("federation.visit_opened", "a ouvert une visite de la fédération jusqu'au {until} : {reason}")
VISIT_CLOSED = Verb("federation.visit_closed", "a fermé sa visite de la fédération")
ROLE_GIVEN = Verb("federation.role_given", "a donné à {person} le rôle de la fédération")
ROLE_ENDED = Verb("federation.role_ended", "a retiré à {person} le rôle de la fédération")
ARCHIVE_ASKED = Verb("federation.archive_asked", "a demandé l'archive de toutes les données")
ARCHIVE_TAKEN = Verb("federation.archive_taken", "a emporté l'archive du {made}")
LEFT = Verb("federation.left", "a fait sortir l'association de la plateforme : {reason}")
TAKEN_IN = Verb("federation.taken_in", "a repris l'association d'une archive du {made}")
REOPENED = Verb("federation.reopened", "a rouvert l'association")
