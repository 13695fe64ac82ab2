from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.journal.retention import Retention, Term

from .structure import Structure

KEPT = timedelta(days=2 * 365)
INVITATION_KEPT = timedelta(days=30)


class Contact(models.Model):
    """Somebody to write to or to call in a structure, with or without an account."""

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="contacts", verbose_name="structure"
    )
    name = models.CharField("prénom et nom", max_length=120)
    role = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    confirmed_at = models.DateTimeField("confirmé le")

    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention("joindre la structure", "2 ans sans confirmation", Term("confirmed_at", KEPT)),
        "role": Retention("joindre la bonne personne", "2 ans sans confirmation", Term("confirmed_at", KEPT)),
        "email": Retention("joindre la structure", "2 ans sans confirmation", Term("confirmed_at", KEPT)),
        "phone": Retention("joindre la structure", "2 ans sans confirmation", Term("confirmed_at", KEPT)),
    }

    class Meta:
        ordering = ("name", "pk")
        verbose_name = "contact"
        verbose_name_plural = "contacts"

    def __str__(self) -> str:
        return self.name


PostModel = TypeVar("PostModel", bound="Post")


class PostQuerySet(models.QuerySet[PostModel]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


class Post(models.Model):
    """Somebody holds a post in a structure. A fact with a beginning and an end, not a flag."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="%(class)s_posts", verbose_name="compte")
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name="structure"
    )
    since = models.DateTimeField("depuis le")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention(
            "savoir qui réserve ou qui offre pour la structure",
            "2 ans après la fin de la fonction",
            Term("ended_at", KEPT),
        ),
    }

    class Meta:
        abstract = True
        ordering = ("structure", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "structure"], condition=Q(ended_at=None), name="network_%(class)s_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.structure}"


class Referent(Post):
    """Référente ou référent: books and accompanies, for a relay."""

    class Meta(Post.Meta):
        verbose_name = "référent"
        verbose_name_plural = "référents"


class Coordinator(Post):
    """The partner's own person with an account: enters its offers, reads its lists."""

    class Meta(Post.Meta):
        verbose_name = "interlocuteur du partenaire"
        verbose_name_plural = "interlocuteurs des partenaires"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> "InvitationQuerySet":
        """Neither accepted, nor withdrawn, nor past their term."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)

    def visible_to(self, user: User | AnonymousUser) -> "InvitationQuerySet":
        return self.filter(association__in=Association.objects.staffed_by(user))


class Invitation(models.Model):
    """A mail that asks somebody to join: a structure (as referent or coordinator) or the association's own staff.

    Its link carries a random secret of which only the digest is kept; it opens once, until ``expires_at``.
    """

    class Post(models.TextChoices):
        REFERENT = "referent", "référente ou référent"
        COORDINATOR = "coordinator", "interlocutrice ou interlocuteur du partenaire"
        STAFF = "staff", "membre de l'équipe"

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="invitations", verbose_name="association"
    )
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="invitations", null=True, blank=True, verbose_name="structure"
    )
    post = models.CharField("pour être", max_length=12, choices=Post.choices)
    staff_role = models.CharField("rôle", max_length=12, choices=StaffRole.Role.choices, blank=True)
    email = models.EmailField("adresse électronique")
    name = models.CharField("prénom et nom", max_length=120, blank=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField("envoyée le")
    invited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="envoyée par"
    )
    expires_at = models.DateTimeField("valable jusqu'au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "email": Retention("envoyer l'invitation", "30 jours après son terme", Term("expires_at", INVITATION_KEPT)),
        "name": Retention("saluer la personne", "30 jours après son terme", Term("expires_at", INVITATION_KEPT)),
        "invited_by": Retention("savoir qui a invité", "30 jours après son terme", Term("expires_at", INVITATION_KEPT)),
    }

    class Meta:
        ordering = ("-invited_at", "-pk")
        verbose_name = "invitation à rejoindre"
        verbose_name_plural = "invitations à rejoindre"
        constraints = (
            models.CheckConstraint(
                condition=Q(post="staff", structure=None) & ~Q(staff_role="")
                | ~Q(post="staff") & Q(structure__isnull=False, staff_role=""),
                name="network_invitation_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_post_display()}, {self.structure or self.association}"
