"""The season, written in the order of time: who is there, what is offered, who books."""

from .story import AlreadyThere, NotHere, Told, load

__all__ = ["AlreadyThere", "NotHere", "Told", "load"]
