"""Figures for the team, a relay, a partner: what was given, booked, used. No number may tell of a person."""
