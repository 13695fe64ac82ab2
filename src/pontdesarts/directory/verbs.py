"""What the journal says of the directory."""

from pontdesarts.journal.verbs import Verb

OPENED = Verb("directory.opened", "a ouvert l'annuaire au public ({indexed})")
CLOSED = Verb("directory.closed", "a fermé l'annuaire au public")
