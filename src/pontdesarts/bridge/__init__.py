"""The passerelle: what venues offer besides seats meets what relays need, and what came of it."""
