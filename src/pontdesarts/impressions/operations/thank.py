"""A thank-you after a show, in one click."""

from datetime import datetime

from django.db import IntegrityError, transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing

from .. import letters, notices, quoting, verbs
from ..models import Thanks
from ..refusals import ThanksRefused


def thank(showing: Showing, *, by: Actor, at: datetime) -> Thanks:
    """Mail the partner how many came and what was said. Raises `ThanksRefused` when there is nothing to thank for yet,
    nobody to write to, or when it has been done: two presses are one mail."""
    if not showing.is_over(at):
        raise ThanksRefused("Cette date n'a pas encore eu lieu.", "Revenez après.")
    came = letters.came_to(showing)
    if not came.came:
        raise ThanksRefused("On ne sait pas encore qui est venu.", "Demandez-le aux relais, puis remerciez.")
    partner = showing.offer.partner
    to = letters.address_of(partner) if partner else ""
    if not to:
        raise ThanksRefused("Ce partenaire n'a pas d'adresse.", "Ajoutez-en une sur sa fiche.")
    try:
        with transaction.atomic():
            made = Thanks.objects.create(showing=showing, sent_at=at, to=to)
            notices.thank(showing, to=to, came=came, quotes=quoting.of_dates([showing]), at=at)
            journal.record(verbs.THANKED, showing, by=by, at=at, partner=partner.name if partner else to)
            return made
    except IntegrityError:
        raise ThanksRefused("Ce partenaire a déjà été remercié pour cette date.", "Rien n'est reparti.") from None
