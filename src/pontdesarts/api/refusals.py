"""Why the API, or the page of its tokens, says no."""

from pontdesarts.journal.refusals import Refused


class TokenRefused(Refused):
    """The token would open nothing, too much, or for too long."""


class WebhookRefused(Refused):
    """The address cannot be told anything, or there are enough of them."""


class NotForPartners(Refused):
    """Relays and their bookings are the association's business."""
