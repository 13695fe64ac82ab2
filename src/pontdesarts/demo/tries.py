"""What to try first: things done in two minutes, which show what the product is for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.urls import reverse

from pontdesarts.agreements import notices as agreements
from pontdesarts.agreements.models import Signatory, Stage
from pontdesarts.bookings import notices
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import Structure
from pontdesarts.tally.models import Sheet

from . import doors
from .people import BY_KEY, LINKED_PARTNER, VAL_DE_MARNE


@dataclass(frozen=True)
class Try:
    """Something to do: in somebody's shoes at ``href``, or with no account at all."""

    title: str
    told: str
    href: str
    account: str = ""


@dataclass(frozen=True)
class Chapter:
    title: str
    tries: list[Try]


def chapters(*, at: datetime) -> list[Chapter]:
    """In the order of a season."""
    return [
        Chapter("Offrir", _offering(at=at)),
        Chapter("Réserver", _booking()),
        Chapter("Accueillir", _welcoming(at=at)),
        Chapter("Savoir qui est venu", _telling()),
        Chapter("Faire entrer dans le réseau", _entering()),
        Chapter("Tenir parole", _committing(at=at)),
        Chapter("Garder le contact", _keeping()),
        Chapter("Montrer le réseau", _showing()),
        Chapter("Entre associations", _federating()),
    ]


def _offering(*, at: datetime) -> list[Try]:
    return [
        Try(
            "Proposer une sortie sans compte",
            f"Le lien que {LINKED_PARTNER} a reçu par courriel : une offre, ses dates, ses places.",
            doors.offer_link(at=at),
        ),
        Try(
            "Saisir pour un partenaire, en bénévole",
            "Des brouillons attendent, une offre est à recopier de la saison passée.",
            reverse("programme:manage"),
            "benevole",
        ),
        Try(
            "Offrir des places à plusieurs dates d'un coup",
            "Ce que les imports ont apporté n'a pas encore de places : donnez-les ici.",
            reverse("programme:many_places"),
            "equipe",
        ),
    ]


def _booking() -> list[Try]:
    search = f"{reverse('programme:search')}?famille=scene&ages=6-11"
    return [
        Try(
            "Trouver un spectacle et réserver pour une famille",
            "Cherchez « cirque » ou « theatre » sans accent, choisissez une date, dites qui vient.",
            search,
            "referente",
        ),
        Try(
            "Changer d'avis",
            "Reprenez une réservation : ajoutez une personne, imprimez la contremarque en ukrainien, annulez.",
            reverse("bookings:list"),
            "deux-relais",
        ),
        Try(
            "Attendre des places, en recevoir",
            "Des places sont revenues : accepter, en prendre moins, ou passer. Et ce que l'on attend encore.",
            reverse("bookings:asks"),
            "referente",
        ),
        Try(
            "Faire des vœux pour un tirage au sort",
            "Un tirage est ouvert, un autre a eu lieu : chacun y lit pourquoi il a reçu ce qu'il a reçu.",
            reverse("draws:draws"),
            "referente",
        ),
        Try(
            "Tenir une permanence, même sans réseau",
            "Ouvrez-la, coupez le réseau, choisissez : tout part à son retour.",
            reverse("permanences:permanences"),
            "referente",
        ),
    ]


def _welcoming(*, at: datetime) -> list[Try]:
    return [
        Try(
            "Lire la liste du soir, à la billetterie",
            f"Les listes de la {doors.LISTED_PARTNER} : des codes et des besoins d'accès, jamais le nom du relais.",
            doors.lists_link(at=at),
        ),
        Try(
            "Accueillir le public, sur un téléphone",
            "La porte est ouverte : des contremarques à montrer à la caméra, dont une annulée et une d'un autre soir.",
            reverse("demo:squares"),
        ),
        *_ticked(at=at),
    ]


def _ticked(*, at: datetime) -> list[Try]:
    """The photo of a list, then the page to which it is sent: as the venue does, without an account."""
    sheet = Sheet.objects.select_related("showing__offer__partner").filter(showing__starts_at__lt=at).latest_first()
    waiting = sheet.first()
    if waiting is None:
        return []
    token = notices.list_link(waiting.showing).rstrip("/").rsplit("/", 1)[1]
    return [
        Try(
            "Prendre la photo d'une liste cochée",
            "Téléchargez cette photo de la liste d'un soir passé, puis envoyez-la par la ligne suivante.",
            reverse("demo:ticked_list"),
        ),
        Try(
            "Renvoyer la liste cochée, sans compte",
            f"« {waiting.showing.offer.title} » : les cases sont lues, ce qui est douteux attend votre regard.",
            reverse("tally:signed_send", args=[token]),
        ),
    ]


def _telling() -> list[Try]:
    return [
        *_asked(),
        Try(
            "Répondre d'un chiffre, par SMS",
            "Nadia Belkacem a choisi le SMS : répondez depuis son téléphone.",
            reverse("messaging:texts"),
        ),
        *_dictated(),
        Try(
            "Trancher, et reprendre",
            "L'entrée, le lieu et le relais ne disent pas le même nombre.",
            reverse("outings:disputes"),
            "equipe",
        ),
        Try(
            "Faire lire aux lieux ce qui a été dit",
            "Relire une impression, remercier, écrire la lettre de saison d'un partenaire.",
            reverse("impressions:to_moderate"),
            "equipe",
        ),
        Try(
            "Lire les chiffres, les arrêter, les donner",
            "Ce que l'on sait de la saison ; et ce qu'un export ne laisse jamais retrouver.",
            reverse("statistics:publications", args=[VAL_DE_MARNE]),
            "direction",
        ),
    ]


