"""What the journal says of outings."""

from pontdesarts.journal.verbs import Verb

TOLD = Verb("outings.told", "a dit qui est venu ({source}) : {said}")
CORRECTED = Verb("outings.corrected", "a corrigé qui est venu ({source}) : {said}, au lieu de : {before}")
TAKEN_BACK = Verb("outings.taken_back", "ne sait plus qui est venu ({source}), après avoir dit : {before}")
COUNTED = Verb("outings.counted", "a compté {people} en tout à cette date ({source})")
FELT = Verb("outings.felt", "a raconté la sortie")
ASKED = Verb("outings.asked", "a demandé à {to} qui est venu : {outings}")
