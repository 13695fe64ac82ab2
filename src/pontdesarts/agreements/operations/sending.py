"""A text is frozen and sent to those who sign it; what has changed since is sent again."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import notices, rules, verbs, wording
from ..models import Agreement, Party, Signatory, Stage, Step, Version
from ..refusals import AgreementRefused, SigningRefused

LINK_OPEN = timedelta(days=60)


@transaction.atomic
def send_to_sign(agreement: Agreement, *, by: Actor, at: datetime) -> Version:
    """Freeze the text with its fields said, and mail everybody in post the link by which they sign.

    Raises `AgreementRefused` where it stands already to sign or beyond, when a party has nobody to sign for it, or when
    the text names something that this convention has not.
    """
    locked = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    if Stage.SENT not in rules.PASSAGES[locked.stage]:
        raise AgreementRefused(f"Cette convention est déjà « {locked.get_stage_display()} ».", "Rien à envoyer.")
    parties = wording.parties_of(locked)
    _refuse_without_signatory(parties)
    values = wording.values_of(locked)
    wording.refuse(locked.text)
    if empty := rules.empty_fields(locked.text, values):
        names = ", ".join(f"{{{{{name}}}}}" for name in empty)
        raise AgreementRefused(
            f"Le texte parle de {names}, et la convention n'en dit rien.", "Complétez-la, ou ôtez-le."
        )
    text = rules.fill(locked.text, values)
    version = Version.objects.create(
        agreement=locked,
        number=locked.versions.count() + 1,
        text=text,
        digest=wording.digest(text),
        sent_at=at,
    )
    set_stage(locked, Stage.SENT, on=_day(at), by=None, at=at)
    journal.record(verbs.SENT, locked, by=by, at=at, number=version.number)
    for signatory in Signatory.objects.current().filter(party__in=parties).order_by("pk"):
        write_to(signatory, version=version, by=by, at=at)
    return version


@transaction.atomic
def send_link_again(signatory: Signatory, *, by: Actor, at: datetime) -> str:
    """Mail the link once more, and close the one before; returns the address. Raises `SigningRefused`."""
    agreement = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=signatory.party.agreement_id)
    version = agreement.versions.filter(replaced_at=None).first()
    if agreement.stage != Stage.SENT or version is None:
        raise SigningRefused("Aucun texte n'est à signer.", "Envoyez d'abord la convention à signer.")
    if signatory.ended_on is not None:
        raise SigningRefused("Cette personne n'est plus en fonction.", "Nommez qui lui succède.")
    if signatory.signatures.valid().filter(version=version).exists():
        raise SigningRefused("Cette personne a déjà signé.", "")
    if not signatory.email:
        raise SigningRefused("Son adresse électronique manque.", "Faites signer sur papier, ou notez son adresse.")
    Signatory.objects.filter(pk=signatory.pk).update(link_epoch=F("link_epoch") + 1)
    signatory.refresh_from_db(fields=["link_epoch"])
    write_to(signatory, version=version, by=by, at=at)
    journal.record(verbs.LINK_SENT, agreement, by=by, at=at, function=signatory.said, party=signatory.party.label)
    return signatory.email


def write_to(signatory: Signatory, *, version: Version, by: Actor, at: datetime) -> None:
    """The mail with the link; nothing to somebody without an address, who signs on paper."""
    if signatory.email:
        notices.ask_to_sign(signatory, version, expires_at=at + LINK_OPEN, at=at)


def withdraw_version(
    agreement: Agreement,
    *,
    stage: Stage = Stage.DISCUSSED,
    on: date | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Version | None:
    """The text that was to sign is no longer: its links and codes sign nothing more, its signatures stay to be seen.

    Called with the convention locked, by whatever changes it; nothing happens when no text is out.
    """
    version = agreement.versions.filter(replaced_at=None).first()
    if agreement.stage != Stage.SENT or version is None:
        return None
    version.replaced_at = at
    version.save(update_fields=["replaced_at"])
    set_stage(agreement, stage, on=on or _day(at), note=note, by=by, at=at)
    journal.record(verbs.VERSION_WITHDRAWN, agreement, by=by, at=at, number=version.number)
    return version


def set_stage(agreement: Agreement, stage: Stage, *, on: date, note: str = "", by: Actor | None, at: datetime) -> Step:
    """Move it there and write the step down; the journal tells it unless ``by`` is None: then its cause is told."""
    agreement.stage = stage
    agreement.save(update_fields=["stage"])
    if by is not None:
        journal.record(verbs.MOVED, agreement, by=by, at=at, step=Stage(stage).label)
    return Step.objects.create(agreement=agreement, stage=stage, happened_on=on, note=note.strip()[:300], noted_at=at)


def _refuse_without_signatory(parties: list[Party]) -> None:
    named = set(Signatory.objects.current().filter(party__in=parties).order_by().values_list("party", flat=True))
    alone = [party.label for party in parties if party.pk not in named]
    if alone:
        raise AgreementRefused(f"Personne n'est nommé pour signer : {', '.join(alone)}.", "Ajoutez qui signe.")


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
