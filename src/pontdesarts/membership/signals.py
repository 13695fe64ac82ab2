"""What upper floors answer, and may hear.

``season_figures``: the mail that proposes a renewal is about to be written (``relays``, a list of `Structure`;
``season``, the year of its September). A receiver answers ``{relay.pk: Figures}``: `bookings` does.

``entry_steps``: the page « Entrée dans le réseau » is about to be drawn (``structure``, ``user``, ``at``). A receiver
answers a `rules.Step`, or None: `agreements` may.

``partner_joined``: a partner went through its mail (``structure``, ``by``, ``at``), inside the transaction. A receiver
may answer an address where it goes on: `programme` gives the link by which it enters its offers.
"""

from django.dispatch import Signal

season_figures = Signal()
entry_steps = Signal()
partner_joined = Signal()
