"""Two draws: one whose wishes are open, one that was drawn and whose result everybody reads."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.draws import notices
from pontdesarts.draws import operations as draws
from pontdesarts.draws.models import Draw, Lot, Wish
from pontdesarts.draws.operations import Plan, Window
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.network.models import Structure
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import BookingMode, Showing
from pontdesarts.programme.operations import Places

from ..people import VAL_DE_MARNE
from .clock import Clock
from .network import Network

_PARTIES = (
    Party(adults=1, from_6_to_11=2, outing=Outing.FAMILY, first_outing=True),
    Party(adults=2, outing=Outing.FAMILY, first_outing=False),
    Party(adults=2, from_12_to_17=2, outing=Outing.FAMILY, first_outing=True),
    Party(adults=4, workers=1, outing=Outing.GROUP),
    Party(adults=3, workers=1, wheelchair=1, outing=Outing.GROUP, first_outing=True),
)


def hold_draws(made: Network, clock: Clock, chance: Random) -> None:
    """The one that was drawn five days ago, with its mails; the one that is open for five days more."""
    _drawn(made, clock, chance)
    _open(made, clock, chance)


def _drawn(made: Network, clock: Clock, chance: Random) -> None:
    ballet = _scarce(
        made,
        clock,
        title="Le Lac des cygnes, version courte",
        discipline="danse",
        summary="Vingt-deux danseuses et danseurs, un orchestre, une heure : trois soirs seulement.",
        falc="C'est un ballet.\nDes personnes dansent avec un orchestre.\nIl dure 1 heure.",
        days=(12, 13, 19),
    )
    window = Window(clock.ago(12), clock.ago(6), clock.ago(5))
    draw = _announce(made, clock, "Les trois soirs du Lac des cygnes", ballet, window, places=10)
    for relay in _relays(made)[:15]:
        _wish_some(draw, relay, clock, chance, days_ago=8)
    done = draws.draw_round(draw.current, by=JOB, at=clock.ago(5))
    assert done is not None
    for entrant in draw.entrants.select_related("draw__association", "relay").order_by("number"):
        notices.tell_result(done, entrant, at=clock.ago(5))


def _open(made: Network, clock: Clock, chance: Random) -> None:
    circus = _scarce(
        made,
        clock,
        title="La Nuit du cirque",
        discipline="cirque",
        summary="Un chapiteau, six numéros, et un trapèze au-dessus du public. À partir de 5 ans.",
        falc="C'est un cirque.\nDes artistes font des acrobaties.\nVous pouvez venir avec des enfants.",
        days=(17, 18, 24, 25),
    )
    concert = _scarce(
        made,
        clock,
        title="Concert de fête, orchestre et chœur",
        discipline="musique",
        summary="Un orchestre, cent voix, des airs que tout le monde connaît. On chante la dernière chanson ensemble.",
        falc="C'est un concert.\nCent personnes chantent.\nVous chantez aussi à la fin.",
        days=(20, 21),
    )
    # the last evening is left for a draw that the visitor prepares
    window = Window(clock.ago(2), clock.ahead(5), clock.ahead(5, hours=1))
    draw = _announce(made, clock, "Les soirées de fête", [*circus[:3], *concert], window, places=8)
    for relay in _relays(made)[:8]:
        _wish_some(draw, relay, clock, chance, days_ago=1)


def _scarce(
    made: Network, clock: Clock, *, title: str, discipline: str, summary: str, falc: str, days: Sequence[int]
) -> list[Showing]:
    """An offer of the theatre, with a few places a date, given by a draw."""
    partner, writer, at = made.partners["Maison des Arts de Créteil"], made.acting("partenaire"), clock.ago(16)
    values = {
        "partner": partner,
        "venue": partner.venues.get(),
        "title": title,
        "discipline": discipline,
        "summary": summary,
        "falc_summary": falc,
        "duration": 60,
        "booking_mode": BookingMode.DRAW,
        "access": ["wheelchair"],
    }
    offer = programme.enter_offer(made.associations[VAL_DE_MARNE], values=values, by=writer, at=at)
    slots = [programme.Slot(clock.evening(day, 20)) for day in days]
    showings = programme.add_showings(offer, slots=slots, by=writer, at=at)
    programme.offer_places(showings, given=Places(12, 2), by=writer, at=at, publishing=True)
    return showings


def _announce(
    made: Network, clock: Clock, title: str, showings: Sequence[Showing], window: Window, *, places: int
) -> Draw:
    plan = Plan(title=title, window=window, lots={showing.pk: places for showing in showings})
    at = window.opens_at - timedelta(days=1)
    return draws.open_draw(made.associations[VAL_DE_MARNE], plan=plan, by=made.team(VAL_DE_MARNE), at=at)


def _relays(made: Network) -> list[Structure]:
    """The relay of the account « référente » first, then those that have somebody to wish."""
    home = [relay for relay in made.relays[VAL_DE_MARNE] if not relay.is_suspended and relay.referents.exists()]
    mine = set(made.users["referente"].referent_posts.order_by("pk").values_list("structure", flat=True))
    return sorted(home, key=lambda relay: relay.pk not in mine)


def _wish_some(draw: Draw, relay: Structure, clock: Clock, chance: Random, *, days_ago: int) -> list[Wish]:
    """One to three dates, in an order of its own; now and then fewer places would do."""
    post = relay.referents.current().select_related("user").order_by("pk").first()
    if post is None:
        return []
    lots = list(Lot.objects.filter(draw=draw).select_related("draw").order_by("number"))
    chosen = chance.sample(lots, k=min(len(lots), chance.choice((1, 2, 2, 3))))
    party = chance.choice(_PARTIES)
    least = chance.choice((None, max(1, party.places - 1)))
    at = clock.ago(days_ago, hours=chance.random() * 10)
    by = Actor.of(post.user)
    return [draws.make_wish(lot, relay=relay, party=party, least=least, by=by, at=at) for lot in chosen]
