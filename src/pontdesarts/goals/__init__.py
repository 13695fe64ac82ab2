"""What the association set out to reach in a season, axis by axis, and how far it is."""
