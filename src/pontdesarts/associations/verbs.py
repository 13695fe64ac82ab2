"""What the journal says of associations."""

from pontdesarts.journal.verbs import Verb

FOUNDED = Verb("associations.founded", "a ouvert l'association dans Pont des Arts")
DESCRIBED = Verb("associations.described", "a modifié la fiche de l'association : {fields}")
TERMS_CHANGED = Verb("associations.terms_changed", "a changé les règles de réservation : {changes}")
ROLE_GIVEN = Verb("associations.role_given", "a donné à {person} le rôle « {role} »")
ROLE_ENDED = Verb("associations.role_ended", "a mis fin au rôle de {person}")
