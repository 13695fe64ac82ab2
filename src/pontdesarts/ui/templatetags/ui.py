"""Filters and tags that every template may use without loading them."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import forms, template
from django.contrib.staticfiles import finders
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .. import charts, words
from ..forms import first_errors
from ..words import together as kept_together

register = template.Library()


@register.filter
def places(number: int) -> str:
    """`{{ 2|places }}`: « 2 places »."""
    return words.places(number)


@register.filter
def of_places(number: int) -> str:
    """`{{ 1|of_places }}`: « d'une place »."""
    return words.of_places(number)


@register.filter
def counted(number: int, forms: str) -> str:
    """`{{ n|counted:"relais,relais" }}`: « 3 relais »; `{{ n|counted:"sortie" }}`: « 3 sorties »."""
    return words.counted(number, *forms.split(","))


@register.filter
def grouped(number: int | str) -> str:
    """« 12 480 »; an attribute of a component comes as text."""
    return words.grouped(int(number))


@register.filter(is_safe=True)
def together(sentence: object) -> str:
    """For a sentence that comes from Python: those of the templates are dressed by the loader."""
    return kept_together(str(sentence))


@register.filter
def of(name: str) -> str:
    return words.of(name)


@register.filter
def french_date(day: date) -> str:
    return words.french_date(day, today=timezone.localdate())


@register.filter
def short_date(day: date) -> str:
    return words.short_date(day, today=timezone.localdate())


@register.filter
def full_date(day: date) -> str:
    return words.full_date(day)


@register.filter
def french_hour(moment: datetime | time) -> str:
    return words.french_hour(moment)


@register.filter
def french_moment(moment: datetime) -> str:
    return words.french_moment(moment, today=timezone.localdate())


@register.filter
def french_span(first: date, last: date) -> str:
    """`{{ first|french_span:last }}`: « du 3 au 12 décembre »."""
    return words.french_span(first, last, today=timezone.localdate())


@register.filter
def date_block(day: date) -> dict[str, str]:
    """The parts of the big date: weekday, day, month, hour when there is one."""
    return words.date_parts(day)


@register.filter
def iso(moment: date) -> str:
    """The value of a `datetime` attribute."""
    return moment.isoformat()


@register.filter
def widget_kind(field: forms.BoundField) -> str:
    """How `<c-field>` draws a field: ``hidden``, ``checkbox``, ``choices``, ``stepper``, or one box."""
    widget = field.field.widget
    if isinstance(widget, forms.HiddenInput | forms.MultipleHiddenInput):
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return str(getattr(widget, "kind", "") or getattr(widget, "input_type", "text"))


@register.filter
def as_pills(field: forms.BoundField) -> bool:
    return bool(getattr(field.field.widget, "pills", False))


@register.filter
def as_attributes(values: dict[str, Any]) -> SafeString:
    """The attributes of a widget, each after a space."""
    return flatatt(values) if values else SafeString()  # most options have none


@register.filter
def summary(form: forms.BaseForm) -> list[dict[str, str]]:
    return first_errors(form)


@register.filter
def share_of(value: float, objective: float) -> str:
    return charts.share(float(value), float(objective))


@register.filter
def bar_chart(points: charts.Points) -> charts.Bars:
    return charts.bars(points)


@register.filter
def line_chart(points: charts.Points, unit: str = "") -> charts.Line:
    """Shares are read out of 100, whatever the highest of them."""
    return charts.line(points, top=100 if unit == "%" else 0)


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """`{% icon "place" %}`: what `<c-icon>` draws, at a tenth of its price. A list has a hundred of them."""
    return _icon(name, label, extra)


@lru_cache(maxsize=500, typed=True)  # typed: what is escaped is not what is to be escaped
def _icon(name: str, label: str, extra: str) -> SafeString:
    said = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f"icon {extra}".strip(),
        SafeString(said),
        static("ui/icons.svg"),
        name,
    )


# what a tone says without its colour
_TONE_ICONS = {"success": "check", "attention": "attention", "refusal": "close"}


@register.simple_tag
def badge(said: str, tone: str = "", symbol: str = "") -> SafeString:
    """`{% badge "relais" %}`: what `<c-badge>` draws. Each line of a long list has two or three."""
    return _badge(said, tone, symbol)


@lru_cache(maxsize=500, typed=True)
def _badge(said: str, tone: str, symbol: str) -> SafeString:
    drawn = symbol or _TONE_ICONS.get(tone, "")
    toned = format_html(' data-tone="{}"', tone) if tone else ""
    return format_html('<span class="badge"{}>{}{}</span>', toned, _icon(drawn, "", "") if drawn else "", said)


@register.simple_tag
def built_font(name: str) -> bool:
    """Whether `script/manage build_fonts` has made this font: before that, there is nothing to preload."""
    return finders.find(f"ui/fonts/{name}") is not None
