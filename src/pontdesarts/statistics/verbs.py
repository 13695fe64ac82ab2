"""What the journal says of figures."""

from pontdesarts.journal.verbs import Verb

PUBLISHED = Verb("statistics.published", "a arrêté les chiffres du {quarter} ({hidden} masqués)")
EXPORTED = Verb("statistics.exported", "a exporté les chiffres : {what}")
