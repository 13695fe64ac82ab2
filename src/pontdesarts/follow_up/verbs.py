"""What the journal says of keeping in touch."""

from pontdesarts.journal.verbs import Verb

NOTED = Verb("follow_up.noted", "a noté au suivi : {kind}", inside=True)
NOTE_CHANGED = Verb("follow_up.note_changed", "a corrigé une ligne du suivi : {kind}", inside=True)
NOTE_REMOVED = Verb("follow_up.note_removed", "a effacé une ligne du suivi : {kind}", inside=True)
WROTE = Verb("follow_up.wrote", "a écrit un courriel depuis le suivi")
TASK_ADDED = Verb("follow_up.task_added", "a ajouté une tâche", inside=True)
TASK_CHANGED = Verb("follow_up.task_changed", "a changé une tâche", inside=True)
TASK_DONE = Verb("follow_up.task_done", "a fait une tâche", inside=True)
TASK_UNDONE = Verb("follow_up.task_undone", "a rouvert une tâche", inside=True)
TASK_REMOVED = Verb("follow_up.task_removed", "a retiré une tâche", inside=True)
SNOOZED = Verb("follow_up.snoozed", "a mis la relance de côté jusqu'au {until}", inside=True)
WOKEN = Verb("follow_up.woken", "a remis la structure dans les relances", inside=True)
ADDRESS_REVIVED = Verb("follow_up.address_revived", "a dit qu'une adresse marche à nouveau")
LETTER_WRITTEN = Verb("follow_up.letter_written", "a préparé une lettre à {count}")
LETTER_CHANGED = Verb("follow_up.letter_changed", "a modifié la lettre")
LETTER_STARTED = Verb("follow_up.letter_started", "a envoyé la lettre à {count}")
LETTER_PAUSED = Verb("follow_up.letter_paused", "a mis l'envoi en pause")
LETTER_RESUMED = Verb("follow_up.letter_resumed", "a repris l'envoi")
LETTER_STOPPED = Verb("follow_up.letter_stopped", "a arrêté l'envoi")
LETTER_DISCARDED = Verb("follow_up.letter_discarded", "a jeté une lettre qui n'était pas partie")
