"""Why something is not written, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class LogRefused(Refused):
    """A line of the log that cannot be."""


class TaskRefused(Refused):
    """A task that cannot be."""


class SnoozeRefused(Refused):
    """A day that is past, or too far."""
