"""Conventions of the season: the tripartite one of Valence, signed by code; others at each of their steps."""

import re
from datetime import date, datetime, timedelta

from pontdesarts.agreements import operations, paperwork
from pontdesarts.agreements.models import Agreement, Function, Kind, Party, Promise, Signatory, Stage, Version
from pontdesarts.associations.rules import season_of
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.models import Message
from pontdesarts.territory.models import Commune

from ..people import DROME_ARDECHE, VAL_DE_MARNE, address
from ..rules import HERE
from .clock import Clock
from .network import Network

VALENCE = "26362"
# nobody real
_ELECTED = (
    ("Samira Aubertin", Function.SOCIAL, "adjointe au maire, action sociale et solidarités"),
    ("Paul Chastanier", Function.CULTURE, "adjoint au maire, action culturelle"),
)


def agree(made: Network, clock: Clock) -> None:
    """Through the operations, at their dates."""
    _valence(made, clock)
    _to_sign(made, clock)
    _ending(made, clock)
    _in_talks(made, clock)


def _valence(made: Network, clock: Clock) -> None:
    """Association, commune, its two elected members: three years, places counted, meetings and money noted; the member
    for culture has changed since, and what was signed stands."""
    home, by = made.associations[DROME_ARDECHE], made.team(DROME_ARDECHE)
    first = _first_day(clock)
    last = date(first.year + 3, 8, 31)
    agreement = operations.propose(
        home,
        kind=Kind.COMMUNE,
        title=f"Convention tripartite de Valence, {first.year}-{last.year}",
        starts_on=first,
        ends_on=last,
        commune=Commune.objects.get(pk=VALENCE),
        by=by,
        at=clock.ago(150),
    )
    town, ours = agreement.parties.order_by("pk")
    for name, function, title in _ELECTED:
        _name(town, name, function, title, by, clock.ago(149))
    _name(ours, "Hélène Marchetti", Function.PRESIDENCY, "présidente", by, clock.ago(149))
    promised = [
        (town, Promise.Kind.SEATS, 2500, ""),
        (town, Promise.Kind.MEETINGS, 6, "élus, lieux et relais"),
        (town, Promise.Kind.MONEY, 4500, "subvention, en trois fois"),
        (ours, Promise.Kind.MEETINGS, 3, "bilan devant les élus"),
    ]
    for party, kind, number, detail in promised:
        operations.add_promise(party, kind=kind, number=number, detail=detail, by=by, at=clock.ago(148))
    for stage, days, note in (
        (Stage.DISCUSSED, 140, "réunion à l'hôtel de ville, avec les deux élus"),
        (Stage.AGREED, 121, "délibération du conseil municipal"),
    ):
        at = clock.ago(days)
        operations.move(agreement, stage=stage, on=_day(at), note=note, by=by, at=at)
    version = operations.send_to_sign(agreement, by=by, at=clock.ago(119))
    for number, signatory in enumerate(_people(agreement)):
        _sign(signatory, version, clock.ago(117 - 3 * number))
    _hold(agreement, clock, by)
    culture = Signatory.objects.get(party=town, function=Function.CULTURE)
    operations.end_post(
        culture,
        on=_day(clock.ago(20)),
        successor="Inès Vasseur",
        successor_title="adjointe au maire, action culturelle",
        successor_email=address("Inès Vasseur"),
        by=by,
        at=clock.ago(19),
    )


def _hold(agreement: Agreement, clock: Clock, by: Actor) -> None:
    meetings, money = (
        Promise.objects.get(agreement=agreement, kind=kind, party__commune=VALENCE)
        for kind in (Promise.Kind.MEETINGS, Promise.Kind.MONEY)
    )
    for days, note in ((75, "avec les médiathèques et deux relais"), (30, "présentation de la saison aux élus")):
        at = clock.ago(days)
        operations.note_delivery(meetings, number=1, on=_day(at), note=note, by=by, at=at)
    at = clock.ago(60)
    operations.note_delivery(money, number=1500, on=_day(at), note="premier versement", by=by, at=at)


