from typing import ClassVar

from django.db import models
from django.db.models import Q

from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention


class PublicPage(models.Model):
    """Whether everybody may read the directory of an association, and whether search engines are asked in.

    Without a row, nobody but the team reads it: each structure answers for itself, the association for the page.
    """

    association = models.OneToOneField(
        Association,
        on_delete=models.CASCADE,
        related_name="directory_page",
        verbose_name="association",
        primary_key=True,
    )
    opened_at = models.DateTimeField("ouverte au public le", null=True, blank=True)
    indexed = models.BooleanField("trouvée par les moteurs de recherche", default=False)

    objects = models.Manager["PublicPage"]()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("association",)
        verbose_name = "page publique de l'annuaire"
        verbose_name_plural = "pages publiques de l'annuaire"
        constraints = (
            models.CheckConstraint(
                condition=Q(indexed=False) | Q(opened_at__isnull=False), name="directory_found_once_open"
            ),
        )

    def __str__(self) -> str:
        return f"annuaire public de {self.association}"

    @classmethod
    def of(cls, association: Association) -> "PublicPage":
        """The row of the association, or one that is not saved: closed."""
        return cls.objects.filter(association=association).first() or cls(association=association)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None
