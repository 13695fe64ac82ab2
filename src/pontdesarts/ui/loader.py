"""The sentences written in templates, with the spaces of a French printer: once, when a template is compiled."""

from django.template import Origin
from django.template.loaders import cached

from .words import together


class Loader(cached.Loader):
    """A page never begins a line with « : » or « » », whoever wrote its template with ordinary spaces."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return together(contents) if str(origin.name).endswith(".html") else contents
