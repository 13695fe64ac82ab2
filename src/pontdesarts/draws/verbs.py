"""What the journal says of draws."""

from pontdesarts.journal.verbs import Verb

ANNOUNCED = Verb("draws.announced", "a annoncé le tirage : {places}, {dates}, vœux jusqu'au {closes}")
OPENING_TOLD = Verb("draws.opening_told", "a annoncé par courriel l'ouverture des vœux : {people}")
CHANGED = Verb("draws.changed", "a modifié le tirage avant l'ouverture des vœux : {changes}")
WISHED = Verb("draws.wished", "a fait un vœu : {places} pour {lot}")
WISH_CHANGED = Verb("draws.wish_changed", "a changé le vœu pour {lot} : {changes}")
WISH_MOVED = Verb("draws.wish_moved", "a mis le vœu pour {lot} au rang {rank}")
WISH_WITHDRAWN = Verb("draws.wish_withdrawn", "a retiré le vœu pour {lot}")
WISH_RESTORED = Verb("draws.wish_restored", "a remis le vœu pour {lot}")
DRAWN = Verb("draws.drawn", "a tiré le tour {round} : {places} pour {relays}")
ROUND_OPENED = Verb("draws.round_opened", "a préparé le tour {round} : {places}, vœux jusqu'au {closes}")
REST_ANNOUNCED = Verb("draws.rest_announced", "a annoncé que ce qui reste s'ouvre à tous {when}")
REST_OPENED = Verb("draws.rest_opened", "a ouvert ce qui reste à la réservation directe : {places}")
CANCELLED = Verb("draws.cancelled", "a annulé le tirage : {reason}")
LOT_OUT = Verb("draws.lot_out", "a retiré du tirage {lot} : {reason}")
LOT_MOVED = Verb("draws.lot_moved", "a déplacé {lot}")
