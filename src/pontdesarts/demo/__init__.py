"""A believable season for three associations: relays, partners, a programme, bookings past and to come.

Everything is written through the operations of the product, with ``at`` in the past for what is past; the programme
comes in through the importers, from files of our own making. The doors of this context exist only where ``DEMO`` is on.
"""
