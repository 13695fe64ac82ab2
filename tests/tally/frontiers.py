"""What stands behind the addresses of ticked lists, for `tests/frontiers.py` and the walk of every page."""

from io import BytesIO
from typing import Any

from PIL import Image

from pontdesarts.associations.models import Association
from pontdesarts.bookings import notices
from pontdesarts.programme.models import Showing
from pontdesarts.tally.models import Sheet
from pontdesarts.tally.rules import Read
from tests.tally.factories import TallyFactory, a_page, a_past_date, a_sheet, parties

Names = dict[str, Any]


def showing(theirs: Association) -> Names:
    date = a_past_date(showing__offer__association=theirs)
    parties(date, 2, 12, 3, 4)
    return {"pk": date.pk}


def paper(theirs: Association) -> Names:
    names = showing(theirs)
    return names | {"identity": a_sheet(Showing.objects.get(**names)).identity}


def reading(theirs: Association) -> Names:
    """Photos that wait, with a row of each kind."""
    names = showing(theirs)
    date, picture = Showing.objects.get(**names), BytesIO()
    Image.new("L", (1050, 1485), 220).save(picture, "JPEG")
    tally = TallyFactory(showing=date)
    reads = {0: Read(2, True, 0.99), 1: Read(None, False, 0.5, "Un nombre est écrit."), 2: Read(None, True, 0.99)}
    a_page(tally, a_sheet(date), reads, picture=picture.getvalue())
    return names | {"identity": tally.identity}


def page(theirs: Association) -> Names:
    names = reading(theirs)
    return names | {"page": Sheet.objects.get(showing=names["pk"]).pages.get().pk}


def row(theirs: Association) -> Names:
    return page(theirs) | {"row": 0}


_OF_AN_ACCOUNT = {
    "send": showing,
    "print": showing,
    "paper": paper,
    "by_hand": showing,
    "reading": reading,
    "drop": reading,
    "page": page,
    "row": row,
}
BEHIND = {f"tally:{name}": make for name, make in _OF_AN_ACCOUNT.items()}
SECRETS: dict[str, Names] = {
    "tally:signed_send": {"token": "inventé"},
    "tally:signed_print": {"token": "inventé"},
    "tally:signed_paper": {"token": "inventé", "identity": "ABC"},
    "tally:signed_by_hand": {"token": "inventé"},
    "tally:signed_reading": {"token": "inventé", "identity": "ABC"},
    "tally:signed_drop": {"token": "inventé", "identity": "ABC"},
    "tally:signed_page": {"token": "inventé", "identity": "ABC", "page": 1},
    "tally:signed_row": {"token": "inventé", "identity": "ABC", "page": 1, "row": 0},
}


def _by_link(make: Any) -> Any:
    def opened(theirs: Association) -> Names:
        names = make(theirs)
        date = Showing.objects.get(pk=names.pop("pk"))
        return names | {"token": notices.list_link(date).rstrip("/").rsplit("/", 1)[1]}

    return opened


# by the link that the venue holds
OPENED = {f"tally:signed_{name}": _by_link(make) for name, make in _OF_AN_ACCOUNT.items()}
