"""Who signs for each party. Posts begin and end; what was signed stays signed by whom signed it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import verbs
from ..models import Agreement, Function, Party, Signatory, Stage
from ..refusals import AgreementRefused
from .sending import write_to
from .signing import settle


@transaction.atomic
def add_signatory(
    party: Party,
    *,
    name: str,
    function: Function,
    title: str = "",
    email: str = "",
    since: date | None = None,
    by: Actor,
    at: datetime,
) -> Signatory:
    """Somebody signs for the party. If a text is out to be signed, their link leaves at once: the text names nobody.

    Raises `AgreementRefused` once the convention is over, or when they are named already.
    """
    agreement = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=party.agreement_id)
    if not agreement.is_open and agreement.stage != Stage.SIGNED:
        raise AgreementRefused("Cette convention n'est plus en vigueur.", "Nommez cette personne dans la suivante.")
    if not name.strip():
        raise AgreementRefused("Il manque le nom.", "Écrivez le prénom et le nom de qui signe.")
    if party.signatories.current().filter(name__iexact=name.strip(), function=function).exists():
        raise AgreementRefused("Cette personne est déjà nommée.", "")
    signatory = Signatory.objects.create(
        party=party,
        name=name.strip()[:120],
        function=function,
        title=title.strip()[:160],
        email=email.strip(),
        since=since or _day(at),
    )
    journal.record(verbs.SIGNATORY_NAMED, agreement, by=by, at=at, party=party.label, function=signatory.said)
    version = agreement.versions.filter(replaced_at=None).first()
    if agreement.stage == Stage.SENT and version is not None:
        write_to(signatory, version=version, by=by, at=at)
    return signatory


@transaction.atomic
def correct_signatory(
    signatory: Signatory, *, name: str, function: Function, title: str, email: str, by: Actor, at: datetime
) -> Signatory:
    """A name misspelt, a wrong address: while the person has signed nothing. If a text is out, the link before closes
    and another leaves at once. Said again as it is, nothing is written.

    Raises `AgreementRefused` for whoever has signed or left, without a name, or when two would be the same.
    """
    agreement, signatory = _not_signed(signatory)
    said = {"name": name.strip()[:120], "function": function, "title": title.strip()[:160], "email": email.strip()}
    if not said["name"]:
        raise AgreementRefused("Il manque le nom.", "Écrivez le prénom et le nom de qui signe.")
    if all(getattr(signatory, field) == value for field, value in said.items()):
        return signatory
    others = signatory.party.signatories.current().exclude(pk=signatory.pk)
    if others.filter(name__iexact=said["name"], function=function).exists():
        raise AgreementRefused("Cette personne est déjà nommée.", "")
    for field, value in said.items():
        setattr(signatory, field, value)
    signatory.link_epoch += 1
    signatory.save(update_fields=[*said, "link_epoch"])
    journal.record(
        verbs.SIGNATORY_CORRECTED, agreement, by=by, at=at, party=signatory.party.label, function=signatory.said
    )
    version = agreement.versions.filter(replaced_at=None).first()
    if agreement.stage == Stage.SENT and version is not None:
        write_to(signatory, version=version, by=by, at=at)
    return signatory


@transaction.atomic
def remove_signatory(signatory: Signatory, *, by: Actor, at: datetime) -> None:
    """Somebody named by mistake, who has signed nothing: as if never named. Raises `AgreementRefused` otherwise."""
    agreement, signatory = _not_signed(signatory)
    party = signatory.party
    journal.record(verbs.SIGNATORY_REMOVED, agreement, by=by, at=at, party=party.label, function=signatory.said)
    signatory.delete()
    version = agreement.versions.filter(replaced_at=None).first()
    if agreement.stage == Stage.SENT and version is not None:
        settle(agreement, version, on=_day(at), by=by, at=at)


def _not_signed(signatory: Signatory) -> tuple[Agreement, Signatory]:
    """Both locked, in the order of the others."""
    agreement = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=signatory.party.agreement_id)
    locked = Signatory.objects.select_for_update(of=("self",)).select_related("party").get(pk=signatory.pk)
    if locked.ended_on is not None or locked.signatures.exists():
        raise AgreementRefused(
            "Cette personne a signé, ou n'est plus en fonction.", "Notez une fin de fonction, et qui prend la suite."
        )
    return agreement, locked


@transaction.atomic
def end_post(
    signatory: Signatory,
    *,
    on: date,
    successor: str = "",
    successor_title: str = "",
    successor_email: str = "",
    by: Actor,
    at: datetime,
) -> Signatory | None:
    """Somebody leaves their post: their link closes. ``successor`` takes the same function from that day, with words
    of their own for it; returned.

    What they have signed stands. Raises `AgreementRefused` for a post that has ended, or a day before it began.
    """
    agreement = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=signatory.party.agreement_id)
    signatory.refresh_from_db()
    if signatory.ended_on is not None:
        raise AgreementRefused("Cette fonction a déjà pris fin.", "")
    if on < signatory.since or on > _day(at):
        raise AgreementRefused("Cette date ne va pas.", "Elle va du début de la fonction à aujourd'hui.")
    signatory.ended_on, signatory.link_epoch = on, F("link_epoch") + 1
    signatory.save(update_fields=["ended_on", "link_epoch"])
    journal.record(verbs.POST_ENDED, agreement, by=by, at=at, party=signatory.party.label, function=signatory.said)
    version = agreement.versions.filter(replaced_at=None).first()
    if not successor.strip():
        if agreement.stage == Stage.SENT and version is not None:
            settle(agreement, version, on=_day(at), by=by, at=at)
        return None
    return add_signatory(
        signatory.party,
        name=successor,
        function=Function(signatory.function),
        title=successor_title,
        email=successor_email,
        since=on,
        by=by,
        at=at,
    )


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
