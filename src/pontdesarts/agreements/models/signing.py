from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention

from .agreement import Agreement, Party, kept


class Version(models.Model):
    """A text as it was sent to be signed, its fields said. ``digest`` is its SHA-256; it never changes.

    ``replaced_at``: the convention has changed since; what was signed under this text stays to be seen, and counts no
    more.
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="versions", verbose_name="convention"
    )
    number = models.PositiveSmallIntegerField("numéro")
    text = models.TextField("texte")
    digest = models.CharField("empreinte", max_length=64)
    sent_at = models.DateTimeField("envoyé le")
    replaced_at = models.DateTimeField("remplacé le", null=True, blank=True)

    belongs_to: ClassVar[str] = "agreement__association"
    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("agreement", "-number")
        verbose_name = "texte envoyé à signer"
        verbose_name_plural = "textes envoyés à signer"
        constraints = (
            models.UniqueConstraint(fields=["agreement", "number"], name="agreements_texts_in_order"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(replaced_at=None), name="agreements_one_text_to_sign"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement}, texte n° {self.number}"


class Function(models.TextChoices):
    """In whose quality somebody signs."""

    PRESIDENCY = "presidency", "présidence"
    DIRECTION = "direction", "direction"
    MAYOR = "mayor", "maire"
    SOCIAL = "social", "personne élue à l'action sociale"
    CULTURE = "culture", "personne élue à l'action culturelle"
    OTHER = "other", "autre fonction"


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    def current(self) -> "SignatoryQuerySet":
        return self.filter(ended_on=None)


class Signatory(models.Model):
    """Somebody who signs for a party, as long as they hold the post. Who follows them is another row."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="signatories", verbose_name="partie")
    name = models.CharField("prénom et nom", max_length=120)
    function = models.CharField("fonction", max_length=12, choices=Function.choices)
    title = models.CharField("titre exact", max_length=160, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    since = models.DateField("depuis le")
    ended_on = models.DateField("fin de fonction", null=True, blank=True)
    # counts the times that their links were withdrawn
    link_epoch = models.PositiveIntegerField(default=0)

    objects = SignatoryQuerySet.as_manager()

    _KEPT = kept("savoir qui engage chaque partie", "party__agreement__")
    belongs_to: ClassVar[str] = "party__agreement__association"
    personal_data: ClassVar[dict[str, Retention]] = {"name": _KEPT, "title": _KEPT, "email": _KEPT}

    class Meta:
        ordering = ("party", "since", "pk")
        verbose_name = "signataire"
        verbose_name_plural = "signataires"

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> str:
        """Their function, in their own words where there are any."""
        return self.title or self.get_function_display()


class Scan(models.Model):
    """The paper that came back signed."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="scans", verbose_name="texte")
    content_type = models.CharField("type", max_length=40)
    content = models.BinaryField("fichier")
    digest = models.CharField("empreinte", max_length=64)
    pages = models.PositiveSmallIntegerField("pages")
    uploaded_at = models.DateTimeField("déposé le")
    uploaded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="déposé par"
    )

    _KEPT = kept("prouver qui a signé", "version__agreement__")
    belongs_to: ClassVar[str] = "version__agreement__association"
    personal_data: ClassVar[dict[str, Retention]] = {"content": _KEPT, "uploaded_by": _KEPT}

    class Meta:
        ordering = ("version", "pk")
        verbose_name = "papier signé"
        verbose_name_plural = "papiers signés"

    def __str__(self) -> str:
        return f"papier signé, {self.version}"


class SignatureQuerySet(models.QuerySet["Signature"]):
    def valid(self) -> "SignatureQuerySet":
        """Of a text that was not replaced, and not taken back."""
        return self.filter(version__replaced_at=None, struck_at=None)


class Signature(models.Model):
    """Somebody signed a text: on paper, of which there is a scan, or by a code sent to their own address.

    Name and function are as they were that day. ``digest`` is that of the text, ``mailed_to`` where the code went.
    """

    class Means(models.TextChoices):
        PAPER = "paper", "sur papier"
        CODE = "code", "par un code reçu par courriel"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures", verbose_name="texte")
    signatory = models.ForeignKey(
        Signatory, on_delete=models.CASCADE, related_name="signatures", verbose_name="signataire"
    )
    name = models.CharField("prénom et nom", max_length=120)
    title = models.CharField("fonction", max_length=160)
    means = models.CharField("façon", max_length=5, choices=Means.choices)
    signed_at = models.DateTimeField("signée le")
    digest = models.CharField("empreinte du texte", max_length=64)
    mailed_to = models.EmailField("code envoyé à", blank=True)
    scan = models.ForeignKey(
        Scan, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name="papier"
    )
    struck_at = models.DateTimeField("retirée le", null=True, blank=True)
    struck_reason = models.CharField("raison", max_length=200, blank=True)

    objects = SignatureQuerySet.as_manager()

    _KEPT = kept("prouver qui a signé", "version__agreement__")
    belongs_to: ClassVar[str] = "version__agreement__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": _KEPT,
        "title": _KEPT,
        "mailed_to": _KEPT,
        "struck_reason": _KEPT,
    }

    class Meta:
        ordering = ("version", "signed_at", "pk")
        verbose_name = "signature d'une convention"
        verbose_name_plural = "signatures d'une convention"
        constraints = (
            models.UniqueConstraint(
                fields=["version", "signatory"], condition=Q(struck_at=None), name="agreements_signed_once"
            ),
            models.CheckConstraint(
                condition=Q(means="paper", scan__isnull=False, mailed_to="")
                | (Q(means="code", scan=None) & ~Q(mailed_to="")),
                name="agreements_signed_one_way",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.version}"

    @property
    def is_valid(self) -> bool:
        return self.struck_at is None and self.version.replaced_at is None


class Code(models.Model):
    """Six figures that were mailed to a signatory, for one text. Only their digest is kept, for a day."""

    signatory = models.ForeignKey(Signatory, on_delete=models.CASCADE, related_name="codes", verbose_name="signataire")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="codes", verbose_name="texte")
    digest = models.CharField("empreinte du code", max_length=64)
    sent_at = models.DateTimeField("envoyé le")
    expires_at = models.DateTimeField("valable jusqu'à")
    tries = models.PositiveSmallIntegerField("essais", default=0)

    belongs_to: ClassVar[str] = "signatory__party__agreement__association"
    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = "code pour signer"
        verbose_name_plural = "codes pour signer"

    def __str__(self) -> str:
        return f"code, {self.sent_at:%Y-%m-%d %H:%M}"

    def is_live(self, at: datetime, most_tries: int) -> bool:
        return at < self.expires_at and self.tries < most_tries