def _asked() -> list[Try]:
    email = BY_KEY["referente"].email
    mail = Message.objects.filter(kind="outings.who_came", to=email).order_by("-created_at", "-pk").first()
    if mail is None:
        return []
    return [
        Try(
            "Dire qui est venu, d'un bouton dans un courriel",
            "Le courriel que Fatou Sylla a reçu ce matin : aucun mot de passe.",
            reverse("demo:mail_as_read", args=[mail.pk]),
        )
    ]


def _dictated() -> list[Try]:
    relay = Structure.objects.relays().filter(name=BY_KEY["deux-relais"].structure).first()
    if relay is None:
        return []
    return [
        Try(
            "Noter au téléphone ce qu'un relais dicte",
            "Un nombre, puis Entrée : dix secondes par sortie.",
            reverse("outings:dictated", args=[relay.pk]),
            "equipe",
        )
    ]


def _entering() -> list[Try]:
    return [
        Try(
            "Demander à rejoindre le réseau, sans compte",
            "Le formulaire public ; le lien de confirmation arrive dans les courriels.",
            reverse("membership:ask", args=[VAL_DE_MARNE]),
        ),
        Try(
            "Répondre à qui demande",
            "Accepter, demander une précision, refuser ; ou voir que la structure est déjà là.",
            reverse("membership:requests"),
            "equipe",
        ),
        Try(
            "Faire entrer une liste entière",
            "Un tableau de votre ordinateur : on voit chaque ligne avant que rien ne soit écrit.",
            reverse("exchanges:import"),
            "equipe",
        ),
        Try(
            "Réunir deux fiches, puis les séparer",
            "Un centre social est inscrit deux fois.",
            reverse("network:duplicates", args=[VAL_DE_MARNE]),
            "equipe",
        ),
    ]


def _keeping() -> list[Try]:
    return [
        Try(
            "Savoir qui relancer, et noter un appel",
            "Qui n'a rien fait depuis trois mois, n'a plus de référent, ne reçoit plus nos courriels.",
            reverse("follow_up:to_chase"),
            "equipe",
        ),
        Try(
            "Écrire à une partie du réseau",
            "Choisir à qui, relire ce que chacun lira, s'envoyer un essai.",
            reverse("follow_up:choose", args=[VAL_DE_MARNE]),
            "equipe",
        ),
        Try(
            "Proposer autre chose que des places",
            "Un atelier, des coulisses : la passerelle montre les relais qui le cherchent, et ouvre un fil.",
            reverse("bridge:bridge"),
            "partenaire",
        ),
        Try(
            "Accompagner une équipe",
            "Sa demande, le diagnostic, le plan, les visites, le résultat.",
            reverse("support:supports"),
            "equipe",
        ),
    ]


def _showing() -> list[Try]:
    return [
        Try(
            "Lire l'annuaire, comme tout le monde",
            "Chaque structure y montre ce qu'elle a accepté, et rien d'autre.",
            reverse("directory:public", args=[VAL_DE_MARNE]),
        ),
        Try(
            "Voir où en sont les objectifs de la saison",
            "Les nombres viennent du réseau ; derrière chacun, la liste.",
            reverse("goals:season", args=[VAL_DE_MARNE]),
            "direction",
        ),
        Try(
            "Réunir les fiches saison en un livret",
            "Un lieu, une page : demander celles qui manquent, imprimer les autres.",
            reverse("presentations:team", args=[VAL_DE_MARNE]),
            "equipe",
        ),
        Try(
            "Devenir sympathisant, et partir d'un geste",
            "Un courriel de confirmation, une boîte à idées.",
            reverse("supporters:join", args=[VAL_DE_MARNE]),
        ),
    ]


def _federating() -> list[Try]:
    return [
        Try(
            "Visiter une association, au grand jour",
            "Pour une heure et une raison, sans rien changer ; l'association le lit sur son accueil.",
            reverse("federation:federation"),
            "federation",
        ),
        Try(
            "Emporter toutes les données",
            "Un fichier : des tableaux à ouvrir, et de quoi revenir.",
            reverse("federation:archives", args=[VAL_DE_MARNE]),
            "direction",
        ),
    ]


def _committing(*, at: datetime) -> list[Try]:
    """A convention held, and one to sign; that the visitors before may have signed."""
    waiting = (
        Signatory.objects.current().filter(party__agreement__stage=Stage.SENT, signatures=None).order_by("pk").first()
    )
    held = Try(
        "Lire la convention tripartite de Valence",
        "Deux personnes élues et l'association l'ont signée ; ce qui est promis, ce qui est tenu, son PDF.",
        reverse("agreements:agreements") + "?vue=en-cours",
        "direction-drome",
    )
    if waiting is None:
        return [held]
    link = urlsplit(agreements.link(waiting, expires_at=at + timedelta(days=1))).path
    told = f"« {waiting.party.agreement.title} » attend {waiting.name} : le code arrive dans ses courriels."
    return [held, Try("Signer une convention, sans compte", told, link)]
