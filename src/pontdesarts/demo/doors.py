"""What a visitor of the demo may open: links without an account, the code of the moment, what to try first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.bookings import notices
from pontdesarts.network.models import Structure
from pontdesarts.programme.operations.links import PURPOSE
from pontdesarts.tally.models import Sheet

from .people import LINKED_PARTNER, SECRET, VAL_DE_MARNE

_LINK_OPEN = timedelta(days=30)
LISTED_PARTNER = "Maison des Arts de Créteil"


def code_of(at: datetime) -> str:
    """The six digits that every demo account's second factor shows at that moment."""
    return str(format_hotp_value(hotp_value(SECRET, int(at.timestamp()) // app_settings.TOTP_PERIOD)))


def otpauth() -> str:
    """What an authenticator application takes in place of a QR code."""
    return f"otpauth://totp/Pont%20des%20Arts:demo?secret={SECRET}&issuer=Pont%20des%20Arts"


def offer_link(*, at: datetime) -> str:
    """The link by which a partner without an account enters its offers, as its mail carries it; "" without a season."""
    partner = _partner(LINKED_PARTNER)
    if partner is None:
        return ""
    token = links.make(PURPOSE, partner.pk, expires_at=at + _LINK_OPEN, epoch=partner.link_epoch)
    return settings.BASE_URL + reverse("programme:link_manage", args=[token])


def lists_link(*, at: datetime) -> str:
    """The link by which a box office reads all its lists; "" without a season."""
    partner = _partner(LISTED_PARTNER)
    return notices.all_lists_link(partner, at=at) if partner else ""


def _partner(name: str) -> Structure | None:
    return Structure.objects.partners().filter(association__slug=VAL_DE_MARNE, name=name).first()


@dataclass(frozen=True)
class Try:
    """Something to do in two minutes: in somebody's shoes at ``href``, or with no account at all."""

    title: str
    told: str
    href: str
    account: str = ""


def tries(*, at: datetime) -> list[Try]:
    """Things that show what the product is for, in the order of a season."""
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
            "Proposer une sortie sans compte",
            f"Le lien que {LINKED_PARTNER} a reçu par courriel : une offre, ses dates, ses places.",
            offer_link(at=at),
        ),
        Try(
            "Lire la liste du soir, à la billetterie",
            f"Les listes de la {LISTED_PARTNER} : des codes et des besoins d'accès, jamais le nom du relais.",
            lists_link(at=at),
        ),
        Try(
            "Accueillir le public, sur un téléphone",
            "La porte est ouverte : des contremarques à montrer à la caméra, dont une annulée et une d'un autre soir.",
            reverse("demo:squares"),
        ),
        *_ticked(at=at),
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
            f"« {waiting.showing.offer.title} » : les cases sont lues, trois lignes attendent votre regard.",
            reverse("tally:signed_send", args=[token]),
        ),
    ]
