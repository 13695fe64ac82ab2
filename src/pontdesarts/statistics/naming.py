"""What the keys of tables are called: months, disciplines, structures, communes."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure
from pontdesarts.programme.disciplines import Discipline
from pontdesarts.territory.models import Commune

from .counting import Dimension

TOTAL = "total"
NOBODY = "—"


def key_of(value: object) -> str:
    """As JSON keeps it: a month by its first day, a priority area by « oui »."""
    if value is None or value == "":
        return NOBODY
    if isinstance(value, datetime):
        return timezone.localdate(value).isoformat()
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)


class Names:
    """What keys are called, read at once. Relays of a neighbour go together, by their association."""

    def __init__(self, keys: Collection[tuple[str, str]]) -> None:
        people = {int(key) for table, key in keys if table in {"partner", "relay"} and key != NOBODY}
        communes = {key for table, key in keys if table in {"commune", "relay_commune"} and key != NOBODY}
        structures = Structure.objects.filter(pk__in=people).order_by().values_list("pk", "name")
        neighbours = Association.objects.filter(pk__in={-key for key in people if key < 0}).order_by()
        self._structures = {str(pk): name for pk, name in structures}
        self._structures |= {str(-pk): f"relais de {name}" for pk, name in neighbours.values_list("pk", "name")}
        self._communes = dict(Commune.objects.filter(pk__in=communes).order_by().values_list("pk", "name"))

    def of(self, table: str, key: str) -> str:
        """« novembre 2026 », « théâtre », the name of a structure or of a commune."""
        if table == TOTAL:
            return "Total"
        if key == NOBODY:
            return "sans " + Dimension[table.upper()].value.replace("-", " ")
        match Dimension[table.upper()]:
            case Dimension.MONTH:
                return date_format(date.fromisoformat(key), "F Y")
            case Dimension.DISCIPLINE:
                return str(Discipline(key).label)
            case Dimension.AREA:
                return "quartiers prioritaires" if key == "oui" else "hors quartiers prioritaires"
            case Dimension.COMMUNE | Dimension.RELAY_COMMUNE:
                return self._communes[key]
            case _:
                return self._structures[key]
