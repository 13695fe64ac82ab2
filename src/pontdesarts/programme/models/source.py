from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Max

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure, Venue


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: User | AnonymousUser) -> "SourceQuerySet":
        return self.filter(association__in=Association.objects.staffed_by(user))

    def with_last_import(self) -> "SourceQuerySet":
        """With ``last_at``, None when nothing was ever imported."""
        return self.annotate(last_at=Max("runs__at"))


class Source(models.Model):
    """A programme that is imported again and again: an agenda, a venue's calendar, a spreadsheet of a kind.

    Remembers how its columns match ours, so that the second import asks nothing.
    """

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="sources", verbose_name="association"
    )
    name = models.CharField("nom", max_length=120)
    format = models.CharField("format", max_length=20)
    matching = models.JSONField("correspondance des colonnes", default=dict, blank=True)
    partner = models.ForeignKey(
        Structure,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="partenaire, si tout vient de lui",
    )
    venue = models.ForeignKey(
        Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="lieu, si non précisé"
    )

    objects = SourceQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention("nommer la source : ce n'est pas une personne", "tant que la source sert", of_a_person=False),
    }

    class Meta:
        ordering = ("name", "pk")
        verbose_name = "source de programmation"
        verbose_name_plural = "sources de programmation"
        constraints = (models.UniqueConstraint(fields=["association", "name"], name="programme_source_once"),)

    def __str__(self) -> str:
        return self.name


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: User | AnonymousUser) -> "ImportRunQuerySet":
        return self.filter(source__in=Source.objects.visible_to(user))


class ImportRun(models.Model):
    """One import that was carried out, with its report line by line."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs", verbose_name="source")
    at = models.DateTimeField("quand")
    by_label = models.CharField("par", max_length=200)
    file_name = models.CharField("fichier", max_length=200, blank=True)
    report = models.JSONField("compte rendu", default=dict)

    objects = ImportRunQuerySet.as_manager()

    belongs_to: ClassVar[str] = "source__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "by_label": Retention("savoir qui a importé", "3 ans", Term("at", timedelta(days=3 * 365))),
        "file_name": Retention("reconnaître l'import : ce n'est pas une personne", "3 ans", of_a_person=False),
    }

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "import"
        verbose_name_plural = "imports"

    def __str__(self) -> str:
        return f"{self.source}, {self.at:%d/%m/%Y}"


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    def visible_to(self, user: User | AnonymousUser) -> "PendingImportQuerySet":
        """One's own: nobody else knows what was dropped."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, association__in=Association.objects.staffed_by(user))


class PendingImport(models.Model):
    """A programme that was dropped and is being looked at: nothing is written of it until somebody confirms.

    The file stands in the database, where every web process reads it, and is forgotten after a day.
    """

    KEPT = timedelta(days=1)

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="+", verbose_name="association")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name="compte")
    source_name = models.CharField("source", max_length=120)
    format = models.CharField("format", max_length=20)
    partner = models.ForeignKey(
        Structure, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="partenaire"
    )
    venue = models.ForeignKey(
        Venue, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="lieu, si non précisé"
    )
    matching = models.JSONField("correspondance des colonnes", default=dict, blank=True)
    first_day = models.DateField("dates à reprendre, du")
    last_day = models.DateField("au")
    all_dates = models.BooleanField("dates passées aussi", default=False)
    file_name = models.CharField("fichier", max_length=200, blank=True)
    content = models.BinaryField("contenu")
    received_at = models.DateTimeField("reçu le")
    # carried out: confirming again leads to the same report
    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="import"
    )

    objects = PendingImportQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention("montrer l'aperçu à qui l'a demandé", "1 jour", Term("received_at", KEPT)),
        "source_name": Retention("nommer la source : ce n'est pas une personne", "1 jour", of_a_person=False),
        "file_name": Retention("reconnaître le fichier : ce n'est pas une personne", "1 jour", of_a_person=False),
        "content": Retention("importer ce que l'aperçu montre", "1 jour", Term("received_at", KEPT)),
    }

    class Meta:
        ordering = ("-received_at", "-pk")
        verbose_name = "import en attente"
        verbose_name_plural = "imports en attente"

    def __str__(self) -> str:
        return f"{self.source_name}, {self.file_name or 'texte collé'}"
