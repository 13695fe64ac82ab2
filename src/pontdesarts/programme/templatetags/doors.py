"""Addresses that stay on the side of the door by which the person came in."""

from django import template

from ..views.doors import Door

register = template.Library()


@register.simple_tag
def through(door: Door, name: str, *args: object) -> str:
    """`{% through door "dates" offer.pk %}`: the page under `/offres/`, or under the partner's link."""
    return door.url(name, *args)
