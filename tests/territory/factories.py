import shapely
from factory import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from pontdesarts.territory import rules
from pontdesarts.territory.models import Commune, Department, PriorityArea


class DepartmentFactory(DjangoModelFactory[Department]):
    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "94"
    name = "Val-de-Marne"
    region_code = "11"
    region_name = "Île-de-France"
    zone = "C"


class CommuneFactory(DjangoModelFactory[Commune]):
    class Meta:
        model = Commune
        django_get_or_create = ("insee",)

    insee = Sequence(lambda n: f"94{100 + n % 900}")
    name = "Valenton"
    department = SubFactory(DepartmentFactory)
    postal_codes = ["94460"]
    population = 15_000
    latitude = 48.75
    longitude = 2.46
    folded = LazyAttribute(lambda commune: rules.fold(commune.name))


class PriorityAreaFactory(DjangoModelFactory[PriorityArea]):
    """A square of some 1 km by 1.5 km around 48.75 N, 2.46 E, unless ``square`` says otherwise (None: no perimeter)."""

    class Meta:
        model = PriorityArea
        exclude = ("square",)

    square = (2.45, 48.745, 2.47, 48.755)
    kind = "qpv"
    code = Sequence(lambda n: f"QN094{n % 100:02d}M")
    vintage = 2024
    name = "La Lutèce - Bergerie"
    insee_codes = ["94074"]
    departments = ["94"]
    valid_from = LazyAttribute(lambda area: rules.validity(area.vintage, overseas=False)[0])
    valid_to = LazyAttribute(lambda area: rules.validity(area.vintage, overseas=False)[1])
    geometry = LazyAttribute(lambda area: shapely.to_wkb(shapely.box(*area.square)) if area.square else None)
    west = LazyAttribute(lambda area: area.square[0] if area.square else None)
    south = LazyAttribute(lambda area: area.square[1] if area.square else None)
    east = LazyAttribute(lambda area: area.square[2] if area.square else None)
    north = LazyAttribute(lambda area: area.square[3] if area.square else None)
