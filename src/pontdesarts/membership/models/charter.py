from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure

# a new version is signed within this time; the one before it counts meanwhile
TIME_TO_SIGN = timedelta(days=30)
KEPT = timedelta(days=5 * 365)


class CharterQuerySet(models.QuerySet["Charter"]):
    def latest_first(self) -> "CharterQuerySet":
        return self.order_by("association", "audience", "-version")

    def in_force(self, at: datetime) -> "CharterQuerySet":
        """Whose signature counts: the latest version, and the one before it during the time to sign the new one."""
        newer = Charter.objects.filter(
            association=OuterRef("association"),
            audience=OuterRef("audience"),
            version__gt=OuterRef("version"),
            published_at__lte=at - TIME_TO_SIGN,
        )
        return self.exclude(Exists(newer))


class Charter(models.Model):
    """One version of what relays, or partners, commit to. Never changed: another text is another version."""

    class For(models.TextChoices):
        RELAYS = "relays", "charte des relais"
        PARTNERS = "partners", "charte des partenaires"

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="charters", verbose_name="association"
    )
    audience = models.CharField("pour", max_length=8, choices=For.choices)
    version = models.PositiveSmallIntegerField("version")
    text = models.TextField("texte", max_length=20_000)
    published_at = models.DateTimeField("publiée le")
    published_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="publiée par"
    )

    objects = CharterQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "published_by": Retention("savoir qui a écrit cette version", "tant que son compte est ouvert"),
    }

    class Meta:
        ordering = ("association", "audience", "-version")
        verbose_name = "version de la charte"
        verbose_name_plural = "versions de la charte"
        constraints = (
            models.UniqueConstraint(fields=["association", "audience", "version"], name="membership_versions_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.get_audience_display()}, version {self.version}"


class Signature(models.Model):
    """Somebody signed a version for their structure: by name, on a date, by their account or by a mailed link.

    ``digest`` is the SHA-256 of the text that was on the page: proof that the version has not moved since.
    """

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="signatures", verbose_name="version")
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="charter_signatures", verbose_name="structure"
    )
    name = models.CharField("prénom et nom", max_length=120)
    role = models.CharField("fonction", max_length=120, blank=True)
    signed_at = models.DateTimeField("signée le")
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="par le compte"
    )
    # to which address the link was mailed; empty when signed by an account
    mailed_to = models.EmailField("par le lien envoyé à", blank=True)
    digest = models.CharField("empreinte du texte", max_length=64)

    _KEPT = Retention("prouver l'engagement de la structure", "5 ans après la signature", Term("signed_at", KEPT))
    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": _KEPT,
        "role": _KEPT,
        "user": _KEPT,
        "mailed_to": _KEPT,
    }

    class Meta:
        ordering = ("-signed_at", "-pk")
        verbose_name = "signature de la charte"
        verbose_name_plural = "signatures de la charte"
        constraints = (models.UniqueConstraint(fields=["charter", "structure"], name="membership_signed_once"),)

    def __str__(self) -> str:
        return f"{self.name}, {self.charter}"
