"""How forms are drawn: Django's own renderer, over our templates."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Widgets come from our templates first; a form is drawn by the ``field`` component."""
