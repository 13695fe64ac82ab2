"""Who may do what about joining; whether a relay may book yet."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.network import policies as network
from pontdesarts.network.models import Referent, Structure

from .models import Charter, Membership, Signature, Training, Welcome
from .refusals import NotReady


def may_answer(user: User, structure: Structure) -> bool:
    """Membership and charter of a structure: its own people, and the team for what comes on paper."""
    return network.may_describe(user, structure)


def may_note(user: User, structure: Structure) -> bool:
    """Payments and training are noted by the team."""
    return associations.may_run(user, structure.association)


def refuse_unready(relay: Structure, *, who: int | None, at: datetime) -> None:
    """Raise `NotReady` when the relay's association asks something before a booking that is not done.

    ``who`` is the account of whoever goes: a referent of the relay answers for their own training. When it is nobody
    of the relay (the team, a program), one trained referent of the relay is enough. One query when something is asked,
    none otherwise: the relay comes with its association.
    """
    asks = relay.association
    if not (asks.needs_training or asks.needs_charter or asks.needs_membership):
        return
    told = _standing(relay, who, at)
    if asks.needs_membership and not told["member"]:
        raise NotReady(
            "L'adhésion de votre relais n'est pas à jour pour cette saison.",
            "Renouvelez-la depuis la page « Entrée dans le réseau » de votre structure.",
        )
    if asks.needs_charter and not told["signed"]:
        raise NotReady(
            "Votre relais n'a pas encore signé la charte.",
            "Signez-la depuis la page « Entrée dans le réseau » de votre structure.",
        )
    if asks.needs_training and not told["trained"]:
        raise NotReady(_who_comes(told["of_relay"], who), _next_coffee(relay))


def _who_comes(of_relay: bool, who: int | None) -> str:
    if of_relay:
        return "Avant de réserver, on vient une fois à un café découverte ou à un atelier."
    return "Personne de ce relais n'est encore venu à un café découverte ou à un atelier."


def _next_coffee(relay: Structure) -> str:
    planned = Welcome.objects.filter(association=relay.association_id).values_list("next_training", flat=True).first()
    said = "Inscrivez-vous à un café découverte : l'association vous dira la date."
    return f"Inscrivez-vous à un café découverte. {planned}" if planned else said


def _standing(relay: Structure, who: int | None, at: datetime) -> dict[str, bool]:
    signed = Signature.objects.filter(
        structure=OuterRef("pk"), charter__in=Charter.objects.in_force(at).filter(audience=Charter.For.RELAYS)
    )
    members = Membership.objects.holding(at).filter(structure=OuterRef("pk"))
    posts = Referent.objects.filter(structure=OuterRef("pk"), ended_at=None)
    came = Training.objects.filter(association=OuterRef("association"))
    goes = Exists(posts.filter(user=who))
    own = Exists(came.filter(user=who))
    somebody = Exists(came.filter(user__referent_posts__structure=OuterRef("pk"), user__referent_posts__ended_at=None))
    told = (
        Structure.objects.filter(pk=relay.pk)
        .annotate(member=Exists(members), signed=Exists(signed), of_relay=goes)
        .annotate(trained=Q(goes & own) | Q(~goes & somebody))
        .values("member", "signed", "of_relay", "trained")
        .get()
    )
    return {name: bool(said) for name, said in told.items()}
