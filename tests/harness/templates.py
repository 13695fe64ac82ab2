"""A template of ours that names something undefined fails the test, in `{% if %}` too, where Django keeps quiet.

What may be absent says so: `{{ x|default:"" }}`, or a `<c-vars x="" />` at the head of a component.

Pages are read with ordinary spaces before their punctuation: tests say what a person reads, not how a line ends.
"""

from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, base
from django.template.base import UNKNOWN_SOURCE
from django_cotton.templatetags import Attrs

ROOT = Path(__file__).resolve().parents[2]
OURS = (str(ROOT / "src"), str(ROOT / "tests"))
TOLERANT_FILTERS = {"default", "default_if_none"}

_template: ContextVar[str] = ContextVar("template", default="")
_strict: ContextVar[bool] = ContextVar("strict", default=False)


def _is_ours(name: str) -> bool:
    return name.startswith(OURS) or name == UNKNOWN_SOURCE


def install(patch: pytest.MonkeyPatch) -> None:
    render_annotated = base.Node.render_annotated
    resolve_expression = base.FilterExpression.resolve
    resolve_variable = base.Variable.resolve
    unprocessable = Attrs.unprocessable

    def render_in_its_template(node: base.Node, context: Context) -> Any:
        origin = getattr(node, "origin", None)
        name = str(origin.name) if origin else UNKNOWN_SOURCE
        if name == UNKNOWN_SOURCE and _template.get():  # an attribute of a component belongs to the page around it
            return render_annotated(node, context)
        reset = _template.set(name)
        try:
            return render_annotated(node, context)
        finally:
            _template.reset(reset)

    def resolve_or_fail(self: base.FilterExpression, context: Context, ignore_failures: bool = False) -> Any:
        tolerated = bool(self.filters) and self.filters[0][0].__name__ in TOLERANT_FILTERS
        reset = _strict.set(not tolerated)
        try:
            return resolve_expression(self, context, ignore_failures)
        finally:
            _strict.reset(reset)

    def resolve_variable_or_fail(self: base.Variable, context: Context) -> Any:
        try:
            return resolve_variable(self, context)
        except base.VariableDoesNotExist:
            if _strict.get() and _is_ours(_template.get()):
                pytest.fail(f"« {self.var} » is not defined in {_template.get()}")
            raise

    def fail_on_lost_attribute(self: Attrs, key: str) -> None:
        if _is_ours(_template.get()):
            pytest.fail(f"the attribute « :{key} » of a component holds something undefined, in {_template.get()}")
        unprocessable(self, key)

    patch.setattr(base.Node, "render_annotated", render_in_its_template)
    patch.setattr(base.FilterExpression, "resolve", resolve_or_fail)
    patch.setattr(base.Variable, "resolve", resolve_variable_or_fail)
    patch.setattr(Attrs, "unprocessable", fail_on_lost_attribute)
    patch.setattr("pontdesarts.ui.loader.together", str)
    patch.setattr("pontdesarts.ui.templatetags.ui.kept_together", str)
