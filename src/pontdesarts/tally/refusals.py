"""Why a sheet or a photo is refused, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class PhotosRefused(Refused):
    """Nothing was sent, there are too many, they are too heavy, or the date has not begun."""


class AlreadyEnded(Refused):
    """What these photos said was saved, or put aside, before."""
