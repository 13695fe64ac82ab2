"""Sources differ: the team says what is true, asks the relay, or takes its own word back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Referent
from pontdesarts.ui import words

from .. import notices_team, verbs
from ..models import Asked, Claim, Dispute
from ..refusals import AskingRefused, SettledAlready
from .claims import Said, claim, note_count
from .turn import take_turn

ASKABLE = (Dispute.Kind.NUMBERS, Dispute.Kind.MORE)


@transaction.atomic
def settle(dispute: Dispute, *, came: int, by: Actor, at: datetime) -> None:
    """So many came: the team's word, which goes first from now on. Of a count of the whole date that does not fit: the
    team has seen it, and keeps what is said of each booking; ``came`` is then of no use.

    Raises `SettledAlready` when it stands no more: of two people who settle at once, the second one reads the first.
    """
    # in the order of `claim`: the bookings of the date, by their keys
    list(Booking.objects.select_for_update(of=("self",)).filter(showing=dispute.showing_id).order_by("pk"))
    if not Dispute.objects.filter(pk=dispute.pk, kind=dispute.kind).exists():
        raise SettledAlready(_settled_by(dispute), "Relisez : vous pouvez encore corriger.")
    if dispute.booking is None:
        note_count(dispute.showing, seen=True, by=by, at=at)
        return
    said = [Said(dispute.booking, came)]
    claim(dispute.showing, said, source=Claim.Source.TEAM, via=Claim.Via.PAGE, by=by, at=at)


def _settled_by(dispute: Dispute) -> str:
    told = Claim.objects.filter(showing=dispute.showing_id, booking=dispute.booking_id).order_by("-said_at", "-pk")
    last = told.first()
    if last is None or last.source != Claim.Source.TEAM or last.came is None:
        return "Une nouvelle réponse est arrivée : les versions ne diffèrent plus ainsi."
    return f"{last.said_by_label} vient de trancher : {words.counted(last.came, 'personne venue', 'personnes venues')}."


@transaction.atomic
def take_back(word: Claim, *, by: Actor, at: datetime) -> None:
    """The team withdraws what it settled: what the others said stands again, and may differ again."""
    if word.booking is None:
        note_count(word.showing, seen=False, by=by, at=at)
        return
    said = [Said(word.booking, None)]
    claim(word.showing, said, source=Claim.Source.TEAM, via=Claim.Via.PAGE, by=by, at=at)


@transaction.atomic
def ask_the_relay(dispute: Dispute, *, by: Actor, at: datetime) -> list[User]:
    """Write to whoever told of the outing, or would: what each said, with the link to correct it. One mail names all
    that differs for this relay; returns who is written to.

    Raises `AskingRefused` for what the relay cannot answer, without a referent, and when each was written to today, or
    enough this month (see `take_turn`).
    """
    if dispute.booking is None or dispute.kind not in ASKABLE:
        raise AskingRefused("Le relais ne peut pas répondre à cela par courriel.", "Appelez-le, ou appelez le lieu.")
    booking = dispute.booking
    people = _whom(booking)
    if not people:
        raise AskingRefused("Ce relais n'a plus de référente ni de référent.", "Appelez-le.")
    today = timezone.localtime(at).date()
    asked = [user for user in people if take_turn(user, kind=Asked.Kind.VERSIONS, period=today, at=at)]
    if not asked:
        raise AskingRefused("Ce relais a déjà reçu assez de courriels : aujourd'hui, ou ce mois-ci.", "Appelez-le.")
    every = _of_the_relay(dispute, booking)
    for user in asked:
        notices_team.ask_to_read_again(user, every, at=at)
    Dispute.objects.filter(pk__in=[one.pk for one in every]).update(asked_at=at)
    told = {"to": words.listed(user.get_full_name() for user in asked), "outings": words.counted(len(every), "sortie")}
    journal.record(verbs.VERSIONS_ASKED, booking.relay, by=by, at=at, **told)
    return asked


def _whom(booking: Booking) -> list[User]:
    """Whoever goes, else whoever booked, else every referent of the relay."""
    posts = Referent.objects.current().filter(structure=booking.relay_id, user__is_active=True)
    users = {post.user_id: post.user for post in posts.select_related("user").order_by("pk")}
    for theirs in (booking.booked_for_id, booking.booked_by_id):
        if theirs in users:
            return [users[theirs]]
    return list(users.values())


def _of_the_relay(dispute: Dispute, booking: Booking) -> Sequence[Dispute]:
    """All that differs for the relay at the dates of the same association."""
    return list(
        Dispute.objects.filter(
            kind__in=ASKABLE,
            booking__relay=booking.relay_id,
            showing__offer__association=dispute.showing.offer.association_id,
        )
        .select_related("booking__relay", "showing__offer__association", "showing__venue", "showing__offer__venue")
        .order_by("showing__starts_at", "pk")[: notices_team.MOST]
    )
