"""What upper floors may hear of bookings.

``places_came_back``: places of a date are free again after closing and nobody on the waiting list takes them
(``showing``, ``places``, ``by``, ``at``). Sent inside the transaction that frees them, the allotment locked.
`last_minute` opens the date again.

``told``: a booking was made, changed or ended (``booking``, ``event`` as `"booked"`, `"changed"` or `"cancelled"`,
``at``). Sent by the job that follows, once at least, never inside the transaction: `api` calls the webhooks.
"""

from django.dispatch import Signal

places_came_back = Signal()
told = Signal()
