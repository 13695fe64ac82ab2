"""A season's membership: proposed, agreed, paid. One structure or all relays."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .. import notices, rules, signals, verbs
from ..figures import Figures, euros
from ..models import Campaign, Membership, Welcome
from ..refusals import MembershipRefused
from ..renewing import addresses_of, progress_of, relays_left, without_address

_DECLINED = ("declined_at", "declined_because")


@transaction.atomic
def agree(structure: Structure, *, season: int, by: Actor, at: datetime) -> Membership:
    """The structure is a member for that season; where a fee is asked, once it is paid. Pressed twice, once. Who had
    declined has changed their mind.

    Raises `MembershipRefused` for a season that is neither this one nor the next.
    """
    member = _locked(structure, _answerable(season, at))
    if member.agreed_at is None:
        member.agreed_at, member.declined_at, member.declined_because = at, None, ""
        member.save(update_fields=["agreed_at", *_DECLINED])
        journal.record(verbs.AGREED, structure, by=by, at=at, season=member.season_said)
    return member


@transaction.atomic
def decline(structure: Structure, *, season: int, reason: str = "", by: Actor, at: datetime) -> Membership:
    """The structure does not join that season, and says why if it likes. Nobody writes to it about that season any
    more, and what it had agreed to is taken back. Pressed twice, once.

    Its stage is as it was: the team reads the reason, and moves it (`network.move`) or does not. Raises
    `MembershipRefused` for a season that is neither this one nor the next, and once the fee was received.
    """
    member = _locked(structure, _answerable(season, at))
    if member.paid_on:
        raise MembershipRefused(
            "Cette adhésion est réglée.", "Parlez-en avec l'association : elle annule d'abord le règlement noté."
        )
    if member.declined_at is None:
        reason = " ".join(reason.split())[:160]
        member.agreed_at, member.declined_at, member.declined_because = None, at, reason
        member.save(update_fields=["agreed_at", *_DECLINED])
        verb = verbs.DECLINED_BECAUSE if reason else verbs.DECLINED
        journal.record(verb, structure, by=by, at=at, season=member.season_said, reason=reason)
    return member


@transaction.atomic
def undo_decline(structure: Structure, *, season: int, by: Actor, at: datetime) -> Membership:
    """It was pressed by mistake: nothing is said for that season, neither yes nor no."""
    member = _locked(structure, season)
    if member.declined_at:
        member.declined_at, member.declined_because = None, ""
        member.save(update_fields=_DECLINED)
        journal.record(verbs.DECLINE_UNDONE, structure, by=by, at=at, season=member.season_said)
    return member


@transaction.atomic
def note_payment(
    membership: Membership, *, paid_on: date, means: Membership.Means, by: Actor, at: datetime
) -> Membership:
    """The team received the fee. Who pays agrees: there is no other yes to wait for.

    Raises `MembershipRefused` when nothing is asked, when it is paid already, and for a day to come.
    """
    member = Membership.objects.select_for_update(of=("self",)).select_related("structure").get(pk=membership.pk)
    if member.fee == 0:
        raise MembershipRefused("Rien n'est demandé pour cette adhésion.", "Changez d'abord son montant.")
    if member.paid_on:
        raise MembershipRefused(
            f"Cette adhésion est déjà réglée, le {words.full_date(member.paid_on)}.", "Rechargez la page."
        )
    if paid_on > timezone.localtime(at).date():
        raise MembershipRefused("Ce jour n'est pas encore venu.", "Notez le règlement quand vous l'avez reçu.")
    member.paid_on, member.means, member.agreed_at = paid_on, means, member.agreed_at or at
    member.declined_at, member.declined_because = None, ""
    member.save(update_fields=["paid_on", "means", "agreed_at", *_DECLINED])
    said = {"fee": euros(member.fee), "means": member.get_means_display(), "season": member.season_said}
    journal.record(verbs.PAID, member.structure, by=by, at=at, **said)
    return member


@transaction.atomic
def undo_payment(membership: Membership, *, by: Actor, at: datetime) -> Membership:
    """It was noted on the wrong line: the fee is awaited again."""
    member = Membership.objects.select_for_update(of=("self",)).select_related("structure").get(pk=membership.pk)
    if member.paid_on:
        member.paid_on, member.means = None, ""
        member.save(update_fields=["paid_on", "means"])
        journal.record(verbs.PAYMENT_UNDONE, member.structure, by=by, at=at, season=member.season_said)
    return member


@transaction.atomic
def change_fee(membership: Membership, *, fee: Decimal, by: Actor, at: datetime) -> Membership:
    """Ask another amount of this structure, or nothing. Raises `MembershipRefused` once paid, or below 0."""
    member = Membership.objects.select_for_update(of=("self",)).select_related("structure").get(pk=membership.pk)
    if member.paid_on:
        raise MembershipRefused("Cette adhésion est réglée.", "Annulez d'abord le règlement noté.")
    if fee < 0:
        raise MembershipRefused("L'adhésion n'est pas négative.", "Écrivez 0 si rien n'est demandé.")
    if fee != member.fee:
        member.fee = fee
        member.save(update_fields=["fee"])
        journal.record(
            verbs.FEE_CHANGED, member.structure, by=by, at=at, season=member.season_said, fee=euros(member.fee)
        )
    return member


@transaction.atomic
def start_campaign(
    association: Association, *, season: int, started_by: User | None, by: Actor, at: datetime
) -> Campaign:
    """Propose the season to all relays: a job writes to each, once. Pressed again, it writes to those who are left.

    Raises `MembershipRefused` for a season that is neither this one nor the next.
    """
    from ..tasks import write_renewals  # the job calls operations

    this = rules.season_at(at)
    if season not in (this, this + 1):
        raise MembershipRefused("Cette saison n'est ni celle-ci ni la prochaine.", "Rechargez la page.")
    campaign, _ = Campaign.objects.select_for_update(of=("self",)).get_or_create(
        association=association, season=season, defaults={"started_at": at, "started_by": started_by}
    )
    campaign.finished_at = None
    campaign.save(update_fields=["finished_at"])
    note_progress(campaign, by=by, at=at)
    journal.record(verbs.CAMPAIGN_STARTED, association, by=by, at=at, season=rules.season_said(season))
    write_renewals.defer(campaign_id=campaign.pk)
    return campaign


def note_progress(campaign: Campaign, *, finished: bool = False, by: Actor, at: datetime) -> None:
    """Count what is written and what is left, from the rows themselves: a job that begins again counts nobody twice.

    Not in the journal, which tells each relay's own mail.
    """
    written = progress_of(campaign.association, campaign.season)["written"]
    left = relays_left(campaign.association, campaign.season).count()
    alone = without_address(campaign.association).count()
    counted = {"written": written, "total": written + left, "unreachable": alone}
    Campaign.objects.filter(pk=campaign.pk).update(**counted, **({"finished_at": at} if finished else {}))


def propose_season(campaign: Campaign, relays: Sequence[Structure], *, fee: Decimal, by: Actor, at: datetime) -> int:
    """Write to these relays, each with its own figures of the season behind; returns to how many.

    Each relay is one transaction: its line and its mail stand together, so a job that dies and begins again writes to
    nobody twice. Whoever has answered already, and whoever has no address, is not written to.
    """
    figures = _figures(relays, rules.season_behind(campaign.season))
    return sum(_propose(campaign, relay, fee, figures.get(relay.pk), by=by, at=at) for relay in relays)


@transaction.atomic
def _propose(
    campaign: Campaign, relay: Structure, fee: Decimal, told: Figures | None, *, by: Actor, at: datetime
) -> bool:
    to = addresses_of(relay)
    if not to:
        return False
    member, made = Membership.objects.select_for_update(of=("self",)).get_or_create(
        structure=relay, season=campaign.season, defaults={"fee": fee}
    )
    if member.proposed_at or member.declined_at or (member.agreed_at and not made):
        return False
    member.proposed_at = at
    member.save(update_fields=["proposed_at"])
    member.structure = relay
    notices.propose(member, to=to, figures=told, at=at)
    journal.record(verbs.PROPOSED, relay, by=by, at=at, season=member.season_said)
    return True


def _figures(relays: Sequence[Structure], season: int) -> dict[int, Figures]:
    told: dict[int, Figures] = {}
    for _, answer in signals.season_figures.send(sender=Campaign, relays=list(relays), season=season):
        if isinstance(answer, dict):
            told |= answer
    return told


def _answerable(season: int, at: datetime) -> int:
    this = rules.season_at(at)
    if season not in (this, this + 1):
        raise MembershipRefused(
            f"On n'adhère plus pour la {rules.season_said(season)}.", f"Adhérez pour la {rules.season_said(this)}."
        )
    return season


def _locked(structure: Structure, season: int) -> Membership:
    own = Welcome.of(structure.association)
    fee = own.relay_fee if structure.is_relay else own.partner_fee
    member, _ = Membership.objects.select_for_update(of=("self",)).get_or_create(
        structure=structure, season=season, defaults={"fee": fee}
    )
    return member
