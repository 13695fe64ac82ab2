"""What the journal says of individual supports."""

from pontdesarts.journal.verbs import Verb

ASKED = Verb("support.asked", "a demandé un accompagnement : {topic}")
ACCEPTED = Verb("support.accepted", "a commencé l'accompagnement, suivi par {leader}")
DECLINED = Verb("support.declined", "n'a pas retenu la demande : {reason}")
DIAGNOSED = Verb("support.diagnosed", "a écrit le diagnostic")
STEP_ADDED = Verb("support.step_added", "a ajouté au plan « {step} »")
STEP_CHANGED = Verb("support.step_changed", "a changé l'étape « {step} »")
STEP_REMOVED = Verb("support.step_removed", "a retiré du plan « {step} »")
STEP_DONE = Verb("support.step_done", "a fait l'étape « {step} »")
STEP_UNDONE = Verb("support.step_undone", "a remis à faire l'étape « {step} »")
VISITED = Verb("support.visited", "a noté la visite du {day}")
VISIT_REMOVED = Verb("support.visit_removed", "a retiré la visite du {day}")
ENDED = Verb("support.ended", "a terminé l'accompagnement")
REOPENED = Verb("support.reopened", "a repris l'accompagnement")
