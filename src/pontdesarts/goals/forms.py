"""What the direction types."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from pontdesarts.ui.forms import Stepper

from .rules import MEASURES

_MOST = 100_000


def _target() -> forms.IntegerField:
    return forms.IntegerField(label="Nombre visé", min_value=1, max_value=_MOST, widget=Stepper)


def _axis() -> forms.CharField:
    return forms.CharField(
        label="Axe, avec vos mots", max_length=160, help_text="Les objectifs d'un même axe sont montrés ensemble."
    )


class GoalForm(forms.Form):
    """A new goal: what is counted already this season is not proposed again."""

    measure = forms.ChoiceField(label="Ce que l'on compte")
    target = _target()
    axis = _axis()

    def __init__(self, typed: QueryDict | None, *, taken: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        free = [measure for measure in MEASURES.values() if measure.code not in taken]
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            (each.code, f"{each.label} (%)" if each.is_share else each.label) for each in free
        ]


class ChangeForm(forms.Form):
    """What is counted stays."""

    target = _target()
    axis = _axis()


class ProposalForm(forms.Form):
    """One line of the page that proposes: kept or not, its number, its axis."""

    kept = forms.BooleanField(label="Garder cet objectif", required=False)
    target = _target()
    axis = _axis()

    def __init__(self, typed: QueryDict | None, proposal: Mapping[str, Any]) -> None:
        initial = {"kept": True, "target": proposal["target"], "axis": proposal["axis"]}
        super().__init__(typed, prefix=proposal["measure"], initial=initial)
        self.measure = MEASURES[proposal["measure"]]
        if typed is not None and f"{self.prefix}-kept" not in typed:
            # a line that is not kept is not judged
            self.fields["target"].required = self.fields["axis"].required = False

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"measure": self.measure.code}


def proposal_forms(typed: QueryDict | None, proposals: Iterable[Mapping[str, Any]]) -> list[ProposalForm]:
    return [ProposalForm(typed, proposal) for proposal in proposals]
