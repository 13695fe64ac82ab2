"""What the journal says of bookings."""

from pontdesarts.journal.verbs import Verb

BOOKED = Verb("bookings.booked", "a réservé {places} pour {relay}")
CHANGED = Verb("bookings.changed", "a changé la réservation : {changes}")
CANCELLED = Verb("bookings.cancelled", "a annulé la réservation ({places} rendues)")
CANCELLED_LATE = Verb("bookings.cancelled_late", "a annulé après la clôture ({places} rendues)")
CANCELLED_BY_VENUE = Verb("bookings.cancelled_by_venue", "a annulé la date : {reason}")
VOUCHER_ASKED = Verb("bookings.voucher_asked", "a redemandé la contremarque par courriel")
DATE_MOVED = Verb("bookings.date_moved", "a déplacé la date, qui était : {before}")
PICKUP_ERASED = Verb("bookings.pickup_erased", "a effacé le nom de retrait")
LIST_SENT = Verb("bookings.list_sent", "a envoyé la liste ({places}) à {to}")
CAME_TOLD = Verb("bookings.came_told", "a dit qui est venu : {came} sur {places}")
CAME_CORRECTED = Verb("bookings.came_corrected", "a corrigé qui est venu : {came} sur {places}, au lieu de {before}")
REMINDED = Verb("bookings.reminded", "a rappelé à {to} {outings} à raconter")
