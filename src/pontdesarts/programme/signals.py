"""What upper floors may hear of the programme. Sent inside the transaction of the change.

``showing_cancelled``: a date is called off (``showing``, ``reason``, ``by``, ``at``). `bookings` ends what was
booked and tells each referent.

``showing_moved``: a date has another hour or another place (``showing``, ``before`` as a sentence, ``by``, ``at``).
`bookings` tells each referent who booked.

``places_changed``: other places than before are given for a date (``showing``, ``by``, ``at``). `bookings` offers
them to whoever waits.

``mode_changing``: places of an offer are about to be given in another way (``offer`` as it was, ``before`` and
``after`` as `BookingMode`, ``by``, ``at``). Whoever hears may raise a refusal: nothing is then written.
"""

from django.dispatch import Signal

showing_cancelled = Signal()
showing_moved = Signal()
places_changed = Signal()
mode_changing = Signal()
