"""What the journal says of ticked lists."""

from pontdesarts.journal.verbs import Verb

PRINTED = Verb("tally.printed", "a imprimé la liste à cocher : {rows}")
SENT = Verb("tally.sent", "a envoyé {pictures} de la liste cochée")
READ = Verb("tally.read", "a lu {pages} de la liste cochée")
SAVED = Verb("tally.saved", "a enregistré la liste cochée : {said}, {unknown} sans réponse")
DROPPED = Verb("tally.dropped", "a mis de côté une liste cochée, sans rien enregistrer")
