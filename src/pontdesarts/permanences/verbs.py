"""What the journal says of permanences."""

from pontdesarts.journal.verbs import Verb

OPENED = Verb("permanences.opened", "a ouvert une permanence pour {relay}")
CLOSED = Verb("permanences.closed", "a fermé la permanence : {people}, {places}")
REOPENED = Verb("permanences.reopened", "a rouvert la permanence")
LEFT_OPEN = Verb("permanences.left_open", "a fermé la permanence, laissée ouverte trois jours")
WITHDRAWN = Verb("permanences.withdrawn", "a retiré un choix de la personne {person} : {title}")
