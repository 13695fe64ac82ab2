"""The programme: imported from our own files, completed by humans, who offer places and publish."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.programme import operations as programme
from pontdesarts.programme.importing import read
from pontdesarts.programme.importing.known import Window
from pontdesarts.programme.models import AccessFeature, Offer, Showing, VoucherMode
from pontdesarts.programme.operations import Places
from pontdesarts.programme.operations.importing import Origin, import_programme

from .. import rules
from .clock import Clock
from .network import DATA, Network, read_data

IMPORTED_DAYS_AGO = 70
_FILES = (
    ("openagenda", "openagenda.json", "Agenda en ligne des partenaires"),
    ("csv", "csv", "Tableau des partenaires"),
)
_SAID = ("duration", "language_free", "outdoors", "mediation", "names_required", "booking_needed")
# « nouveautés »: offered these last days
_NEWS_EVERY = 8


def write_files(clock: Clock) -> Path:
    """The shipped files, moved to around today, where a visitor can import them again; returns their folder."""
    folder = Path(settings.VAR) / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    shift = rules.shift_from_anchor(clock.now.astimezone(rules.HERE).date())
    for source in sorted(DATA.glob("*.openagenda.json")):
        (folder / source.name).write_text(rules.shifted_agenda(source.read_text(), shift))
    for source in sorted(DATA.glob("*.csv")):
        (folder / source.name).write_text(rules.shifted_table(source.read_text(), shift))
    return folder


def import_files(made: Network, clock: Clock, folder: Path) -> None:
    """Each association takes in its two files: drafts without places, as any import."""
    at = clock.ago(IMPORTED_DAYS_AGO)
    window = Window(at.date(), (at + timedelta(days=400)).date())
    for slug, association in made.associations.items():
        for kind, ending, name in _FILES:
            file = folder / f"{slug}.{ending}"
            reading = read(file.read_bytes(), format=kind, season=(window.first, window.last), filename=file.name)
            origin = Origin(association, name, kind, file_name=file.name)
            import_programme(origin, reading=reading, window=window, by=made.team(slug), at=at)


def complete_and_offer(made: Network, clock: Clock, chance: Random) -> None:
    """What no import says (plain language, mediation, duration), then places, offer by offer, and the catalogue."""
    additions = read_data("additions.json")
    for number, offer in enumerate(_imported()):
        said = additions[offer.external_id]
        at = clock.ago(IMPORTED_DAYS_AGO - 4) + timedelta(minutes=17 * number)
        offer = programme.edit_offer(offer, values=_values(offer, said), by=_writer(made, offer), at=at)
        if said.get("draft"):
            continue
        if number % _NEWS_EVERY == 3:
            at = clock.at_work(chance, 1 + number % 6)
        _offer_places(made, offer, said, clock, at)


def _imported() -> list[Offer]:
    return list(
        Offer.objects.drafts()
        .exclude(source=None)
        .select_related("association", "venue__partner")
        .order_by("association", "pk")
    )


def _values(offer: Offer, said: Mapping[str, Any]) -> dict[str, Any]:
    assert offer.venue is not None
    values = {name: said[name] for name in _SAID if name in said}
    values["falc_summary"] = said.get("falc", "")
    values["partner"] = offer.venue.partner
    if said.get("relaxed"):
        features = {*offer.access, AccessFeature.RELAXED, AccessFeature.CALM}
        values["access"] = sorted(str(feature) for feature in features)
    if offer.open_dated:
        values["voucher_mode"] = VoucherMode.VOUCHER
    return values


def _writer(made: Network, offer: Offer) -> Actor:
    """In the Val-de-Marne a volunteer completes the drafts for the partners; elsewhere the team does."""
    slug = offer.association.slug
    assert offer.venue is not None
    if slug == "val-de-marne":
        return made.acting("benevole", on_behalf_of=str(offer.venue.partner))
    return made.team(slug)


def _offer_places(made: Network, offer: Offer, said: Mapping[str, Any], clock: Clock, at: datetime) -> None:
    writer = _writer(made, offer)
    if not offer.booking_needed:
        programme.publish(offer, by=writer, at=at)
        return
    given = _given(offer, said, opens_at=clock.ahead(6) if said.get("not_open") else None)
    dates = [showing for showing in offer.showings.upcoming(at) if _may_open(showing, given, clock)]
    # a long run: the partner has not yet given places for its last dates
    offered = dates[: len(dates) - 2] if len(dates) > 9 else dates
    programme.offer_places(offered, given=given, by=writer, at=at, publishing=True)


def _may_open(showing: Showing, given: Places, clock: Clock) -> bool:
    return given.opens_at is None or showing.starts_at > clock.ahead(9)


def _given(offer: Offer, said: Mapping[str, Any], *, opens_at: datetime | None) -> Places:
    places = int(said.get("places", 10))
    assert offer.venue is not None
    return Places(
        places=places,
        wheelchair_places=min(offer.venue.wheelchair_places or 0, 2, places // 4),
        most_per_booking=4 if places <= 8 else None,
        opens_at=opens_at,
    )


def enter_by_hand(made: Network, clock: Clock) -> None:
    """Offers that come by no file: by a signed link, by a coordinator, by a volunteer, or copied from last season."""
    home = made.associations["val-de-marne"]
    _through_the_link(made, home, clock)
    _by_the_coordinator(made, home, clock)
    last = Offer.objects.filter(association=home, title="La Mouette").get()
    programme.copy_offer(last, by=made.acting("benevole", on_behalf_of=str(last.partner)), at=clock.ago(2))
    for slug, title, reason in (
        ("val-de-marne", "Soupe de nuit", "le lieu ferme pour travaux"),
        ("drome-ardeche", "Requiem à mains nues", "le partenaire reporte à la saison prochaine"),
    ):
        gone = Offer.objects.filter(association__slug=slug, title=title).get()
        programme.withdraw(gone, reason=reason, by=made.team(slug), at=clock.ago(12))


def _through_the_link(made: Network, home: Association, clock: Clock) -> None:
    partner = made.partners["La Briqueterie"]
    programme.send_offer_link(partner, by=made.team(home.slug), at=clock.ago(8))
    venue = partner.venues.get()
    holder = Actor.link(partner.name)
    values = {
        "partner": partner,
        "venue": venue,
        "title": "Bal des voisins",
        "discipline": "danse",
        "summary": "Une chorégraphe apprend trois danses au quartier, puis un orchestre joue jusqu'à minuit.",
        "falc_summary": "C'est un bal.\nVous apprenez 3 danses.\nUn orchestre joue de la musique.",
        "duration": 180,
        "language_free": True,
    }
    offer = programme.enter_offer(home, values=values, by=holder, at=clock.ago(7))
    slots = [programme.Slot(clock.evening(days, 19)) for days in (16, 30)]
    showings = programme.add_showings(offer, slots=slots, by=holder, at=clock.ago(7))
    programme.offer_places(showings, given=Places(20, 2), by=holder, at=clock.ago(7), publishing=True)
    draft = {
        "partner": partner,
        "venue": venue,
        "title": "Danser après 60 ans",
        "discipline": "danse",
    }
    programme.enter_offer(home, values=draft, by=holder, at=clock.ago(3))


def _by_the_coordinator(made: Network, home: Association, clock: Clock) -> None:
    partner, writer = made.partners["Maison des Arts de Créteil"], made.acting("partenaire")
    values = {
        "partner": partner,
        "venue": partner.venues.get(),
        "title": "Dans les coulisses de la Maison des Arts",
        "discipline": "patrimoine",
        "summary": "Du dessous de la scène au grill des projecteurs : une heure de visite avec la régisseuse générale.",
        "falc_summary": "Vous visitez un théâtre.\nVous voyez le dessous de la scène.\nUne personne vous guide.",
        "duration": 60,
        "voucher_mode": VoucherMode.CODE,
        "access": ["wheelchair"],
    }
    offer = programme.enter_offer(home, values=values, by=writer, at=clock.ago(5))
    slots = [programme.Slot(clock.evening(days, 17)) for days in (10, 24, 38)]
    showings = programme.add_showings(offer, slots=slots, by=writer, at=clock.ago(5))
    programme.offer_places(showings, given=Places(12, 1), by=writer, at=clock.ago(5), publishing=True)
