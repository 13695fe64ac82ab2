"""Who acts. A signed-in person, somebody holding a signed link, or a job of the product."""

from dataclasses import dataclass
from typing import Any, Protocol


class _SignedIn(Protocol):
    pk: Any

    def get_full_name(self) -> str: ...


_BY_LINK = ", par son lien"


@dataclass(frozen=True)
class Actor:
    """Passed as ``by=`` to every operation and written in the journal.

    ``on_behalf_of`` names the structure for which the person acts when it is not their own
    ("le Théâtre des Deux Rives", for a volunteer who enters its offers).
    """

    label: str
    user_id: int | None = None
    on_behalf_of: str = ""

    def __str__(self) -> str:
        return f"{self.label}, pour {self.on_behalf_of}" if self.on_behalf_of else self.label

    @classmethod
    def of(cls, user: _SignedIn, *, on_behalf_of: str = "") -> "Actor":
        return cls(label=user.get_full_name(), user_id=user.pk, on_behalf_of=on_behalf_of)

    @classmethod
    def link(cls, holder: str) -> "Actor":
        """Whoever holds the signed link that was mailed to ``holder``: we know the address, not the hand."""
        return cls(label=f"{holder}{_BY_LINK}")


def holder_of(label: str) -> str:
    """Who that is, without the way by which they came: « La Briqueterie, par son lien » is La Briqueterie."""
    return label.removesuffix(_BY_LINK)


JOB = Actor(label="Pont des Arts")
