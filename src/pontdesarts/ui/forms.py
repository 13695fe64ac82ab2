"""How forms are drawn: Django's own renderer, over our templates; and the pieces that forms share."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, Self

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html


class Renderer(TemplatesSetting):
    """`{{ form }}` and `{{ form.x.as_field_group }}` draw what `<c-form>` and `<c-field>` draw."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class QuickCopy:
    """Mixed into fields and widgets of forms that are sent all day. Django copies them for each form, so that no two
    forms share any; `copy.copy`, which it calls, takes twice the time to find out what this says."""

    def __copy__(self) -> Self:
        copied = object.__new__(type(self))
        copied.__dict__.update(self.__dict__)
        return copied


class Choices(BaseChoiceIterator):
    """Choices that nobody changes, which all forms read: not copied for each of them, label by label."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        self._choices = tuple(choices)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._choices)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self


class Stepper(QuickCopy, forms.NumberInput):
    """A number of people, between − and +; without JavaScript, a number field."""

    kind = "stepper"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class DateInput(forms.DateInput):
    """The phone's own calendar. Browsers exchange ISO dates and show French ones."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class PillRadio(QuickCopy, forms.RadioSelect):
    """One choice among few, as pills on one line."""

    pills = True


class CheckboxPills(QuickCopy, forms.CheckboxSelectMultiple):
    """Several choices among few, as pills."""

    pills = True


class Refusal(Protocol):
    """What an operation raises when the answer is no."""

    sentence: str
    next_step: str


def add_refusal(form: forms.BaseForm, refusal: Refusal, field: str | None = None) -> None:
    """Say in the form why the answer is no and what to do next; what was typed stays."""
    said = format_html("{} {}", refusal.sentence, refusal.next_step) if refusal.next_step else refusal.sentence
    form.add_error(field if field in form.fields else None, said)


def first_errors(form: forms.BaseForm) -> list[dict[str, str]]:
    """The summary at the top of a form: each error, and the address of its field on the page."""
    found = []
    # in the order of the fields: what a whole form says of one of them comes last in `form.errors`
    for name in form.fields:
        errors: Iterable[object] = form.errors.get(name, ())
        field = form[name]
        found += [{"href": f"#{field.auto_id}", "label": str(field.label), "error": str(error)} for error in errors]
    return found
