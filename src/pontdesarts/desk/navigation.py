"""Where a person may go, by what they are: a referent, a partner's coordinator, staff of an association."""

from dataclasses import dataclass

from django.urls import reverse

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import StaffRole


@dataclass(frozen=True)
class Post:
    """What the person is today, read once per page."""

    referent: bool
    coordinator: bool
    staff: tuple[StaffRole, ...]
    operator: bool
    federation: bool = False

    @classmethod
    def of(cls, user: User) -> "Post":
        return cls(
            referent=user.referent_posts.filter(ended_at=None).exists(),
            coordinator=user.coordinator_posts.filter(ended_at=None).exists(),
            staff=(
                *user.staff_roles.filter(ended_at=None).select_related("association").order_by("pk"),
                *_visits(user),
            ),
            operator=user.is_staff,
            federation=user.is_staff or getattr(user, "is_of_federation", False),
        )

    @property
    def programmes(self) -> bool:
        return self.coordinator or any(role.role != StaffRole.Role.READER for role in self.staff)

    @property
    def runs(self) -> bool:
        """Does the daily work of an association."""
        return any(role.does_daily_work for role in self.staff)


def _visits(user: User) -> list[StaffRole]:
    """As a reader, where the person visits for the federation."""
    if not getattr(user, "is_visiting", False):
        return []
    open_now = user.visits.open().select_related("association").order_by("pk")
    return [StaffRole(user=user, association=each.association, role=StaffRole.Role.READER) for each in open_now]


# the pages that belong to an entry without being under its address
UNDER = {
    "bookings:list": ("/demandes/", "/propositions/", "/tirages/", "/permanences/", "/retours/"),
    "bookings:lists": ("/accueil/",),
    "statistics:home": ("/impressions/",),
    "associations:home": ("/api/", "/sympathisants/"),
    "network:structures": (
        "/adhesions/",
        "/annuaire/",
        "/conventions/",
        "/suivi/",
        "/objectifs/",
        "/passerelle/",
        "/accompagnements/",
        "/saison/",
    ),
}


@dataclass(frozen=True)
class Item:
    label: str
    href: str
    icon: str
    current: bool


def items(post: Post, path: str) -> list[Item]:
    """The entries of the menu, in the order of use; ``current`` marks the one whose pages we are on."""
    wanted: list[tuple[str, str, str]] = [("Accueil", "desk:home", "home")]
    if post.referent or post.staff:
        wanted.append(("Sorties", "programme:search", "search"))
        wanted.append(("Réservations", "bookings:list", "ticket"))
    if post.referent:
        wanted.append(("Dernière minute", "last_minute:page", "clock"))
    if post.programmes:
        wanted.append(("Offres", "programme:manage", "calendar"))
    if post.coordinator or post.runs:
        wanted.append(("Listes", "bookings:lists", "list"))
    if post.staff or post.referent or post.coordinator:
        wanted.append(("Chiffres", "statistics:home", "chart"))
        wanted.append(("Réseau" if post.staff else "Ma structure", "network:structures", "people"))
    if post.staff:
        wanted.append(("Association", "associations:home", "building"))
    if post.federation:
        wanted.append(("Fédération", "federation:federation", "map"))
    if post.operator:
        wanted.append(("Courriels", "desk:mail", "mail"))
    found = []
    for label, name, icon in wanted:
        href = reverse(name)
        found.append(
            Item(label, href, icon, path == href if href == "/" else path.startswith((href, *UNDER.get(name, ()))))
        )
    return found
