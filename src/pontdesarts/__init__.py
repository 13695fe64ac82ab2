"""Pont des Arts: from the free seat that a venue offers to the annual report of the association that shared it."""
