"""How a device is named in a page or a mail."""

from django import template

from ..rules import device

register = template.Library()
register.filter("device", device)
