from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Site, Structure

from .importing.told import Wanted

FILE_KEPT = timedelta(days=1)
REPORT_KEPT = timedelta(days=3 * 365)


class Matching(models.Model):
    """Which column is which of our fields, as somebody said it once for files that have these columns."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="+", verbose_name="association")
    # of the names of the columns, in any order: `columns.signature`
    signature = models.CharField(max_length=64)
    columns = models.JSONField("correspondance des colonnes")

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("association", "signature")
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        constraints = (
            models.UniqueConstraint(fields=["association", "signature"], name="exchanges_matching_of_columns"),
        )

    def __str__(self) -> str:
        return f"{len(self.columns)} colonnes"


class Entry(models.Model):
    """What a source said last of a structure, or of one of its sites: the next file of the source finds it by ``key``,
    and what a person changed since is told from what the source changed."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="+", verbose_name="association")
    source = models.CharField("source", max_length=120)
    key = models.CharField(max_length=200)
    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="+", verbose_name="structure")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", null=True, verbose_name="site")
    # {field: value}, the names of `planned.FIELDS`
    said = models.JSONField("dit par la source")

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "said": Retention("savoir ce que la source a changé", "tant que la structure est dans le réseau"),
    }

    class Meta:
        ordering = ("association", "source", "key")
        verbose_name = "ligne connue d'une source"
        verbose_name_plural = "lignes connues d'une source"
        constraints = (
            models.UniqueConstraint(fields=["association", "source", "key"], name="exchanges_entry_of_source"),
        )

    def __str__(self) -> str:
        return f"{self.source}, {self.structure}"


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User | AnonymousUser) -> "ImportQuerySet":
        """Those of the associations where the person works; before it is carried out, one's own only."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(association__in=Association.objects.staffed_by(user)).filter(
            models.Q(user=user) | models.Q(started_at__isnull=False)
        )

    def carried_out(self) -> "ImportQuerySet":
        return self.filter(finished_at__isnull=False)


class Import(models.Model):
    """A file of structures: dropped, matched, looked at, carried out by a job, and its report.

    The file stands in the database, where web and jobs read it, until it is carried out, a day at most.
    """

    WANTED: ClassVar = [(Wanted.RELAYS.value, "des relais"), (Wanted.PARTNERS.value, "des partenaires")]

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="+", verbose_name="association")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="déposé par")
    by_label = models.CharField("par", max_length=200)
    source = models.CharField("source", max_length=120)
    file_name = models.CharField("fichier", max_length=200)
    content = models.BinaryField("contenu", null=True)
    wanted = models.CharField("ce sont", max_length=8, choices=WANTED)
    # of every line, where somebody said so: a kind of relay or of partner
    default_kind = models.CharField(max_length=20, blank=True)
    everywhere = models.BooleanField("hors du territoire aussi", default=False)
    matching = models.JSONField("correspondance des colonnes", default=dict, blank=True)
    # what somebody said of the doubts: {key: number of a structure, 0 for « another one »}
    answers = models.JSONField(default=dict, blank=True)
    # what the services of the State answered: {"closed": [SIRET], "placed": {key: [latitude, longitude, score]}}
    looked_up = models.JSONField(default=dict, blank=True)
    received_at = models.DateTimeField("reçu le")
    started_at = models.DateTimeField("commencé le", null=True, blank=True)
    finished_at = models.DateTimeField("fini le", null=True, blank=True)
    total = models.PositiveIntegerField("lignes", default=0)
    done = models.PositiveIntegerField("lignes faites", default=0)
    # each line, in the order of the file: `reports.told`
    report = models.JSONField("compte rendu", default=list, blank=True)

    objects = ImportQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention("montrer l'aperçu à qui l'a demandé", "3 ans", Term("received_at", REPORT_KEPT)),
        "by_label": Retention("savoir qui a importé", "3 ans", Term("received_at", REPORT_KEPT)),
        "file_name": Retention("reconnaître le fichier : ce n'est pas une personne", "3 ans", of_a_person=False),
        "content": Retention("importer ce que l'aperçu montre", "1 jour", Term("received_at", FILE_KEPT)),
    }

    class Meta:
        ordering = ("-received_at", "-pk")
        verbose_name = "import de structures"
        verbose_name_plural = "imports de structures"

    def __str__(self) -> str:
        return f"{self.source}, {self.file_name}"

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None

    def is_too_old(self, at: datetime) -> bool:
        """Its file is forgotten: it must be dropped again."""
        return self.started_at is None and not self.content
