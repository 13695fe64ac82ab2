from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention
from pontdesarts.territory.models import Department

from .. import rules


class AssociationQuerySet(models.QuerySet["Association"]):
    def staffed_by(self, user: User | AnonymousUser) -> "AssociationQuerySet":
        """Those where the person holds a role today, whatever it is, and those that they visit for the federation."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(pk__in=user.staff_roles.current().values("association"))
            | models.Q(pk__in=user.visits.open().values("association"))
        )

    def confided_to(self, user: User | AnonymousUser) -> "AssociationQuerySet":
        """Those of which the person reads what people write to one another, and what would tell of those whom a relay
        receives: their team, and a visit of the federation. Neither readers (elected members, funders) nor volunteers.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(pk__in=user.staff_roles.of_the_team().values("association"))
            | models.Q(pk__in=user.visits.open().values("association"))
        )

    def run_by(self, user: User) -> "AssociationQuerySet":
        """Those whose daily work the person does, by name."""
        return self.filter(pk__in=user.staff_roles.of_the_team().values("association")).order_by("name", "pk")


class Association(models.Model):
    """One association of the network. Everything else belongs to exactly one.

    The columns named like the fields of `rules.Terms` are its own terms of booking; ``None`` keeps the national one.
    """

    slug = models.SlugField("nom court pour les adresses", unique=True)
    name = models.CharField("nom", max_length=120)
    departments = models.ManyToManyField(Department, related_name="associations", verbose_name="départements")
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    website = models.URLField("site", blank=True)

    closes_hours = models.PositiveSmallIntegerField("fin des réservations, heures avant", null=True, blank=True)
    most_alone = models.PositiveSmallIntegerField("places au plus, sortie individuelle", null=True, blank=True)
    most_family = models.PositiveSmallIntegerField("places au plus, sortie en famille", null=True, blank=True)
    most_group = models.PositiveSmallIntegerField("places au plus, sortie de groupe", null=True, blank=True)
    fresh_list_hours = models.PositiveSmallIntegerField("liste à jour, heures avant", null=True, blank=True)
    pickup_kept_days = models.PositiveSmallIntegerField("noms de retrait gardés, jours après", null=True, blank=True)
    report_due_days = models.PositiveSmallIntegerField("retour de sortie attendu, jours après", null=True, blank=True)
    most_per_relay = models.PositiveSmallIntegerField("places au plus par relais et par sortie", null=True, blank=True)
    priority_hours = models.PositiveSmallIntegerField(
        "heures d'avance aux relais des quartiers prioritaires", null=True, blank=True
    )
    priority_share = models.PositiveSmallIntegerField(
        "part gardée aux relais des quartiers prioritaires (%)", null=True, blank=True
    )
    wheelchair_hours = models.PositiveSmallIntegerField(
        "places pour fauteuil gardées jusqu'à, heures avant", null=True, blank=True
    )
    neighbour_share = models.PositiveSmallIntegerField("part ouverte aux voisins (%)", null=True, blank=True)
    answer_hours = models.PositiveSmallIntegerField("liste d'attente : heures pour répondre", null=True, blank=True)
    most_skips = models.PositiveSmallIntegerField("liste d'attente : tours passés au plus", null=True, blank=True)
    most_unreported = models.PositiveSmallIntegerField(
        "sorties sans nouvelles avant d'arrêter les réservations", null=True, blank=True
    )

    # what a relay has done before it books; here rather than in `membership`, because each booking has read this row
    needs_training = models.BooleanField(
        "café découverte ou atelier avant de réserver", default=False, db_default=False
    )
    needs_charter = models.BooleanField("charte signée avant de réserver", default=False, db_default=False)
    needs_membership = models.BooleanField("adhésion à jour avant de réserver", default=False, db_default=False)

    objects = AssociationQuerySet.as_manager()

    belongs_to: ClassVar[str] = "pk"
    personal_data: ClassVar[dict[str, Retention]] = {
        "email": Retention("joindre l'association", "tant que l'association est membre"),
        "phone": Retention("joindre l'association", "tant que l'association est membre"),
        "name": Retention(
            "nommer l'association : ce n'est pas une personne", "tant que l'association est membre", of_a_person=False
        ),
    }

    class Meta:
        ordering = ("name", "pk")
        verbose_name = "association"
        verbose_name_plural = "associations"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(pickup_kept_days=None)
                | models.Q(pickup_kept_days__lte=rules.NATIONAL.pickup_kept_days),
                name="associations_pickup_kept_no_longer",
                violation_error_message="Les noms de retrait sont effacés 7 jours après la sortie au plus tard.",
            ),
            models.CheckConstraint(
                condition=(models.Q(priority_share=None) | models.Q(priority_share__lte=100))
                & (models.Q(neighbour_share=None) | models.Q(neighbour_share__lte=100)),
                name="associations_shares_are_percents",
                violation_error_message="Une part va de 0 à 100 pour cent.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def own_terms(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in rules.NAMES}

    @property
    def terms(self) -> rules.Terms:
        return rules.resolve(self.own_terms)
