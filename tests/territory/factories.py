import factory

from pontdesarts.territory.models import Commune, Department
from pontdesarts.territory.rules import fold


class DepartmentFactory(factory.django.DjangoModelFactory[Department]):
    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "94"
    name = "Val-de-Marne"
    region_code = "11"
    region_name = "Île-de-France"
    zone = "C"


class CommuneFactory(factory.django.DjangoModelFactory[Commune]):
    class Meta:
        model = Commune
        django_get_or_create = ("insee",)

    insee = "94074"
    name = "Valenton"
    folded = factory.LazyAttribute(lambda c: fold(c.name))
    department = factory.SubFactory(DepartmentFactory)
    postal_codes = ("94460",)
    population = 15000
    latitude = 48.7508
    longitude = 2.4589
