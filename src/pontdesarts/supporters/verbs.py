"""What the journal says of supporters: never who."""

from pontdesarts.journal.verbs import Verb

CIRCLE_CHANGED = Verb("supporters.circle_changed", "a changé la page des sympathisants : {said}")
JOINED = Verb("supporters.joined", "a rejoint le collège de sympathisants")
LEFT = Verb("supporters.left", "a quitté le collège de sympathisants")
IDEA_SENT = Verb("supporters.idea_sent", "a déposé une idée")
IDEA_ANSWERED = Verb("supporters.idea_answered", "a répondu à une idée")
IDEA_MARKED = Verb("supporters.idea_marked", "a dit d'une idée : {mark}")
EXPORTED = Verb("supporters.exported", "a exporté la liste des sympathisants ({count})")
LETTER_WRITTEN = Verb("supporters.letter_written", "a préparé une lettre aux sympathisants ({count})")
LETTER_CHANGED = Verb("supporters.letter_changed", "a modifié une lettre aux sympathisants qui n'était pas partie")
LETTER_STARTED = Verb("supporters.letter_started", "a envoyé une lettre aux sympathisants ({count})")
LETTER_PAUSED = Verb("supporters.letter_paused", "a mis l'envoi en pause")
LETTER_RESUMED = Verb("supporters.letter_resumed", "a repris l'envoi")
LETTER_STOPPED = Verb("supporters.letter_stopped", "a arrêté l'envoi")
LETTER_DISCARDED = Verb("supporters.letter_discarded", "a jeté une lettre aux sympathisants qui n'était pas partie")
