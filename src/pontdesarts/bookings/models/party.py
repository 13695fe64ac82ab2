"""The columns that hold a party: shared by what is booked, asked for and wished."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from .. import rules

NUMBERS = ("adults", "under_6", "from_6_to_11", "from_12_to_17", "workers", "wheelchair")


class OfParty(models.Model):
    """``places`` is how many people they are; the constraints of `people_are_places` hold it to that."""

    class Outing(models.TextChoices):
        ALONE = "alone", "sortie individuelle"
        FAMILY = "family", "sortie en famille"
        GROUP = "group", "sortie de groupe"

    class Need(models.TextChoices):
        LOOP = "loop", "boucle magnétique"
        LSF = "lsf", "langue des signes"
        CHILDCARE = "childcare", "garde d'enfant"
        TRANSPORT = "transport", "transport"

    places = models.PositiveSmallIntegerField("places")
    adults = models.PositiveSmallIntegerField("adultes", default=0)
    under_6 = models.PositiveSmallIntegerField("enfants de 0 à 5 ans", default=0)
    from_6_to_11 = models.PositiveSmallIntegerField("enfants de 6 à 11 ans", default=0)
    from_12_to_17 = models.PositiveSmallIntegerField("jeunes de 12 à 17 ans", default=0)
    workers = models.PositiveSmallIntegerField("accompagnatrices et accompagnateurs", default=0)
    wheelchair = models.PositiveSmallIntegerField("dont en fauteuil roulant", default=0)
    outing = models.CharField("sortie", max_length=8, choices=Outing.choices)
    first_outing = models.BooleanField("première sortie", null=True, blank=True)
    needs = ArrayField(
        models.CharField(max_length=12, choices=Need.choices), verbose_name="besoins", default=list, blank=True
    )

    class Meta:
        abstract = True

    @property
    def party(self) -> rules.Party:
        return rules.Party(
            adults=self.adults,
            under_6=self.under_6,
            from_6_to_11=self.from_6_to_11,
            from_12_to_17=self.from_12_to_17,
            workers=self.workers,
            wheelchair=self.wheelchair,
            outing=rules.Outing(self.outing),
            first_outing=self.first_outing,
            needs=frozenset(rules.Need(need) for need in self.needs),
        )

    def take_party(self, party: rules.Party) -> None:
        """Copy the numbers of a party into the columns; the operation saves them."""
        for name, value in columns_of(party).items():
            setattr(self, name, value)


def columns_of(party: rules.Party) -> dict[str, Any]:
    """The columns that hold this party, by name."""
    said: dict[str, Any] = {name: getattr(party, name) for name in (*NUMBERS, "first_outing")}
    return said | {
        "places": party.places,
        "outing": party.outing.value,
        "needs": sorted(need.value for need in party.needs),
    }


def people_are_places(prefix: str) -> tuple[models.CheckConstraint, models.CheckConstraint]:
    """The guarantees of the table that ``prefix`` names."""
    people = F("adults") + F("under_6") + F("from_6_to_11") + F("from_12_to_17") + F("workers")
    return (
        models.CheckConstraint(condition=Q(places=people) & Q(places__gte=1), name=f"{prefix}_places_are_people"),
        models.CheckConstraint(condition=Q(wheelchair__lte=F("places")), name=f"{prefix}_wheelchair_among_places"),
    )
