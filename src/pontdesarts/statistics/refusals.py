"""Why figures are not settled."""

from pontdesarts.journal.refusals import Refused


class PublicationRefused(Refused):
    """The quarter is not over, or its figures are settled already."""
