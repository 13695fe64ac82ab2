"""What the journal says of the last minute."""

from pontdesarts.journal.verbs import Verb

RELEASED = Verb("last_minute.released", "a libéré {places} jusqu'au {until}")
REOPENED = Verb("last_minute.reopened", "a rouvert la date à la dernière minute : {places}, jusqu'au {until}")
TAKEN_BACK = Verb("last_minute.taken_back", "a fini la dernière minute : {places} sans preneur")
TOLD = Verb("last_minute.told", "a prévenu {people} de places de dernière minute")
STOPPED = Verb("last_minute.stopped", "ne veut plus d'alerte de dernière minute")
RESUMED = Verb("last_minute.resumed", "veut à nouveau les alertes de dernière minute")
