"""Scarce places by ranked wishes and a published draw, in rounds, whose result anybody can replay."""