def _to_sign(made: Network, clock: Clock) -> None:
    """With a theatre: sent three weeks ago, signed on paper by the theatre only."""
    agreement = _with(made, DROME_ARDECHE, "Comédie de Valence", clock, days=34)
    by = made.team(DROME_ARDECHE)
    version = operations.send_to_sign(agreement, by=by, at=clock.ago(21))
    theatre = _people(agreement)[0]
    at = clock.ago(9)
    scan = paperwork.to_sign(version)
    operations.sign_on_paper(version, [theatre], content=scan, on=_day(clock.ago(12)), by=by, at=at)


def _ending(made: Network, clock: Clock) -> None:
    """Signed last year, over in seven weeks: the next one is to be proposed."""
    last = _day(clock.ahead(48))
    agreement = _with(
        made,
        VAL_DE_MARNE,
        "Maison des Arts de Créteil",
        clock,
        days=320,
        period=(last - timedelta(days=364), last),
    )
    version = operations.send_to_sign(agreement, by=made.team(VAL_DE_MARNE), at=clock.ago(310))
    for number, signatory in enumerate(_people(agreement)):
        _sign(signatory, version, clock.ago(308 - number))


def _in_talks(made: Network, clock: Clock) -> None:
    agreement = _with(made, VAL_DE_MARNE, "Théâtre Jean-Vilar de Vitry", clock, days=12)
    at = clock.ago(5)
    by = made.team(VAL_DE_MARNE)
    operations.move(agreement, stage=Stage.DISCUSSED, on=_day(at), note="appel avec la direction", by=by, at=at)


def _with(
    made: Network, slug: str, partner: str, clock: Clock, *, days: float, period: tuple[date, date] | None = None
) -> Agreement:
    first, last = period or season_of(_day(clock.now))
    by, at = made.team(slug), clock.ago(days)
    agreement = operations.propose(
        made.associations[slug],
        kind=Kind.PARTNER,
        title=f"Convention avec {partner}, {first.year}-{last.year}",
        starts_on=first,
        ends_on=last,
        structures=[made.partners[partner]],
        by=by,
        at=at,
    )
    theirs, ours = agreement.parties.order_by("pk")
    _name(theirs, "Élise Cordier", Function.DIRECTION, "directrice", by, at)
    president = "Hélène Marchetti" if slug == DROME_ARDECHE else "Thérèse Langlois"
    _name(ours, president, Function.PRESIDENCY, "présidente", by, at)
    operations.add_promise(theirs, kind=Promise.Kind.SEATS, number=300, by=by, at=at)
    operations.add_promise(ours, kind=Promise.Kind.MEETINGS, number=2, detail="avec les relais", by=by, at=at)
    return agreement


def _name(party: Party, name: str, function: Function, title: str, by: Actor, at: datetime) -> None:
    operations.add_signatory(party, name=name, function=function, title=title, email=address(name), by=by, at=at)


def _people(agreement: Agreement) -> list[Signatory]:
    return list(Signatory.objects.current().filter(party__agreement=agreement).order_by("pk"))


def _sign(signatory: Signatory, version: Version, at: datetime) -> None:
    """As they did from their mailbox: the code is in the mail, and nowhere else."""
    by = Actor.link(signatory.email)
    operations.send_code(signatory, version=version, by=by, at=at)
    mails = Message.objects.filter(kind="agreements.code", to=signatory.email).order_by("-pk")
    found = re.search(r"\d{6}", mails.values_list("text", flat=True)[0])
    assert found is not None, "the mail carries no code"
    operations.sign_by_code(signatory, version=version, typed=found[0], by=by, at=at + timedelta(minutes=3))


def _first_day(clock: Clock) -> date:
    """Before anything that was held of it, whatever the day when the season is loaded."""
    return season_of(_day(clock.ago(75)))[0]


def _day(at: datetime) -> date:
    return at.astimezone(HERE).date()
