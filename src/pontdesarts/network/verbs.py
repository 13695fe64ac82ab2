"""What the journal says of structures, venues and the people in them."""

from pontdesarts.journal.verbs import Verb

ADMITTED = Verb("network.admitted", "a inscrit la structure")
DESCRIBED = Verb("network.described", "a modifié la fiche : {fields}")
PROFILE_GIVEN = Verb("network.profile_given", "a donné le profil de {profile}")
SUSPENDED = Verb("network.suspended", "a suspendu les réservations : {reason}")
SUSPENDED_UNTIL = Verb("network.suspended_until", "a suspendu les réservations jusqu'au {until} : {reason}")
RESUMED = Verb("network.resumed", "a rétabli les réservations")
VENUE_ADDED = Verb("network.venue_added", "a ajouté le lieu")
VENUE_DESCRIBED = Verb("network.venue_described", "a modifié la fiche du lieu : {fields}")
CONTACT_ADDED = Verb("network.contact_added", "a ajouté un contact")
CONTACT_CHANGED = Verb("network.contact_changed", "a modifié un contact")
CONTACT_REMOVED = Verb("network.contact_removed", "a retiré un contact")
INVITED = Verb("network.invited", "a invité une personne comme {post}")
INVITATION_WITHDRAWN = Verb("network.invitation_withdrawn", "a retiré une invitation")
JOINED = Verb("network.joined", "a rejoint la structure comme {post}")
LEFT = Verb("network.left", "a mis fin à la fonction de {person}")
HANDED_OVER = Verb("network.handed_over", "a passé la main de {person} à {successor}")
LINKS_WITHDRAWN = Verb("network.links_withdrawn", "a retiré les liens envoyés")
