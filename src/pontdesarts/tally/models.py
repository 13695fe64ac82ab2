from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from pontdesarts.journal.retention import Retention, Term
from pontdesarts.programme.models import Showing

from . import rules


class SheetQuerySet(models.QuerySet["Sheet"]):
    def latest_first(self) -> "SheetQuerySet":
        return self.order_by("-printed_at", "-pk")


class Sheet(models.Model):
    """A list as it was printed: its photo is read with the rows of that moment, whatever became of the bookings.

    ``rows`` are ``[code, places]``, in the order of the paper; ``geometry`` is the version of where its boxes stand.
    """

    identity = models.CharField("identité", max_length=20, unique=True, default=rules.identity)
    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="sheets", verbose_name="date")
    printed_at = models.DateTimeField("imprimée le")
    geometry = models.PositiveSmallIntegerField("version des cases")
    rows = models.JSONField("lignes")

    objects = SheetQuerySet.as_manager()

    belongs_to: ClassVar[str] = "showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "rows": Retention(
            "lire la liste cochée qui revient en photo",
            "60 jours après la date",
            Term(Coalesce("showing__ends_at", "showing__starts_at"), rules.SHEETS_KEPT),
        ),
    }

    class Meta:
        ordering = ("-printed_at", "-pk")
        verbose_name = "liste imprimée"
        verbose_name_plural = "listes imprimées"
        indexes = (models.Index(fields=["showing", "-printed_at"], name="tally_sheets_of_a_date"),)

    def __str__(self) -> str:
        return f"{self.showing_id}, {self.printed_at:%d/%m/%Y %H:%M}"

    @property
    def places(self) -> list[int]:
        """Of each row."""
        return [places for _, places in self.rows]


class TallyQuerySet(models.QuerySet["Tally"]):
    def open(self) -> "TallyQuerySet":
        """Neither saved nor put aside."""
        return self.filter(ended_at=None)


class Tally(models.Model):
    """The ticked list of a date as its photos tell it, until somebody saves it. One open at a time for each date."""

    class End(models.TextChoices):
        SAVED = "saved", "enregistrée"
        DROPPED = "dropped", "mise de côté"

    identity = models.CharField("identité", max_length=20, unique=True, default=rules.identity)
    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="tallies", verbose_name="date")
    sent_at = models.DateTimeField("envoyée le")
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    end = models.CharField("issue", max_length=8, choices=End.choices, blank=True)

    objects = TallyQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = "lecture de liste"
        verbose_name_plural = "lectures de liste"
        constraints = (
            models.UniqueConstraint(fields=["showing"], condition=Q(ended_at=None), name="tally_one_open_of_a_date"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""), name="tally_ended"
            ),
        )

    def __str__(self) -> str:
        return f"{self.showing_id}, {self.sent_at:%d/%m/%Y %H:%M}"


class PictureQuerySet(models.QuerySet["Picture"]):
    def waiting(self) -> "PictureQuerySet":
        """Sent, and not read yet."""
        return self.filter(read_at=None).order_by("pk")


class Picture(models.Model):
    """A file as it was sent. Its bytes go as soon as it is read; its digest stays, to know it when it comes again.

    ``sentence`` says why nothing was read in it; ``next_step`` what to do.
    """

    tally = models.ForeignKey(Tally, on_delete=models.CASCADE, related_name="pictures", verbose_name="lecture")
    ordinal = models.PositiveSmallIntegerField("numéro")
    digest = models.CharField("empreinte", max_length=64)
    content = models.BinaryField("contenu", null=True)
    sent_at = models.DateTimeField("envoyée le")
    read_at = models.DateTimeField("lue le", null=True, blank=True)
    sentence = models.CharField("refus", max_length=300, blank=True)
    next_step = models.CharField("que faire", max_length=300, blank=True)

    objects = PictureQuerySet.as_manager()

    belongs_to: ClassVar[str] = "tally__showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "content": Retention(
            "lire la liste cochée", "jusqu'à sa lecture, 7 jours au plus", Term("sent_at", rules.PICTURES_KEPT)
        ),
    }

    class Meta:
        ordering = ("ordinal", "pk")
        verbose_name = "photo de liste"
        verbose_name_plural = "photos de liste"
        constraints = (models.UniqueConstraint(fields=["tally", "digest"], name="tally_a_photo_once"),)

    def __str__(self) -> str:
        return f"photo {self.ordinal}"


class PageQuerySet(models.QuerySet["Page"]):
    def with_picture(self) -> "PageQuerySet":
        return self.exclude(picture=None)


class Page(models.Model):
    """A page of a sheet, read. ``rows`` are what was read: ``{row: [count, sure, confidence, why]}``.

    ``picture`` is the page made flat, in grey, which shows beside what was read until somebody saves.
    """

    tally = models.ForeignKey(Tally, on_delete=models.CASCADE, related_name="pages", verbose_name="lecture")
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="pages", verbose_name="liste imprimée")
    number = models.PositiveSmallIntegerField("page")
    rows = models.JSONField("lignes lues")
    finished = models.BooleanField("page finie", null=True)
    picture = models.BinaryField("page à plat", null=True)
    read_at = models.DateTimeField("lue le")

    objects = PageQuerySet.as_manager()

    belongs_to: ClassVar[str] = "tally__showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "picture": Retention(
            "comparer ce qui est lu au papier",
            "jusqu'à l'enregistrement, 7 jours au plus",
            Term("read_at", rules.PICTURES_KEPT),
        ),
    }

    class Meta:
        ordering = ("sheet", "number", "pk")
        verbose_name = "page lue"
        verbose_name_plural = "pages lues"
        constraints = (models.UniqueConstraint(fields=["tally", "sheet", "number"], name="tally_a_page_once"),)

    def __str__(self) -> str:
        return f"{self.sheet_id}, page {self.number}"

    def reads(self) -> dict[int, rules.Read]:
        """By the row on the sheet, from 0."""
        return {
            int(row): rules.Read(count, sure, confidence, why, self.finished)
            for row, (count, sure, confidence, why) in self.rows.items()
        }
