"""What the journal says of goals."""

from pontdesarts.journal.verbs import Verb

SET = Verb("goals.set", "a posé l'objectif « {goal} » pour la {season}")
CHANGED = Verb("goals.changed", "a changé l'objectif « {before} » de la {season} en « {goal} »")
REMOVED = Verb("goals.removed", "a retiré l'objectif « {goal} » de la {season}")
