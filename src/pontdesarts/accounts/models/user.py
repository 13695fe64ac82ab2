from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Case, When
from django.db.models.functions import Coalesce, Lower

from pontdesarts.journal.retention import Retention, Term

DORMANT = Term(
    # the account of whoever runs the machine has no end
    Case(When(is_superuser=False, then=Coalesce("last_login", "joined_at"))),
    timedelta(days=2 * 365),
)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that signs in with its e-mail address; without a password, by a code sent by mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A professional or a volunteer. What they may do comes from facts above: a staff role, a referent's post.

    ``is_staff`` marks the operator of the machine, not the staff of an association.
    """

    email = models.EmailField("adresse électronique", unique=True)
    name = models.CharField("prénom et nom", max_length=120, blank=True)
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("exploitant", default=False)
    joined_at = models.DateTimeField("créé le", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    belongs_to: ClassVar[str] = "pk"
    personal_data: ClassVar[dict[str, Retention]] = {
        "email": Retention("se connecter, recevoir ses courriels", "2 ans après la dernière connexion", DORMANT),
        "name": Retention("savoir qui réserve et qui répond", "2 ans après la dernière connexion", DORMANT),
        "password": Retention("se connecter", "2 ans après la dernière connexion", DORMANT),
        "last_login": Retention("fermer les comptes qui ne servent plus", "2 ans après la dernière connexion", DORMANT),
    }

    class Meta:
        ordering = ("email",)
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = (models.UniqueConstraint(Lower("email"), name="accounts_user_email_once"),)

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email
