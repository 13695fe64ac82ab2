"""A convention is prepared, discussed, ended, followed by another."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.territory.models import Commune
from pontdesarts.ui import words

from .. import default_texts, rules, verbs, wording
from ..models import Agreement, Kind, Party, Promise, Signatory, Stage
from ..refusals import AgreementRefused
from .sending import set_stage, withdraw_version

FARTHEST_YEARS = 10


@transaction.atomic
def propose(
    association: Association,
    *,
    kind: Kind,
    title: str,
    starts_on: date,
    ends_on: date,
    structures: Sequence[Structure] = (),
    commune: Commune | None = None,
    by: Actor,
    at: datetime,
) -> Agreement:
    """Begin a convention between the association and others, with the text of its kind.

    Raises `AgreementRefused` without another party, with a structure of another association, or with impossible dates.
    """
    _refuse_dates(starts_on, ends_on)
    if not structures and commune is None:
        raise AgreementRefused("Il manque avec qui.", "Choisissez une structure, une commune, ou les deux.")
    if any(structure.association_id != association.pk for structure in structures):
        raise AgreementRefused("Cette structure est d'une autre association.", "Choisissez une structure du réseau.")
    template = wording.current(association, kind)
    agreement = Agreement.objects.create(
        association=association,
        kind=kind,
        title=title.strip()[:160],
        starts_on=starts_on,
        ends_on=ends_on,
        template=template if template.pk else None,
        text=template.text,
        created_at=at,
    )
    for structure in structures:
        Party.objects.create(agreement=agreement, structure=structure)
    if commune is not None:
        Party.objects.create(agreement=agreement, commune=commune)
    Party.objects.create(agreement=agreement)
    set_stage(agreement, Stage.PROPOSED, on=_day(at), by=by, at=at)
    return agreement


@transaction.atomic
def add_party(
    agreement: Agreement, *, structure: Structure | None = None, commune: Commune | None = None, by: Actor, at: datetime
) -> Party:
    """One more party: what was sent to sign is sent again. Raises `AgreementRefused` for one that is there already,
    or of another association."""
    locked = _open(agreement)
    if structure is None and commune is None:
        raise AgreementRefused("Il manque avec qui.", "Choisissez une structure ou une commune.")
    if structure is not None and structure.association_id != locked.association_id:
        raise AgreementRefused("Cette structure est d'une autre association.", "Choisissez une structure du réseau.")
    try:
        with transaction.atomic():
            party = Party.objects.create(agreement=locked, structure=structure, commune=commune)
    except IntegrityError:
        raise AgreementRefused("Cette partie est déjà dans la convention.", "") from None
    withdraw_version(agreement, by=by, at=at)
    journal.record(verbs.PARTY_ADDED, agreement, by=by, at=at, party=party.label)
    return party


@transaction.atomic
def remove_party(party: Party, *, by: Actor, at: datetime) -> None:
    """Take a party out, with its promises. Raises `AgreementRefused` when it has signed something, is the association,
    or when nobody else would be left."""
    agreement = _open(party.agreement)
    others = agreement.parties.exclude(pk=party.pk)
    if party.is_the_association or not others.exclude(structure=None, commune=None).exists():
        raise AgreementRefused("Une convention se fait à deux au moins.", "Ajoutez d'abord une autre partie.")
    if Signatory.objects.filter(party=party, signatures__isnull=False).exists():
        raise AgreementRefused("Cette partie a déjà signé un texte.", "Classez la convention sans suite.")
    label = party.label
    party.delete()
    withdraw_version(agreement, by=by, at=at)
    journal.record(verbs.PARTY_REMOVED, agreement, by=by, at=at, party=label)


@transaction.atomic
def change_text(agreement: Agreement, *, text: str, by: Actor, at: datetime) -> Agreement:
    """Write this convention's own words. A text that was sent to sign is replaced: it is sent again, and signatures on
    the older one count no more. Raises `TemplateRefused` for an unknown field, `AgreementRefused` once signed."""
    locked = _open(agreement)
    text = wording.cleaned(text)
    wording.refuse(text)
    if text == locked.text:
        return locked
    locked.text = text
    locked.save(update_fields=["text"])
    withdraw_version(locked, by=by, at=at)
    journal.record(verbs.TEXT_CHANGED, locked, by=by, at=at)
    return locked


@transaction.atomic
def set_dates(agreement: Agreement, *, starts_on: date, ends_on: date, by: Actor, at: datetime) -> Agreement:
    """Another period, before it is signed. Raises `AgreementRefused`."""
    locked = _open(agreement)
    _refuse_dates(starts_on, ends_on)
    if (starts_on, ends_on) == (locked.starts_on, locked.ends_on):
        return locked
    locked.starts_on, locked.ends_on = starts_on, ends_on
    locked.save(update_fields=["starts_on", "ends_on"])
    withdraw_version(locked, by=by, at=at)
    journal.record(verbs.DATES_CHANGED, locked, by=by, at=at, period=_period(locked))
    return locked


@transaction.atomic
def move(agreement: Agreement, *, stage: Stage, on: date, note: str = "", by: Actor, at: datetime) -> Agreement:
    """Note a step that people made: discussed, agreed, ended, denounced, dropped. Sending and signing have their own
    operations. What is ended, denounced or dropped says why. Raises `AgreementRefused`."""
    locked = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    if stage not in rules.steps_by_hand(locked.stage):
        raise AgreementRefused(
            f"Une convention {locked.get_stage_display()} ne devient pas « {Stage(stage).label} ».",
            "Choisissez une des étapes proposées.",
        )
    if stage in rules.NEEDS_REASON and not note.strip():
        raise AgreementRefused("Il manque la raison.", "Écrivez-la en une phrase : les parties la liront.")
    if on > _day(at):
        raise AgreementRefused("Ce jour n'est pas encore venu.", "Notez l'étape quand elle a eu lieu.")
    if locked.stage == Stage.SENT:
        withdraw_version(locked, stage=stage, on=on, note=note, by=by, at=at)
    else:
        set_stage(locked, stage, on=on, note=note, by=by, at=at)
    return locked


@transaction.atomic
def renew(agreement: Agreement, *, by: Actor, at: datetime) -> Agreement:
    """Propose what follows: the same parties, people in post and promises, for the time after. Asked twice, the first
    stands. Raises `AgreementRefused` for one that was never signed, or was denounced."""
    locked = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    followed = Agreement.objects.filter(renews=locked).first()
    if followed is not None:
        return followed
    if locked.stage not in {Stage.SIGNED, Stage.ENDED}:
        raise AgreementRefused("Cette convention n'a pas été signée : elle n'a pas de suite.", "Préparez-en une autre.")
    begins, ends = rules.next_period(locked.starts_on, locked.ends_on)
    template = wording.current(locked.association, locked.kind)
    own_words = locked.text != (locked.template.text if locked.template else default_texts.proposed(locked.kind))
    made = Agreement.objects.create(
        association=locked.association,
        kind=locked.kind,
        title=_next_title(locked, begins),
        starts_on=begins,
        ends_on=ends,
        template=locked.template if own_words else (template if template.pk else None),
        text=locked.text if own_words else template.text,
        created_at=at,
        renews=locked,
    )
    _copy_parties(locked, made)
    journal.record(verbs.RENEWED, locked, by=by, at=at, period=_period(made))
    set_stage(made, Stage.PROPOSED, on=_day(at), by=by, at=at)
    return made


def _copy_parties(before: Agreement, after: Agreement) -> None:
    for party in before.parties.select_related("structure").order_by("pk"):
        structure = party.structure.survivor() if party.structure else None
        copy, _ = Party.objects.get_or_create(agreement=after, structure=structure, commune_id=party.commune_id)
        Signatory.objects.bulk_create(
            Signatory(
                party=copy, name=one.name, function=one.function, title=one.title, email=one.email, since=one.since
            )
            for one in party.signatories.current().order_by("pk")
        )
        Promise.objects.bulk_create(
            Promise(
                agreement=after,
                party=copy,
                kind=promise.kind,
                number=promise.number,
                detail=promise.detail,
                due_on=rules.shifted(promise.due_on, before.starts_on, after.starts_on),
            )
            for promise in party.promises.order_by("pk")
        )


def _next_title(before: Agreement, begins: date) -> str:
    """The years that the title says, later."""
    years = begins.year - before.starts_on.year
    known = {str(before.starts_on.year), str(before.ends_on.year)}
    return re.sub(r"\d{4}", lambda year: str(int(year[0]) + years) if year[0] in known else year[0], before.title)


def _open(agreement: Agreement) -> Agreement:
    locked = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    if not locked.is_open:
        raise AgreementRefused(
            f"Cette convention est {locked.get_stage_display()} : elle ne change plus.",
            "Proposez la suite, ou préparez-en une autre.",
        )
    return locked


def _refuse_dates(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise AgreementRefused("La convention se termine avant de commencer.", "Corrigez une des deux dates.")
    if not 2000 <= starts_on.year <= 2100 or ends_on.year - starts_on.year > FARTHEST_YEARS:
        raise AgreementRefused("Cette période est bien loin ou bien longue.", f"{FARTHEST_YEARS} ans au plus.")


def _period(agreement: Agreement) -> str:
    return f"du {words.full_date(agreement.starts_on)} au {words.full_date(agreement.ends_on)}"


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
