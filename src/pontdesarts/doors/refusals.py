"""Why something said at the door is refused, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class DoorRefused(Refused):
    """It is not the hour, or what was typed cannot be."""
