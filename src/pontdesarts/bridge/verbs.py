"""What the journal says of the passerelle."""

from pontdesarts.journal.verbs import Verb

PUBLISHED = Verb("bridge.published", "a publié sur la passerelle « {title} »")
CHANGED = Verb("bridge.changed", "a modifié sur la passerelle : {changes}")
WITHDRAWN = Verb("bridge.withdrawn", "a retiré de la passerelle « {title} »")
BACK = Verb("bridge.back", "a remis sur la passerelle « {title} »")
OPENED = Verb("bridge.opened", "a mis en relation {partner} et {relay}")
WROTE = Verb("bridge.wrote", "a écrit à l'autre structure")
HELD = Verb("bridge.held", "a noté que cela a eu lieu : {told}")
NOT_HELD = Verb("bridge.not_held", "a noté que cela ne s'est pas fait")
OUTCOME_UNDONE = Verb("bridge.outcome_undone", "a retiré la suite notée")
CLOSED = Verb("bridge.closed", "a clos la mise en relation")
REOPENED = Verb("bridge.reopened", "a rouvert la mise en relation")
LINK_SENT = Verb("bridge.link_sent", "a envoyé le lien de la passerelle")
