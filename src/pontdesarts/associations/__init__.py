"""The tenant: an association, the departments where it works, its staff and volunteers, its rules of booking.

The association, never the department: Drôme-Ardèche covers two.
"""
