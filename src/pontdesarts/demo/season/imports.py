"""Two files of structures that the team took in: what they brought, what was known, what stayed aside."""

from pontdesarts.exchanges import operations, plans
from pontdesarts.exchanges.importing.told import Wanted
from pontdesarts.exchanges.models import Import

from ..people import VAL_DE_MARNE
from .clock import Clock
from .network import Network

_COLUMNS = "Nom;Adresse;Code postal;Commune;Téléphone;Type"
# the town's list: two that are known, one of which tells its telephone; one without a name; one of another department
_TOWN = (
    "Centre social Les Deux Fontaines;12 allée des Fontaines;94460;Valenton;;centre social",
    "Espace de vie sociale La Marelle;3 rue du Préau;94460;Valenton;01 99 00 77 20;centre social",
    "Maison de quartier de la Plaine;8 rue de la Plaine;94460;Valenton;01 99 00 77 21;centre social",
    ";14 avenue du Parc;94460;Valenton;01 99 00 77 22;centre social",
    "Accueil de loisirs des Berges;2 quai des Berges;69001;Lyon;;centre social",
)
_VENUES = (
    "Ciné-club du Fort;5 rue du Fort;94200;Ivry-sur-Seine;01 99 00 77 23;cinéma",
    "MAC VAL;Place de la Libération;94400;Vitry-sur-Seine;;musée",
)


def take_in(made: Network, clock: Clock) -> None:
    """Each dropped, looked at and carried out by the team, on its day: the page of imports shows both."""
    _carry_out(made, clock, "Ville de Valenton", _TOWN, Wanted.RELAYS, days=48)
    _carry_out(made, clock, "Carte des lieux culturels", _VENUES, Wanted.PARTNERS, days=13)


def _carry_out(made: Network, clock: Clock, source: str, rows: tuple[str, ...], wanted: Wanted, *, days: int) -> Import:
    by, at = made.team(VAL_DE_MARNE), clock.ago(days)
    waiting = operations.receive(
        made.associations[VAL_DE_MARNE],
        content="\n".join((_COLUMNS, *rows)).encode(),
        file_name=f"{source.lower().replace(' ', '-')}.csv",
        source=source,
        wanted=wanted,
        user=made.users["equipe"],
        by=by,
        at=at,
    )
    begun = operations.begin(waiting, digest=plans.plan_of(waiting).digest, by=by, at=at)
    return operations.carry_on(begun, by=by, at=at)
