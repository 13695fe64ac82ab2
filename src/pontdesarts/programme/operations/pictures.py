"""Pictures that no offer shows any more."""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from pontdesarts.journal.actors import Actor

from ..models import Offer
from ..pictures import FOLDER

# a form that is being corrected keeps its picture
_SPARED = timedelta(days=1)


def forget_pictures(*, by: Actor, at: datetime) -> int:
    """Delete the files that no offer shows, a day after they were sent; returns how many. Nothing else changes, and
    the journal says nothing of it: ``by`` is the nightly job."""
    if not default_storage.exists(FOLDER):
        return 0
    shown = set(Offer.objects.exclude(picture="").order_by().values_list("picture", flat=True))
    gone = 0
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if path not in shown and default_storage.get_modified_time(path) < at - _SPARED:
            default_storage.delete(path)
            gone += 1
    return gone
