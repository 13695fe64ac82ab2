"""What looks like the same outing, on the page of an offer."""

from django import template

from ..models import Offer, Resemblance

register = template.Library()


@register.simple_tag
def others_like(offer: Offer) -> list[Offer]:
    """The offers that may be this one, as long as nobody has said."""
    pairs = Resemblance.objects.open().about(offer).select_related("offer__source", "other__source")
    return [pair.other if pair.offer_id == offer.pk else pair.offer for pair in pairs.order_by("pk")[:3]]
