"""What upper floors may hear of bookings.

``places_came_back``: places of a date are free again after closing and nobody on the waiting list takes them
(``showing``, ``places``, ``by``, ``at``). Sent inside the transaction that frees them, the allotment locked.
`last_minute` opens the date again.

``told``: a booking was made, changed or ended (``booking``, ``event`` as `"booked"`, `"changed"` or `"cancelled"`,
``at``). Sent by the job that follows, once at least, never inside the transaction: `api` calls the webhooks.

``list_leaves``: the list of a date is about to be printed for its mail (``showing``, ``guests``, ``at``). A receiver
may answer with an identity to print on it: `tally` reads the sheet by it when it comes back as a photo.
"""

from django.dispatch import Signal

places_came_back = Signal()
told = Signal()
list_leaves = Signal()
