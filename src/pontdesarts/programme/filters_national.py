"""How the national catalogue narrows: the filters of « Sorties », in every department where something is open."""

from typing import Any

from pontdesarts.territory.models import Department

from .filters import SearchForm
from .finding.criteria import Reach
from .models import Offer


class NationalForm(SearchForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["chez"], self.fields["vue"]
        there = Offer.objects.open_to_neighbours().values("venue__commune__department")
        departments = Department.objects.filter(pk__in=there).order_by("code")
        self._choose("departement", [("", "tous"), *((d.code, str(d)) for d in departments)])

    def reach(self) -> Reach:
        return Reach.OPEN
