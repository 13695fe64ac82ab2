"""What contexts above say of a structure on its page, in their own words: what it books, what it offers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from pontdesarts.accounts.models import User

from .models import Structure


@dataclass(frozen=True)
class Panel:
    """``read`` gives what ``template`` needs, for that person at that moment; None when there is nothing to say.

    ``order`` places it among the others. The template draws a `<section>` with its `<h2>`.
    """

    order: int
    template: str
    read: Callable[[Structure, User, datetime], dict[str, Any] | None]


_panels: dict[str, Panel] = {}


def show(panel: Panel) -> None:
    """Called once, when the application of a context above is ready."""
    _panels[panel.template] = panel


def drawn(structure: Structure, *, user: User, at: datetime, request: HttpRequest) -> Iterator[SafeString]:
    """Each panel that has something to say, drawn."""
    for panel in sorted(_panels.values(), key=lambda each: (each.order, each.template)):
        told = panel.read(structure, user, at)
        if told is not None:
            yield render_to_string(panel.template, {"structure": structure, **told}, request)
