from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.messaging.models import Mailing
from pontdesarts.messaging.operations.mailings import Family
from pontdesarts.network.models import Structure

KEPT = timedelta(days=2 * 365)
_SINCE_CONTACT = Term("structure__care__last_contact_at", KEPT)
_IN_WORDS = "2 ans après le dernier contact"


def read_by(user: User | AnonymousUser) -> models.QuerySet[Association]:
    """The associations whose log, letters and story of a structure one reads: it names people, and tells what they
    said."""
    return Association.objects.confided_to(user).order_by()


class Care(models.Model):
    """What is remembered of the care given to a structure: when somebody was last in touch, and until when it is set
    aside of the list « À relancer »."""

    structure = models.OneToOneField(
        Structure, on_delete=models.CASCADE, related_name="care", primary_key=True, verbose_name="structure"
    )
    last_contact_at = models.DateTimeField("dernier contact le", null=True, blank=True)
    snoozed_until = models.DateField("mise de côté jusqu'au", null=True, blank=True)

    objects = models.Manager["Care"]()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("structure",)
        verbose_name = "suivi d'une structure"
        verbose_name_plural = "suivis des structures"

    def __str__(self) -> str:
        return f"suivi de {self.structure}"


class LogLineQuerySet(models.QuerySet["LogLine"]):
    def editable_by(self, user: User) -> "LogLineQuerySet":
        return self.filter(structure__association__in=Association.objects.run_by(user))

    def past_their_term(self, at: datetime) -> "LogLineQuerySet":
        return self.filter(structure__care__last_contact_at__lt=LogLine.personal_data["text"].before(at))


class LogLine(models.Model):
    """Something was said or done with a structure: a note, a call, a visit, a meeting, a mail written from here."""

    class Kind(models.TextChoices):
        NOTE = "note", "note"
        CALL = "call", "appel"
        VISIT = "visit", "visite"
        MEETING = "meeting", "réunion"
        MAIL = "mail", "courriel"

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="log_lines", verbose_name="structure"
    )
    kind = models.CharField("sorte", max_length=8, choices=Kind.choices)
    happened_at = models.DateTimeField("quand")
    with_whom = models.CharField("avec qui", max_length=160, blank=True)
    text = models.TextField("ce qui s'est dit ou fait", max_length=4000)
    written_at = models.DateTimeField("écrit le")
    written_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="écrit par"
    )
    written_by_label = models.CharField("écrit par", max_length=200)
    mailing = models.OneToOneField(
        Mailing, on_delete=models.SET_NULL, null=True, blank=True, related_name="log_line", verbose_name="courriel"
    )

    objects = LogLineQuerySet.as_manager()

    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "with_whom": Retention("se souvenir avec qui l'on a parlé", _IN_WORDS, _SINCE_CONTACT),
        "text": Retention("se souvenir de ce qui s'est dit, sans rien d'une personne aidée", _IN_WORDS, _SINCE_CONTACT),
        "written_by": Retention("savoir qui de l'équipe suit la structure", _IN_WORDS, _SINCE_CONTACT),
        "written_by_label": Retention("savoir qui de l'équipe suit la structure", _IN_WORDS, _SINCE_CONTACT),
    }

    class Meta:
        ordering = ("-happened_at", "-pk")
        verbose_name = "ligne du suivi"
        verbose_name_plural = "lignes du suivi"
        indexes = (models.Index(fields=["structure", "-happened_at"], name="follow_up_log_of_a_structure"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.structure}"


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        return self.filter(done_at=None)

    def editable_by(self, user: User) -> "TaskQuerySet":
        return self.filter(structure__association__in=Association.objects.run_by(user))

    def in_order(self) -> "TaskQuerySet":
        """The most pressing first."""
        return self.order_by("due_on", "pk")


class Task(models.Model):
    """Something to do for a structure, by somebody, before the end of a day. Done, undone: with its date."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="tasks", verbose_name="structure")
    title = models.CharField("à faire", max_length=200)
    due_on = models.DateField("pour le")
    owner = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="tasks", verbose_name="à faire par"
    )
    created_at = models.DateTimeField("ajoutée le")
    done_at = models.DateTimeField("faite le", null=True, blank=True)
    done_by_label = models.CharField("faite par", max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "title": Retention("savoir quoi faire", "2 ans après avoir été faite", Term("done_at", KEPT)),
        "owner": Retention("savoir qui le fait", "2 ans après avoir été faite", Term("done_at", KEPT)),
        "done_by_label": Retention("savoir qui l'a fait", "2 ans après avoir été faite", Term("done_at", KEPT)),
    }

    class Meta:
        ordering = ("due_on", "pk")
        verbose_name = "tâche"
        verbose_name_plural = "tâches"
        indexes = (
            models.Index(
                fields=["owner", "due_on"], condition=models.Q(done_at=None), name="follow_up_tasks_of_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.title


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User | AnonymousUser) -> "LetterQuerySet":
        return self.filter(association__in=read_by(user))

    def editable_by(self, user: User) -> "LetterQuerySet":
        return self.filter(association__in=Association.objects.run_by(user))


class Letter(models.Model):
    """A letter of an association to a part of its network, chosen by a filter that ``chosen`` says in words."""

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="network_letters", verbose_name="association"
    )
    mailing = models.OneToOneField(
        Mailing, on_delete=models.CASCADE, related_name="network_letter", verbose_name="envoi"
    )
    chosen = models.CharField("destinataires", max_length=300)
    # structures that the filter found and to which nothing can be written
    unreachable = models.PositiveIntegerField("structures sans adresse", default=0)
    written_at = models.DateTimeField("écrite le")
    written_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="écrite par"
    )

    objects = LetterQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "written_by": Retention("savoir qui a écrit", "2 ans", Term("written_at", KEPT)),
    }

    class Meta:
        ordering = ("-written_at", "-pk")
        verbose_name = "lettre au réseau"
        verbose_name_plural = "lettres au réseau"

    def __str__(self) -> str:
        return str(self.mailing)

    @staticmethod
    def family_of(association: Association) -> Family:
        """The letters that one leaves together: those of this association to its network."""
        return Family(f"follow_up.{association.pk}", f"les lettres de {association}")
