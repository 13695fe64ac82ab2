"""The numbers of an archive, in words."""

from collections.abc import Iterable

from django import template
from django.apps import apps

register = template.Library()


@register.filter
def total(numbers: Iterable[int]) -> int:
    return sum(numbers)


@register.filter
def named_model(label: str) -> str:
    """« réservations » for ``bookings.Booking``; the label itself for a model that is no more."""
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural)
    except (LookupError, ValueError):
        return label
