from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, user: User | AnonymousUser) -> "SavedSearchQuerySet":
        """One's own and no other: what somebody looks for is theirs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user)

    def told_weekly(self) -> "SavedSearchQuerySet":
        """Those whose new offers go by mail, to accounts that are still open."""
        return self.filter(weekly=True, user__is_active=True)


class SavedSearch(models.Model):
    """A search that somebody keeps: read again in one click, told by mail each week, followed by a feed.

    ``query`` is the address of the search page after its question mark, so that « ce week-end » stays this week-end.
    Whoever holds ``feed_token`` reads the feed; changing it closes the old address.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_searches", verbose_name="compte")
    name = models.CharField("nom", max_length=80)
    query = models.CharField("filtres", max_length=1000, blank=True)
    weekly = models.BooleanField("nouveautés par courriel chaque lundi", default=True)
    feed_token = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("enregistrée le")
    # what became bookable until then has been told, or was there when the search was saved
    told_until = models.DateTimeField("nouveautés dites jusqu'au")

    objects = SavedSearchQuerySet.as_manager()

    belongs_to: ClassVar[str] = "user"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention("retrouver ses recherches", "jusqu'à ce que la personne l'efface, ou ferme son compte"),
        "name": Retention("reconnaître ses recherches", "jusqu'à ce que la personne l'efface, ou ferme son compte"),
        "query": Retention("refaire la recherche", "jusqu'à ce que la personne l'efface, ou ferme son compte"),
    }

    class Meta:
        ordering = ("name", "pk")
        verbose_name = "recherche enregistrée"
        verbose_name_plural = "recherches enregistrées"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "name"],
                name="programme_saved_search_once",
                violation_error_message="Vous avez déjà une recherche de ce nom.",
            ),
        )

    def __str__(self) -> str:
        return self.name
